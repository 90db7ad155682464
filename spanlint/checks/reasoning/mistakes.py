"""What happens at run time when a parent is not a context, and what to pass instead.

Each case was observed with opentelemetry-sdk 1.45.2 and @opentelemetry/sdk-trace-base 2.12.1.
"""

from __future__ import annotations

from spanlint.model.apis import Creator
from spanlint.model.facts import Mistake

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


def consequence(mistake: Mistake, creator: Creator) -> tuple[str, str]:
    """Returns the message and what to pass instead, with `{text}` for the value and `{method}` for the call's name."""
    words = _PYTHON if creator.parents[0].keyword is not None else _JAVASCRIPT
    return words[mistake]
