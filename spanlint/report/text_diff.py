"""A fix as a small diff below its finding."""

from __future__ import annotations

from itertools import groupby

from spanlint.report.colors import paint
from spanlint.report.frame import cut_around
from spanlint.report.marks import COMMANDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spanlint.model.findings import DiffLine, WrittenFix
    from spanlint.report.colors import Style
    from spanlint.report.text_page import Page

_MOST = 12  # lines that are shown


def fix_lines(fix: WrittenFix, page: Page) -> Iterator[str]:
    """Yields what a fix does, what applies it, and the lines that it changes."""
    yield from page.notes("fix", f"{fix.title[:1].lower()}{fix.title[1:]} (`{COMMANDS[fix.safety]}`)")
    shown = [line for line in fix.diff if line.sign in ("-", "+")]
    for sign, number, text in _cut(shown[:_MOST], page):
        color = page.look.color
        style: Style = "red" if sign == "-" else "green"
        yield page.code(number, paint(sign, style, color), paint(text, style, color))
    if len(shown) > _MOST:
        yield page.code(0, "…" if page.charset.lower().startswith("utf") else "...", _rest(len(shown) - _MOST))


def _rest(count: int) -> str:
    return f"{count} more line{'' if count == 1 else 's'} (`--diff`)"


def _cut(lines: Sequence[DiffLine], page: Page) -> Iterator[tuple[str, int, str]]:
    """Yields the sign, the number and the text of each line, cut around what differs from its counterpart."""
    groups = [list(group) for _, group in groupby(lines, key=lambda line: line.sign)]
    for number, group in enumerate(groups):
        others = _counterpart(groups, number)
        for index, line in enumerate(group):
            other = others[index].text if len(others) == len(group) else line.text
            start, end = _changed(line.text, other)
            yield line.sign, line.number, "".join(cut_around(line.text, start, end, page.charset, page.room()))


def _counterpart(groups: Sequence[list[DiffLine]], number: int) -> list[DiffLine]:
    """Returns the lines that replace a group, or that it replaces; none if it is only deleted or added."""
    other = number + 1 if groups[number][0].sign == "-" else number - 1
    return groups[other] if 0 <= other < len(groups) else []


def _changed(text: str, other: str) -> tuple[int, int]:
    """Returns where a line differs from another: the first and the last code point, as a slice."""
    shortest = min(len(text), len(other))
    start = next((n for n in range(shortest) if text[n] != other[n]), shortest)
    same = next((n for n in range(shortest - start) if text[-1 - n] != other[-1 - n]), shortest - start)
    return start, len(text) - same
