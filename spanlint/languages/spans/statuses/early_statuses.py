"""The calls that set OK on a span that may still fail, in any language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.languages.flow.sequels import THROWN
from spanlint.languages.spans.statuses.status_events import Status
from spanlint.languages.spans.statuses.status_sequences import StatusPair, StatusSequences
from spanlint.languages.trees.tree import range_of
from spanlint.model.statuses import EarlyStatus
from spanlint.text.source import ByteRange


def early_statuses(sequences: StatusSequences) -> Iterator[EarlyStatus]:
    """Yields the calls of a file, each once, from which a path without an exception leads on."""
    return _facts(sequences, sequences.pairs(Status.OK, Status.ERROR, may_throw=False), set(), is_thrown=False)


def thrown_statuses(sequences: StatusSequences, early: Iterable[EarlyStatus]) -> Iterator[EarlyStatus]:
    """Yields those from which only an exception leads on, each once; `early` are the others."""
    known = {status.at for status in early}
    return _facts(sequences, sequences.pairs(Status.OK, Status.ERROR, follow=THROWN), known, is_thrown=True)


def _facts(
    sequences: StatusSequences, pairs: Iterable[StatusPair], known: set[ByteRange], is_thrown: bool
) -> Iterator[EarlyStatus]:
    for pair in pairs:
        fact = _fact(sequences, pair, is_thrown)
        if fact.at not in known:
            known.add(fact.at)
            yield fact


def _fact(sequences: StatusSequences, pair: StatusPair, is_thrown: bool) -> EarlyStatus:
    text, event = sequences.reader.tree.text_of, pair.first
    return EarlyStatus(range_of(event.name), text(event.name), text(event.span), range_of(pair.second.name), is_thrown)
