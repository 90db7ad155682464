"""The findings on the page of a lint, file by file, within a bound: a page of megabytes opens on no phone.

The first ones are shown in full, errors before warnings. What follows is a line each, and then only counted.
"""

from __future__ import annotations

from itertools import groupby

from spanlint.lean.records import Record
from spanlint.model.findings import Safety, Severity
from spanlint.report.frame import Frame, frame
from spanlint.report.page.rendering import fragment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from spanlint.model.findings import CellPlace, Diagnostic, DiffLine

_IN_FULL = 900_000  # bytes of findings with their code
_IN_SHORT = 500_000  # bytes of findings that are a line each
_OPEN = 200  # findings that are unfolded at first, file by file, so that the page can be read through
_BY = {Safety.SAFE: "--fix", Safety.UNSAFE: "--fix --unsafe-fixes", Safety.SHOWN: "by hand"}


class QuotedPlace(Record):
    """A related place with its line of code, which may be empty."""

    where: str
    line: int
    message: str
    text: str


class ShownFix(Record):
    """A fix, and what applies it."""

    title: str
    by: str
    diff: tuple[DiffLine, ...]


class ShownFinding(Record):
    """A finding as the page shows it. There is no frame for an empty line."""

    code: str
    rule: str
    severity: str
    line: int
    place: str
    message: str
    help: str
    frame: Frame | None
    notes: tuple[str, ...]
    related: tuple[QuotedPlace, ...]
    fixes: tuple[ShownFix, ...]


class FileSection(Record):
    """A file with its number of findings, those that there is room for, and whether they are unfolded at first."""

    path: str
    total: int
    findings: tuple[Markup, ...]
    is_open: bool


class Sections(Record):
    """The files with findings, how many findings are shown in short, and how many not at all."""

    files: tuple[FileSection, ...]
    in_short: int
    left_out: int


def sections(diagnostics: Sequence[Diagnostic]) -> Sections:
    """Returns the findings by file, in their order."""
    in_full = _rendered(diagnostics, _errors_first(diagnostics), _IN_FULL, "lint_finding.html")
    rest = [index for index in range(len(diagnostics)) if index not in in_full]
    in_short = _rendered(diagnostics, rest, _IN_SHORT, "lint_line.html")
    shown = in_full | in_short
    files, before = list[FileSection](), 0
    for path, group in groupby(range(len(diagnostics)), key=lambda index: diagnostics[index].path):
        indexes = list(group)
        found = tuple(shown[index] for index in indexes if index in shown)
        if found:
            files.append(FileSection(path, len(indexes), found, before < _OPEN))
        before += len(indexes)
    return Sections(tuple(files), len(in_short), len(diagnostics) - len(shown))


def _errors_first(diagnostics: Sequence[Diagnostic]) -> list[int]:
    return sorted(range(len(diagnostics)), key=lambda index: diagnostics[index].severity is not Severity.ERROR)


def _rendered(diagnostics: Sequence[Diagnostic], indexes: Sequence[int], room: int, template: str) -> dict[int, Markup]:
    """Returns the findings that fit into so many bytes, by index: the first ones."""
    rendered: dict[int, Markup] = {}
    told = set[tuple[str, str, str]]()
    for index in indexes:
        diagnostic = diagnostics[index]
        help_key = (diagnostic.path, diagnostic.code, diagnostic.help)
        part = fragment(template, finding=_finding(diagnostic, help_key not in told))
        told.add(help_key)
        room -= len(part.encode())
        if room < 0:
            break
        rendered[index] = part
    return rendered


def _finding(diagnostic: Diagnostic, has_help: bool) -> ShownFinding:
    return ShownFinding(
        diagnostic.code,
        diagnostic.rule,
        diagnostic.severity.value,
        diagnostic.start.line,
        f"{diagnostic.start.line}:{diagnostic.start.column}{_of_cell(diagnostic.cell)}",
        diagnostic.message,
        _sentence(diagnostic.help) if has_help else "",
        _excerpt(diagnostic),
        diagnostic.notes,
        tuple(_places(diagnostic)),
        tuple(ShownFix(fix.title, _BY[fix.safety], _outdented(fix.diff)) for fix in diagnostic.fixes),
    )


def _excerpt(diagnostic: Diagnostic) -> Frame | None:
    """The line of a finding without its indentation: on a phone, that would take a line of its own."""
    shown = frame(diagnostic, "utf-8") if diagnostic.frame.strip() else None
    return shown and shown._replace(before=shown.before.lstrip())


def _outdented(diff: tuple[DiffLine, ...]) -> tuple[DiffLine, ...]:
    """The lines without the indentation that all of them share."""
    indents = [len(line.text) - len(line.text.lstrip()) for line in diff if line.text.strip()]
    return tuple(line._replace(text=line.text[min(indents, default=0) :]) for line in diff)


def _places(diagnostic: Diagnostic) -> Iterator[QuotedPlace]:
    for at, message, path, text, cell in diagnostic.related:
        where = f"{path}:{at.line}" if path else f"line {at.line}{_of_cell(cell)}"
        yield QuotedPlace(where, at.line, message, text)


def _of_cell(cell: CellPlace | None) -> str:
    return "" if cell is None else f" of cell {cell.number}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text and text[0].islower() and not text.endswith(".") else text
