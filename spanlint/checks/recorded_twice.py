"""SPN123: an exception is recorded by hand and then again by what it leaves."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Proposal, Related, RemoveText, Safety
from spanlint.model.settings import Settings
from spanlint.model.statuses import RecordedTwice


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each call that records an exception which every path raises out of what records it again."""
    del settings
    for twice in facts.statuses().recorded_twice():
        related = (
            Related(twice.raised, "the exception goes on here"),
            Related(twice.managed, f"`{twice.manager}` records what leaves it"),
        )
        message = f"`{twice.span}` gets this exception twice: `{twice.manager}` records it again as it leaves ({LINES})"
        yield Finding(twice.at, message, _help(twice), related, _cures(twice))


def _help(twice: RecordedTwice) -> str:
    if twice.is_plain or not twice.removes:
        return f"drop this call; `{twice.manager}` records the exception and sets the status"
    return f"drop this call, or tell `{twice.manager}` not to record exceptions if what this one adds is needed"


def _cures(twice: RecordedTwice) -> tuple[Proposal, ...]:
    if not twice.removes:
        return ()
    remedy = RemoveText(f"this `{twice.method}`", twice.removes)
    return (Proposal(remedy, Safety.SAFE if twice.is_plain else Safety.UNSAFE),)
