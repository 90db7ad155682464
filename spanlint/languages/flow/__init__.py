"""The paths through a function, in any language."""
