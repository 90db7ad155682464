"""The diagnostics of one source: what was judged, with its places and its fixes. No file is read here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.apis import tables
from spanlint.languages.names.imports import Neighbours
from spanlint.lean.records import Record
from spanlint.lint.call_places import call_place
from spanlint.lint.judge import Judgement, judge_with_line_ends
from spanlint.model.census import ApiTally, tallies
from spanlint.model.findings import LINES, Diagnostic, Finding, RelatedPlace, WrittenEdit, WrittenFix
from spanlint.model.settings import Settings
from spanlint.rulebook.rules import Rule, rule
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange, LineIndex, Source


class LintResult(Record):
    """What one file gave: its diagnostics by place, the number of creation calls judged, and of findings suppressed."""

    diagnostics: tuple[Diagnostic, ...]
    span_calls: int
    suppressed: int = 0
    apis: tuple[ApiTally, ...] = ()


def lint(source: Source, settings: Settings, neighbours: Neighbours | None = None) -> LintResult:
    """Judge one file, with a view of its neighbours where there is one."""
    return result_of(*judge_with_line_ends(source, settings, neighbours), settings)


def result_of(source: Source, judged: Judgement, settings: Settings) -> LintResult:
    """The diagnostics of a judged file, with their fixes where the settings ask for them."""
    facts, findings, suppressed = judged
    if not findings:
        return LintResult((), len(facts.calls), suppressed, tallies(facts.calls))
    lines = LineIndex(source.text)
    found = tuple(diagnostic(source.path, lines, rule, finding) for rule, finding in findings)
    calls = [call_place(finding.at, source.text, facts, lines) for _, finding in findings]
    touched = settings.change_test(source) if settings.change_test else None
    found = tuple(
        each._replace(call=call.text, is_old=touched is not None and not touched(call.lines))
        for each, call in zip(found, calls, strict=True)
    )
    if settings.may_show_fixes:
        fixes = (_rendered_fixes(source, lines, finding, settings) for _, finding in findings)
        found = tuple(each._replace(fixes=written) for each, written in zip(found, fixes, strict=True))
    return LintResult(found, len(facts.calls), suppressed, tallies(facts.calls))


def diagnostic(path: str, lines: LineIndex, rule: Rule, finding: Finding) -> Diagnostic:
    """A finding with its places worked out."""
    start, end = lines.position(finding.at.start), lines.position(finding.at.end)
    related = tuple(RelatedPlace(lines.position(other.at.start), other.message) for other in finding.related)
    message = finding.message.replace(LINES, _lines([place.position.line for place in related]))
    words = (rule.code, rule.name, rule.severity, message, finding.help)
    return Diagnostic(path, start, end, *words, lines.line(start.line), related)


def _rendered_fixes(source: Source, lines: LineIndex, finding: Finding, settings: Settings) -> tuple[WrittenFix, ...]:
    """Every cure of a finding, written out, in order of preference; an edit that would change nothing is left out."""
    from spanlint.lint.written_fixes import fixes_of

    fixes = (
        WrittenFix(fix.title, fix.safety, tuple(_written_edits(source, lines, fix.edits)))
        for fix in fixes_of(source, finding, settings)
    )
    return tuple(fix for fix in fixes if fix.edits)


def _written_edits(source: Source, lines: LineIndex, edits: Iterable[Edit]) -> Iterator[WrittenEdit]:
    from spanlint.text.line_ends import as_on_disk, offset_on_disk

    for (start, end), new in sorted(set(edits)):
        if source.text[start:end] != new:
            first, last = lines.position(start), lines.position(end)
            places = offset_on_disk(source, start, first.line), offset_on_disk(source, end, last.line)
            yield WrittenEdit(*places, as_on_disk(source, new).decode("utf-8"), first, last)


def _lines(numbers: list[int]) -> str:
    shown = ", ".join(map(str, sorted(set(numbers))[:5])) + (", ..." if len(set(numbers)) > 5 else "")
    return f"line{'s' if len(set(numbers)) > 1 else ''} {shown}"


def undecodable(path: str, language: str, data: bytes, reason: str, settings: Settings) -> tuple[Diagnostic, ...]:
    """The diagnostic for a file that mentions a span call and cannot be decoded, at its first mention."""
    mention, cannot_read = tables(language, settings.apis).mention.search(data), rule("SPN900")
    if mention is None or cannot_read is None or cannot_read.code not in settings.codes:
        return ()
    finding = Finding(
        ByteRange(*mention.span()),
        f"this file mentions a span call but cannot be decoded: {reason}",
        "save the file as UTF-8, or declare its encoding (PEP 263)",
    )
    return (diagnostic(path, LineIndex(data), cannot_read, finding),)
