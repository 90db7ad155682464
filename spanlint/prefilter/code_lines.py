"""The lines of Python functions in bytes, found by indentation alone. Offsets are in bytes.

If strings or brackets reach into lower columns, the lines are wrong.
"""

from __future__ import annotations

_NON_STATEMENT_BYTES = b"#)]}"  # the first byte of a comment or of the last line of a bracket, in any column
_BLANK = b" \t\r"  # also the end of a line in a file with CRLF
FUNCTION_STARTS = (b"def ", b"async def ")


def function_around(text: bytes, at: int) -> tuple[int, int]:
    """Returns where the lines of the innermost function around an offset begin and end; outside of a function, those of
    the module-level statement."""
    start, indent = begin_of_function(text, at)
    return start, end_of_block(text, at, indent)


def end_of_block(text: bytes, at: int, indentation: int) -> int:
    """Returns where the first statement after the line of an offset begins that is indented no deeper."""
    newline = text.find(b"\n", at)
    while newline >= 0:
        next_newline = text.find(b"\n", newline + 1)
        line = text[newline + 1 :] if next_newline < 0 else text[newline + 1 : next_newline]
        if indent(line) <= indentation and is_statement(line):
            return newline + 1
        newline = next_newline
    return len(text)


def begin_of_function(text: bytes, at: int) -> tuple[int, int]:
    """Returns where the first line of the innermost function around an offset begins, and its indentation."""
    start = text.rfind(b"\n", 0, at) + 1
    indentation, above = indent(text[start:at]), start
    while indentation and above:
        end = above - 1
        above = text.rfind(b"\n", 0, end) + 1
        line = text[above:end]
        line_indentation = indent(line)
        if line_indentation < indentation and is_statement(line):
            start, indentation = above, line_indentation
            if line.startswith(FUNCTION_STARTS, indentation):
                break
    return start, indentation


def is_statement(line: bytes) -> bool:
    """Whether a statement may begin in a line."""
    first = line.lstrip(_BLANK)[:1]
    return first not in _NON_STATEMENT_BYTES  # empty bytes are in any bytes, so an empty line is not a statement


def indent(line: bytes) -> int:
    """Returns the number of spaces and tabs that a line begins with."""
    return len(line) - len(line.lstrip(b" \t"))
