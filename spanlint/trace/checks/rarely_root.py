"""SPN207: nearly all spans of a name have a parent, and a few have none."""

from __future__ import annotations

from spanlint.trace.model.faults import FaultTally
from spanlint.trace.model.name_tallies import NameTally
from spanlint.trace.model.settings import TraceSettings

_AT_LEAST = 10  # spans of the name
_SHARE = 10  # one in so many may lack a parent


def check_names(names: NameTally, settings: TraceSettings) -> bool:
    """Returns whether the spans of this name that have no parent should have one.

    A span that another process called has no parent where the caller is not traced, and what calls itself again is its
    own root. A span that left its session's trace is a finding already.
    """
    roots = names.bare_roots - names.split
    return names.count >= _AT_LEAST and not names.called_roots and 0 < roots <= names.count // _SHARE


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    return f"{tally.spans('has', 'have')} no parent; the others have one"
