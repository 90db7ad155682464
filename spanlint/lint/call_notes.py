"""What is known of each span call of a file: its library, its parent, and why that is its parent."""

from __future__ import annotations

from spanlint.checks.reasoning.verdicts import declares_root
from spanlint.checks.reasoning.wording import NO_PARENT, one_line
from spanlint.lean.records import Record
from spanlint.lint.judge import Judgement
from spanlint.model.facts import ParentState, SpanCall
from spanlint.text.source import ByteRange, LineIndex, Source

_EMPTY = {**NO_PARENT, "crash": "the library raises an exception"}


class CallNote(Record):
    """A span call for people. `at` is its method name, `span_name` the source text of the span's name, empty if it is
    not a literal or constant.

    `parent` is `passed`, `root` (declared), `ambient` (a context that the code opens around the call), `absent`,
    `empty` (None and the like), `misplaced` (a value that is no parent, or in the wrong place) or `unknown`; `why` is a
    sentence without a full stop. `codes` are the rules that report it.
    """

    at: ByteRange
    method: str
    library: str
    span_name: str
    parent: str
    why: str
    is_active: bool
    codes: tuple[str, ...] = ()


def call_notes(source: Source, judgement: Judgement) -> tuple[CallNote, ...]:
    """Returns a note on each span call of a judged file, in order."""
    lines = LineIndex(source.text)
    codes: dict[ByteRange, tuple[str, ...]] = {}
    for rule, finding in judgement.findings:
        codes[finding.at] = (*codes.get(finding.at, ()), rule.code)
    return tuple(
        _note(call, lines)._replace(codes=codes.get(call.at, ()))
        for call in sorted(judgement.facts.calls, key=lambda call: call.at)
    )


def _note(call: SpanCall, lines: LineIndex) -> CallNote:
    creator, details = call.creator, call.details()
    parent, why = _parent(call, lines)
    is_active = creator.activates != "no"
    return CallNote(call.at, creator.method, creator.title, details.span_name, parent, why, is_active)


def _parent(call: SpanCall, lines: LineIndex) -> tuple[str, str]:
    """Returns the state of a call's parent, and why it is so."""
    state, text = call.parent.state, one_line(call.parent.text)
    if call.misplaced is not None:
        return "misplaced", f"`{one_line(call.misplaced.text)}` is passed, which is no parent there"
    if state is ParentState.PASSED:
        return "passed", f"`{text}` is passed"
    if state is ParentState.ROOT or (state is ParentState.EMPTY and declares_root(call)):
        return "root", f"`{text}` declares a root" if text else "the call declares a root"
    if state is ParentState.UNKNOWN:
        spread = "a spread argument may pass a parent, or not"
        return "unknown", f"`{text}` decides whether the call declares a root" if text else spread
    if state is ParentState.EMPTY:
        effect = call.creator.null if call.parent.is_null else call.creator.none
        return "empty", f"`{text}` is no parent: {_EMPTY.get(effect, NO_PARENT['ambient'])}"
    opened_by = call.surroundings().opened_by
    if opened_by is None or not opened_by.is_certain or call.creator.absent != "ambient":
        return "absent", f"no parent is passed: {NO_PARENT[call.creator.absent]}"
    line = lines.position(opened_by.at.start).line
    if opened_by.is_root:
        return "root", f"`{opened_by.name}` in line {line} makes a context without a span active"
    return "ambient", f"no parent is passed, and `{opened_by.name}` in line {line} makes a context active"
