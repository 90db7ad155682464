"""The depth of indentation of a Python file, and the limit that can be parsed."""

from __future__ import annotations

DEEPEST = 300
"""The most depths of indentation that are parsed. CPython rejects a file with 101 levels. The grammar stores its levels
in 1,024 bytes, two bytes each, and writes past their end."""


def is_deep(text: bytes) -> bool:
    """Whether the text has more than DEEPEST different depths of indentation, in columns; each level has its own."""
    if b" " * DEEPEST not in text and b"\t" not in text:
        return False
    lines = text.replace(b"\r", b"\n").split(b"\n")
    indents = {line[: len(line) - len(line.lstrip(b" \t\f"))] for line in lines}
    return len({indent.expandtabs() for indent in indents if indent}) > DEEPEST


def may_be_deep(data: bytes | bytearray) -> bool:
    """Whether the data may have more than DEEPEST depths of indentation.

    Without tabs, each depth adds at least one space; each line with tabs adds at most one depth.
    """
    tabs = data.count(b"\t")
    if not tabs:
        return b" " * DEEPEST in data
    return tabs >= DEEPEST or b" " * (DEEPEST - tabs) in data or b"\f" in data
