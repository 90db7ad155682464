"""The diagnostics of one source: judged findings with their places and fixes. No file is read here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from spanlint.apis import tables
from spanlint.languages.names.imports import Neighbours
from spanlint.lean.records import Record
from spanlint.lint.call_places import call_place
from spanlint.lint.judge import Judgement, changed_findings, judge_with_line_ends
from spanlint.lint.shown_ranges import cells_of
from spanlint.model.census import ApiTally, tallies
from spanlint.model.findings import (
    LINES,
    Diagnostic,
    DiffLine,
    Finding,
    Fix,
    RelatedPlace,
    Safety,
    WrittenEdit,
    WrittenFix,
)
from spanlint.model.settings import Settings
from spanlint.rulebook.rules import Rule, rule_of
from spanlint.suppression.call_index import CallIndex
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange, LineIndex, Position, Source
from spanlint.text.suffixes import is_notebook, languages_of


class LintResult(Record):
    """The result of one file: diagnostics by place, and the numbers of creation calls, of suppressed findings, and of
    findings left out because the file is a test."""

    diagnostics: tuple[Diagnostic, ...]
    span_calls: int
    suppressed: int = 0
    left_out: int = 0
    apis: tuple[ApiTally, ...] = ()


def lint(source: Source, settings: Settings, neighbours: Neighbours | None = None) -> LintResult:
    """Lint one file. `neighbours` gives access to other files; without it, the file is judged on its own."""
    return result_of(*judge_with_line_ends(source, settings, neighbours), settings)


def result_of(source: Source, judgement: Judgement, settings: Settings) -> LintResult:
    """Returns the diagnostics of a judged file, with their fixes if the settings ask for them."""
    facts, findings, suppressed, left_out = judgement
    left_out = changed_findings(source, judgement._replace(findings=left_out), settings).findings
    counts = (len(facts.calls), suppressed, len(left_out), tallies(facts.calls))
    if not findings:
        return LintResult((), *counts)
    lines, cells = LineIndex(source.shown), cells_of(source)
    name_lines = cells.names if cells is not None else _line_list
    diagnostics = tuple(diagnostic_of(source.path, lines, rule, finding, name_lines) for rule, finding in findings)
    index = CallIndex(facts.calls)
    calls = [call_place(finding.at, source.text, index, lines) for _, finding in findings]
    has_change = settings.change_test(source) if settings.change_test else None
    diagnostics = tuple(
        diagnostic._replace(call=call.text, is_old=has_change is not None and not has_change(call.lines))
        for diagnostic, call in zip(diagnostics, calls, strict=True)
    )
    if settings.may_quote_code:
        diagnostics = tuple(
            _with_lines(diagnostic, lines) if diagnostic.related else diagnostic for diagnostic in diagnostics
        )
    if settings.may_show_fixes:
        fixes = (_render_fixes(source, lines, finding, settings) for _, finding in findings)
        diagnostics = tuple(
            diagnostic._replace(fixes=written) for diagnostic, written in zip(diagnostics, fixes, strict=True)
        )
    if cells is not None:
        diagnostics = tuple(map(cells.in_cells, diagnostics))
    return LintResult(diagnostics, *counts)


def diagnostic_in(source: Source, rule: Rule, finding: Finding) -> Diagnostic:
    """Returns the diagnostic of one finding in a source, without its fixes."""
    cells = cells_of(source)
    diagnostic = diagnostic_of(
        source.path, LineIndex(source.shown), rule, finding, cells.names if cells is not None else _line_list
    )
    return diagnostic if cells is None else cells.in_cells(diagnostic)


def diagnostic_of(
    path: str,
    lines: LineIndex,
    rule: Rule,
    finding: Finding,
    name_lines: Callable[[Iterable[Position]], str] | None = None,
) -> Diagnostic:
    """Returns the diagnostic of a finding, with lines and columns. `name_lines` says which lines some places are on."""
    start, end = lines.position(finding.at.start), lines.position(finding.at.end)
    related = tuple(RelatedPlace(lines.position(other.at.start), other.message) for other in finding.related)
    message = finding.message.replace(LINES, (name_lines or _line_list)(place.position for place in related))
    words = (rule.code, rule.name, rule.severity, message, finding.help)
    return Diagnostic(path, start, end, *words, lines.line(start.line), related)


def _render_fixes(source: Source, lines: LineIndex, finding: Finding, settings: Settings) -> tuple[WrittenFix, ...]:
    """Returns the fixes of a finding, in order of preference, without edits that would change nothing."""
    from spanlint.lint.written_fixes import fixes_of

    if not settings.may_show_alternatives:
        applied = (proposal for proposal in finding.proposals if proposal.safety is not Safety.SHOWN)
        finding = finding._replace(proposals=tuple(applied))

    fixes = fixes_of(source, finding, settings)
    return tuple(filter(None, (written_fix(source, lines, fix, settings.may_quote_code) for fix in fixes)))


def written_fix(source: Source, lines: LineIndex, fix: Fix, may_quote_code: bool = False) -> WrittenFix | None:
    """Returns a fix with its places, without edits that would change nothing; None if no edit would change anything."""
    edits = tuple(_written_edits(source, lines, fix.edits))
    diff = _diff(source, lines, fix.edits) if may_quote_code and edits else ()
    return WrittenFix(fix.title, fix.safety, edits, diff) if edits else None


def _diff(source: Source, lines: LineIndex, edits: Iterable[Edit]) -> tuple[DiffLine, ...]:
    from spanlint.lint.quoted_code import diff_lines

    return diff_lines(source.shown, lines, sorted(set(edits)))


def _with_lines(diagnostic: Diagnostic, lines: LineIndex) -> Diagnostic:
    """Returns a diagnostic whose related places have their text."""
    from spanlint.lint.quoted_code import text_around

    related = (
        place if place.path else place._replace(frame=text_around(lines.line(place.position.line), place.position))
        for place in diagnostic.related
    )
    return diagnostic._replace(related=tuple(related))


def _written_edits(source: Source, lines: LineIndex, edits: Iterable[Edit]) -> Iterator[WrittenEdit]:
    from spanlint.text.line_ends import as_on_disk, offset_on_disk

    for (start, end), new in sorted(set(edits)):
        if source.text[start:end] != new:
            first, last = lines.position(start), lines.position(end)
            places = offset_on_disk(source, start, first.line), offset_on_disk(source, end, last.line)
            yield WrittenEdit(*places, as_on_disk(source, new).decode("utf-8"), first, last)


def _line_list(positions: Iterable[Position]) -> str:
    numbers = sorted({position.line for position in positions})
    shown = ", ".join(map(str, numbers[:5])) + (", ..." if len(numbers) > 5 else "")
    return f"line{'s' if len(numbers) > 1 else ''} {shown}"


def diagnostics_of_undecodable(path: str, data: bytes, reason: str, settings: Settings) -> tuple[Diagnostic, ...]:
    """Returns the diagnostic for a file that mentions a span call but cannot be decoded, at the first mention."""
    patterns = (tables(language, settings.apis).mention for language in languages_of(path))
    mention = next((found for pattern in patterns if (found := pattern.search(data)) is not None), None)
    cannot_read = rule_of("SPN900")
    if mention is None or cannot_read is None or cannot_read.code not in settings.codes:
        return ()
    finding = Finding(
        ByteRange(*mention.span()),
        f"this file mentions a span call but cannot be decoded: {reason}",
        "open the notebook in Jupyter and save it in its current format"
        if is_notebook(path)
        else "save the file as UTF-8, or declare its encoding (PEP 263)",
    )
    return (diagnostic_of(path, LineIndex(data), cannot_read, finding),)
