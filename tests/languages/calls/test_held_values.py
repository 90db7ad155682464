"""What is only the active context, or no parent at all, is no evidence that another call skips a parent."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.cli.program import run_spanlint
from tests.languages.calls.evidence_case import assert_as_marked

TYPESCRIPT = """\
import { context, propagation, ROOT_CONTEXT, trace, type Context } from "@opentelemetry/api";
const tracer = trace.getTracer("lighthouse");
const KEY = Symbol("watch");
let watch: Context | undefined;
export const begin = (ctx: Context) => { watch = ctx; };
"""
PYTHON = """\
from opentelemetry import baggage, trace
from opentelemetry.context import Context, get_current, set_value
tracer = trace.get_tracer("lighthouse")
watch = None
def begin(ctx):
    global watch
    watch = ctx
"""
TYPESCRIPT_PROVIDERS = {
    "deletes the span": ("() => trace.deleteSpan(context.active())", "SPN001"),
    "the root": ("() => ROOT_CONTEXT", "SPN001"),
    "the root with a value": ("() => ROOT_CONTEXT.setValue(KEY, 1)", "SPN001"),
    "the active context with a value": ("() => context.active().setValue(KEY, 1)", "SPN001"),
    "the active context with baggage": ("() => propagation.setBaggage(context.active(), bag)", "SPN001"),
    "the active span": ("() => trace.setSpan(context.active(), trace.getActiveSpan())", "SPN001"),
    "one of both": ("() => (isAlone ? ROOT_CONTEXT : context.active())", "SPN001"),
    "a local": ("() => { const bare = trace.deleteSpan(context.active()); return bare; }", "SPN001"),
    "captured": ("() => captured;\nconst captured = context.active()", "SPN001"),
    "through another": ("() => bare();\nconst bare = () => trace.deleteSpan(context.active())", "SPN001"),
    "a remote parent on the root": ("() => trace.setSpanContext(ROOT_CONTEXT, remote)", "SPN002"),
    "a held context, else the active one": ("() => watch ?? context.active()", "SPN002"),
    "a held context, else the root": ("() => watch ?? ROOT_CONTEXT", "SPN002"),
    "a held context with a value": ("() => watch.setValue(KEY, 1)", "SPN002"),
}
PYTHON_PROVIDERS = {
    "a new context": ("Context()", "SPN001"),
    "the active context with a value": ("set_value('watch', 1)", "SPN001"),
    "the active context with baggage": ("baggage.set_baggage('watch', 1, context=get_current())", "SPN001"),
    "a new context with a value": ("set_value('watch', 1, Context())", "SPN001"),
    "one of both": ("Context() if is_alone else get_current()", "SPN001"),
    "a held context, else the active one": ("watch or get_current()", "SPN002"),
    "a held context, else a new one": ("watch or Context()", "SPN002"),
    "a held context with a value": ("set_value('watch', 1, watch)", "SPN002"),
}
NAMESAKES = {
    "captured in a local": ("const captured = context.active();", "captured", "SPN001"),
    "captured in a field": ("class Job { ctx = context.active(); }", "this.ctx", "SPN001"),
    "given to the field elsewhere": ("class Job { set(ctx) { this.ctx = ctx; } }", "this.ctx", "SPN002"),
    "the active context": ("", "context.active()", "SPN001"),
    "a held context": ("", "watch", "SPN002"),
}


@pytest.mark.parametrize("case", TYPESCRIPT_PROVIDERS)
def test_a_typescript_provider_brings_a_parent(case: str) -> None:
    provider, code = TYPESCRIPT_PROVIDERS[case]
    text = f"""
const parent = {provider};
export const sweep = () => tracer.startSpan("sweep", {{}}, parent());
export const radio = () => tracer.startSpan("radio"); // {code}
"""
    assert_as_marked("a.ts", TYPESCRIPT + text)


@pytest.mark.parametrize("case", PYTHON_PROVIDERS)
def test_a_python_provider_brings_a_parent(case: str) -> None:
    value, code = PYTHON_PROVIDERS[case]
    text = f"""
def parent():
    return {value}

def sweep():
    return tracer.start_span("sweep", context=parent())

def radio():
    return tracer.start_span("radio")  # {code}
"""
    assert_as_marked("a.py", PYTHON + text)


@pytest.mark.parametrize("case", NAMESAKES)
def test_the_parent_of_a_namesake_is_more_than_the_active_context(case: str) -> None:
    before, value, code = NAMESAKES[case]
    text = f"""
{before}
export function later() {{
  return tracer.startSpan("sweep", {{}}, {value});
}}
export const sweep = () => tracer.startSpan("sweep"); // {code}
"""
    assert_as_marked("a.ts", TYPESCRIPT + text)


@pytest.mark.parametrize(
    ("returned", "code"), [("trace.deleteSpan(context.active())", "SPN001"), ("watch ?? context.active()", "SPN002")]
)
def test_a_provider_of_another_file_brings_a_parent(returned: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "parents.ts").write_text(
        'import { context, trace } from "@opentelemetry/api";\n'
        f"let watch;\nexport const begin = (ctx) => {{ watch = ctx; }};\nexport const parent = () => {returned};\n"
    )
    (tmp_path / "a.ts").write_text(
        textwrap.dedent(
            """\
            import { trace } from "@opentelemetry/api";
            import { parent } from "./parents";
            const tracer = trace.getTracer("lighthouse");
            export const sweep = () => tracer.startSpan("sweep", {}, parent());
            export const radio = () => tracer.startSpan("radio");
            """
        )
    )
    result = run_spanlint(tmp_path, "--isolated", "--select", "SPN001,SPN002", "--output-format", "concise", "a.ts")
    assert [line.split()[2] for line in result.out.splitlines() if line.startswith("a.ts")] == [code]
