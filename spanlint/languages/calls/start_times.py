"""Whether a call says when its spans start: then it records what has already happened."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from spanlint.languages.names.values import ValueGrammar
    from spanlint.model.apis import Creator

_START_TIMES = frozenset({"start_time", "startTime"})


def has_start_time(grammar: ValueGrammar, arguments: Any, creator: Creator) -> bool:
    """Returns whether a call passes a time at which its spans start."""
    return not _START_TIMES.isdisjoint(grammar.named_values(arguments, creator.options).values)
