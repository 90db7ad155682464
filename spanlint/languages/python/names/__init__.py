"""Where an expression comes from, in Python."""
