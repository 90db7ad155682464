"""SPN003: a call passes no parent, and the code around it opens a context."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.proposals import parent_proposals
from spanlint.checks.reasoning.verdicts import ParentVerdict, verdicts
from spanlint.checks.reasoning.wording import how_to_pass
from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Related, Safety
from spanlint.model.settings import Settings


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each call that relies on a context that the code around it makes active."""
    for call, verdict in verdicts(facts, settings):
        opened_by = call.surroundings().opened_by if verdict.verdict is ParentVerdict.AMBIENT else None
        if opened_by is not None:
            yield Finding(
                call.at,
                f"`{call.creator.method}` passes no parent and relies on the `{opened_by.name}` around it ({LINES})",
                how_to_pass(call),
                (Related(opened_by.at, f"`{opened_by.name}` makes a context active here"),),
                parent_proposals(call, facts, settings, Safety.UNSAFE),
            )
