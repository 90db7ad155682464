"""The judgement of one source: its facts, and what the rules that run find in them. No file is read here."""

from __future__ import annotations

from spanlint.apis import all_apis, tables
from spanlint.languages import reader
from spanlint.languages.names.imports import Neighbours
from spanlint.lean.records import Record
from spanlint.lint.call_places import call_place
from spanlint.model.facts import Facts
from spanlint.model.findings import Finding
from spanlint.model.settings import Settings
from spanlint.rulebook.rules import Rule, check_of, rules
from spanlint.suppression.sift import sift
from spanlint.text.source import LineIndex, Source


class Judgement(Record):
    """One file's facts, what the rules found in them, by place and code, and how many more a comment suppresses."""

    facts: Facts
    findings: tuple[tuple[Rule, Finding], ...]
    suppressed: int = 0


def judge(source: Source, settings: Settings, neighbours: Neighbours | None = None) -> Judgement:
    """Read one file and let every rule that runs judge it."""
    facts = reader(source.language).read(source, tables(source.language, settings.apis), neighbours)
    found = [
        (rule, finding)
        for rule in rules()
        if rule.code in settings.codes
        for finding in check_of(rule)(facts, settings)
    ]
    left, suppressed = sift(source, facts, found, settings)
    return Judgement(facts, tuple(sorted(left, key=lambda each: (each[1].at, each[0].code))), suppressed)


def judge_with_line_ends(
    source: Source, settings: Settings, neighbours: Neighbours | None = None
) -> tuple[Source, Judgement]:
    """One file judged so that its line ends decide nothing, and the source that all places are offsets into."""
    judged = judge(source, settings, neighbours)
    if b"\r" in source.text:
        from spanlint.text.line_ends import with_newlines

        plain = with_newlines(source, judged.facts.broken)
        if plain is not None:
            return plain, judge(plain, settings, neighbours)
    return source, judged


def changed_findings(source: Source, judged: Judgement, settings: Settings) -> Judgement:
    """What was judged, with the findings alone whose call has a line that changed; all where nothing is compared."""
    if settings.change_test is None or not judged.findings:
        return judged
    touched, lines = settings.change_test(source), LineIndex(source.text)
    left = (
        (rule, finding)
        for rule, finding in judged.findings
        if touched(call_place(finding.at, source.text, judged.facts, lines).lines)
    )
    return judged._replace(findings=tuple(left))


def preload(language: str) -> None:
    """Import and make what judging any file of this language takes, so that forked workers have it."""
    reader(language).syntax_errors(Source("", language, b"", b""))
    all_apis()
    for each in rules():
        check_of(each)
