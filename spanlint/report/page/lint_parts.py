"""What the page of a lint shows above its findings: totals and coverage."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.model.findings import Safety, Severity
from spanlint.report.shares import percent
from spanlint.rulebook.rules import rule_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.model.findings import Diagnostic
    from spanlint.report import Summary


class CoverageRow(Record):
    """How many calls of a library or package there are, and pass a parent; `percent` is a share."""

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
    return [*shown[:4], *([(f"{percent(with_parent, calls)} %", "pass a parent")] if calls else []), *shown[4:]]


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


def _row(name: str, span_calls: int, with_parent: int) -> CoverageRow:
    return CoverageRow(name, span_calls, with_parent, percent(with_parent, span_calls))


def _words(code: str, name: str) -> str:
    rule = rule_of(code)
    return rule.what if rule is not None else name


def _has(diagnostic: Diagnostic, safety: Safety) -> bool:
    return any(fix.safety is safety for fix in diagnostic.fixes)


def _amount(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
