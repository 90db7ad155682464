"""Which findings the comments of a file ask not to see, and which of those comments silence nothing."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.lean.records import Record
from spanlint.model.facts import Facts, SpanCall, UnusedSuppression
from spanlint.model.findings import Finding
from spanlint.model.settings import Settings
from spanlint.rulebook.rules import Rule, check_of, rule, rules
from spanlint.text.source import ByteRange, LineIndex, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.suppression.directives import Directive
    from spanlint.suppression.noqa import Noqa

UNUSED = "SPN901"

Found = tuple[Rule, Finding]


class Sifted(Record):
    """The findings that are left, unused suppressions among them, and how many were suppressed."""

    findings: list[Found]
    suppressed: int = 0


def sift(source: Source, facts: Facts, found: list[Found], settings: Settings) -> Sifted:
    """Drop what the comments of a file suppress, and add the suppressions that silence nothing."""
    noqa = _noqa(source) if settings.may_obey_noqa and (found or facts.comments) else None
    if not facts.comments and noqa is None:
        return Sifted(found)
    from spanlint.suppression.directives import directives

    lines = LineIndex(source.text)
    sieve = _Sieve(facts, lines, directives(source.text, facts, lines), noqa)
    left = [each for each in found if not sieve.silences(*each)]
    unused = rule(UNUSED)
    if unused is not None and UNUSED in settings.codes:
        facts = facts._replace(unused=tuple(sieve.unused(settings.codes)))
        left += ((unused, each) for each in check_of(unused)(facts, settings))
    return Sifted(left, sieve.suppressed)


def _noqa(source: Source) -> Noqa | None:
    if source.language != "python" or b"noqa" not in source.text.lower():
        return None
    from spanlint.suppression.noqa import noqa

    return noqa(source.text)


def lines_of(finding: Finding, facts: Facts, lines: LineIndex) -> tuple[frozenset[int], int]:
    """The 1-based lines where a finding's statement, its call and the name begin, and where the call ends."""
    call = call_of(finding.at, facts.calls)
    name = lines.position(finding.at.start).line
    if call is None:
        return frozenset({name}), name
    begins = {name, *(lines.position(each).line for each in (call.call.start, call.statement()))}
    return frozenset(begins), lines.position(call.call.end).line


class _Sieve:
    """The directives of one file, the codes of each that have silenced a finding, and the number of those findings."""

    def __init__(self, facts: Facts, lines: LineIndex, written: tuple[Directive, ...], noqa: Noqa | None) -> None:
        self._facts = facts
        self._lines = lines
        self._written = written
        self._noqa = noqa
        self._used: set[tuple[Directive, str]] = set()
        self.suppressed = 0

    def silences(self, rule: Rule, finding: Finding) -> bool:
        """Whether a comment suppresses a finding. Every one that does is used, also where one would be enough."""
        firsts, last = lines_of(finding, self._facts, self._lines)
        uses = [
            (directive, code)
            for directive in self._written
            if directive.reaches(firsts, last)
            for code in directive.covers(rule.code)
        ]
        self._used.update(uses)
        return self._counted(bool(uses) or self._has_noqa(rule.code, finding.at))

    def unused(self, ran: frozenset[str]) -> Iterator[UnusedSuppression]:
        """The suppressions that silence nothing and that no `ignore-file` excuses.

        Those of a whole file come last, since they may be of use to the others.
        """
        for directive in sorted(self._written, key=lambda each: each.whole_file):
            vain = [code for code in _listed(directive) if self._is_vain(directive, code, ran)]
            whole = len(vain) == len(_listed(directive))
            if (vain or whole) and not self._counted(self._excused(directive)):
                codes = tuple(vain) if directive.codes else ()
                misplaced = directive.whole_file and not directive.above
                removes = tuple(_without(directive, vain if not whole else None))
                yield UnusedSuppression(directive.at, codes, directive.whole_file, misplaced, removes)

    def _is_vain(self, directive: Directive, code: str, ran: frozenset[str]) -> bool:
        if (directive, code) in self._used:
            return False
        covered = [each for each in rules() if each.code.startswith(code)]
        if directive.whole_file and directive.above and code and UNUSED.startswith(code):
            return False  # it speaks of this very rule
        return all(each.code in ran for each in covered if each.is_default or each.code == code)

    def _excused(self, directive: Directive) -> bool:
        excuses = [
            (each, code)
            for each in self._written
            if each.whole_file and each.above
            for code in each.covers(UNUSED)
            if code or each is not directive
        ]
        self._used.update(excuses)
        return bool(excuses) or self._has_noqa(UNUSED, directive.at)

    def _has_noqa(self, code: str, at: ByteRange) -> bool:
        return self._noqa is not None and self._noqa(code, self._lines.position(at.start).line)

    def _counted(self, suppressed: bool) -> bool:
        self.suppressed += suppressed
        return suppressed


def call_of(at: ByteRange, calls: tuple[SpanCall, ...]) -> SpanCall | None:
    """The call whose name is marked, or the innermost that the mark stands in."""
    around = [call for call in calls if call.call.start <= at.start and at.end <= call.call.end]
    return min(around, key=lambda call: (call.at != at, call.call.end - call.call.start), default=None)


def _listed(directive: Directive) -> list[str]:
    return [""] if directive.codes is None else [code.text for code in directive.codes]


def _without(directive: Directive, vain: list[str] | None) -> Iterator[ByteRange]:
    """What to delete so that the other codes stay, each run of neighbours with one of its commas; None: all of it."""
    if vain is None:
        if directive.removal is not None:
            yield directive.removal
        return
    codes = directive.codes or ()
    for number, code in enumerate(codes):
        if code.text not in vain:
            continue
        if any(other.text not in vain for other in codes[number + 1 :]):
            yield ByteRange(code.at.start, codes[number + 1].at.start)
        else:
            yield ByteRange(codes[number - 1].at.end, code.at.end)
