"""The pure fixer: a source in, a repaired source out, proven before it is handed back. No file is read or written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from spanlint.languages import reader
from spanlint.languages.names.imports import Neighbours
from spanlint.lean.records import Record
from spanlint.lint.judge import Judgement, changed_findings, judge, judge_with_line_ends
from spanlint.lint.proof import Applied, broken_promise
from spanlint.lint.written_fixes import fixes_of
from spanlint.model.findings import (
    Safety,
)
from spanlint.model.settings import Settings
from spanlint.text.edits import Edit, apply
from spanlint.text.line_ends import as_on_disk
from spanlint.text.source import Source

_ROUNDS = 10


class UnprovenFixError(Exception):
    """A fix did not keep a promise; the message is one line without the file's name. The source is to be left alone."""


class FixResult(Record):
    """A source after its fixes and what is left in it: how many were applied, how many more are unsafe."""

    source: Source
    judgement: Judgement
    applied: int
    unsafe_left: int


def fix(source: Source, settings: Settings, unsafe: bool = False, neighbours: Neighbours | None = None) -> FixResult:
    """Apply fixes in rounds until nothing changes. Raises UnprovenFixError."""
    applied = 0
    allowed = (Safety.SAFE, Safety.UNSAFE) if unsafe else (Safety.SAFE,)
    rejudge = partial(judge, settings=settings, neighbours=neighbours)
    source, judged = judge_with_line_ends(source, settings, neighbours)
    for _ in range(_ROUNDS):
        chosen = _without_overlaps(_first_fixes(source, judged, settings, allowed))
        if not chosen:
            return FixResult(source, judged, applied, 0 if unsafe else _count_unsafe(source, judged, settings))
        source, judged = _applied(source, judged, chosen, rejudge)
        applied += len(chosen)
    raise UnprovenFixError(f"fixes did not converge in {_ROUNDS} rounds")


def _first_fixes(
    source: Source, judged: Judgement, settings: Settings, allowed: tuple[Safety, ...]
) -> Iterator[Applied]:
    for rule, finding in changed_findings(source, judged, settings).findings:
        wanted = finding._replace(proposals=tuple(each for each in finding.proposals if each.safety in allowed))
        first = next(fixes_of(source, wanted, settings), None)
        if first is not None:
            yield rule, finding, first.edits


def _count_unsafe(source: Source, judged: Judgement, settings: Settings) -> int:
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
    source: Source, before: Judgement, chosen: list[Applied], rejudge: Callable[[Source], Judgement]
) -> tuple[Source, Judgement]:
    """The source with the edits made, and judged again, which is the proof that they are right."""
    text = apply(source.text, (edit for _, _, edits in chosen for edit in edits))
    repaired = source._replace(text=text, original=encoded(source, text))
    after = rejudge(repaired)
    errors = reader(source.language).syntax_errors if after.facts.broken else None
    if errors and errors(repaired) > errors(source):
        raise UnprovenFixError("a fix would have broken the syntax")
    wrong = broken_promise(before, after, source.text, chosen)
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
