"""What is in the bytes of each file that may misuse a helper of its project: most files lack it."""

from __future__ import annotations

from spanlint.text.suffixes import language_of

SPAN_WORDS = (b"span", b"Span", b"trace", b"Trace")
"""What is in the names of the functions that start a span for their callers, as far as the readers follow them."""

_OF_SPANS = (b".end(", b".finish(", b"pan", b"yield", b"etAttribute", b"addEvent")


def may_use_helper(path: str, text: bytes) -> bool:
    """Whether a file may misuse any helper of its project, by its suffix and its bytes."""
    language = language_of(path)
    return may_misuse_any(text) if language == "python" else language is not None and may_use_spans(text)


def may_misuse_any(text: bytes) -> bool:
    """Whether a Python file yields, has several decorators, or names what may start a span."""
    return b"yield" in text or text.count(b"@") > 1 or any(word in text for word in SPAN_WORDS)


def may_use_spans(text: bytes) -> bool:
    """Whether a TypeScript or JavaScript file may do anything wrong with a span that a function starts for it."""
    return any(word in text for word in _OF_SPANS)
