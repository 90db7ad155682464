"""The source line of a finding, cut to what fits, and the room that text takes on a terminal.

Widths are terminal columns: wide East Asian characters take two, combining marks none.
"""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.model.findings import Diagnostic
from spanlint.report.escape import visible, visible_pieces

WIDTH = 120
"""The columns of source text to show; a longer line is cut around the marked text."""

_MARKED_WIDTH = 80
_TAB = "    "


class Frame(Record):
    """A source line ready to print, in three pieces: the middle one is to be marked. Any of them may be empty."""

    before: str
    marked: str
    after: str


def frame(diagnostic: Diagnostic, charset: str) -> Frame:
    """The line that a diagnostic starts on, of at most some WIDTH columns, all printable in `charset`.

    A range that goes on below the line is marked to the line's end.
    """
    line = diagnostic.frame
    start = min(diagnostic.start.column - 1, len(line))
    end = diagnostic.end.column - 1 if diagnostic.end.line == diagnostic.start.line else len(line)
    # Cut before escaping: a minified file is one line of megabytes.
    first, end = max(0, start - WIDTH), min(max(start, end), start + WIDTH)
    raw = (line[first:start], line[start:end], line[end : end + WIDTH])
    shown = (piece.replace("\t", _TAB) for piece in raw)
    return _fitted(Frame(*visible_pieces(tuple(shown), charset)), first > 0, len(line) > end + WIDTH, charset)


def columns(text: str) -> int:
    """The terminal columns that printable text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    def width(character: str) -> int:
        # The vowels and finals of decomposed Hangul are letters to Unicode, and join the syllable before them.
        if category(character) in ("Mn", "Me", "Cf") or "\u1160" <= character <= "\u11ff":
            return 0
        return 2 if east_asian_width(character) in "WF" else 1

    return sum(map(width, text))


def _fitted(whole: Frame, cut_left: bool, cut_right: bool, charset: str) -> Frame:
    if not cut_left and not cut_right and sum(map(columns, whole)) <= WIDTH:
        return whole
    marked = _head(whole.marked, _MARKED_WIDTH)
    room = WIDTH - columns(marked)
    # A side that needs less than its half leaves the rest to the other.
    left = min(columns(whole.before), max(room // 2, room - columns(whole.after)))
    before = _tail(whole.before, left)
    after = _head(whole.after, room - left) if marked == whole.marked else ""
    ellipsis = "…" if visible("…", charset) == "…" else "..."
    if cut_left or before != whole.before:
        before = ellipsis + _without_stray_marks(before)
    if cut_right or after != whole.after:
        after += ellipsis
    return Frame(before, marked, after)


def _head(text: str, room: int) -> str:
    for end, character in enumerate(text):
        room -= columns(character)
        if room < 0:
            return text[:end]
    return text


def _tail(text: str, room: int) -> str:
    return _head(text[::-1], room)[::-1]


def _without_stray_marks(text: str) -> str:
    """The text from its first letter on: a combining mark whose letter was cut off would sit on the ellipsis."""
    return next((text[start:] for start, character in enumerate(text) if columns(character)), "")
