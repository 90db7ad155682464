"""What happens at run time when a parent is not a context, and what to pass instead.

Each case was observed with opentelemetry-sdk 1.45.2 and @opentelemetry/sdk-trace-base 2.12.1.
"""

from __future__ import annotations

from spanlint.model.apis import Creator
from spanlint.model.misplaced import Expected, Misplaced, MisplacedArgument, Mistake

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
    Mistake.OWN_KEY: (
        "`{text}` holds the span under a key of its own, which nobody reads: the new span joins the active context",
        "`trace.set_span_in_context(...)` of that span",
    ),
    Mistake.VARIABLES: (
        "`{text}` is a Context of `contextvars`, not of OpenTelemetry: the call raises a TypeError",
        "`context.get_current()`",
    ),
    Mistake.FUNCTION: (
        "`{text}` is a function, not a Context: the call raises an AttributeError",
        "what `{text}(..)` returns",
    ),
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
    Mistake.OWN_KEY: (
        "`{text}` holds the span under a key of its own, which nobody reads: the new span joins the active context",
        "`trace.setSpan(context.active(), ...)` with that span",
    ),
}
_IN_PYTHON = {
    (Expected.CONTEXT, Mistake.SPAN): (
        "`{text}` is a Span, not a Context: whatever reads it raises an AttributeError",
        "`trace.set_span_in_context({text})`",
    ),
    (Expected.CONTEXT, Mistake.SPAN_CONTEXT): (
        "`{text}` is a SpanContext, not a Context: whatever reads it raises an AttributeError",
        "`trace.set_span_in_context(NonRecordingSpan({text}))`",
    ),
    (Expected.CONTEXT, Mistake.VARIABLES): (
        "`{text}` is a Context of `contextvars`, not of OpenTelemetry: whatever reads it raises a TypeError",
        "`context.get_current()`",
    ),
    (Expected.CONTEXT, Mistake.FUNCTION): (
        "`{text}` is a function, not a Context: whatever reads it raises an AttributeError",
        "what `{text}(..)` returns",
    ),
    (Expected.SPAN, Mistake.SPAN_CONTEXT): (
        "`{text}` is a SpanContext, not a Span: a span started under the new context silently starts a new trace",
        "`NonRecordingSpan({text})`",
    ),
    (Expected.SPAN, Mistake.CONTEXT): (
        "`{text}` is a Context, not a Span: a span started under the new context silently starts a new trace",
        "the span, or use that Context as it is",
    ),
}
_IN_JAVASCRIPT = {
    (Expected.CONTEXT, Mistake.SPAN): (
        "`{text}` is a Span, not a Context: whatever reads it throws a TypeError",
        "`trace.setSpan(context.active(), {text})`",
    ),
    (Expected.CONTEXT, Mistake.SPAN_CONTEXT): (
        "`{text}` is a SpanContext, not a Context: whatever reads it throws a TypeError",
        "`trace.setSpanContext(context.active(), {text})`",
    ),
    (Expected.SPAN, Mistake.SPAN_CONTEXT): (
        "`{text}` is a SpanContext, not a Span: starting a span under the new context throws a TypeError",
        "`trace.wrapSpanContext({text})`",
    ),
    (Expected.SPAN, Mistake.CONTEXT): (
        "`{text}` is a Context, not a Span: starting a span under the new context throws a TypeError",
        "the context first, and the span second",
    ),
    (Expected.SPAN_CONTEXT, Mistake.SPAN): (
        "`{text}` is a Span, not a SpanContext: a span started under the new context silently starts a new trace",
        "`{text}.spanContext()`, or call `trace.setSpan`",
    ),
    (Expected.SPAN_CONTEXT, Mistake.CONTEXT): (
        "`{text}` is a Context, not a SpanContext: a span started under the new context silently starts a new trace",
        "the context first, and the SpanContext second",
    ),
}


def argument_consequence(argument: MisplacedArgument, language: str) -> tuple[str, str]:
    """Returns the message and what to pass instead, where a function of contexts gets a value of another kind."""
    words = _IN_PYTHON if language == "python" else _IN_JAVASCRIPT
    message, instead = words[argument.expected, argument.mistake]
    return message.format(text=argument.text), instead.format(text=argument.text)


def consequence(misplaced: Misplaced, creator: Creator) -> tuple[str, str]:
    """Returns the message and what to pass instead, where a call that starts a span gets a value of another kind.

    What is made of no value at all is a root, so a value that may be empty is not to be wrapped where it is.
    """
    words = _PYTHON if creator.parents[0].keyword is not None else _JAVASCRIPT
    message, instead = words[misplaced.mistake]
    parts = {"text": misplaced.text, "keyword": misplaced.keyword, "method": creator.method}
    said = message.format(**parts)
    if not (misplaced.may_be_empty and "{text}" in instead):
        return said, instead.format(**parts)
    parts["text"] = misplaced.text if misplaced.text.replace(".", "").isidentifier() else "..."
    return said, f"{instead.format(**parts)} if there is a parent, else the active context"
