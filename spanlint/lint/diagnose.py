"""The pure core: a source in, findings and diagnostics out. No file is read here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.apis import all_apis, tables
from spanlint.languages import reader
from spanlint.languages.names.imports import Neighbours
from spanlint.lean.records import Record
from spanlint.lint.call_places import call_place
from spanlint.model.census import Seen, seen
from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Diagnostic, Finding, RelatedPlace, WrittenEdit, WrittenFix
from spanlint.model.settings import Settings
from spanlint.rulebook.rules import Rule, check_of, rule, rules
from spanlint.suppression.sift import sift
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange, LineIndex, Source


class Judged(Record):
    """One file's facts, what the rules found in them, by place and code, and how many more a comment suppresses."""

    facts: Facts
    findings: tuple[tuple[Rule, Finding], ...]
    suppressed: int = 0


class Linted(Record):
    """What one file gave: its diagnostics by place, the number of creation calls judged, and of findings suppressed."""

    diagnostics: tuple[Diagnostic, ...]
    sites: int
    suppressed: int = 0
    apis: tuple[Seen, ...] = ()


def judge(source: Source, settings: Settings, neighbours: Neighbours | None = None) -> Judged:
    """Read one file and let every rule that runs judge it."""
    facts = reader(source.language).read(source, tables(source.language, settings.chosen), neighbours)
    found = [
        (rule, finding)
        for rule in rules()
        if rule.code in settings.codes
        for finding in check_of(rule)(facts, settings)
    ]
    left, suppressed = sift(source, facts, found, settings)
    return Judged(facts, tuple(sorted(left, key=lambda each: (each[1].at, each[0].code))), suppressed)


def judged_as_written(
    source: Source, settings: Settings, neighbours: Neighbours | None = None
) -> tuple[Source, Judged]:
    """One file judged so that its line ends decide nothing, and the source that all places are offsets into."""
    judged = judge(source, settings, neighbours)
    if b"\r" in source.text:
        from spanlint.text.line_ends import with_newlines

        plain = with_newlines(source, judged.facts.broken)
        if plain is not None:
            return plain, judge(plain, settings, neighbours)
    return source, judged


def lint(source: Source, settings: Settings, neighbours: Neighbours | None = None) -> Linted:
    """Judge one file, with a view of its neighbours where there is one."""
    return placed(*judged_as_written(source, settings, neighbours), settings)


def warm(language: str) -> None:
    """Import and make what judging any file of this language takes, so that forked workers have it."""
    reader(language).syntax_errors(Source("", language, b"", b""))
    all_apis()
    for each in rules():
        check_of(each)


def placed(source: Source, judged: Judged, settings: Settings) -> Linted:
    """The diagnostics of a judged file, with their fixes where the settings ask for them."""
    facts, findings, suppressed = judged
    if not findings:
        return Linted((), len(facts.calls), suppressed, seen(facts.calls))
    lines = LineIndex(source.text)
    found = tuple(diagnostic(source.path, lines, rule, finding) for rule, finding in findings)
    calls = [call_place(finding.at, source.text, facts, lines) for _, finding in findings]
    touched = settings.touched(source) if settings.touched else None
    found = tuple(
        each._replace(call=call.text, old=touched is not None and not touched(call.lines))
        for each, call in zip(found, calls, strict=True)
    )
    if settings.show_fixes:
        fixes = (written_fixes(source, lines, finding, settings) for _, finding in findings)
        found = tuple(each._replace(fixes=written) for each, written in zip(found, fixes, strict=True))
    return Linted(found, len(facts.calls), suppressed, seen(facts.calls))


def touched_findings(source: Source, judged: Judged, settings: Settings) -> Judged:
    """What was judged, with the findings alone whose call has a line that changed; all where nothing is compared."""
    if settings.touched is None or not judged.findings:
        return judged
    touched, lines = settings.touched(source), LineIndex(source.text)
    left = (
        (rule, finding)
        for rule, finding in judged.findings
        if touched(call_place(finding.at, source.text, judged.facts, lines).lines)
    )
    return judged._replace(findings=tuple(left))


def diagnostic(path: str, lines: LineIndex, rule: Rule, finding: Finding) -> Diagnostic:
    """A finding with its places worked out."""
    start, end = lines.position(finding.at.start), lines.position(finding.at.end)
    related = tuple(RelatedPlace(lines.position(other.at.start), other.message) for other in finding.related)
    message = finding.message.replace(LINES, _lines([place.position.line for place in related]))
    words = (rule.code, rule.name, rule.severity, message, finding.help)
    return Diagnostic(path, start, end, *words, lines.line(start.line), related)


def written_fixes(source: Source, lines: LineIndex, finding: Finding, settings: Settings) -> tuple[WrittenFix, ...]:
    """Every cure of a finding, written out, in order of preference; an edit that would change nothing is left out."""
    from spanlint.lint.fix import fixes_of

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
    mention, cannot_read = tables(language, settings.chosen).mention.search(data), rule("SPN900")
    if mention is None or cannot_read is None or cannot_read.code not in settings.codes:
        return ()
    finding = Finding(
        ByteRange(*mention.span()),
        f"this file mentions a span call but cannot be decoded: {reason}",
        "save the file as UTF-8, or declare its encoding (PEP 263)",
    )
    return (diagnostic(path, LineIndex(data), cannot_read, finding),)
