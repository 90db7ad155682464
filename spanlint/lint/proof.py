"""The proof of a round of fixes: every call is where the edits moved it, and each fixed call is settled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spanlint.lint.judge import Judgement
from spanlint.model.facts import ParentState, SpanCall
from spanlint.model.findings import CopyContext, EndSpan, Finding, RemoveText, ReplaceText, SetStatus
from spanlint.rulebook.rules import Rule
from spanlint.text.edits import Edit

_SETTLED = (ParentState.PASSED, ParentState.ROOT)
Applied = tuple[Rule, Finding, Sequence[Edit]]


def broken_promise(before: Judgement, after: Judgement, text: bytes, applied: Sequence[Applied]) -> str | None:
    """Returns what is wrong with a file after its fixes, in one line; None when every promise is kept.

    `text` is the file before the fixes, and the edits are ranges of it. A call that a fix has rewritten whole, as a
    call of the project's own helper, is gone. Every other call must still be there. New findings on calls that were not
    fixed are allowed: a call may become suspect once its siblings pass a parent.
    """
    edits = effective_edits((edit for _, _, fix_edits in applied for edit in fix_edits), text)
    rewritten = {
        finding.at
        for _, finding, fix_edits in applied
        if _is_within(finding.at.start, effective_edits(fix_edits, text))
    }
    calls = {call.at.start: call for call in after.facts.calls}
    for call in before.facts.calls:
        if call.at not in rewritten and moved_offset(call.at.start, edits) not in calls:
            return "a fix would have hidden a call"
    if len(after.facts.unreadable) > len(before.facts.unreadable):
        return "a fix would have hidden a call"
    for rule, finding, fix_edits in applied:
        offset = moved_offset(finding.at.start, edits)
        if _is_of_call(finding):
            is_settled = finding.at in rewritten or _is_settled(calls.get(offset), offset, rule, after)
        else:
            is_settled = _is_removed(finding, fix_edits) or not _is_found(rule, offset, after)
        if not is_settled:
            return f"a fix would not have resolved {rule.code}"
    return None


def _is_of_call(finding: Finding) -> bool:
    others = RemoveText | ReplaceText | EndSpan | CopyContext | SetStatus
    return not any(isinstance(proposal.remedy, others) for proposal in finding.proposals)


def _is_settled(call: SpanCall | None, offset: int, rule: Rule, after: Judgement) -> bool:
    return call is not None and call.parent.state in _SETTLED and not _is_found(rule, offset, after)


def _is_removed(finding: Finding, edits: Sequence[Edit]) -> bool:
    return _is_within(finding.at.start, (edit for edit in edits if not edit.text))


def _is_found(rule: Rule, offset: int, after: Judgement) -> bool:
    return any(other_rule.code == rule.code and finding.at.start == offset for other_rule, finding in after.findings)


def effective_edits(edits: Iterable[Edit], text: bytes) -> set[Edit]:
    """Returns the edits that change a text, each once."""
    return {edit for edit in edits if text[edit.range.start : edit.range.end] != edit.text}


def _is_within(offset: int, edits: Iterable[Edit]) -> bool:
    return any(edit.range.start <= offset < edit.range.end for edit in edits)


def moved_offset(offset: int, edits: Iterable[Edit]) -> int:
    """Returns the offset of a byte after the edits before it."""
    before = (edit for edit in edits if edit.range.end <= offset)
    return offset + sum(len(edit.text) - (edit.range.end - edit.range.start) for edit in before)
