"""The origin of an expression, in Python."""
