"""Writes a statement on the line after another one."""

from __future__ import annotations

from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange

_BLANK = b" \t"


def following_line(text: bytes, statement: ByteRange, comment: bytes, written: str) -> Edit | None:
    """The edit that writes a statement on a line of its own after another one; None if that has no line of its own.

    `comment` is the marker that starts a comment after a statement.
    """
    line = text.rfind(b"\n", 0, statement.start) + 1
    newline = text.find(b"\n", statement.end)
    end = len(text) if newline < 0 else newline
    rest = text[statement.end : end].rstrip(b"\r").strip(_BLANK)
    indent = text[line : statement.start]
    if indent.strip(_BLANK) or (rest and not rest.startswith(comment)):
        return None
    has_return = text[statement.end : end].endswith(b"\r")
    at = end - has_return
    return Edit(ByteRange(at, at), (b"\r\n" if has_return else b"\n") + indent + written.encode())
