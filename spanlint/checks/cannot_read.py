"""SPN900: a statement with the name of a span call cannot be parsed."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.facts import Facts
from spanlint.model.findings import Finding
from spanlint.model.settings import Settings


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield at most one finding a file, at the first such name."""
    for place, name in facts.unreadable[:1]:
        others = len(facts.unreadable) - 1
        more = f" (and {others} more in this file)" if others else ""
        yield Finding(
            place,
            f"`{name}` is in a statement that cannot be parsed{more}, so its parent was not checked",
            "fix the syntax error; if the syntax is valid, spanlint's grammar does not support it yet",
        )
