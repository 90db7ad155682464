"""SPN002: no parent is passed, and the code at hand provides one that this call skips."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.evidence import Evidence, Reason
from spanlint.checks.reasoning.proposals import parent_proposals
from spanlint.checks.reasoning.verdicts import ParentVerdict, verdicts
from spanlint.model.facts import Facts, ParentState, SpanCall
from spanlint.model.findings import LINES, Finding, Related, Safety
from spanlint.model.settings import Settings

_SHOWN = 50  # siblings: more of them tell no more
_HELP = {
    Reason.PROVIDER: "pass `{name}` as the siblings do, or declare this span a root",
    Reason.SAME_NAME: "pass the same parent as the other {name} span, or declare this span a root",
    Reason.PARAMETER: "pass `{name}` as the parent, or declare this span a root",
    Reason.LOCAL: "pass `{name}` as the parent, or declare this span a root",
}


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each parentless call for which there is evidence that it skips a parent."""
    for call, verdict in verdicts(facts.calls):
        found = verdict.evidence if verdict.verdict is ParentVerdict.SKIPPED else None
        if found is not None:
            related = tuple(
                Related(each.at, f"`{each.creator.method}` passes a parent here") for each in found.siblings[:_SHOWN]
            )
            proposals = parent_proposals(call, facts, settings, Safety.SAFE, found)
            yield Finding(
                call.at, _message(call, found, facts), _HELP[found.reason].format(name=found.name), related, proposals
            )


def _message(call: SpanCall, found: Evidence, facts: Facts) -> str:
    method = call.creator.method
    if found.reason is Reason.PROVIDER:
        calls = [each for each in facts.calls if each.creator.method == method]
        passing = sum(each.parent.state is ParentState.PASSED for each in calls)
        if not passing:
            return f"`{method}` passes no parent context and skips `{found.name}`, which its siblings use"
        share = f"{passing} of {len(calls)} `{method}` calls in this file pass a parent ({LINES})"
        return f"{share}; this one skips `{found.name}`"
    if found.reason is Reason.SAME_NAME:
        return f"`{method}` passes no parent context, but the span {found.name} gets one elsewhere ({LINES})"
    if found.reason is Reason.PARAMETER:
        return f"`{method}` passes no parent context and leaves the Context parameter `{found.name}` unused"
    return f"`{method}` sets a start time but passes no parent context, although `{found.name}` holds one"
