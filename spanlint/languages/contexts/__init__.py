"""Which context is current and what it carries, in any language."""
