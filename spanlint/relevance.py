"""Whether a name can be anything to judge, by the bytes around it: a name that certainly is nothing costs no parsing.

Most mentions that are nothing are a test's or the usual use of a context: `mock.patch("...start_span")`,
`tracer.start_span.assert_called_once()`, `ctx = set_span_in_context(span)`. Where the bytes do not tell for certain, a
name can be something. Offsets are in bytes.
"""

from __future__ import annotations

_UNUSED = {"python": b"\"'.", "typescript": b""}
"""What right behind a creator's name says that it is neither called nor handed on: the end of a string, a member. In
TypeScript `tracer["startSpan"](..)` and `startSpan.call(..)` are calls."""

_DOTTED = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$.")
_DROPPING = (b"await", b"void", b"else", b"do")  # words before a parenthesis that do not take what is in it


def may_create(language: str, text: bytes, end: int) -> bool:
    """Whether a creator whose name ends here may be called or handed on."""
    return end == len(text) or text[end] not in _UNUSED[language]


def may_enter(language: str, text: bytes, end: int) -> bool:
    """Whether a context function whose name ends here may be called, or is given another name."""
    follows = text[end : end + 200].lstrip(b" \t\r\n\f\\")
    return language != "python" or not follows or follows.startswith((b"(", b"#", b"as"))


def may_be_dropped(language: str, text: bytes, start: int, end: int) -> bool:
    """Whether what a context function gives may be dropped where its name stands."""
    if text[end : end + 1] != b"(":
        return may_enter(language, text, end)
    while start and text[start - 1] in _DOTTED:
        start -= 1
    before = text[max(start - 80, 0) : start].rstrip(b" \t")
    if before.endswith((b"=", b"return")):
        return False
    caller = before[:-1].rstrip(b" \t") if before.endswith(b"(") else b""
    takes_it = bool(caller) and caller[-1] in _DOTTED  # behind a `)` it may be an `if (..)` that does not
    return not takes_it or caller.endswith(_DROPPING)
