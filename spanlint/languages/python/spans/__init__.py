"""What becomes of a span, in Python."""
