"""SPN210: every span of a name is alone in its trace."""

from __future__ import annotations

from spanlint.trace.model.faults import FaultTally
from spanlint.trace.model.name_tallies import NameTally
from spanlint.trace.model.settings import TraceSettings

_AT_LEAST = 5


def check_names(names: NameTally, settings: TraceSettings) -> bool:
    """Returns whether all spans of this name are alone."""
    return names.count >= _AT_LEAST and names.lone == names.count


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    return f"each of {tally.of} `{tally.shown_name}` spans is alone in its trace"
