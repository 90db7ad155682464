"""SPN007: a call that the project's configuration forbids here."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.facts import Facts, SpanCall
from spanlint.model.findings import Finding
from spanlint.model.settings import Forbidden, Settings


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each call that is forbidden, with the message of the first row that forbids it."""
    rows = [row for row in settings.forbidden if row.language == facts.language]
    for call in facts.calls if rows else ():
        row = next((row for row in rows if _means(row, call)), None)
        if row is not None:
            yield Finding(call.at, f"`{call.creator.method}` is not to be used here", row.message)


def _means(row: Forbidden, call: SpanCall) -> bool:
    if row.api not in ("", call.creator.api) or row.method not in ("", call.creator.method):
        return False
    return row.qualifier is None or call.fits(row.qualifier)
