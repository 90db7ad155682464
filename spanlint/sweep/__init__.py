"""`spanlint sweep`: lints many repositories, each in a process of its own, and reports on all of them."""
