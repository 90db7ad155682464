"""Where an expression comes from, in any language."""
