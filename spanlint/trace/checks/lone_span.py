"""SPN210: every span of a name is alone in its trace."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.trace.faults import FaultTally, SpanFault
from spanlint.trace.name_tallies import NameTally
from spanlint.trace.settings import TraceSettings

_AT_LEAST = 5


def check_names(names: NameTally, settings: TraceSettings) -> Iterator[SpanFault]:
    """Yields examples of spans that are alone; each has the number of all in `amount`."""
    if names.count >= _AT_LEAST and names.lone == names.count:
        yield from (fault._replace(amount=names.count) for fault in names.roots())


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    return f"each of {tally.of} `{tally.shown_name}` spans is alone in its trace"
