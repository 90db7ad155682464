"""From the name of a span to the calls that make it, and what the linter says of them."""
