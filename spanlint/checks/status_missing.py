"""SPN124: an exception is recorded on a span that is then ended without a status."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Proposal, Related, Safety, SetStatus
from spanlint.model.settings import Settings
from spanlint.model.statuses import MissingStatus

_CODE = frozenset({"SPN124"})


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each call that records a failure, if the status of the span never says that it has failed.

    An exception that does not go on may mean no failure: that is a hint. So is the finding in a file that sets ERROR
    nowhere: what reads its spans may look at the exceptions.
    """
    error = facts.statuses().error()
    if error is None and settings.hinting.isdisjoint(_CODE):
        return
    for missing in facts.statuses().missing():
        message = f"`{missing.span}` has failed here, but is ended without the status ERROR ({LINES})"
        related = [Related(missing.ended, "the span is ended here")]
        related += [Related(error, "this file sets ERROR elsewhere")] if error is not None else []
        is_hint = missing.is_handled or error is None
        help_text = f"set it: `{missing.method}` does not"
        yield Finding(missing.at, message, help_text, tuple(related), _cures(missing), is_hint)


def _cures(missing: MissingStatus) -> tuple[Proposal, ...]:
    if not missing.is_statement or not missing.span.isidentifier():
        return ()
    return (Proposal(SetStatus(missing.call, missing.span), Safety.UNSAFE),)
