"""The origin of an expression, in any language."""
