"""Whose call it is where one library's package lies in another's, or where the project hands on its functions."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanlint.model.settings import ApiChoices
from tests.languages.names.project_case import codes, repository
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


_SENTRY = ApiChoices(switched_on=frozenset({"sentry"}))
_HANDED_ON = {
    "a name": ("import { startInactiveSpan } from './kit';\n", "startInactiveSpan", "export { startInactiveSpan }"),
    "a module": ("import * as kit from './kit';\n", "kit.startInactiveSpan", "export *"),
    "Python": ("from kit import start_span\n", "start_span", ""),
}


def _judged(folder: Path, case: str, library: str, apis: ApiChoices = _SENTRY) -> list[str]:
    imported, called, exported = _HANDED_ON[case]
    if case == "Python":
        files = {"a.py": f"{imported}{called}(name='a')\n", "kit.py": f"from {library} import start_span\n"}
    else:
        files = {"a.ts": f"{imported}{called}({{ name: 'a' }});\n", "kit.ts": f"{exported} from '{library}';\n"}
    return codes(repository(folder, files) / next(iter(files)), apis)


@pytest.mark.parametrize("case", _HANDED_ON)
def test_a_librarys_function_that_the_project_hands_on(case: str, tmp_path: Path) -> None:
    library, code = ("sentry_sdk.traces", "SPN006") if case == "Python" else ("@sentry/node", "SPN001")
    assert _judged(tmp_path, case, library) == [code]
    assert _judged(tmp_path, case, library, ApiChoices()) == []
    assert _judged(tmp_path, case, "queues") == []
