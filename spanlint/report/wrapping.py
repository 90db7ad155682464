"""Breaks sentences into lines between words."""

from __future__ import annotations

from spanlint.report.frame import columns


def wrapped(text: str, first: int, rest: int) -> list[str]:
    """Returns the lines of a printable sentence: the first has room for `first` columns, the others for `rest`.

    A word that is wider than a line stays whole, as it may be a path. Returns one line if `rest` is 0 or less.
    """
    if rest <= 0:
        return [text]
    lines, room = [""], first
    for word in text.split(" "):
        width = columns(word)
        if not lines[-1]:
            separator = ""
        elif width + 1 <= room:
            separator = " "
        else:
            lines.append("")
            separator, room = "", rest
        lines[-1] += separator + word
        room -= width + len(separator)
    return lines
