"""SPN002: a call passes no parent, although the code around it provides one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from spanlint.checks.reasoning.proposals import parent_proposals
from spanlint.checks.reasoning.skipped_wording import help_of, message_of
from spanlint.checks.reasoning.verdicts import ParentVerdict, verdicts
from spanlint.lean.lazy import memoized
from spanlint.model.facts import Facts, ParentState, SpanCall
from spanlint.model.findings import Finding, Related, Safety
from spanlint.model.settings import Settings

_SHOWN = 50  # siblings; more would add nothing


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each parentless call for which there is evidence that it skips a parent."""
    share_of = memoized(partial(_share, facts.calls))
    for call, verdict in verdicts(facts, settings):
        evidence = verdict.evidence if verdict.verdict is ParentVerdict.SKIPPED else None
        if evidence is not None:
            related = tuple(Related(sibling.at, _note(sibling)) for sibling in evidence.siblings[:_SHOWN])
            if evidence.made is not None:
                related = (Related(evidence.made, f"`{evidence.name}` is made here, and nothing reads it"),)
            proposals = parent_proposals(call, facts, settings, Safety.SAFE, evidence)
            yield Finding(call.at, message_of(call, evidence, share_of), help_of(evidence), related, proposals)


def _share(calls: tuple[SpanCall, ...], method: str) -> tuple[int, int]:
    """Returns how many calls of a method pass a parent, and how many there are."""
    passing = [call.passes_context for call in calls if call.creator.method == method]
    return passing.count(True), len(passing)


def _note(sibling: SpanCall) -> str:
    how = "passes a parent" if sibling.parent.state is ParentState.PASSED else "runs in a context"
    return f"`{sibling.creator.method}` {how} here"
