"""SPN207: nearly all spans of a name have a parent, and a few have none."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.trace.faults import FaultTally, SpanFault
from spanlint.trace.name_tallies import NameTally
from spanlint.trace.settings import TraceSettings

_AT_LEAST = 10  # spans of the name
_SHARE = 10  # one in so many may lack a parent


def check_names(names: NameTally, settings: TraceSettings) -> Iterator[SpanFault]:
    """Yields examples of the spans without a parent; each has the number of all in `amount`.

    A span that another process called has no parent where the caller is not traced, and what calls itself again is its
    own root. A span that left its session's trace is a finding already.
    """
    roots = names.bare_roots - names.split
    if names.count >= _AT_LEAST and not names.called_roots and 0 < roots <= names.count // _SHARE:
        for fault in names.roots():
            if fault.span.trace not in names.split_traces:
                yield fault._replace(amount=roots)


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    return f"{tally.spans('has', 'have')} no parent; the others have one"
