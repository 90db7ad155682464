"""Sifts findings: drops those that comments suppress, and finds the comments that suppress nothing."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.lean.records import Record
from spanlint.model.facts import Facts
from spanlint.model.findings import Finding
from spanlint.model.settings import Settings
from spanlint.model.suppressions import MisspelledSuppression, UnusedSuppression
from spanlint.rulebook.rules import Rule, check_of, rule_of, rules
from spanlint.suppression.call_index import CallIndex
from spanlint.text.edits import Edit, apply
from spanlint.text.near_names import nearest
from spanlint.text.source import ByteRange, LineIndex, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.suppression.directives import Directive
    from spanlint.suppression.noqa import Noqa

UNUSED = "SPN901"

RuleFinding = tuple[Rule, Finding]


class Sifted(Record):
    """The remaining findings, unused suppressions included, and the number of suppressed ones."""

    findings: list[RuleFinding]
    suppressed: int = 0


def sift(source: Source, facts: Facts, findings: list[RuleFinding], settings: Settings) -> Sifted:
    """Drop the findings that comments suppress, and add a finding for each unused suppression."""
    noqa = _noqa(source) if settings.may_obey_noqa and (findings or facts.comments) else None
    if not facts.comments and noqa is None:
        return Sifted(findings)
    from spanlint.suppression.directives import directives

    lines = LineIndex(source.text)
    sieve = _Sieve(facts, lines, directives(source.text, facts, lines), noqa)
    remaining = [finding for finding in findings if not sieve.silences(*finding)]
    unused = rule_of(UNUSED)
    if unused is not None and UNUSED in settings.codes:
        wrong = tuple(sieve.misspelled(source.text))
        facts = facts._replace(unused=tuple(sieve.unused(settings.codes)), misspelled=wrong)
        remaining += ((unused, finding) for finding in check_of(unused)(facts, settings))
    return Sifted(remaining, sieve.suppressed)


def _noqa(source: Source) -> Noqa | None:
    if source.language != "python" or b"noqa" not in source.text.lower():
        return None
    from spanlint.suppression.noqa import noqa

    return noqa(source.text)


def lines_of(finding: Finding, calls: CallIndex, lines: LineIndex) -> tuple[frozenset[int], int]:
    """Returns the 1-based lines where a finding's statement, call and name begin, and the line where the call ends."""
    call = calls.call_of(finding.at)
    name = lines.position(finding.at.start).line
    if call is None:
        return frozenset({name}), name
    first_lines = {name, *(lines.position(offset).line for offset in (call.call.start, call.statement()))}
    return frozenset(first_lines), lines.position(call.call.end).line


class _Sieve:
    """The directives of one file, their codes that silenced a finding, and the number of silenced findings."""

    def __init__(self, facts: Facts, lines: LineIndex, directives: tuple[Directive, ...], noqa: Noqa | None) -> None:
        self._facts = facts
        self._calls = CallIndex(facts.calls)
        self._lines = lines
        self._directives = directives
        self._whole_file = [directive for directive in directives if directive.is_whole_file]
        self._by_line: dict[int, list[Directive]] = {}
        for directive in directives:
            for line in {directive.governed_line or directive.lines[0], directive.governed_line or directive.lines[1]}:
                self._by_line.setdefault(line, []).append(directive)
        self._noqa = noqa
        self._found: list[tuple[str, frozenset[int], int]] = []
        self._used: set[tuple[Directive, str]] = set()
        self._misspelled: set[Directive | None] = set()
        self.suppressed = 0

    def silences(self, rule: Rule, finding: Finding) -> bool:
        """Whether a comment suppresses a finding. If several do, all of them count as used."""
        firsts, last = lines_of(finding, self._calls, self._lines)
        self._found.append((rule.code, firsts, last))
        uses = [
            (directive, code)
            for directive in self._near(firsts, last)
            if directive.reaches(firsts, last)
            for code in directive.covers(rule.code)
        ]
        self._used.update(uses)
        return self._count(bool(uses) or self._has_noqa(rule.code, finding.at))

    def _near(self, firsts: frozenset[int], last: int) -> Iterator[Directive]:
        """Yields the directives for a whole file and those about one of these lines; a file may have thousands."""
        yield from self._whole_file
        for line in {*firsts, last}:
            yield from self._by_line.get(line, ())

    def misspelled(self, text: bytes) -> Iterator[MisspelledSuppression]:
        """Yields the comments that are meant as suppressions, and written wrongly, unless an `ignore-file` excuses
        them."""
        from spanlint.suppression.misspelled import misspelled

        for comment in misspelled(text, self._facts):
            around = (
                directive for directive in self._directives if directive.at.start <= comment.at.start < directive.at.end
            )
            own = next(around, None)
            self._misspelled.add(own)
            if not self._count(self._is_excused(comment.at, own)):
                yield comment._replace(would_work=self._would_work(comment, text))

    def _would_work(self, comment: MisspelledSuppression, text: bytes) -> bool:
        """Whether each code of the suppression meant would silence a finding; without codes, it itself."""
        from spanlint.suppression.directives import directives

        written = comment.meant.encode()
        text = apply(text, [Edit(comment.replaced, written)])
        longer = len(written) - (comment.replaced.end - comment.replaced.start)
        around = next(place for place in self._facts.comments if place.start <= comment.at.start < place.end)
        facts = self._facts._replace(comments=(around._replace(end=around.end + longer),))
        made = directives(text, facts, LineIndex(text))
        meant = next(
            (directive for directive in made if directive.at.start <= comment.replaced.start < directive.at.end), None
        )
        if meant is None:
            return False
        reached = [code for code, firsts, last in self._found if meant.reaches(firsts, last)]
        return all(any(code in meant.covers(found) for found in reached) for code in _listed_codes(meant))

    def unused(self, codes_run: frozenset[str]) -> Iterator[UnusedSuppression]:
        """Yields the suppressions that silence nothing and that no `ignore-file` excuses, without misspelt ones.

        Directives for a whole file come last, as they may silence findings about the others.
        """
        well_spelt = (directive for directive in self._directives if directive not in self._misspelled)
        for directive in sorted(well_spelt, key=lambda directive: directive.is_whole_file):
            unused_codes = [code for code in _listed_codes(directive) if self._is_unused(directive, code, codes_run)]
            is_whole = len(unused_codes) == len(_listed_codes(directive))
            if (unused_codes or is_whole) and not self._count(self._is_excused(directive.at, directive)):
                codes = tuple(unused_codes) if directive.codes else ()
                is_misplaced = directive.is_whole_file and not directive.governed_line
                removes = tuple(_removals(directive, unused_codes if not is_whole else None))
                unknown = tuple((code, _code_meant(code)) for code in codes if not _covered_rules(code))
                yield UnusedSuppression(directive.at, codes, directive.is_whole_file, is_misplaced, removes, unknown)

    def _is_unused(self, directive: Directive, code: str, codes_run: frozenset[str]) -> bool:
        if (directive, code) in self._used:
            return False
        if directive.is_whole_file and directive.governed_line and code and UNUSED.startswith(code):
            return False  # it is about this very rule
        return all(
            covered_rule.code in codes_run
            for covered_rule in _covered_rules(code)
            if covered_rule.is_default or covered_rule.code == code
        )

    def _is_excused(self, at: ByteRange, directive: Directive | None) -> bool:
        excuses = [
            (other, code)
            for other in self._whole_file
            if other.governed_line
            for code in other.covers(UNUSED)
            if code or other is not directive
        ]
        self._used.update(excuses)
        return bool(excuses) or self._has_noqa(UNUSED, at)

    def _has_noqa(self, code: str, at: ByteRange) -> bool:
        return self._noqa is not None and self._noqa(code, self._lines.position(at.start).line)

    def _count(self, is_suppressed: bool) -> bool:
        self.suppressed += is_suppressed
        return is_suppressed


def _covered_rules(code: str) -> list[Rule]:
    return [rule for rule in rules() if rule.code.startswith(code)]


def _code_meant(word: str) -> str:
    """Returns the code that is nearest to a word which is none, or the code of the rule with this name; else ""."""
    code_by_name = {rule.name: rule.code for rule in rules()}
    return code_by_name.get(word.lower()) or nearest(word, code_by_name.values()) or ""


def _listed_codes(directive: Directive) -> list[str]:
    return [""] if directive.codes is None else [code.text for code in directive.codes]


def _removals(directive: Directive, unused_codes: list[str] | None) -> Iterator[ByteRange]:
    """Yields the ranges to delete so that the other codes stay, commas included; with None, the whole directive."""
    if unused_codes is None:
        if directive.removal is not None:
            yield directive.removal
        return
    codes = directive.codes or ()
    for number, code in enumerate(codes):
        if code.text not in unused_codes:
            continue
        if any(other.text not in unused_codes for other in codes[number + 1 :]):
            yield ByteRange(code.at.start, codes[number + 1].at.start)
        else:
            yield ByteRange(codes[number - 1].at.end, code.at.end)
