"""The calls that set OK on a span that may still fail, in any language."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.flow.sequels import THROWN
from spanlint.languages.spans.statuses.status_events import Status
from spanlint.languages.spans.statuses.status_sequences import StatusPair, StatusSequences
from spanlint.languages.trees.tree import range_of
from spanlint.model.statuses import EarlyStatus


def early_statuses(sequences: StatusSequences) -> Iterator[EarlyStatus]:
    """Yields the calls of a file, each once: first those from which a path without an exception leads on."""
    known: set[int] = set()
    for is_thrown, pairs in (
        (False, sequences.pairs(Status.OK, Status.ERROR, may_throw=False)),
        (True, sequences.pairs(Status.OK, Status.ERROR, follow=THROWN)),
    ):
        for pair in pairs:
            if pair.first.call.start_byte not in known:
                known.add(pair.first.call.start_byte)
                yield _fact(sequences, pair, is_thrown)


def _fact(sequences: StatusSequences, pair: StatusPair, is_thrown: bool) -> EarlyStatus:
    text, event = sequences.reader.tree.text_of, pair.first
    return EarlyStatus(range_of(event.name), text(event.name), text(event.span), range_of(pair.second.name), is_thrown)
