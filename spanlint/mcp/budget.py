"""What an agent is sent is bounded: it pays for each token, and forgets what is too long."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

BUDGET = 16_000
"""The most characters of JSON of the rows of one answer, some 4,000 tokens."""

_MAX_TEXT = 12_000  # characters of one text
_MAX_LINES = 4_000  # characters of a list of lines
_MAX_LINE = 400  # characters of one of them


def rows_within(rows: Iterable[dict[str, Any]], budget: int = BUDGET) -> tuple[list[dict[str, Any]], int]:
    """Returns the first rows that fit, at least one, and the number of those left out."""
    kept = list[dict[str, Any]]()
    left_out = 0
    for row in rows:
        budget -= len(json.dumps(row))
        if left_out or (budget < 0 and kept):
            left_out += 1
        else:
            kept.append(row)
    return kept, left_out


def text_within(text: str) -> str:
    """Returns a text, cut at a line end if it is too long."""
    if len(text) <= _MAX_TEXT:
        return text
    kept = text[:_MAX_TEXT].rpartition("\n")[0]
    return f"{kept}\n... {text.count(chr(10)) - kept.count(chr(10))} more lines; name fewer files to see them\n"


def lines_within(lines: Iterable[str]) -> list[str]:
    """Returns the first lines, cut where they are too long, and how many are left out, if any are."""
    kept = list[str]()
    room, left_out = _MAX_LINES, 0
    for line in lines:
        short = line if len(line) <= _MAX_LINE else f"{line[:_MAX_LINE]}..."
        room -= len(short)
        if room < 0:
            left_out += 1
        else:
            kept.append(short)
    return [*kept, f"... {left_out} more"] if left_out else kept
