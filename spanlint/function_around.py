"""Which lines the Python function around a place takes up, by indentation alone: where strings and brackets reach into
lower columns, that is wrong, and what it gives does not parse. Offsets are in bytes; a text has no tabs.
"""

from __future__ import annotations

_NO_STATEMENT = b"#)]}"  # what a comment and the last line of a bracket begin with, in any column
_FUNCTION = (b"def ", b"async def ")


def function_around(text: bytes, at: int) -> tuple[int, int]:
    """Where the lines of the innermost function around a place begin and end; without one, of the statement of the
    module around it."""
    start, indent = begin_of_function(text, at)
    newline = text.find(b"\n", at)
    while newline >= 0:
        following = text.find(b"\n", newline + 1)
        line = text[newline + 1 :] if following < 0 else text[newline + 1 : following]
        if _is_statement(line) and _indent(line) <= indent:
            return start, newline + 1
        newline = following
    return start, len(text)


def begin_of_function(text: bytes, at: int) -> tuple[int, int]:
    """Where the line begins that the innermost function around a place begins with, and its indentation."""
    start = text.rfind(b"\n", 0, at) + 1
    indent, above = _indent(text[start:at]), start
    while indent and above:
        end = above - 1
        above = text.rfind(b"\n", 0, end) + 1
        line = text[above:end]
        if _is_statement(line) and _indent(line) < indent:
            start, indent = above, _indent(line)
            if line.startswith(_FUNCTION, indent):
                break
    return start, indent


def _is_statement(line: bytes) -> bool:
    first = line.lstrip(b" ")[:1]
    return first not in _NO_STATEMENT  # nothing is in everything


def _indent(line: bytes) -> int:
    return len(line) - len(line.lstrip(b" "))
