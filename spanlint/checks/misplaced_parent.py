"""SPN005: what was meant as a parent stands in the wrong slot, or is no context."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.facts import Facts, Mistake, SpanCall
from spanlint.findings import Finding
from spanlint.proposals import misplaced_proposals
from spanlint.settings import Settings
from spanlint.standing import Standing, verdicts

# What happens at run time: the API reference of each language, verified by running.
_PYTHON = {
    Mistake.PARENT_OPTION: (
        "`{text}` is passed as `parent=`, which `{method}` does not take: the call raises TypeError",
        "`context=`",
    ),
    Mistake.SPAN: (
        "`{text}` is a Span where a Context belongs: the call raises AttributeError",
        "`trace.set_span_in_context({text})`",
    ),
    Mistake.SPAN_CONTEXT: (
        "`{text}` is a SpanContext where a Context belongs: the call raises AttributeError",
        "`trace.set_span_in_context(NonRecordingSpan({text}))`",
    ),
    Mistake.MAPPING: (
        "a dict stands where the Context belongs, the second parameter: the span silently starts a trace of its own",
        "`attributes=` for attributes, `extract(...)` for a carrier",
    ),
    Mistake.SPAN_KIND: ("`{text}` stands where the Context belongs: the call raises AttributeError", "`kind={text}`"),
}
_JAVASCRIPT = {
    Mistake.CONTEXT_AS_OPTIONS: (
        "`{text}` is a Context in the options slot of `{method}`: it is ignored, silently",
        "an empty object before it: `{method}(name, {{}}, {text})`",
    ),
    Mistake.PARENT_OPTION: (
        "`parent` is no option of `{method}`: it is ignored, silently",
        "`trace.setSpan(context.active(), {text})` as third argument",
    ),
    Mistake.SPAN: (
        "`{text}` is a Span where a Context belongs: the call throws",
        "`trace.setSpan(context.active(), {text})`",
    ),
    Mistake.SPAN_CONTEXT: (
        "`{text}` is a SpanContext where a Context belongs: the call throws",
        "`trace.setSpanContext(context.active(), {text})`",
    ),
}


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each call with a misplaced parent; the message says what happens at run time."""
    for call, verdict in verdicts(facts.calls):
        if call.misplaced is not None and verdict.standing is Standing.MISPLACED:
            message, instead = _words(call)[call.misplaced.mistake]
            words = {"text": call.misplaced.text, "method": call.creator.method}
            yield Finding(
                call.at, message.format(**words), f"pass {instead.format(**words)}", proposals=misplaced_proposals(call)
            )


def _words(call: SpanCall) -> dict[Mistake, tuple[str, str]]:
    return _PYTHON if call.creator.parents[0].keyword is not None else _JAVASCRIPT
