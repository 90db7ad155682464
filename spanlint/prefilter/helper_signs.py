"""What is in the bytes of each Python file that may misuse a helper of its project: most files lack it."""

from __future__ import annotations

SPAN_WORDS = (b"span", b"Span", b"trace", b"Trace")
"""What is in the names of the functions that start a span for their callers, as far as the readers follow them."""


def may_misuse_any(text: bytes) -> bool:
    """Whether a file yields, has several decorators, or names what may start a span."""
    return b"yield" in text or text.count(b"@") > 1 or any(word in text for word in SPAN_WORDS)
