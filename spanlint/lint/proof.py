"""The proof of a round of fixes: every call is where the edits have moved it, and those that were fixed are settled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spanlint.lint.judge import Judgement
from spanlint.model.facts import ParentState, SpanCall
from spanlint.model.findings import EndSpan, Finding, RemoveText, ReplaceText
from spanlint.rulebook.rules import Rule
from spanlint.text.edits import Edit

_SETTLED = (ParentState.PASSED, ParentState.ROOT)
Applied = tuple[Rule, Finding, Sequence[Edit]]


def broken_promise(before: Judgement, after: Judgement, text: bytes, applied: Sequence[Applied]) -> str | None:
    """What is wrong with a file after its fixes, in one line; None when every promise is kept.

    `text` is the file before, which the edits are ranges of. A call that a fix has rewritten whole, as one of the
    project's own helper, is gone; any other must still be there. New findings of calls that were not fixed are no fault
    of the fixes: a call may well be suspected now that its siblings pass a parent.
    """
    edits = _effective((edit for _, _, several in applied for edit in several), text)
    rewritten = {finding.at for _, finding, several in applied if _within(finding.at.start, _effective(several, text))}
    calls = {call.at.start: call for call in after.facts.calls}
    for call in before.facts.calls:
        if call.at not in rewritten and _moved(call.at.start, edits) not in calls:
            return "a fix would have hidden a call"
    if len(after.facts.unreadable) > len(before.facts.unreadable):
        return "a fix would have hidden a call"
    for rule, finding, several in applied:
        place = _moved(finding.at.start, edits)
        if _is_of_call(finding):
            settled = finding.at in rewritten or _is_settled(calls.get(place), place, rule, after)
        else:
            settled = _is_removed(finding, several) or not _is_found(rule, place, after)
        if not settled:
            return f"a fix would not have resolved {rule.code}"
    return None


def _is_of_call(finding: Finding) -> bool:
    return not any(isinstance(each.remedy, RemoveText | ReplaceText | EndSpan) for each in finding.proposals)


def _is_settled(call: SpanCall | None, place: int, rule: Rule, after: Judgement) -> bool:
    return call is not None and call.parent.state in _SETTLED and not _is_found(rule, place, after)


def _is_removed(finding: Finding, edits: Sequence[Edit]) -> bool:
    return _within(finding.at.start, (edit for edit in edits if not edit.text))


def _is_found(rule: Rule, place: int, after: Judgement) -> bool:
    return any(each.code == rule.code and finding.at.start == place for each, finding in after.findings)


def _effective(edits: Iterable[Edit], text: bytes) -> set[Edit]:
    return {edit for edit in edits if text[edit.range.start : edit.range.end] != edit.text}


def _within(offset: int, edits: Iterable[Edit]) -> bool:
    return any(edit.range.start <= offset < edit.range.end for edit in edits)


def _moved(offset: int, edits: Iterable[Edit]) -> int:
    """Where a byte stands after the edits before it."""
    before = (edit for edit in edits if edit.range.end <= offset)
    return offset + sum(len(edit.text) - (edit.range.end - edit.range.start) for edit in before)
