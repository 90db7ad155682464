from __future__ import annotations

from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Tracer
from session_context import get_session_context

SPAN_INTERACTION = "session.interaction"
SPAN_LLM_REQUEST = "session.llm_request"
SPAN_TOOL = "session.tool"
SPAN_TOOL_EXECUTION = "session.tool.execution"


def get_tracer() -> Tracer:
    return trace.get_tracer("spanlint-demo")


def start_interaction_span(prompt: str) -> Span:
    """Times a whole turn: from the prompt to the last word of the answer."""
    attributes = {"prompt.length": len(prompt)}
    span = get_tracer().start_span(SPAN_INTERACTION, kind=SpanKind.INTERNAL, attributes=attributes)
    return span


def start_llm_request_span(model: str, parent: Span | None = None) -> Span:
    """`parent` is the tool that asked the model, when one did."""
    ctx = (
        trace.set_span_in_context(parent, otel_context.get_current())
        if parent is not None
        else (get_session_context() or otel_context.get_current())
    )
    attributes = {"llm.model": model}
    return get_tracer().start_span(SPAN_LLM_REQUEST, context=ctx, kind=SpanKind.INTERNAL, attributes=attributes)


def start_tool_span(tool: str, parent: Span | None = None) -> Span:
    """`parent` is the request whose answer named the tool, when the model chose it."""
    ctx = (
        trace.set_span_in_context(parent, otel_context.get_current())
        if parent is not None
        else (get_session_context() or otel_context.get_current())
    )
    attributes = {"tool.name": tool}
    return get_tracer().start_span(SPAN_TOOL, context=ctx, kind=SpanKind.INTERNAL, attributes=attributes)


def start_tool_execution_span(parent: Span | None = None) -> Span:
    """`parent` is the tool's span: waiting for permission counts there, not here."""
    ctx = (
        trace.set_span_in_context(parent, otel_context.get_current())
        if parent is not None
        else (get_session_context() or otel_context.get_current())
    )
    return get_tracer().start_span(SPAN_TOOL_EXECUTION, context=ctx, kind=SpanKind.INTERNAL)
