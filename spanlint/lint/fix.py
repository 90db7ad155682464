"""The fixer: from a source to a repaired source, proven before it is returned. No file is read or written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from spanlint.languages import reader
from spanlint.languages.names.imports import Neighbours
from spanlint.lean.records import Record
from spanlint.lint.judge import Judgement, changed_findings, judge, judge_with_line_ends
from spanlint.lint.proof import Applied, broken_promise, effective_edits, moved_offset
from spanlint.lint.region_edits import edited
from spanlint.lint.written_fixes import fixes_of
from spanlint.model.findings import Finding, ParentSource, PassParent, Proposal, ReplaceText, Safety
from spanlint.model.settings import Settings
from spanlint.rulebook.rules import Rule
from spanlint.suppression.sift import UNUSED
from spanlint.text.edits import Edit
from spanlint.text.line_ends import as_on_disk
from spanlint.text.source import Source

_MAX_ROUNDS = 10
Reported = dict[int, frozenset[str]]
"""The codes that the first judgement reported, by the byte offset where each call is now."""


class UnprovenFixError(Exception):
    """A fix broke a promise, so the source must stay as it is. The message is one line without the file's name."""


class Allowed(Record):
    """The proposals that may be applied: those of these safeties; with `parent`, only those that pass that parent."""

    safeties: tuple[Safety, ...]
    parent: ParentSource | None = None

    def includes(self, proposal: Proposal) -> bool:
        """Whether a proposal may be applied."""
        if self.parent is not None and isinstance(proposal.remedy, PassParent):
            return proposal.remedy.source is self.parent
        return proposal.safety in self.safeties


_ONLY_UNSAFE = Allowed((Safety.UNSAFE,))


class FixResult(Record):
    """A source after its fixes, its judgement, and the numbers of fixes applied and of unsafe fixes left.

    `unbound` are names in the configured session context that kept a fix from being written.
    """

    source: Source
    judgement: Judgement
    applied: int
    unsafe_left: int
    unbound: tuple[str, ...] = ()


def fix(
    source: Source,
    settings: Settings,
    may_be_unsafe: bool = False,
    neighbours: Neighbours | None = None,
    parent: ParentSource | None = None,
) -> FixResult:
    """Apply fixes in rounds until none is left, to calls that the first judgement reports. Raises UnprovenFixError.

    With `parent`, a call that lacks a parent gets that one, however safe it is, and no other.
    """
    applied = 0
    allowed = Allowed((Safety.SAFE, Safety.UNSAFE) if may_be_unsafe else (Safety.SAFE,), parent)
    rejudge = partial(judge, settings=settings, neighbours=neighbours)
    source, judgement = judge_with_line_ends(source, settings, neighbours)
    reported = _reported(judgement)
    for _ in range(_MAX_ROUNDS):
        chosen = _comments_last(_without_overlaps(_first_fixes(source, judgement, reported, settings, allowed)))
        if not chosen:
            left = _first_fixes(source, judgement, reported, settings, _ONLY_UNSAFE)
            unsafe_left = 0 if may_be_unsafe or parent else sum(1 for _ in left)
            unbound = _unbound_names(source, judgement, settings, allowed)
            return FixResult(source, judgement, applied, unsafe_left, unbound)
        edits = effective_edits((edit for _, _, fix_edits in chosen for edit in fix_edits), source.text)
        reported = {moved_offset(start, edits): codes for start, codes in reported.items()}
        source, judgement = apply_fixes(source, judgement, chosen, rejudge)
        applied += len(chosen)
    raise UnprovenFixError(f"fixes did not converge in {_MAX_ROUNDS} rounds")


def _reported(judgement: Judgement) -> Reported:
    reported: Reported = {}
    for rule, finding in judgement.findings:
        reported[finding.at.start] = reported.get(finding.at.start, frozenset()) | {rule.code}
    return reported


def _first_fixes(
    source: Source, judgement: Judgement, reported: Reported, settings: Settings, allowed: Allowed
) -> Iterator[Applied]:
    for rule, finding in changed_findings(source, judgement, settings).findings:
        if rule.code in settings.fix_choices.unfixable or not _was_reported(rule, finding, reported):
            continue
        narrowed = finding._replace(
            proposals=tuple(proposal for proposal in finding.proposals if allowed.includes(proposal))
        )
        first = next(fixes_of(source, narrowed, settings), None)
        if first is not None:
            yield rule, finding, first.edits


def _unbound_names(source: Source, judgement: Judgement, settings: Settings, allowed: Allowed) -> tuple[str, ...]:
    """Returns what the session context names and nothing binds, if a finding is left that it should have fixed."""
    session = dict(settings.session_contexts).get(source.language)
    proposals = (
        proposal
        for _, finding in changed_findings(source, judgement, settings).findings
        for proposal in finding.proposals
        if allowed.includes(proposal)
    )
    remedies = (proposal.remedy for proposal in proposals)
    is_wanted = any(isinstance(remedy, PassParent) and remedy.source is ParentSource.CONFIGURED for remedy in remedies)
    return tuple(reader(source.language).unbound_names(source, session)) if session and is_wanted else ()


def _was_reported(rule: Rule, finding: Finding, reported: Reported) -> bool:
    """Whether the first judgement, of the unedited file, reported this call.

    A parent that a fix has passed is evidence against the calls beside it in the next round. Another rule may then
    report a call that waited for its turn, and fix it, but not one that is designed to use the active context.
    """
    codes = reported.get(finding.at.start, frozenset())
    remedies = (proposal.remedy for proposal in finding.proposals)
    may_activate = any(isinstance(remedy, PassParent) and remedy.call.creator.activates != "no" for remedy in remedies)
    return rule.code in codes or (bool(codes) and not may_activate)


def _without_overlaps(fixes: Iterator[Applied]) -> list[Applied]:
    """Returns the fixes that fit together: of two that overlap, the first; the next round takes the other.

    Two insertions at one place do not overlap if their text is the same, as two fixes may want the same import.
    """
    chosen: list[Applied] = []
    taken: set[Edit] = set()
    for rule, finding, edits in fixes:
        if all(edit in taken or not any(_collide(edit, other) for other in taken) for edit in edits):
            chosen.append((rule, finding, edits))
            taken.update(edits)
    return chosen


def _comments_last(fixes: list[Applied]) -> list[Applied]:
    """Returns the fixes without those that make a comment suppress findings, while there are others: those may be of
    the very findings, and the comment would then suppress nothing."""
    others = [applied for applied in fixes if not _writes_suppression(applied)]
    return others or fixes


def _writes_suppression(applied: Applied) -> bool:
    rule, finding, _ = applied
    return rule.code == UNUSED and any(isinstance(proposal.remedy, ReplaceText) for proposal in finding.proposals)


def _collide(one: Edit, other: Edit) -> bool:
    if one.range.start == other.range.start:
        return True
    first, second = sorted((one.range, other.range))
    return second.start < first.end


def apply_fixes(
    source: Source, before: Judgement, chosen: list[Applied], rejudge: Callable[[Source], Judgement]
) -> tuple[Source, Judgement]:
    """Returns the source with the edits applied, and its new judgement, which proves that the edits are right."""
    repaired = rewritten(source, (edit for _, _, edits in chosen for edit in edits))
    after = rejudge(repaired)
    errors = reader(source.language).syntax_errors if after.facts.is_broken else None
    if errors and errors(repaired) > errors(source):
        raise UnprovenFixError("a fix would have broken the syntax")
    problem = broken_promise(before, after, source.text, chosen)
    if problem is not None:
        raise UnprovenFixError(problem)
    return repaired, after


def rewritten(source: Source, edits: Iterable[Edit]) -> Source:
    """Returns the source after edits of its text. Raises UnprovenFixError if its file cannot be written so."""
    return with_original(source, edited(source, edits))


def with_original(source: Source, changed: Source) -> Source:
    """Returns a changed source with its bytes for the disk, and those of the rest of its file.

    Raises UnprovenFixError if the encoding does not round-trip, or if the file would be read as another source.
    """
    if not source.regions:
        return changed._replace(original=_encoded(source, changed.text))
    from spanlint.regions.writing import UnreadableError, file_with

    try:
        return changed._replace(original=file_with(source, changed))
    except UnreadableError as error:
        raise UnprovenFixError(str(error)) from None


def _encoded(source: Source, text: bytes) -> bytes:
    before, text = as_on_disk(source, source.text), as_on_disk(source, text)
    if source.encoding == "utf-8":
        return source.bom + text
    try:
        is_round_trip = before.decode("utf-8").encode(source.encoding) == source.original[len(source.bom) :]
        data = text.decode("utf-8").encode(source.encoding)
    except UnicodeError:
        is_round_trip, data = False, b""
    if not is_round_trip:
        raise UnprovenFixError(f"encoding {source.encoding} does not round-trip")
    return source.bom + data
