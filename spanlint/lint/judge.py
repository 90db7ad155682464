"""The judgement of one source: its facts, and the findings of the enabled rules. No file is read here."""

from __future__ import annotations

from itertools import starmap

from spanlint.apis import tables
from spanlint.languages import reader
from spanlint.languages.names.imports import Neighbours
from spanlint.lean.records import Record
from spanlint.lint.call_places import call_place
from spanlint.model.facts import Facts
from spanlint.model.findings import Finding, Severity
from spanlint.model.settings import AS_PROPOSED, Settings
from spanlint.rulebook.rules import Rule, check_of, checks_of, rules
from spanlint.suppression.call_index import CallIndex
from spanlint.suppression.sift import sift
from spanlint.text.source import LineIndex, Source


class Judgement(Record):
    """The facts of one file, the findings by place and code, the number of findings that comments suppress, and the
    findings left out because the file is a test."""

    facts: Facts
    findings: tuple[tuple[Rule, Finding], ...]
    suppressed: int = 0
    left_out: tuple[tuple[Rule, Finding], ...] = ()


def judge(source: Source, settings: Settings, neighbours: Neighbours | None = None) -> Judgement:
    """Read one file and judge it by every enabled rule."""
    facts = reader(source.language).read(source, tables(source.language, settings.apis), neighbours)
    findings = [
        (rule, finding)
        for rule, check in checks_of(settings.codes)
        for finding in check(facts, settings)
        if not finding.is_hint or rule.code in settings.hinting
    ]
    if settings.is_parent_required:
        findings = list(starmap(_required, findings))
    remaining, suppressed = sift(source, facts, findings, settings)
    if settings.fix_choices != AS_PROPOSED or not settings.has_safe_fixes:
        from spanlint.lint.fix_safety import with_chosen_safety

        remaining = [(rule, with_chosen_safety(rule, finding, settings)) for rule, finding in remaining]
    in_order = sorted(remaining, key=lambda pair: (pair[1].at, pair[0].code))
    reported = settings.codes_reported()
    return Judgement(
        facts,
        tuple(pair for pair in in_order if pair[0].code in reported),
        suppressed,
        tuple(pair for pair in in_order if pair[0].code not in reported),
    )


def _required(rule: Rule, finding: Finding) -> tuple[Rule, Finding]:
    """Returns a finding as it counts where the project requires a parent."""
    if not rule.wants_parent:
        return rule, finding
    return rule._replace(severity=Severity.ERROR), finding._replace(help=f"{finding.help} (required here)")


def judge_with_line_ends(
    source: Source, settings: Settings, neighbours: Neighbours | None = None
) -> tuple[Source, Judgement]:
    """Returns the source that all places are offsets into, and a judgement that does not depend on line ends."""
    judgement = judge(source, settings, neighbours)
    if b"\r" in source.text:
        from spanlint.text.line_ends import with_newlines

        plain = with_newlines(source, judgement.facts.is_broken)
        if plain is not None:
            return plain, judge(plain, settings, neighbours)
    return source, judgement


def changed_findings(source: Source, judgement: Judgement, settings: Settings) -> Judgement:
    """Returns the judgement with only the findings whose call has a changed line; with all if nothing is compared."""
    if settings.change_test is None or not judgement.findings:
        return judgement
    has_change, lines = settings.change_test(source), LineIndex(source.text)
    calls = CallIndex(judgement.facts.calls)
    changed = (
        (rule, finding)
        for rule, finding in judgement.findings
        if has_change(call_place(finding.at, source.text, calls, lines).lines)
    )
    return judgement._replace(findings=tuple(changed))


def preload(language: str) -> None:
    """Import and build what judging a file of this language needs, so that forked workers inherit it."""
    reader(language).read(Source("", language, b"", b""), tables(language))  # a reader is imported when it is needed
    for rule in rules():
        check_of(rule)
