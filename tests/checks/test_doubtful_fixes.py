"""Fixes that speak against what the code says beside the call: unsafe, so that somebody looks at each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.program import run_spanlint, write

CONFIGURATION = """\
[session-context.python]
expression = "get_session_context()"
imports = ["from acme.session import get_session_context"]

[session-context.typescript]
expression = "getSessionContext()"
imports = ["import { getSessionContext } from '@acme/session'"]
"""
PYTHON = """\
from opentelemetry import trace

tracer = trace.get_tracer("acme")


def run(work):
    {above}
    span = tracer.start_span("job"){beside}
    work(span)
    span.end()
"""
TYPESCRIPT = """\
import {{ trace }} from '@opentelemetry/api';

const tracer = trace.getTracer('acme');

export function run(work: (span: unknown) => void) {{
  {above}
  const span = tracer.startSpan('job');{beside}
  work(span);
  span.end();
}}
"""
ROOT = [
    "create as a root span",
    "Each job starts a new trace.",
    "detached on purpose",
    "no parent: the request has long been answered",
    "deliberately without a parent",
    "this belongs to its own trace",
]
OTHER = [
    "the root of the tree is walked first",
    "trace the job",
    "Jobs take a while, see the queue.",
    "the parent is set below",
]


def safety(folder: Path) -> dict[str, str]:
    """How safe the first fix of each file is."""
    report = json.loads(run_spanlint(folder, "--output-format", "json").out)
    return {finding["path"]: finding["fixes"][0]["safety"] for finding in report}


def commented(where: str, words: str, is_block: bool = False) -> dict[str, str]:
    mark = {"above": ("# {}", "/* {} */" if is_block else "// {}"), "beside": ("  # {}", " // {}")}[where]
    return {
        name: text.format(**{"above": "", "beside": "", where: form.format(words)})
        for name, text, form in (("a.py", PYTHON, mark[0]), ("a.ts", TYPESCRIPT, mark[1]))
    }


@pytest.mark.parametrize("where", ["above", "beside"])
@pytest.mark.parametrize("words", ROOT)
def test_a_comment_that_says_root_makes_the_fix_unsafe(tmp_path: Path, words: str, where: str) -> None:
    write(tmp_path, {**commented(where, words), "spanlint.toml": CONFIGURATION})
    assert safety(tmp_path) == {"a.py": "unsafe", "a.ts": "unsafe"}
    before = commented(where, words)
    run_spanlint(tmp_path, "--fix")
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in before} == before


@pytest.mark.parametrize("where", ["above", "beside"])
@pytest.mark.parametrize("words", OTHER)
def test_any_other_comment_leaves_it_safe(tmp_path: Path, words: str, where: str) -> None:
    write(tmp_path, {**commented(where, words), "spanlint.toml": CONFIGURATION})
    assert safety(tmp_path) == {"a.py": "safe", "a.ts": "safe"}


def test_several_lines_and_blocks_above_count(tmp_path: Path) -> None:
    files = commented("above", "one\n   * starts a new trace\n   * for each", is_block=True)
    lines = commented("above", "starts a new trace\n    # for each job\n    # of the queue")
    write(tmp_path, {"a.ts": files["a.ts"], "a.py": lines["a.py"], "spanlint.toml": CONFIGURATION})
    assert safety(tmp_path) == {"a.py": "unsafe", "a.ts": "unsafe"}


def test_a_comment_on_another_statement_and_a_string_do_not_count(tmp_path: Path) -> None:
    apart = {
        name: text.replace("new trace", "new trace\n    work.prepare()" + (";" if name == "a.ts" else ""))
        for name, text in commented("above", "starts a new trace").items()
    }
    write(tmp_path, {**apart, "spanlint.toml": CONFIGURATION})
    assert safety(tmp_path) == {"a.py": "safe", "a.ts": "safe"}
    plain = commented("above", "the queue").items()
    strings = {name: text.replace('"job"', '"new trace"').replace("'job'", "'new trace'") for name, text in plain}
    write(tmp_path, strings)
    assert safety(tmp_path) == {"a.py": "safe", "a.ts": "safe"}


BY_HAND = {
    "a.py": (
        "from opentelemetry import context, trace\n\ntracer = trace.get_tracer('acme')\n\n\ndef run(work):\n"
        "    span = tracer.start_span('job')\n    {use}\n    work(span)\n    span.end()\n"
    ),
    "a.ts": (
        "import {{ context, trace }} from '@opentelemetry/api';\n\nconst tracer = trace.getTracer('acme');\n\n"
        "export function run(work: () => void) {{\n"
        "  const span = tracer.startSpan('job');\n  {use}\n  span.end();\n}}\n"
    ),
}


def test_a_fix_that_would_leave_the_active_base_behind_is_unsafe(tmp_path: Path) -> None:
    by_hand = {
        "a.py": "with trace.use_span(span):\n        work(span)",
        "a.ts": "context.with(trace.setSpan(context.active(), span), work);",
    }
    files = {name: text.format(use=by_hand[name]) for name, text in BY_HAND.items()}
    write(tmp_path, {**files, "spanlint.toml": CONFIGURATION})
    assert safety(tmp_path) == {"a.py": "unsafe", "a.ts": "unsafe"}
    run_spanlint(tmp_path, "--fix")
    assert {name: (tmp_path / name).read_text() for name in files} == files
    other = {"a.py": "print(span)", "a.ts": "console.log(span);"}
    write(tmp_path, {name: text.format(use=other[name]) for name, text in BY_HAND.items()})
    assert safety(tmp_path) == {"a.py": "safe", "a.ts": "safe"}


OUTSIDE = {
    "receiver.py": "from opentelemetry import trace\nfrom {module} import tracer\n\nspan = tracer.start_span('job')\n",
    "manager.py": (
        "from opentelemetry import trace\nfrom {module} import opened\n\ntracer = trace.get_tracer('a')\n\n\n"
        "def run():\n    with opened('x'):\n        span = tracer.start_span('job')\n        span.end()\n"
    ),
    "decorator.py": (
        "from opentelemetry import trace\nimport {module}\n\ntracer = trace.get_tracer('a')\n\n\n"
        "@{module}.opened\ndef run():\n    span = tracer.start_span('job')\n    span.end()\n"
    ),
    "taker.py": (
        "from opentelemetry import trace\nfrom {module} import opened\n\ntracer = trace.get_tracer('a')\n\n\n"
        "def run():\n    span = tracer.start_span('job')\n    span.end()\n\n\nopened(run)\n"
    ),
    "receiver.ts": (
        "import {{ SpanKind }} from '@opentelemetry/api';\nimport {{ tracer }} from '{module}';\n\n"
        "export const span = tracer.startSpan('job', {{ kind: SpanKind.INTERNAL }});\n"
    ),
    "callback.ts": (
        "import {{ trace }} from '@opentelemetry/api';\nimport {{ opened }} from '{module}';\n\n"
        "const tracer = trace.getTracer('a');\n\nexport const run = () => opened('x', () => {{\n"
        "  const span = tracer.startSpan('job');\n  span.end();\n}});\n"
    ),
    "taker.ts": (
        "import {{ trace }} from '@opentelemetry/api';\nimport {{ opened }} from '{module}';\n\n"
        "const tracer = trace.getTracer('a');\n\nconst run = () => {{\n"
        "  const span = tracer.startSpan('job');\n  span.end();\n}};\nopened(run);\n"
    ),
    "decorator.ts": (
        "import {{ trace }} from '@opentelemetry/api';\nimport {{ opened }} from '{module}';\n\n"
        "const tracer = trace.getTracer('a');\n\nexport class Job {{\n  @opened\n  run() {{\n"
        "    const span = tracer.startSpan('job');\n    span.end();\n  }}\n}}\n"
    ),
}
OWN = {
    "own.py": (
        "import contextlib\nfrom opentelemetry import trace\n\ntracer = trace.get_tracer('own')\n\n\n"
        "@contextlib.contextmanager\ndef opened(*_):\n    yield\n"
    ),
    "own.ts": (
        "import { trace } from '@opentelemetry/api';\n\nexport const tracer = trace.getTracer('own');\n"
        "export function opened(...taken: any[]) { return taken; }\n"
    ),
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_fix_beside_code_that_cannot_be_read_is_unsafe(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: OUTSIDE[name].format(module="elsewhere"), "spanlint.toml": CONFIGURATION})
    assert safety(tmp_path) == {name: "unsafe"}
    own = "./own" if name.endswith(".ts") else "own"
    write(tmp_path, {name: OUTSIDE[name].format(module=own), **OWN})
    assert safety(tmp_path) == {name: "safe"}


def test_the_modules_of_the_platform_make_nothing_current(tmp_path: Path) -> None:
    standard = {
        "manager.py": OUTSIDE["manager.py"].format(module="contextlib").replace("opened('x')", "opened(OSError)"),
        "callback.ts": OUTSIDE["callback.ts"].format(module="node:fs"),
    }
    write(tmp_path, {**standard, "spanlint.toml": CONFIGURATION})
    assert safety(tmp_path) == {"manager.py": "safe", "callback.ts": "safe"}


def test_what_the_siblings_pass_outweighs_code_that_cannot_be_read(tmp_path: Path) -> None:
    sibling = "def next_one():\n    return tracer.start_span('other', context=get_session_context())\n"
    provider = "from acme import get_session_context\n"
    text = OUTSIDE["taker.py"].format(module="elsewhere")
    write(tmp_path, {"a.py": f"{provider}{text}\n\n{sibling}"})
    report = json.loads(run_spanlint(tmp_path, "--output-format", "json").out)
    assert [(finding["code"], finding["fixes"][0]["safety"]) for finding in report] == [("SPN002", "safe")]
