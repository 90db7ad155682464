"""SPN002: a call passes no parent, although the code around it provides one."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.proposals import parent_proposals
from spanlint.checks.reasoning.skipped_wording import help_of, message_of
from spanlint.checks.reasoning.verdicts import ParentVerdict, verdicts
from spanlint.model.facts import Facts
from spanlint.model.findings import Finding, Related, Safety
from spanlint.model.settings import Settings

_SHOWN = 50  # siblings; more would add nothing


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each parentless call for which there is evidence that it skips a parent."""
    for call, verdict in verdicts(facts, settings):
        evidence = verdict.evidence if verdict.verdict is ParentVerdict.SKIPPED else None
        if evidence is not None:
            related = tuple(
                Related(sibling.at, f"`{sibling.creator.method}` passes a parent here")
                for sibling in evidence.siblings[:_SHOWN]
            )
            if evidence.made is not None:
                related = (Related(evidence.made, f"`{evidence.name}` is made here, and nothing reads it"),)
            proposals = parent_proposals(call, facts, settings, Safety.SAFE, evidence)
            yield Finding(
                call.at,
                message_of(call, evidence, facts),
                help_of(evidence),
                related,
                proposals,
            )
