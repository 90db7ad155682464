"""How deep the lines of a Python file are indented, and how deep they may be."""

from __future__ import annotations

DEEPEST = 300
"""Depths of indentation. CPython refuses a file from the 101st level on; the grammar keeps its levels in 1,024 bytes,
two each, and writes past their end."""


def is_deep(text: bytes) -> bool:
    """Whether there may be more levels of indentation than can be parsed: each is a depth of its own, in columns."""
    if b" " * DEEPEST not in text and b"\t" not in text:
        return False
    lines = text.replace(b"\r", b"\n").split(b"\n")
    indents = {line[: len(line) - len(line.lstrip(b" \t\f"))] for line in lines}
    return len({each.expandtabs() for each in indents if each}) > DEEPEST


def may_be_deep(data: bytes | bytearray) -> bool:
    """Whether there may be more depths of indentation than are read: without a tab, each is one more space at least,
    and each line that has tabs adds one depth at most."""
    tabs = data.count(b"\t")
    if not tabs:
        return b" " * DEEPEST in data
    return tabs >= DEEPEST or b" " * (DEEPEST - tabs) in data or b"\f" in data
