"""The source line of a finding, cut to fit, and the width of text on a terminal.

Widths are terminal columns: wide East Asian characters take two, combining marks none.
"""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.model.findings import Diagnostic
from spanlint.report.escape import visible, visible_pieces

WIDTH = 120
"""The most columns of source text to show. A longer line is cut around the marked text."""

_ROOM_AROUND = 24  # columns beside a marked text that is too long
_TAB = "    "


class Frame(Record):
    """A source line ready to print, in three pieces, any of which may be empty. The middle one gets the marker."""

    before: str
    marked: str
    after: str


def frame(diagnostic: Diagnostic, charset: str, width: int = WIDTH) -> Frame:
    """Returns the line that a diagnostic starts on, cut to about `width` columns, all printable in `charset`.

    A range that continues below the line is marked to the end of the line.
    """
    line = diagnostic.frame
    start = diagnostic.start.column - 1
    end = diagnostic.end.column - 1 if diagnostic.end.line == diagnostic.start.line else len(line)
    return cut_around(line, start, end, charset, width)


def cut_around(line: str, start: int, end: int, charset: str, width: int = WIDTH) -> Frame:
    """Returns a line with the code points from `start` to `end` marked, cut to about `width` columns around these."""
    start = min(start, len(line))
    # Cut before escaping: a minified file is one line of megabytes.
    first, end = max(0, start - WIDTH), min(max(start, end), start + WIDTH)
    raw = (line[first:start], line[start:end], line[end : end + WIDTH])
    shown = (piece.replace("\t", _TAB) for piece in raw)
    whole = Frame(*visible_pieces(tuple(shown), charset))
    if first == 0 and len(line) <= end + WIDTH and sum(map(columns, whole)) <= width:
        return whole
    return _fit(whole, first > 0, len(line) > end + WIDTH, charset, width)


def columns(text: str) -> int:
    """Returns the number of terminal columns that printable text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    def width(character: str) -> int:
        # The vowels and finals of decomposed Hangul are letters to Unicode, and join the syllable before them.
        if category(character) in ("Mn", "Me", "Cf") or "\u1160" <= character <= "\u11ff":
            return 0
        return 2 if east_asian_width(character) in "WF" else 1

    return sum(map(width, text))


def _fit(whole: Frame, is_cut_left: bool, is_cut_right: bool, charset: str, width: int) -> Frame:
    marked = _head(whole.marked, max(width * 2 // 3, width - _ROOM_AROUND))
    room = width - columns(marked)
    # A side that needs less than its half leaves the rest to the other.
    left = min(columns(whole.before), max(room // 2, room - columns(whole.after)))
    before = _tail(whole.before, left)
    after = _head(whole.after, room - left) if marked == whole.marked else ""
    ellipsis = "…" if visible("…", charset) == "…" else "..."
    if is_cut_left or before != whole.before:
        before = ellipsis + _without_stray_marks(before)
    if is_cut_right or after != whole.after:
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
    """Returns the text from its first letter on, as a mark whose letter was cut off would join the ellipsis."""
    return next((text[start:] for start, character in enumerate(text) if columns(character)), "")
