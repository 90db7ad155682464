"""SPN002: a provider reads a span from a store, and the call that skips it gives its own span the same name."""

from __future__ import annotations

import pytest

from tests.languages.calls.evidence_case import judged

_TYPESCRIPT = """
import {{ AsyncLocalStorage }} from "node:async_hooks";
import {{ context, trace, type Span }} from "@opentelemetry/api";
const tracer = trace.getTracer("deploy");
const runs = new AsyncLocalStorage<{{ span: Span }}>();
const state: {{ span?: Span }} = {{}};
function parent() {{
  const span = {read}.span;
  return span ? trace.setSpan(context.active(), {read}.span) : context.active();
}}
export async function build(run) {{
  const s = tracer.startSpan("build", {{}}, parent());
  await run().finally(() => s.end());
}}
export async function push(run) {{
  const s = tracer.startSpan("push", {{}}, parent());
  await run().finally(() => s.end());
}}
export async function migrate(run) {{
  const span = tracer.startSpan("migrate");
  {body}
  await run().finally(() => span.end());
}}
"""
_PYTHON = """
from contextvars import ContextVar
from opentelemetry import trace
tracer = trace.get_tracer("deploy")
_run = ContextVar("run")
def parent():
    return trace.set_span_in_context({read}.span)
def build(run):
    with tracer.start_as_current_span("build", context=parent()):
        run()
def push(run):
    with tracer.start_as_current_span("push", context=parent()):
        run()
def migrate(run):
    span = tracer.start_span("migrate")
    {body}
    run()
    span.end()
"""
_READS = {"typescript": ["state", "runs.getStore()"], "python": ["state", "_run.get()"]}
_OTHERS = {
    "typescript": {
        "sets an attribute": 'span.setAttribute("a", 1);',
        "asks it": "if (!span.isRecording()) await run();",
    },
    "python": {"sets an attribute": 'span.set_attribute("a", 1)', "asks it": "span.is_recording()"},
}
_STORES = {
    "typescript": {
        "a member": "state.span = span;",
        "a member that may be set": "state.span ??= span;",
        "an object": "state.run({ span });",
        "an object with a key": "state.run({ id: 1, span: span });",
        "what is copied": "Object.assign(state, { span });",
    },
    "python": {
        "a member": "state.span = span",
        "an annotated member": "state.span: object = span",
        "an object": "use(State(span=span))",
        "a dictionary": 'vars(state).update({"span": span})',
    },
}
_TEXTS = {"typescript": ("a.ts", _TYPESCRIPT), "python": ("a.py", _PYTHON)}


def _codes(language: str, read: str, body: str) -> list[str]:
    path, text = _TEXTS[language]
    return [code for _, code in judged(path, text.format(read=read, body=body))]


@pytest.mark.parametrize(("language", "read"), [(name, read) for name, reads in _READS.items() for read in reads])
def test_a_local_of_that_name_is_not_the_store(language: str, read: str) -> None:
    for body in _OTHERS[language].values():
        assert "SPN002" in _codes(language, read, body), body


@pytest.mark.parametrize(
    ("language", "body"),
    [(language, body) for language, bodies in _STORES.items() for body in bodies.values()],
    ids=[f"{language}: {name}" for language, bodies in _STORES.items() for name in bodies],
)
def test_a_call_that_stores_its_span_there_is_the_root(language: str, body: str) -> None:
    assert "SPN002" not in _codes(language, "state", body)


def test_a_store_that_is_passed_the_span_has_it() -> None:
    assert "SPN002" not in _codes("typescript", "runs.getStore()", "await runs.run({ span }, run);")
