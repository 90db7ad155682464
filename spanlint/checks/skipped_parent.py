"""SPN002: a call passes no parent, although the code around it provides one."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.evidence import Evidence, Reason
from spanlint.checks.reasoning.proposals import parent_proposals
from spanlint.checks.reasoning.verdicts import ParentVerdict, verdicts
from spanlint.model.facts import Facts, ParentState, SpanCall
from spanlint.model.findings import LINES, Finding, Related, Safety
from spanlint.model.settings import Settings

_SHOWN = 50  # siblings; more would add nothing
_HELP = {
    Reason.PROVIDER: "pass `{name}` as the siblings do, or declare this span a root",
    Reason.SAME_NAME: "pass the same parent as the other {name} span, or declare this span a root",
    Reason.PARAMETER: "pass `{name}` as the parent, or declare this span a root",
    Reason.LOCAL: "pass `{name}` as the parent, or declare this span a root",
}


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each parentless call for which there is evidence that it skips a parent."""
    for call, verdict in verdicts(facts, settings):
        evidence = verdict.evidence if verdict.verdict is ParentVerdict.SKIPPED else None
        if evidence is not None:
            related = tuple(
                Related(sibling.at, f"`{sibling.creator.method}` {_has_parent(sibling)} here")
                for sibling in evidence.siblings[:_SHOWN]
            )
            proposals = parent_proposals(call, facts, settings, Safety.SAFE, evidence)
            yield Finding(
                call.at,
                _message(call, evidence, facts),
                _HELP[evidence.reason].format(name=evidence.name),
                related,
                proposals,
            )


def _has_parent(sibling: SpanCall) -> str:
    return "passes a parent" if sibling.parent.state is ParentState.PASSED else "runs in a context"


def _message(call: SpanCall, evidence: Evidence, facts: Facts) -> str:
    method = call.creator.method
    if evidence.reason is Reason.PROVIDER:
        calls = [other for other in facts.calls if other.creator.method == method]
        passing = sum(other.parent.state is ParentState.PASSED for other in calls)
        if not passing:
            return f"`{method}` passes no parent context and skips `{evidence.name}`, which its siblings use"
        share = f"{passing} of {len(calls)} `{method}` calls in this file pass a parent ({LINES})"
        return f"{share}; this one skips `{evidence.name}`"
    if evidence.reason is Reason.SAME_NAME:
        return f"`{method}` passes no parent context, but the span {evidence.name} gets one elsewhere ({LINES})"
    if evidence.reason is Reason.PARAMETER:
        return f"`{method}` passes no parent context and leaves the Context parameter `{evidence.name}` unused"
    return f"`{method}` sets a start time but passes no parent context, although `{evidence.name}` holds one"
