"""SPN006: the same as SPN001 for the calls that are built to take the active context."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.facts import Facts
from spanlint.findings import Finding, Safety
from spanlint.proposals import parent_proposals
from spanlint.settings import Settings
from spanlint.standing import Standing, verdicts
from spanlint.wording import missing_parent


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each activating call that passes no parent and declares no root."""
    for call, verdict in verdicts(facts.calls):
        if verdict.standing is Standing.MISSING_ACTIVE:
            yield missing_parent(call, parent_proposals(call, facts, settings, Safety.UNSAFE))
