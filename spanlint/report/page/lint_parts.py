"""What the page of a lint shows: totals, coverage, and the findings of each file."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.model.findings import Safety, Severity
from spanlint.report.frame import Frame, frame
from spanlint.rulebook.rules import rule_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.model.findings import CellPlace, Diagnostic, DiffLine
    from spanlint.report import Summary

_OPEN = 200
"""So many findings are unfolded, file by file; what follows is folded, for a page that can be read through."""

_BY = {Safety.SAFE: "--fix", Safety.UNSAFE: "--fix --unsafe-fixes", Safety.SHOWN: "by hand"}


class CoverageRow(Record):
    """How many calls of a library or package there are, and pass a parent; `percent` is rounded down."""

    name: str
    span_calls: int
    with_parent: int
    percent: int


class RuleRow(Record):
    """A rule with its number of findings."""

    code: str
    severity: str
    what: str
    findings: int


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
    """A file with its findings, and whether they are unfolded at first."""

    path: str
    findings: tuple[ShownFinding, ...]
    is_open: bool


def headline(diagnostics: Sequence[Diagnostic]) -> str:
    """Returns the heading of the page."""
    if not diagnostics:
        return "No findings"
    paths = len({diagnostic.path for diagnostic in diagnostics})
    return f"{_amount(len(diagnostics), 'finding')} in {_amount(paths, 'file')}"


def sentences(diagnostics: Sequence[Diagnostic], summary: Summary | None) -> list[str]:
    """Returns what is said below the heading."""
    safe = sum(_has(diagnostic, Safety.SAFE) for diagnostic in diagnostics)
    unsafe = sum(_has(diagnostic, Safety.UNSAFE) and not _has(diagnostic, Safety.SAFE) for diagnostic in diagnostics)
    said = list[str]()
    if safe:
        also = f", and {unsafe:,} more with `--unsafe-fixes`" if unsafe else ""
        said.append(f"`spanlint --fix` repairs {safe:,} of {len(diagnostics):,}{also}.")
    elif unsafe:
        said.append(f"`spanlint --fix --unsafe-fixes` repairs {unsafe:,} of {len(diagnostics):,}.")
    if summary is not None and summary.fixed:
        said.append(f"{_amount(summary.fixed, 'finding')} repaired in this run.")
    return said


def tiles(diagnostics: Sequence[Diagnostic], summary: Summary) -> list[tuple[str, str]]:
    """Returns the totals: each number with what it counts."""
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    with_parent = sum(tally.with_parent for tally in summary.apis)
    calls = sum(tally.span_calls for tally in summary.apis)
    counts = [
        (errors, "errors"),
        (len(diagnostics) - errors, "warnings"),
        (summary.files, "files read"),
        (summary.span_calls, "span calls"),
    ]
    more = ((summary.suppressed, "suppressed"), (summary.left_out, "in tests, left out"), (summary.skipped, "skipped"))
    shown = [(f"{count:,}", what) for count, what in (*counts, *(pair for pair in more if pair[0]))]
    return [*shown[:4], *([(f"{100 * with_parent // calls} %", "pass a parent")] if calls else []), *shown[4:]]


def rules(diagnostics: Sequence[Diagnostic]) -> list[RuleRow]:
    """Returns the rules that have findings: errors first, then by code."""
    counts: dict[tuple[bool, str, str], int] = {}
    for diagnostic in diagnostics:
        key = (diagnostic.severity is not Severity.ERROR, diagnostic.code, diagnostic.rule)
        counts[key] = counts.get(key, 0) + 1
    return [
        RuleRow(code, "warning" if is_warning else "error", _words(code, name), count)
        for (is_warning, code, name), count in sorted(counts.items())
    ]


def coverage(summary: Summary) -> list[CoverageRow]:
    """Returns how many calls of each library pass a parent."""
    return [_row(tally.api, tally.span_calls, tally.with_parent) for tally in summary.apis]


def packages(summary: Summary) -> list[CoverageRow]:
    """Returns how many calls of each package pass a parent: the packages with the most calls first."""
    rows = (_row(tally.package, tally.span_calls, tally.with_parent) for tally in summary.packages)
    return sorted(rows, key=lambda row: (-row.span_calls, row.name))


def files(diagnostics: Sequence[Diagnostic]) -> list[FileSection]:
    """Returns the findings by file, in their order."""
    by_path: dict[str, list[ShownFinding]] = {}
    for diagnostic in diagnostics:
        by_path.setdefault(diagnostic.path, []).append(_finding(diagnostic))
    sections, before = list[FileSection](), 0
    for path, found in by_path.items():
        sections.append(FileSection(path, tuple(found), before < _OPEN))
        before += len(found)
    return sections


def _finding(diagnostic: Diagnostic) -> ShownFinding:
    return ShownFinding(
        diagnostic.code,
        diagnostic.rule,
        diagnostic.severity.value,
        diagnostic.start.line,
        f"line {diagnostic.start.line}:{diagnostic.start.column}{_of_cell(diagnostic.cell)}",
        diagnostic.message,
        _sentence(diagnostic.help),
        frame(diagnostic, "utf-8") if diagnostic.frame.strip() else None,
        diagnostic.notes,
        tuple(
            QuotedPlace(f"{path}:{at.line}" if path else f"line {at.line}{_of_cell(cell)}", at.line, message, text)
            for at, message, path, text, cell in diagnostic.related
        ),
        tuple(ShownFix(fix.title, _BY[fix.safety], fix.diff) for fix in diagnostic.fixes),
    )


def _of_cell(cell: CellPlace | None) -> str:
    return "" if cell is None else f" of cell {cell.number}"


def _row(name: str, span_calls: int, with_parent: int) -> CoverageRow:
    return CoverageRow(name, span_calls, with_parent, 100 * with_parent // span_calls if span_calls else 0)


def _words(code: str, name: str) -> str:
    rule = rule_of(code)
    return rule.what if rule is not None else name


def _has(diagnostic: Diagnostic, safety: Safety) -> bool:
    return any(fix.safety is safety for fix in diagnostic.fixes)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text and text[0].islower() and not text.endswith(".") else text


def _amount(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
