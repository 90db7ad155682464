"""For which code a span is current, and for which it should be, in any language."""
