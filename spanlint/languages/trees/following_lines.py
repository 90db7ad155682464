"""Writes a statement after another one."""

from __future__ import annotations

from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange

_BLANK = b" \t"


def following_statement(text: bytes, statement: ByteRange, comment: bytes, written: str) -> Edit:
    """The edit that writes a statement after another one: on a line of its own if that has one, else beside it.

    `comment` is the marker that starts a comment after a statement. The statement is of a block, in which another one
    may follow.
    """
    on_a_line = _following_line(text, statement, comment, written)
    if on_a_line is not None:
        return on_a_line
    separator = b" " if text.endswith(b";", 0, statement.end) else b"; "
    return Edit(ByteRange(statement.end, statement.end), separator + written.encode())


def _following_line(text: bytes, statement: ByteRange, comment: bytes, written: str) -> Edit | None:
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
