"""The parts of a text report: a section a file, and in it a block of lines a finding."""

from __future__ import annotations

from itertools import groupby

from spanlint.model.findings import Safety
from spanlint.report.colors import paint
from spanlint.report.escape import visible, visible_path
from spanlint.report.frame import columns, cut_around, frame
from spanlint.report.marks import MARK, has_fix, linked_code, preferred_fix, severity_style
from spanlint.report.text_diff import fix_lines
from spanlint.report.text_page import INDENT, Page
from spanlint.report.wrapping import wrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence, Set

    from spanlint.model.findings import Diagnostic, RelatedPlace
    from spanlint.report.terminal import Look

_PLACES = 3  # related places that are shown
_MOST_INDENT = 8


def file_sections(diagnostics: Sequence[Diagnostic], charset: str, look: Look) -> Iterator[str]:
    """Yields the text of each file: its path, then its findings with a line between them.

    A help is given once a file, although several findings have it, and so is the code of related places.
    """
    for path, group in groupby(diagnostics, key=lambda diagnostic: diagnostic.path):
        yield f"{paint(visible_path(path, charset), 'bold', look.color)}\n"
        given = set[object]()
        for diagnostic in group:
            page = Page(look, charset, max(map(len, map(str, _numbers(diagnostic, look)))))
            yield "\n".join((*_block(diagnostic, page, given), "", ""))
            given |= {(diagnostic.code, diagnostic.help), diagnostic.related}


def _numbers(diagnostic: Diagnostic, look: Look) -> Iterator[int]:
    yield diagnostic.start.line
    yield from (place.position.line for place in diagnostic.related[:_PLACES] if place.frame)
    fix = preferred_fix(diagnostic) if look.has_fixes else None
    yield from (line.number for line in fix.diff) if fix is not None else ()


def _block(diagnostic: Diagnostic, page: Page, given: Set[object]) -> Iterator[str]:
    yield from _headline(diagnostic, page)
    if diagnostic.frame.strip():
        yield from _frame_lines(diagnostic, page)
    for note in diagnostic.notes:
        yield from page.notes("note", note)
    yield from _related_lines(diagnostic, page, diagnostic.related in given)
    if diagnostic.help and (diagnostic.code, diagnostic.help) not in given:
        yield from page.notes("help", diagnostic.help)
    fix = preferred_fix(diagnostic)
    if fix is not None and page.look.has_fixes:
        yield from fix_lines(fix, page)


def _headline(diagnostic: Diagnostic, page: Page) -> Iterator[str]:
    shown = "{}:{}".format(*diagnostic.start)
    if diagnostic.cell is not None:
        shown = f"cell {diagnostic.cell.number}:{shown}"
    severity, color = diagnostic.severity.value, page.look.color
    mark = f"{MARK} " if has_fix(diagnostic, Safety.SAFE) else ""
    begin = columns(f"{INDENT}{shown} {severity} {diagnostic.code} {mark}")
    width = page.look.width
    first, *rest = wrapped(visible(diagnostic.message, page.charset), width - begin, width - 2 * len(INDENT))
    style = severity_style(diagnostic.severity)
    code = linked_code(diagnostic, paint(diagnostic.code, style, color), page.look)
    place, word = paint(shown, "cyan", color), paint(severity, style, color)
    yield f"{INDENT}{place} {word} {code} {paint(mark, 'cyan', color)}{first}"
    yield from (f"{2 * INDENT}{text}" for text in rest)


def _frame_lines(diagnostic: Diagnostic, page: Page) -> Iterator[str]:
    before, marked, after = frame(diagnostic, page.charset, page.room())
    color = page.look.color
    marker = paint("^" * max(1, columns(marked)), severity_style(diagnostic.severity), color)
    bar = paint("|", "blue", color)
    yield page.code(0, bar, "")
    yield page.code(diagnostic.start.line, bar, f"{before}{marked}{after}")
    yield page.code(0, bar, f"{' ' * columns(before)}{marker}")


def _related_lines(diagnostic: Diagnostic, page: Page, is_known: bool) -> Iterator[str]:
    """Yields the first places: what they have in common, then their lines of code, unless these are known."""
    bar = paint("|", "blue", page.look.color)
    indent = " " * min(_MOST_INDENT, len(diagnostic.frame) - len(diagnostic.frame.lstrip()))
    for (path, message, cell), group in groupby(diagnostic.related[:_PLACES], key=_shared):
        places = list(group)
        has_code = not is_known and all(place.frame for place in places)
        listed = _listed([place.position.line for place in places]) + (f" of cell {cell}" if cell else "")
        where = f"{path}:{places[0].position.line}: " if path else "" if has_code and not cell else f"{listed}: "
        yield from page.notes("note", f"{where}{message}")
        for place in places if has_code else ():
            line = cut_around(indent + place.frame, 0, 0, page.charset, page.room())
            yield page.code(place.position.line, bar, "".join(line))
    more = sorted(place.position.line for place in diagnostic.related[_PLACES:])
    if more:
        yield from page.notes("note", f"{len(more)} more place{'s' if len(more) > 1 else ''}: {_listed(more)}")


def _shared(place: RelatedPlace) -> tuple[str, str, int]:
    """Returns what places have in common that are listed together: the path, the message and the notebook's cell."""
    return place.path, place.message, place.cell.number if place.cell is not None else 0


def _listed(numbers: Sequence[int]) -> str:
    """Returns `line 3`, or the first of several numbers."""
    shown = ", ".join(map(str, numbers[:5])) + (", ..." if len(numbers) > 5 else "")
    return f"line{'s' if len(numbers) > 1 else ''} {shown}"
