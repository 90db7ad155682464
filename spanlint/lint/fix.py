"""The pure fixer: a source in, a repaired source out, proven before it is handed back. No file is read or written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from spanlint.languages import reader
from spanlint.languages.names.imports import Neighbours
from spanlint.lean.records import Record
from spanlint.lint.diagnose import Judged, judge, judged_as_written, touched_findings
from spanlint.lint.proof import Applied, unproven
from spanlint.model.findings import (
    EndSpan,
    Finding,
    Fix,
    Give,
    PassParent,
    Proposal,
    RemoveText,
    ReplaceText,
    Safety,
    WrapSpan,
)
from spanlint.model.settings import Settings
from spanlint.text.edits import Edit, apply
from spanlint.text.line_ends import as_on_disk
from spanlint.text.source import Source

_ROUNDS = 10
_TITLES = {
    Give.PARAMETER: "Pass the parameter `{name}` as the parent",
    Give.CONFIGURED: "Pass the configured session context as the parent",
    Give.PROVIDER: "Pass `{name}()` as the parent",
    Give.ACTIVE: "Declare the active context as the parent",
    Give.ROOT: "Declare this span a root",
}


class UnprovenFixError(Exception):
    """A fix did not keep a promise; the message is one line without the file's name. The source is to be left alone."""


class Fixed(Record):
    """A source after its fixes and what is left in it: how many were applied, how many more are unsafe."""

    source: Source
    judged: Judged
    applied: int
    unsafe: int


def fixes_of(source: Source, finding: Finding, settings: Settings) -> Iterator[Fix]:
    """Every cure that can be written for a finding, in order of preference."""
    session = dict(settings.session_contexts).get(source.language)
    for remedy, safety in finding.proposals:
        if isinstance(remedy, RemoveText):
            edits: tuple[Edit, ...] | None = tuple(Edit(each, b"") for each in remedy.ranges)
        elif isinstance(remedy, ReplaceText):
            edits = remedy.edits
        else:
            edits = reader(source.language).edits(source, remedy, session)
        if edits:
            yield Fix(_title(Proposal(remedy, safety)), safety, edits)


def fix(source: Source, settings: Settings, unsafe: bool = False, neighbours: Neighbours | None = None) -> Fixed:
    """Apply fixes in rounds until nothing changes. Raises UnprovenFixError."""
    applied = 0
    allowed = (Safety.SAFE, Safety.UNSAFE) if unsafe else (Safety.SAFE,)
    rejudge = partial(judge, settings=settings, neighbours=neighbours)
    source, judged = judged_as_written(source, settings, neighbours)
    for _ in range(_ROUNDS):
        chosen = _without_overlaps(_first_fixes(source, judged, settings, allowed))
        if not chosen:
            return Fixed(source, judged, applied, 0 if unsafe else _count_unsafe(source, judged, settings))
        source, judged = _applied(source, judged, chosen, rejudge)
        applied += len(chosen)
    raise UnprovenFixError(f"fixes did not converge in {_ROUNDS} rounds")


def _first_fixes(source: Source, judged: Judged, settings: Settings, allowed: tuple[Safety, ...]) -> Iterator[Applied]:
    for rule, finding in touched_findings(source, judged, settings).findings:
        wanted = finding._replace(proposals=tuple(each for each in finding.proposals if each.safety in allowed))
        first = next(fixes_of(source, wanted, settings), None)
        if first is not None:
            yield rule, finding, first.edits


def _count_unsafe(source: Source, judged: Judged, settings: Settings) -> int:
    return sum(1 for _ in _first_fixes(source, judged, settings, (Safety.UNSAFE,)))


def _without_overlaps(fixes: Iterator[Applied]) -> list[Applied]:
    """The fixes that fit together: of two that overlap the first is taken, and the next round takes the other.

    Two insertions at one place do not overlap when they are the same text, as two fixes may want the same import.
    """
    chosen: list[Applied] = []
    taken: set[Edit] = set()
    for rule, finding, edits in fixes:
        if all(edit in taken or not any(_collide(edit, other) for other in taken) for edit in edits):
            chosen.append((rule, finding, edits))
            taken.update(edits)
    return chosen


def _collide(one: Edit, other: Edit) -> bool:
    if one.range.start == other.range.start:
        return True
    first, second = sorted((one.range, other.range))
    return second.start < first.end


def _applied(
    source: Source, before: Judged, chosen: list[Applied], rejudge: Callable[[Source], Judged]
) -> tuple[Source, Judged]:
    """The source with the edits made, and judged again, which is the proof that they are right."""
    text = apply(source.text, (edit for _, _, edits in chosen for edit in edits))
    repaired = source._replace(text=text, original=encoded(source, text))
    after = rejudge(repaired)
    errors = reader(source.language).syntax_errors if after.facts.broken else None
    if errors and errors(repaired) > errors(source):
        raise UnprovenFixError("a fix would have broken the syntax")
    wrong = unproven(before, after, source.text, chosen)
    if wrong is not None:
        raise UnprovenFixError(wrong)
    return repaired, after


def encoded(source: Source, text: bytes) -> bytes:
    """The bytes for the disk. Raises UnprovenFixError where the encoding does not give back what it was given."""
    before, text = as_on_disk(source, source.text), as_on_disk(source, text)
    if source.encoding == "utf-8":
        return source.bom + text
    try:
        same = before.decode("utf-8").encode(source.encoding) == source.original[len(source.bom) :]
        encoded = text.decode("utf-8").encode(source.encoding)
    except UnicodeError:
        same, encoded = False, b""
    if not same:
        raise UnprovenFixError(f"encoding {source.encoding} does not round-trip")
    return source.bom + encoded


def _title(proposal: Proposal) -> str:
    remedy = proposal.remedy
    if isinstance(remedy, PassParent):
        return _TITLES[remedy.give].format(name=remedy.name)
    if isinstance(remedy, RemoveText):
        return f"Remove {remedy.what}"
    if isinstance(remedy, ReplaceText):
        return remedy.title
    if isinstance(remedy, EndSpan):
        return f"End `{remedy.name}` in a finally block"
    return "Wrap the span in a context" if isinstance(remedy, WrapSpan) else "Move the context to its own argument"
