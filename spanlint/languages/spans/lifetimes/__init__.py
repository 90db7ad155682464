"""Whether a span is ended and a context detached, on every path and by whom, in any language."""
