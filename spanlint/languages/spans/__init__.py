"""What becomes of a span, in any language."""
