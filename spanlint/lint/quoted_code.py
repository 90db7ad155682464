"""Code that a report shows beside a finding: the lines that a fix changes, and the text around a related place.

All of it is bounded: a minified file is one line of megabytes, and a fix may change thousands of lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spanlint.model.findings import DiffLine
from spanlint.text.edits import Edit, apply
from spanlint.text.source import ByteRange, LineIndex, Position

_WIDTH = 240  # code points of a line
_BEFORE = 60  # of these, at most so many that stay as they are
_APART = 3  # lines between two changes that are shown together
_MAX_BYTES = 20_000  # of code that is compared line by line
_MAX_LINES = 80


def text_around(line: str, at: Position) -> str:
    """Returns a line of code without its indentation, cut around a place."""
    start = max(0, at.column - 1 - _WIDTH // 2)
    if len(line) <= _WIDTH or start < _BEFORE:
        start = 0
    return _cut(line, start).strip()


def diff_lines(text: bytes, lines: LineIndex, edits: Sequence[Edit]) -> tuple[DiffLine, ...]:
    """Returns what edits change, line by line, with a line before and after. They are in order, and do not overlap."""
    found = list[DiffLine]()
    shift = 0  # how many lines the changes above have added
    for first, last, together in _hunks(lines, edits):
        if found:
            found.append(DiffLine("", 0, "..."))
        above = max(1, first - 1)
        start, end = lines.start(above), _end(text, lines, last + 1)
        old, new = text[start:end], apply(text[start:end], [_moved(edit, start) for edit in together])
        if len(old) + len(new) > _MAX_BYTES:
            found += _narrow(text, first, shift, together[0])
        else:
            found += _compared(_decoded(old), _decoded(new), above, above + shift)
        shift += new.count(b"\n") - old.count(b"\n")
    if len(found) > _MAX_LINES:
        return (*found[:_MAX_LINES], DiffLine("", 0, f"... {len(found) - _MAX_LINES} more lines"))
    return tuple(found)


def _hunks(lines: LineIndex, edits: Sequence[Edit]) -> list[tuple[int, int, list[Edit]]]:
    """Returns the first and the last line of edits that are near each other, and the edits."""
    hunks = list[tuple[int, int, list[Edit]]]()
    for edit in edits:
        first, last = lines.position(edit.range.start).line, lines.position(edit.range.end).line
        if hunks and first <= hunks[-1][1] + _APART:
            top, bottom, together = hunks[-1]
            hunks[-1] = (top, max(bottom, last), [*together, edit])
        else:
            hunks.append((first, last, [edit]))
    return hunks


def _end(text: bytes, lines: LineIndex, number: int) -> int:
    """Returns the byte offset after a 1-based line; that of the text's end past the last line."""
    try:
        return lines.start(number + 1)
    except IndexError:
        return len(text)


def _moved(edit: Edit, start: int) -> Edit:
    return Edit(ByteRange(edit.range.start - start, edit.range.end - start), edit.text)


def _decoded(text: bytes) -> list[str]:
    """Returns the lines as `LineIndex` counts them: `str.splitlines` knows more line ends."""
    return [line.decode("utf-8", "replace") for line in text.splitlines()]


def _compared(before: list[str], after: list[str], old_number: int, new_number: int) -> Iterator[DiffLine]:
    from difflib import SequenceMatcher

    for tag, old_start, old_end, new_start, new_end in SequenceMatcher(None, before, after).get_opcodes():
        gone, come = before[old_start:old_end], after[new_start:new_end]
        if tag == "equal":
            numbered = enumerate(gone, old_number + old_start)
            yield from (DiffLine(" ", number, _cut(line, 0)) for number, line in numbered)
            continue
        same = _shared_start(gone[0], come[0]) if gone and come else 0
        start = max(0, same - _BEFORE)
        yield from (DiffLine("-", old_number + old_start + n, _cut(line, start)) for n, line in enumerate(gone))
        yield from (DiffLine("+", new_number + new_start + n, _cut(line, start)) for n, line in enumerate(come))


def _narrow(text: bytes, line: int, shift: int, edit: Edit) -> Iterator[DiffLine]:
    """Yields the surroundings of one edit of a line that is too long to be compared."""
    (start, end), new = edit
    head = b"".join(text[max(0, start - _BEFORE) : start].splitlines()[-1:])
    for sign, number, middle in (("-", line, text[start:end]), ("+", line + shift, new)):
        shown = _decoded(head + middle[:_WIDTH] + text[end : end + _BEFORE])
        yield DiffLine(sign, number, f"...{''.join(shown[:1])}...")


def _shared_start(one: str, other: str) -> int:
    for number, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return number
    return min(len(one), len(other))


def _cut(line: str, start: int) -> str:
    if len(line) <= _WIDTH:
        return line
    shown = line[start : start + _WIDTH]
    return f"{'...' if start else ''}{shown}{'...' if start + _WIDTH < len(line) else ''}"
