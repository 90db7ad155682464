"""Runs one turn of one session and prints "<trace id> <span name>" for each span, in the order in which they ended."""

from __future__ import annotations

import sys

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from session_context import close_session, open_session
from session_tracing import (
    start_interaction_span,
    start_llm_request_span,
    start_tool_execution_span,
    start_tool_span,
)


def run_turn(prompt: str) -> None:
    interaction = start_interaction_span(prompt)
    request = start_llm_request_span("demo-model")
    tool = start_tool_span("read_file", request)
    execution = start_tool_execution_span(tool)
    execution.end()
    tool.end()
    request.end()
    interaction.end()


def main() -> None:
    session_id = sys.argv[1] if len(sys.argv) > 1 else "33878ff9-1467-43ef-a692-634a21bbb1bf"
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)

    open_session(session_id)
    run_turn("What does this file do?")
    close_session()
    provider.force_flush()
    for span in exporter.get_finished_spans():
        print(f"{span.context.trace_id:032x} {span.name}")


if __name__ == "__main__":
    main()
