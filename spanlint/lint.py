"""The pure core: a source in, findings and diagnostics out. No file is read here."""

from __future__ import annotations

from typing import NamedTuple

from spanlint.apis import tables
from spanlint.facts import Facts
from spanlint.findings import LINES, Diagnostic, Finding, RelatedPlace
from spanlint.languages import reader
from spanlint.languages.follow import Neighbours
from spanlint.rulebook import Rule, check_of, rule, rules
from spanlint.settings import Settings
from spanlint.source import ByteRange, LineIndex, Source


class Judged(NamedTuple):
    """One file's facts, and what the rules found in them, by place and code."""

    facts: Facts
    findings: tuple[tuple[Rule, Finding], ...]


class Linted(NamedTuple):
    """What one file gave: its diagnostics by place, and the number of creation calls judged."""

    diagnostics: tuple[Diagnostic, ...]
    sites: int


def judge(source: Source, settings: Settings, neighbours: Neighbours | None = None) -> Judged:
    """Read one file and let every rule that runs judge it."""
    facts = reader(source.language).read(source, tables(source.language, settings.chosen), neighbours)
    found = [
        (rule, finding)
        for rule in rules()
        if rule.code in settings.codes
        for finding in check_of(rule)(facts, settings)
    ]
    return Judged(facts, tuple(sorted(found, key=lambda each: (each[1].at, each[0].code))))


def lint(source: Source, settings: Settings, neighbours: Neighbours | None = None) -> Linted:
    """Judge one file, with a view of its neighbours where there is one."""
    return placed(source, judge(source, settings, neighbours))


def placed(source: Source, judged: Judged) -> Linted:
    """The diagnostics of a judged file."""
    facts, findings = judged
    lines = LineIndex(source.text)
    found = tuple(diagnostic(source.path, lines, rule, finding) for rule, finding in findings)
    return Linted(found, len(facts.calls))


def diagnostic(path: str, lines: LineIndex, rule: Rule, finding: Finding) -> Diagnostic:
    """A finding with its places worked out."""
    start, end = lines.position(finding.at.start), lines.position(finding.at.end)
    related = tuple(RelatedPlace(lines.position(other.at.start), other.message) for other in finding.related)
    message = finding.message.replace(LINES, _lines([place.position.line for place in related]))
    words = (rule.code, rule.name, rule.severity, message, finding.help)
    return Diagnostic(path, start, end, *words, lines.line(start.line), related)


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
        f"this file mentions a span call and cannot be decoded: {reason}",
        "save the file in UTF-8, or declare its encoding (PEP 263)",
    )
    return (diagnostic(path, LineIndex(data), cannot_read, finding),)
