"""SPN001: a call starts a span without making it active, and passes no parent."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.other_findings import run_too_late
from spanlint.checks.reasoning.proposals import parent_proposals
from spanlint.checks.reasoning.verdicts import ParentVerdict, verdicts
from spanlint.checks.reasoning.wording import missing_parent
from spanlint.model.facts import Facts
from spanlint.model.findings import Finding, Safety
from spanlint.model.settings import Settings


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each call that passes no parent, declares no root, and does not use the active context by design."""
    missing = [call for call, verdict in verdicts(facts, settings) if verdict.verdict is ParentVerdict.MISSING]
    too_late = list(run_too_late(facts, settings)) if missing else ()
    for call in missing:
        if not any(body.start <= call.at.start < body.end for body in too_late):
            yield missing_parent(call, parent_proposals(call, facts, settings, Safety.SAFE))
