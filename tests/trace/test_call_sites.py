"""From the name of a span to the line of source that makes it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from spanlint.languages.names.disk_memory import forget
from tests.cli.program import write
from tests.trace.exports import HOME, SESSION, audit, export, found, span, trace_number

PYTHON = """\
from opentelemetry import trace

tracer = trace.get_tracer("agent")
"""
TYPESCRIPT = """\
import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");
"""


def turn(name: str) -> str:
    """A session whose turn, of this name, is outside of the session's trace."""
    stray = span(trace_number(1), 3, None, name, 0, 3, SESSION)
    return export([span(HOME, 1, 0xA0, "agent.request", 1, 2, SESSION), stray])


def sites(folder: Path, name: str, files: Mapping[str, str], options: Sequence[str] = ()) -> list[str]:
    """Where the spans of this name are made, as `path:line`, and how that is known."""
    forget()  # a run ends before a folder changes, but these share a process and the names of their files
    write(folder, dict(files))
    (finding,) = found(folder, turn(name), options=options)
    trace = finding["trace"]
    return [trace["match"], *(f"{site['path']}:{site['line']}" for site in trace["sites"])]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ('tracer.start_span("agent.turn")', "agent.turn"),
        ('TURN = "agent.turn"\ntracer.start_span(TURN)', "agent.turn"),
        ('BASE = "agent"\nTURN = BASE + ".turn"\ntracer.start_span(TURN)', "agent.turn"),
        ('class Names:\n    TURN = "agent.turn"\ntracer.start_span(Names.TURN)', "agent.turn"),
        ('class Names(Enum):\n    TURN = "agent.turn"\ntracer.start_span(Names.TURN.value)', "agent.turn"),
        ('def f(x):\n    tracer.start_span("agent.turn" if x else "agent.other")', "agent.turn"),
        ('NAME = None\ntracer.start_span(NAME or "agent.turn")', "agent.turn"),
    ],
)
def test_a_name_in_python_is_exact(tmp_path: Path, body: str, name: str) -> None:
    text = PYTHON + body + "\n"
    line = text[: text.index("start_span")].count("\n") + 1
    assert sites(tmp_path, name, {"a.py": text}) == ["exact", f"a.py:{line}"]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ('def f(x):\n    tracer.start_span(f"agent.{x}")', "agent.turn"),
        ('def f(x):\n    tracer.start_span("agent.%s" % x)', "agent.turn"),
        ('def f(x):\n    tracer.start_span("agent.{}".format(x))', "agent.turn"),
        ('def f(x):\n    tracer.start_span("agent." + x)', "agent.turn"),
    ],
)
def test_a_name_with_holes_in_python_is_a_pattern(tmp_path: Path, body: str, name: str) -> None:
    assert sites(tmp_path, name, {"a.py": PYTHON + body + "\n"}) == ["pattern", "a.py:5"]


@pytest.mark.parametrize(
    ("body", "match"),
    [
        ("tracer.startSpan('agent.turn');", "exact"),
        ("const TURN = 'agent.turn';\ntracer.startSpan(TURN);", "exact"),
        ("const NAMES = { TURN: 'agent.turn' } as const;\ntracer.startSpan(NAMES.TURN);", "exact"),
        ("enum Names { Turn = 'agent.turn' }\ntracer.startSpan(Names.Turn);", "exact"),
        ("class Names { static readonly TURN = 'agent.turn'; }\ntracer.startSpan(Names.TURN);", "exact"),
        ("export const f = (x: boolean) => tracer.startSpan(x ? 'agent.turn' : 'other');", "exact"),
        ("export const f = (x?: string) => tracer.startSpan(x ?? 'agent.turn');", "exact"),
        ("export const f = (x: string) => tracer.startSpan(`agent.${x}`);", "pattern"),
        ("export const f = (x: string) => tracer.startSpan('agent.' + x);", "pattern"),
    ],
)
def test_a_name_in_typescript(tmp_path: Path, body: str, match: str) -> None:
    text = TYPESCRIPT + body + "\n"
    line = text[: text.index("startSpan")].count("\n") + 1
    assert sites(tmp_path, "agent.turn", {"a.ts": text}) == [match, f"a.ts:{line}"]


def test_constants_of_imported_files_are_followed(tmp_path: Path) -> None:
    python = {
        "app/__init__.py": "",
        "app/names.py": 'TURN = "agent.turn"\n',
        "app/work.py": PYTHON + "from .names import TURN\ntracer.start_span(TURN)\n",
    }
    assert sites(tmp_path / "py", "agent.turn", python) == ["exact", "app/work.py:5"]
    typescript = {
        "names.ts": "export enum Names { Turn = 'agent.turn' }\n",
        "index.ts": "export { Names } from './names';\n",
        "work.ts": "import { Names } from './index';\n" + TYPESCRIPT + "tracer.startSpan(Names.Turn);\n",
    }
    assert sites(tmp_path / "ts", "agent.turn", typescript) == ["exact", "work.ts:5"]


def test_a_wrapper_s_call_is_the_site(tmp_path: Path) -> None:
    python = {
        "steps.py": PYTHON + "def start_step(name):\n    return tracer.start_span(name)\n",
        "work.py": 'from steps import start_step\n\nstart_step("agent.turn")\n',
    }
    assert sites(tmp_path / "py", "agent.turn", python) == ["exact", "work.py:3"]
    typescript = {
        "steps.ts": TYPESCRIPT + "export const startStep = ({ name }: Step) => tracer.startSpan(name);\n",
        "work.ts": "import { startStep } from './steps';\nstartStep({ name: 'agent.turn' });\n",
    }
    assert sites(tmp_path / "ts", "agent.turn", typescript) == ["exact", "work.ts:2"]


def test_a_name_that_no_call_makes_has_no_site(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON + 'tracer.start_span("other")\n'})
    run = audit(tmp_path, turn("agent.turn"))
    assert run.out.startswith("traces.jsonl\n  1:1 error SPN201 ")
    assert "no call in . makes a span of this name; its scope is `agent.tracing`" in run.out


def test_several_places_are_all_named(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON + 'tracer.start_span("agent.turn")\ntracer.start_span("agent.turn")\n'})
    run = audit(tmp_path, turn("agent.turn"))
    assert "; made in one of 2 places" in run.out
    assert "a.py:5: such spans are made here, too" in run.out


def test_a_call_without_a_parent_comes_first_where_one_is_lacking(tmp_path: Path) -> None:
    text = PYTHON + 'def f(ctx):\n    tracer.start_span("agent.turn", ctx)\n    tracer.start_span("agent.turn")\n'
    assert sites(tmp_path, "agent.turn", {"a.py": text}) == ["exact", "a.py:6", "a.py:5"]


def test_the_language_of_the_sdk_decides_between_two(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"a.py": PYTHON + 'tracer.start_span("x.turn")\n', "a.ts": TYPESCRIPT + "tracer.startSpan('x.turn');\n"},
    )
    stray = span(trace_number(1), 3, None, "x.turn", 0, 3, SESSION)
    spans = [span(HOME, 1, 0xA0, "x.request", 1, 2, SESSION), stray]
    (finding,) = found(tmp_path, export(spans, telemetry_sdk_language="nodejs"))
    assert finding["path"] == "a.ts"


def test_what_an_sdk_of_another_language_made_has_no_call_here(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON + 'tracer.start_span("x.turn")\n'})
    stray = span(trace_number(1), 3, None, "x.turn", 0, 3, SESSION)
    spans = [span(HOME, 1, 0xA0, "x.request", 1, 2, SESSION), stray]
    for language, match in (("java", "none"), ("nodejs", "none"), ("python", "exact"), ("", "exact")):
        (finding,) = found(tmp_path, export(spans, telemetry_sdk_language=language))
        assert (finding["trace"]["match"], language) == (match, language)


def test_the_place_that_a_span_names_is_the_site(tmp_path: Path) -> None:
    write(tmp_path, {"src/a.py": PYTHON + "def f(name):\n    tracer.start_span(name)\n"})
    code = [("code.file.path", {"stringValue": "/app/src/a.py"}), ("code.line.number", {"intValue": "5"})]
    attributes = [{"key": key, "value": value} for key, value in code]
    session = [{"key": "session.id", "value": {"stringValue": SESSION}}]
    stray = span(trace_number(1), 3, None, "anything", 0, 3, attributes=[*session, *attributes])
    (finding,) = found(tmp_path, export([span(HOME, 1, 0xA0, "x.request", 1, 2, SESSION), stray]))
    assert (finding["path"], finding["line"], finding["trace"]["match"]) == ("src/a.py", 5, "attribute")


def test_a_service_has_its_own_folder(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write(tmp_path, {f"{folder}/a.py": PYTHON + 'tracer.start_span("agent.turn")\n'})
    (finding,) = found(tmp_path, turn("agent.turn"), options=["--source", "agent=two"])
    assert finding["path"] == "two/a.py"


def test_the_linter_s_finding_and_its_fix_are_beside_it(tmp_path: Path) -> None:
    text = PYTHON + (
        "def start_turn(session):\n"
        '    first = tracer.start_span("agent.request", context=session.context())\n'
        '    return tracer.start_span("agent.turn")\n'
    )
    write(tmp_path, {"a.py": text})
    (finding,) = found(tmp_path, turn("agent.turn"))
    assert finding["trace"]["sites"][0]["codes"][0].startswith("SPN00")
    assert finding["trace"]["sites"][0]["parent"] == "absent"


def test_a_baseline_silences_it(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON + 'tracer.start_span("agent.turn")\n'})
    run = audit(tmp_path, turn("agent.turn"), options=["--write-baseline", "known.json"])
    assert (run.code, run.out) == (0, "Recorded 1 finding in known.json.\n")
    run = audit(tmp_path, turn("agent.turn"), options=["--baseline", "known.json"])
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("No findings")
    assert "\n1 finding in the baseline\n" in run.out
    other = audit(tmp_path, turn("agent.other"), options=["--baseline", "known.json"])
    assert (other.code, "in the baseline" in other.out) == (1, False)


@pytest.mark.parametrize("name", ["sarif", "github", "gitlab", "junit", "concise"])
def test_every_format_puts_the_finding_at_the_line_of_source(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"a.py": PYTHON + '\n\ntracer.start_span("agent.turn")\n'})
    run = audit(tmp_path, turn("agent.turn"), options=["--output-format", name])
    assert run.code == 1
    if name == "sarif":
        (result,) = json.loads(run.out)["runs"][0]["results"]
        place = result["locations"][0]["physicalLocation"]
        assert (result["ruleId"], place["artifactLocation"]["uri"], place["region"]["startLine"]) == (
            "SPN201",
            "a.py",
            6,
        )
    else:
        assert "a.py" in run.out
        assert "SPN201" in run.out


def test_the_scope_decides_between_calls_of_one_name(tmp_path: Path) -> None:
    python = {
        "other.py": PYTHON.replace('"agent"', '"other"') + 'tracer.start_span("agent.turn")\n',
        "own.py": PYTHON.replace('"agent"', '"agent.tracing"') + 'tracer.start_span("agent.turn")\n',
    }
    assert sites(tmp_path / "py", "agent.turn", python) == ["exact", "own.py:4"]
    typescript = {
        "names.ts": "export const SCOPE = 'agent.tracing';\n",
        "other.ts": TYPESCRIPT + "tracer.startSpan('agent.turn');\n",
        "own.ts": "import { SCOPE } from './names';\n"
        + TYPESCRIPT.replace('"agent"', "SCOPE")
        + "tracer.startSpan('agent.turn');\n",
    }
    assert sites(tmp_path / "ts", "agent.turn", typescript) == ["exact", "own.ts:5"]


def test_a_scope_that_no_file_names_decides_nothing(tmp_path: Path) -> None:
    files = dict.fromkeys(("a.py", "b.py"), PYTHON + 'tracer.start_span("agent.turn")\n')
    assert sites(tmp_path / "no", "agent.turn", files) == ["exact", "a.py:4", "b.py:4"]
    imported = {"a.py": "from b import tracer\n\ntracer.start_span('agent.turn')\n", "b.py": PYTHON}
    both = {**imported, "c.py": PYTHON.replace('"agent"', '"agent.tracing"') + 'tracer.start_span("agent.turn")\n'}
    assert sites(tmp_path / "imported", "agent.turn", both) == ["exact", "a.py:3", "c.py:4"]


def test_a_scope_may_be_the_name_of_the_module(tmp_path: Path) -> None:
    text = PYTHON.replace('"agent"', "__name__") + 'tracer.start_span("agent.turn")\n'
    files = {"agent/__init__.py": "", "agent/tracing.py": text, "agent/work.py": text}
    assert sites(tmp_path, "agent.turn", files) == ["exact", "agent/tracing.py:4"]


DECORATORS = PYTHON + (
    "def traced(func):\n"
    "    def wrapper(*args):\n"
    "        with tracer.start_as_current_span(func.__qualname__):\n"
    "            return func(*args)\n"
    "    return wrapper\n"
    "def step(name=None):\n"
    "    def decorator(fn):\n"
    '        span_name = name or f"agent.{fn.__name__}"\n'
    "        def wrapper(*args):\n"
    "            with tracer.start_as_current_span(span_name):\n"
    "                return fn(*args)\n"
    "        return wrapper\n"
    "    return decorator\n"
    "def prefixed(prefix):\n"
    "    def decorator(fn):\n"
    "        def wrapper(*args):\n"
    '            with tracer.start_as_current_span(f"{prefix}.{fn.__name__}"):\n'
    "                return fn(*args)\n"
    "        return wrapper\n"
    "    return decorator\n"
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("from steps import traced\nclass Agent:\n    @traced\n    def turn(self): ...\n", "Agent.turn"),
        ("import steps\nasync def other(): ...\n@steps.traced\nasync def agent_turn(): ...\n", "agent_turn"),
        ("from steps import step\n\n@step()\ndef turn(): ...\n", "agent.turn"),
        ("from steps import step\n\n@step(name='agent.first')\ndef turn(): ...\n", "agent.first"),
        ("from steps import step\n\n@step('agent.first')\ndef turn(): ...\n", "agent.first"),
        ("from steps import prefixed\n\n@prefixed('agent')\ndef turn(): ...\n", "agent.turn"),
        ("from langfuse import observe\n\n@observe\ndef answer(): ...\n", "answer"),
        ("from langfuse import observe\n\n@observe(name='peek')\ndef answer(): ...\n", "peek"),
        ("import logfire\n\n@logfire.instrument()\ndef answer(): ...\n", "Calling app.work.answer"),
        ("from traceloop.sdk.decorators import task\n\n@task()\ndef answer(): ...\n", "answer.task"),
        ("from traceloop.sdk.decorators import tool\nclass A:\n    @tool\n    def ask(self): ...\n", "A.ask.tool"),
        ("from traceloop.sdk.decorators import workflow\n\n@workflow('main')\ndef answer(): ...\n", "main.workflow"),
        ("from traceloop.sdk.decorators import agent\n\n@agent(name='a.b')\ndef answer(): ...\n", "a.b.agent"),
        ("import logfire\n\n@logfire.instrument('answering')\ndef answer(): ...\n", "answering"),
    ],
)
def test_a_span_that_a_decorator_names_after_its_function_is_made_there(tmp_path: Path, text: str, name: str) -> None:
    match, place = sites(tmp_path, name, {"steps.py": DECORATORS, "work.py": text})
    assert (match, place) == ("pattern" if "logfire" in text and "app" in name else "exact", "work.py:3")


@pytest.mark.parametrize(
    "text",
    [
        "from other import traced\n\n@traced\ndef turn(): ...\n",
        "def traced(func): return func\n\n@traced\ndef turn(): ...\n",
        "from steps import step\n\n@step(name=unknown())\ndef turn(): ...\n",
        "from steps import step\n\n@step(**options)\ndef turn(): ...\n",
        "from steps import traced\n\nrun = traced(turn)\ndef turn(): ...\n",
        "from steps import prefixed\n\n@prefixed('turn')\ndef agent(): ...\n",
        "observe = print\n\n@observe\ndef turn(): ...\n",
    ],
)
def test_another_decorator_of_the_name_makes_no_span(tmp_path: Path, text: str) -> None:
    files = {"steps.py": DECORATORS, "other.py": "def traced(func): return func\n", "work.py": text}
    assert sites(tmp_path, "turn", files) == ["none"]
    assert "work.py:3" not in sites(tmp_path, "agent.turn", files)


STEPS = """\
import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('agent');
export function traced(name?: string): MethodDecorator {
  return (target, propertyKey, descriptor: PropertyDescriptor) => {
    const original = descriptor.value;
    descriptor.value = function (...args: unknown[]) {
      const span = tracer.startSpan(name ?? `${target.constructor.name}.${String(propertyKey)}`);
      try { return original.apply(this, args); } finally { span.end(); }
    };
  };
}
"""


@pytest.mark.parametrize(
    ("module", "decorator", "name"),
    [
        ("import { Span } from 'nestjs-otel'", "@Span()", "Agent.turn"),
        ("import { Span } from 'nestjs-otel'", "@Span({ kind: 1 })", "Agent.turn"),
        ("import { Span } from 'nestjs-otel'", "@Span('agent.turn')", "agent.turn"),
        ("import { Span } from 'nestjs-ddtrace'", "@Span()", "Agent.turn"),
        ("import * as traceloop from '@traceloop/node-server-sdk'", "@traceloop.task()", "turn.task"),
        ("import { workflow } from '@traceloop/node-server-sdk'", "@workflow({ name: 'main' })", "main.workflow"),
        ("import { observe } from '@arizeai/openinference-core'", "@observe({ kind: 'LLM' })", "turn"),
        ("import { observe } from '@arizeai/openinference-core'", "@observe({ name: 'first' })", "first"),
        ("import { traced } from './steps'", "@traced()", "Agent.turn"),
        ("import * as steps from './steps.js'", "@steps.traced('first')", "first"),
        ("import { traced as t } from './steps'", "@t()", "Agent.turn"),
        ("import { traced as t } from './other'", "@t()", ""),
    ],
)
def test_a_span_that_a_decorator_names_after_its_method_is_made_there(
    tmp_path: Path, module: str, decorator: str, name: str
) -> None:
    text = f"{module};\nclass Agent {{\n  {decorator}\n  @Get()\n  async turn() {{}}\n}}\n"
    line = text[: text.index(decorator)].count("\n") + 1
    expected = ["exact", f"work.ts:{line}"] if name else ["none"]
    assert sites(tmp_path, name or "Agent.turn", {"steps.ts": STEPS, "work.ts": text}) == expected


def test_each_method_of_a_traceable_class_makes_spans(tmp_path: Path) -> None:
    text = (
        "import { Traceable } from 'nestjs-otel';\n@Traceable()\nexport class Agent {\n"
        "  constructor() {}\n  turn() {}\n  static begin() {}\n}\n"
    )
    assert sites(tmp_path, "Agent.turn", {"work.ts": text}) == ["exact", "work.ts:5"]
    assert sites(tmp_path, "Agent.constructor", {"work.ts": text}) == ["none"]
    assert sites(tmp_path, "Agent.begin", {"work.ts": text}) == ["none"]


@pytest.mark.parametrize(
    ("module", "decorator"),
    [
        ("import { traced } from './other'", "@traced()"),
        ("const traced = (name) => (target, key) => {}", "@traced()"),
        ("import { traced } from './steps'", "@traced(unknown())"),
        ("import { traced } from './steps'", "@traced(...names)"),
        ("import { Span } from './other'", "@Span()"),
        ("import { observe } from '@arizeai/openinference-core'", "@observe(options)"),
        ("import { observe } from '@arizeai/openinference-core'", "@observe({ ...options })"),
    ],
)
def test_another_decorator_of_a_method_makes_no_span_of_its_name(tmp_path: Path, module: str, decorator: str) -> None:
    text = f"{module};\nclass Agent {{\n  {decorator}\n  turn() {{}}\n}}\n"
    files = {"steps.ts": STEPS, "other.ts": "export const Span = () => {}, traced = Span;\n", "work.ts": text}
    assert sites(tmp_path, "Agent.turn", files) == ["none"]
    assert sites(tmp_path, "turn", files) == ["none"]


def test_where_a_decorator_starts_the_span_is_said(tmp_path: Path) -> None:
    write(tmp_path, {"steps.py": DECORATORS, "work.py": "from steps import step\n\n@step()\ndef turn(): ...\n"})
    run = audit(tmp_path, turn("agent.turn"))
    assert "work.py:3:2" in run.out.replace("\n  3:2", "work.py:3:2")
    assert "the span is started at steps.py:13" in run.out
