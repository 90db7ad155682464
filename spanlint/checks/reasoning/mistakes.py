"""What happens at run time when a parent is not a context, and what to pass instead.

Each case was observed with opentelemetry-sdk 1.45.2 and @opentelemetry/sdk-trace-base 2.12.1.
"""

from __future__ import annotations

from spanlint.model.apis import Creator
from spanlint.model.facts import Mistake

_PYTHON = {
    Mistake.PARENT_OPTION: (
        "`{text}` is passed as `{keyword}=`, which `{method}` does not accept: the call raises a TypeError",
        "the parent's context as `context=`",
    ),
    Mistake.UNKNOWN_OPTION: (
        "`{text}` is passed as `{keyword}=`, which `{method}` does not accept: the call raises a TypeError",
        "what describes the span in `attributes=`",
    ),
    Mistake.SPAN: (
        "`{text}` is a Span, not a Context: the call raises an AttributeError",
        "`trace.set_span_in_context({text})`",
    ),
    Mistake.SPAN_CONTEXT: (
        "`{text}` is a SpanContext, not a Context: the call raises an AttributeError",
        "`trace.set_span_in_context(NonRecordingSpan({text}))`",
    ),
    Mistake.MAPPING: (
        "a dict is passed as the second parameter, the Context: the span silently starts a new trace",
        "`attributes=` for attributes, `extract(...)` for a carrier",
    ),
    Mistake.SPAN_KIND: ("`{text}` is passed as the Context: the call raises an AttributeError", "`kind={text}`"),
}
_JAVASCRIPT = {
    Mistake.CONTEXT_AS_OPTIONS: (
        "`{text}` is a Context passed as the options of `{method}`: it is silently ignored",
        "an empty object before it: `{method}(name, {{}}, {text})`",
    ),
    Mistake.SPAN_AS_OPTIONS: (
        "`{text}` is a Span passed as the options of `{method}`: it is silently ignored",
        "its context after the options: `{method}(name, {{}}, trace.setSpan(context.active(), {text}))`",
    ),
    Mistake.PARENT_OPTION: (
        "`parent` is not an option of `{method}`: it is silently ignored",
        "`trace.setSpan(context.active(), {text})` as the third argument",
    ),
    Mistake.SPAN: (
        "`{text}` is a Span, not a Context: the call throws",
        "`trace.setSpan(context.active(), {text})`",
    ),
    Mistake.SPAN_CONTEXT: (
        "`{text}` is a SpanContext, not a Context: the call throws",
        "`trace.setSpanContext(context.active(), {text})`",
    ),
}


def consequence(mistake: Mistake, creator: Creator) -> tuple[str, str]:
    """Returns the message and what to pass instead, with `{text}` for the value, `{keyword}` for the
    keyword that passes it, and `{method}` for the call's name."""
    words = _PYTHON if creator.parents[0].keyword is not None else _JAVASCRIPT
    return words[mistake]
