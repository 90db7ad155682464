"""Whose call it is where one library's package lies in another's: OpenTelemetry's shims speak OpenTracing."""

from __future__ import annotations

import pytest

from tests.linting import EVERY_CODE, diagnostics

_OTEL = "import { trace } from '@opentelemetry/api';\n"
_SHIM = _OTEL + "import { TracerShim } from '@opentelemetry/shim-opentracing';\n"
_OPENTRACING = "import { Tracer, globalTracer } from 'opentracing';\n"
_START = "export function send(parent) { const span = tracer.startSpan('send'%s); span.finish(); }\n"
_MADE = {
    "shim": _SHIM + "const tracer = new TracerShim(trace.getTracer('a'));\n",
    "typed": _SHIM + _OPENTRACING + "const tracer: Tracer = new TracerShim(trace.getTracer('a'));\n",
    "parameter": _OPENTRACING + "const tracer: Tracer = make();\n",
    "global": _OPENTRACING + "const tracer = globalTracer();\n",
    "OpenTelemetry": _OTEL + "const tracer = trace.getTracer('a');\n",
}
_PYTHON = """
from opentelemetry import trace
from opentelemetry.shim.opentracing_shim import create_tracer

shim = create_tracer(trace.get_tracer_provider())
tracer = trace.get_tracer("a")

def send(parent):
    span = {}.start_span("send")
    span.finish()
"""


def _found(made: str, options: str = "") -> dict[str, str]:
    return {each.code: each.message for each in diagnostics("a.ts", _MADE[made] + _START % options, EVERY_CODE)}


def test_span_of_the_shim_joins_the_active_context() -> None:
    found = _found("shim")
    assert list(found) == ["SPN001"]
    assert "joins whatever context is active" in found["SPN001"]
    assert _found("shim", ", { childOf: parent }") == {}


@pytest.mark.parametrize("made", ["typed", "parameter", "global"])
def test_tracer_of_the_interface_may_be_the_shim(made: str) -> None:
    found = _found(made)
    assert list(found) == ["SPN001"]
    assert "starts a new trace, or joins the active context" in found["SPN001"]


def test_opentelemetry_itself_takes_a_context() -> None:
    assert list(_found("OpenTelemetry")) == ["SPN001", "SPN103"]


def test_shim_of_python_is_opentracing() -> None:
    assert diagnostics("a.py", _PYTHON.format("shim"), EVERY_CODE) == ()
    assert [each.code for each in diagnostics("a.py", _PYTHON.format("tracer"), EVERY_CODE)] == ["SPN001", "SPN103"]
