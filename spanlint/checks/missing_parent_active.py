"""SPN006: like SPN001, for calls that are designed to use the active context."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.proposals import parent_proposals
from spanlint.checks.reasoning.verdicts import ParentVerdict, verdicts
from spanlint.checks.reasoning.wording import missing_parent
from spanlint.model.facts import Facts
from spanlint.model.findings import Finding, Safety
from spanlint.model.settings import Settings


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each call that is designed to use the active context, passes no parent and declares no root."""
    for call, verdict in verdicts(facts, settings):
        if verdict.verdict is ParentVerdict.MISSING_ACTIVE:
            yield missing_parent(call, parent_proposals(call, facts, settings, Safety.UNSAFE))
