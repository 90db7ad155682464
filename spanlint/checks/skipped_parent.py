"""SPN002: a call passes no parent, although the code around it provides one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from spanlint.checks.reasoning.evidence import Evidence, Reason
from spanlint.checks.reasoning.proposals import parent_proposals
from spanlint.checks.reasoning.verdicts import ParentVerdict, verdicts
from spanlint.checks.reasoning.wording import one_line
from spanlint.lean.lazy import memoized
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
    share_of = memoized(partial(_share, facts.calls))
    for call, verdict in verdicts(facts, settings):
        evidence = verdict.evidence if verdict.verdict is ParentVerdict.SKIPPED else None
        if evidence is not None:
            related = tuple(Related(sibling.at, _note(sibling)) for sibling in evidence.siblings[:_SHOWN])
            proposals = parent_proposals(call, facts, settings, Safety.SAFE, evidence)
            advice = _HELP[evidence.reason].format(name=one_line(evidence.name))
            yield Finding(call.at, _message(call, evidence, share_of), advice, related, proposals)


def _share(calls: tuple[SpanCall, ...], method: str) -> tuple[int, int]:
    """Returns how many calls of a method pass a parent, and how many there are."""
    states = [call.parent.state for call in calls if call.creator.method == method]
    return states.count(ParentState.PASSED), len(states)


def _note(sibling: SpanCall) -> str:
    how = "passes a parent" if sibling.parent.state is ParentState.PASSED else "runs in a context"
    return f"`{sibling.creator.method}` {how} here"


def _message(call: SpanCall, evidence: Evidence, share_of: Callable[[str], tuple[int, int]]) -> str:
    method, name = call.creator.method, one_line(evidence.name)
    if evidence.reason is Reason.PROVIDER:
        passing, count = share_of(method)
        if not passing:
            return f"`{method}` passes no parent context and skips `{name}`, which its siblings use"
        return f"{passing} of {count} `{method}` calls in this file pass a parent ({LINES}); this one skips `{name}`"
    if evidence.reason is Reason.SAME_NAME:
        return f"`{method}` passes no parent context, but the span {name} gets one elsewhere ({LINES})"
    if evidence.reason is Reason.PARAMETER:
        return f"`{method}` passes no parent context and leaves the Context parameter `{name}` unused"
    return f"`{method}` sets a start time but passes no parent context, although `{name}` holds one"
