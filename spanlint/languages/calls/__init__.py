"""What a creation call says and what is around it, in any language."""
