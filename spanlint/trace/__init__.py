"""`spanlint trace`: broken trees in exported traces, and the lines of code that break them."""
