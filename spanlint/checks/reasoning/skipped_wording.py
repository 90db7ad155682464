"""What SPN002 says of a call, for each kind of evidence."""

from __future__ import annotations

from spanlint.checks.reasoning.evidence import Evidence, Reason
from spanlint.checks.reasoning.wording import one_line
from spanlint.model.facts import Facts, ParentState, SpanCall
from spanlint.model.findings import LINES
from spanlint.model.nearby_parents import Holds

_OR_ROOT = ", or declare this span a root"
_HELP = {
    Reason.PROVIDER: "pass `{name}` as the siblings do",
    Reason.SAME_NAME: "pass the same parent as the other {name} span",
    Reason.PARAMETER: "pass `{name}` as the parent",
    Reason.LOCAL: "pass `{name}` as the parent",
    Reason.CALLER: "pass `{name}` as the parent, as the other call does",
    Reason.RESOLVED: "pass `{name}` as the parent",
    Reason.MEMBER: "pass `{name}` as the parent",
}
_HELP_OF_PARAMETER = {
    Holds.SPAN: "pass a context that holds `{name}` as the parent",
    Holds.ID: "pass the span that `{name}` names as the parent",
}
_PARAMETER = {
    Holds.CONTEXT: "the Context parameter `{name}` unused",
    Holds.SPAN: "the Span parameter `{name}` unused",
    Holds.PARENT: "the parameter `{name}` unused",
    Holds.ID: "the parameter `{name}` unused, which names its parent",
}


def help_of(evidence: Evidence) -> str:
    """Returns what to do about a skipped parent."""
    holds = evidence.parameter.holds if evidence.parameter is not None else Holds.CONTEXT
    if evidence.reason is Reason.UNREAD:
        return f"pass `{evidence.name}` as the parent, or delete it"
    return (
        _HELP_OF_PARAMETER.get(holds, _HELP[evidence.reason]).format(
            name=one_line(evidence.expression or evidence.name)
        )
        + _OR_ROOT
    )


def message_of(call: SpanCall, evidence: Evidence, facts: Facts) -> str:
    """Returns what is wrong with a call that skips a parent, and what shows it."""
    method = call.creator.method
    passes = f"`{method}` passes {'no parent context' if call.creator.takes_context else 'no parent'}"
    if evidence.reason is Reason.PROVIDER:
        calls = [other for other in facts.calls if other.creator.method == method]
        passing = sum(other.parent.state is ParentState.PASSED for other in calls)
        if not passing:
            return f"{passes} and skips `{evidence.name}`, which its siblings use"
        share = f"{passing} of {len(calls)} `{method}` calls in this file pass a parent ({LINES})"
        return f"{share}; this one skips `{evidence.name}`"
    if evidence.reason is Reason.SAME_NAME:
        return f"{passes}, but the span {evidence.name} gets one elsewhere ({LINES})"
    if evidence.parameter is not None:
        return f"{passes} and leaves {_PARAMETER[evidence.parameter.holds].format(name=evidence.name)}"
    if evidence.reason is Reason.CALLER:
        return f"{passes} and skips `{evidence.name}`, which the call beside it passes on ({LINES})"
    if evidence.reason is Reason.RESOLVED:
        return f"{passes}, although `{evidence.name}` holds the parent that another call passes ({LINES})"
    if evidence.reason is Reason.MEMBER:
        return f"{passes} and never reads `{evidence.name}`, which another call passes for its own parameter ({LINES})"
    if evidence.reason is Reason.UNREAD:
        return f"{passes}, and nothing reads `{evidence.name}`, which holds one ({LINES})"
    return f"`{method}` sets a start time but passes no parent context, although `{evidence.name}` holds one"
