"""The parts of a text report: a section a file, and in it a block of lines a finding."""

from __future__ import annotations

from itertools import groupby

from spanlint.lean.records import Record
from spanlint.model.findings import Safety
from spanlint.report.colors import paint
from spanlint.report.escape import visible, visible_path
from spanlint.report.frame import WIDTH, columns, cut_around, frame
from spanlint.report.marks import MARK, has_fix, linked_code, preferred_fix, severity_style
from spanlint.report.wrapping import wrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spanlint.model.findings import Diagnostic, RelatedPlace
    from spanlint.report.terminal import Look

_INDENT = "  "
_PLACES = 3  # related places that are shown


class Page(Record):
    """What the lines of a report depend on: how they look, the character set of the stream, and the width of numbers in
    the margin."""

    look: Look
    charset: str
    digits: int = 0

    def code(self, number: int, sign: str, text: str) -> str:
        """Returns a line of code with its number, or without one if that is 0."""
        margin = paint(f"{number or '':>{self.digits}}", "blue", self.look.color)
        return f"{_INDENT}{margin} {sign} {text}".rstrip()

    def room(self) -> int:
        """Returns the columns that there are for code."""
        return self.look.width - self.digits - len(_INDENT) - 3 if self.look.width else WIDTH

    def notes(self, label: str, text: str) -> Iterator[str]:
        """Yields a sentence below the code, as the lines that it takes."""
        begin = f"{_INDENT}{' ' * self.digits} = {label}: "
        room = self.look.width - len(begin)
        first, *rest = wrapped(visible(text, self.charset), room, room)
        sign, name = paint("=", "blue", self.look.color), paint(f"{label}:", "bold", self.look.color)
        yield f"{_INDENT}{' ' * self.digits} {sign} {name} {first}"
        yield from (f"{' ' * len(begin)}{line}" for line in rest)


def file_sections(diagnostics: Sequence[Diagnostic], charset: str, look: Look) -> Iterator[str]:
    """Yields the text of each file: its path, then its findings with a line between them.

    A help is given once a file, although several findings have it.
    """
    for path, group in groupby(diagnostics, key=lambda diagnostic: diagnostic.path):
        yield f"{paint(visible_path(path, charset), 'bold', look.color)}\n"
        given = set[tuple[str, str]]()
        for diagnostic in group:
            help_key = (diagnostic.code, diagnostic.help)
            page = Page(look, charset, max(map(len, map(str, _numbers(diagnostic, look)))))
            yield "\n".join((*_block(diagnostic, page, help_key not in given), "", ""))
            given.add(help_key)


def _numbers(diagnostic: Diagnostic, look: Look) -> Iterator[int]:
    yield diagnostic.start.line
    yield from (place.position.line for place in diagnostic.related[:_PLACES] if place.frame)
    fix = preferred_fix(diagnostic) if look.has_fixes else None
    yield from (line.number for line in fix.diff) if fix is not None else ()


def _block(diagnostic: Diagnostic, page: Page, has_help: bool) -> Iterator[str]:
    yield from _headline(diagnostic, page)
    if diagnostic.frame.strip():
        yield from _frame_lines(diagnostic, page)
    for note in diagnostic.notes:
        yield from page.notes("note", note)
    yield from _related_lines(diagnostic.related, page)
    if diagnostic.help and has_help:
        yield from page.notes("help", diagnostic.help)
    fix = preferred_fix(diagnostic)
    if fix is not None and page.look.has_fixes:
        from spanlint.report.text_diff import fix_lines

        yield from fix_lines(fix, page)


def _headline(diagnostic: Diagnostic, page: Page) -> Iterator[str]:
    line, column = diagnostic.start
    severity, color = diagnostic.severity.value, page.look.color
    mark = f"{MARK} " if has_fix(diagnostic, Safety.SAFE) else ""
    begin = columns(f"{_INDENT}{line}:{column} {severity} {diagnostic.code} {mark}")
    width = page.look.width
    first, *rest = wrapped(visible(diagnostic.message, page.charset), width - begin, width - 2 * len(_INDENT))
    style = severity_style(diagnostic.severity)
    code = linked_code(diagnostic, paint(diagnostic.code, style, color), page.look)
    place, word = paint(f"{line}:{column}", "cyan", color), paint(severity, style, color)
    yield f"{_INDENT}{place} {word} {code} {paint(mark, 'cyan', color)}{first}"
    yield from (f"{2 * _INDENT}{text}" for text in rest)


def _frame_lines(diagnostic: Diagnostic, page: Page) -> Iterator[str]:
    before, marked, after = frame(diagnostic, page.charset, page.room())
    color = page.look.color
    marker = paint("^" * max(1, columns(marked)), severity_style(diagnostic.severity), color)
    bar = paint("|", "blue", color)
    yield page.code(0, bar, "")
    yield page.code(diagnostic.start.line, bar, f"{before}{marked}{after}")
    yield page.code(0, bar, f"{' ' * columns(before)}{marker}")


def _related_lines(related: Sequence[RelatedPlace], page: Page) -> Iterator[str]:
    """Yields the first places: what they have in common once, then their lines of code."""
    bar = paint("|", "blue", page.look.color)
    shown = groupby(related[:_PLACES], key=lambda place: (place.path, place.message, bool(place.frame)))
    for (path, message, has_code), group in shown:
        if not has_code:
            for place in group:
                where = f"{path}:{place.position.line}" if path else f"line {place.position.line}"
                yield from page.notes("note", f"{where}: {message}")
            continue
        places = list(group)
        yield from page.notes("note", f"{path}:{places[0].position.line}: {message}" if path else message)
        for place in places:
            line = cut_around(place.frame, 0, 0, page.charset, page.room())
            yield page.code(place.position.line, bar, "".join(line))
    more = [str(place.position.line) for place in related[_PLACES:]]
    if more:
        lines = ", ".join(more[:5]) + (", ..." if len(more) > 5 else "")
        yield from page.notes("note", f"{len(more)} more place{'s' if len(more) > 1 else ''}: {lines}")
