"""SPN121: OK is set on a span after ERROR was set, or where its manager is about to set ERROR."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Proposal, Related, ReplaceText, Safety
from spanlint.model.settings import Settings
from spanlint.model.statuses import Overwritten
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each call that makes a failed span look like a success."""
    del settings
    for status in facts.statuses().overwritten():
        if status.error is not None:
            message = f"`{status.span}` has failed on a path that leads here, and OK overwrites its ERROR ({LINES})"
            related = (Related(status.error, "ERROR is set here"),)
        elif status.managed is not None:
            message = (
                f"an exception passes this `finally`, which sets OK on `{status.span}`; the ERROR that "
                f"`{status.manager}` sets for it is then ignored ({LINES})"
            )
            related = (Related(status.managed, f"`{status.manager}` sets ERROR for what leaves it"),)
        yield Finding(status.at, message, "set OK at the end of what may fail, not after it", related, _cures(status))


def _cures(status: Overwritten) -> tuple[Proposal, ...]:
    if status.move is None:
        return ()
    place = ByteRange(status.move.start, status.move.start)
    edits = (Edit(status.move.removes, b""), Edit(place, status.move.text.encode()))
    remedy = ReplaceText(f"Move this `{status.method}` to the end of the `try`", tuple(sorted(edits)))
    return (Proposal(remedy, Safety.UNSAFE),)
