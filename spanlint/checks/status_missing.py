"""SPN124: an exception is recorded on a span that is then ended without a status."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Proposal, Related, Safety, SetStatus
from spanlint.model.settings import Settings
from spanlint.model.statuses import MissingStatus


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each call that records a failure, if the status of the span never says that it has failed.

    An exception that does not go on may mean no failure: that is a hint.
    """
    del settings
    for missing in facts.statuses().missing():
        message = f"`{missing.span}` has failed here, but is ended without the status ERROR ({LINES})"
        related = (Related(missing.ended, "the span is ended here"),)
        help_text = f"set it: `{missing.method}` does not"
        yield Finding(missing.at, message, help_text, related, _cures(missing), missing.is_handled)


def _cures(missing: MissingStatus) -> tuple[Proposal, ...]:
    if not missing.is_statement or not missing.span.isidentifier():
        return ()
    return (Proposal(SetStatus(missing.call, missing.span), Safety.UNSAFE),)
