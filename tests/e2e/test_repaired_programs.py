"""A repaired program runs as before, but for the parents of its spans: seen under the real SDKs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import run_spanlint, write
from tests.e2e.repaired_programs import (
    CONFIGURATION,
    SESSION_PYTHON,
    SESSION_TYPESCRIPT,
    Outcome,
    run_node,
    run_python,
)

pytestmark = pytest.mark.program

HEAD = """\
import { trace, context } from '@opentelemetry/api';
import { beginSession, getSessionContext } from './telemetry/session';

const tracer = trace.getTracer('t');
"""


def project(folder: Path, files: dict[str, str]) -> Path:
    """A project with a session's module of each language, and its configuration."""
    session = {
        "telemetry/session.ts": SESSION_TYPESCRIPT,
        "telemetry/__init__.py": "",
        "telemetry/session.py": SESSION_PYTHON,
        "spanlint.toml": CONFIGURATION,
    }
    return write(folder, {**session, **files})


def repaired(folder: Path, name: str, text: str, *arguments: str) -> tuple[str, Outcome]:
    """A TypeScript file of a project after its repair, and what it then does."""
    project(folder, {name: text})
    before = run_node(folder, name)
    assert before.error is None
    run_spanlint(folder, "--fix", *arguments, name)
    return (folder / name).read_text(), run_node(folder, name)


LOGIN = """
async function login() {
  await null;
  beginSession(2);
}

export async function main() {
  tracer.startSpan('boot').end();
  BETWEEN
  tracer.startSpan('turn').end();
}
"""


@pytest.mark.parametrize(
    "between",
    [
        "await login();",
        "beginSession(2);",
        "for (const session of [1, 2]) beginSession(session);",
        "[2].forEach(beginSession);",
    ],
)
def test_the_provider_is_asked_again_after_what_may_begin_a_session(tmp_path: Path, between: str) -> None:
    text, after = repaired(tmp_path, "a.ts", HEAD + LOGIN.replace("BETWEEN", between))
    assert text.count("getSessionContext() ??") == 2
    assert (after.error, after.sessions) == (None, {"boot": 0, "turn": 2})


@pytest.mark.parametrize("between", ["const count = 1;", "const text = JSON.stringify({ a: Math.max(1, 2) });", ""])
def test_one_constant_serves_calls_with_nothing_of_this_kind_between(tmp_path: Path, between: str) -> None:
    text, after = repaired(tmp_path, "a.ts", HEAD + LOGIN.replace("BETWEEN", between))
    assert text.count("getSessionContext() ??") == 1
    assert (after.error, after.sessions) == (None, {"boot": 0, "turn": 0})


ORDER = """
function tracerOf(session: number) {
  beginSession(session);
  return tracer;
}
function getTracer() {
  return tracer;
}
function nameOf(session: number) {
  beginSession(session);
  return 'named';
}
export function main() {
  const span = CALL;
  span.end();
}
"""


@pytest.mark.parametrize(
    ("call", "name", "session"),
    [("tracerOf(3).startSpan('received')", "received", 3), ("tracer.startSpan(nameOf(4))", "named", 4)],
)
def test_the_provider_is_asked_after_the_receiver_and_the_arguments(
    tmp_path: Path, call: str, name: str, session: int
) -> None:
    text, after = repaired(tmp_path, "a.ts", HEAD + ORDER.replace("CALL", call))
    assert "sessionCtx" not in text
    assert (after.error, after.sessions) == (None, {name: session})


@pytest.mark.parametrize(
    "call", ["getTracer().startSpan('a')", "trace.getTracer('t').startSpan(`a${1}`, { attributes: {} })"]
)
def test_the_parent_has_a_name_where_nothing_runs_before_it(tmp_path: Path, call: str) -> None:
    text, after = repaired(tmp_path, "a.ts", HEAD + ORDER.replace("CALL", call))
    assert "const sessionCtx = getSessionContext() ?? context.active();\n  const span = " in text
    assert after.error is None


SPAN_AS_OPTIONS = """
export function main() {
  const parent = tracer.startSpan('parent', { root: true });
  tracer.startSpan('child', SLOTS).end();
  parent.end();
}
"""


def test_a_span_in_the_options_slot_is_an_error_of_its_own(tmp_path: Path) -> None:
    """The SDK ignores it, and the session's context in the next slot would take the place of the parent meant."""
    text, after = repaired(tmp_path, "a.ts", HEAD + SPAN_AS_OPTIONS.replace("SLOTS", "parent"))
    assert text == HEAD + SPAN_AS_OPTIONS.replace("SLOTS", "parent")
    assert after.parents["child"] is None
    assert (
        ":8:10: error: SPN005 `parent` is a Span passed as the options"
        in run_spanlint(tmp_path, "--output-format", "concise", "a.ts").out
    )
    meant = HEAD + SPAN_AS_OPTIONS.replace("SLOTS", "{}, trace.setSpan(context.active(), parent)")
    text, after = repaired(tmp_path, "b.ts", meant)
    assert (text, after.parents["child"]) == (meant, "parent")


DECLARED_BELOW = """
import { context, trace, ROOT_CONTEXT, type Context } from '@opentelemetry/api';

const tracer = trace.getTracer('t');

BOOT
const store: { ctx?: Context } = { ctx: ROOT_CONTEXT };
const sessionContext = (): Context => store.ctx ?? context.active();
LATE
function one() { tracer.startSpan('a', {}, sessionContext()).end(); }
function two() { tracer.startSpan('b', {}, sessionContext()).end(); }
export function main() { one(); two(); }
"""
STARTED = "tracer.startSpan('boot').end();"


@pytest.mark.parametrize("boot", [STARTED, f"function boot() {{ {STARTED} }}\nboot();"])
def test_a_provider_that_is_declared_below_is_not_called(tmp_path: Path, boot: str) -> None:
    before = DECLARED_BELOW.replace("BOOT", boot).replace("LATE", "")
    text, after = repaired(tmp_path, "a.ts", before, "--isolated")
    assert (text, after.error) == (before, None)


def test_a_provider_that_is_declared_above_is(tmp_path: Path) -> None:
    before = DECLARED_BELOW.replace("BOOT", "").replace("LATE", f"function boot() {{ {STARTED} }}\nboot();")
    text, after = repaired(tmp_path, "a.ts", before, "--isolated")
    assert text != before
    assert (after.error, set(after.sessions)) == (None, {"boot", "a", "b"})


PYTHON_BELOW = """
from opentelemetry import context, trace

tracer = trace.get_tracer("t")
store = {}


def boot():
    tracer.start_span("boot").end()


ABOVE
def session_context():
    return store.get("session") or context.get_current()


BELOW
def main():
    tracer.start_span("a", context=session_context()).end()
    tracer.start_span("b", context=session_context()).end()
"""


@pytest.mark.parametrize(("where", "is_repaired"), [("ABOVE", False), ("BELOW", True)])
def test_a_python_function_that_runs_while_its_module_is_imported(
    tmp_path: Path, where: str, is_repaired: bool
) -> None:
    before = PYTHON_BELOW.replace(where, "boot()\n\n").replace("ABOVE", "").replace("BELOW", "")
    project(tmp_path, {"a.py": before})
    run_spanlint(tmp_path, "--fix", "--isolated", "a.py")
    assert ((tmp_path / "a.py").read_text() != before) is is_repaired
    assert run_python(tmp_path, "a").error is None


CYCLE = {
    "app/__init__.py": "",
    "app/tracing.py": (
        "from opentelemetry import trace\n\ntracer = trace.get_tracer('app')\n\n\n"
        "def main():\n    tracer.start_span('timed').end()\n"
    ),
    "app/middle.py": "from app import tracing\n\nNAME = tracing.__name__\n",
    "app/session.py": "IMPORT\n\n\ndef session_context():\n    return None\n",
    "spanlint.toml": (
        '[session-context.python]\nexpression = "session_context()"\n'
        'imports = ["from app.session import session_context"]\n'
    ),
}


@pytest.mark.parametrize(
    ("imported", "is_repaired"),
    [
        ("from app.tracing import tracer", False),
        ("import app.tracing", False),
        ("from . import middle", False),
        ("import os", True),
        ("def late():\n    from app.tracing import tracer\n    return tracer", True),
        ("from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from app.tracing import tracer", True),
    ],
)
def test_a_fix_that_would_close_an_import_cycle_is_a_suggestion(
    tmp_path: Path, imported: str, is_repaired: bool
) -> None:
    files = {name: text.replace("IMPORT", imported) for name, text in CYCLE.items()}
    write(tmp_path, files)
    run_spanlint(tmp_path, "--fix", "app/tracing.py")
    assert ((tmp_path / "app/tracing.py").read_text() != files["app/tracing.py"]) is is_repaired
    for module in ("app.tracing", "app.session"):
        assert run_python(tmp_path, module).error is None


NODE_CYCLE = {
    "app/tracing.js": (
        "const { trace } = require('@opentelemetry/api');\nconst tracer = trace.getTracer('t');\n"
        "exports.tracer = tracer;\nexports.main = () => { const span = tracer.startSpan('t'); span.end(); };\n"
    ),
    "app/session.js": "IMPORT\nexports.sessionContext = () => undefined;\n",
    "spanlint.toml": (
        '[session-context.typescript]\nexpression = "sessionContext()"\n'
        "imports = [\"const { sessionContext } = require('./app/session')\"]\n"
    ),
}


@pytest.mark.parametrize(
    ("imported", "is_repaired"), [("const { tracer } = require('./tracing');", False), ("require('fs');", True)]
)
def test_a_fix_that_would_close_a_cycle_of_commonjs_is_a_suggestion(
    tmp_path: Path, imported: str, is_repaired: bool
) -> None:
    files = {name: text.replace("IMPORT", imported) for name, text in NODE_CYCLE.items()}
    write(tmp_path, files)
    run_spanlint(tmp_path, "--fix", "app")
    assert ((tmp_path / "app/tracing.js").read_text() != files["app/tracing.js"]) is is_repaired
    write(tmp_path, {"main.js": "require('./app/session'); exports.main = require('./app/tracing').main;\n"})
    assert run_node(tmp_path, "main.js").error is None


OPTIONAL = {
    "in a try": (
        "try:\n    from opentelemetry import trace\nexcept ImportError:\n    trace = None\n\n\n"
        "def main():\n    if trace is None:\n        return 'without'\n"
        "    tracer = trace.get_tracer('t')\n    tracer.start_span('a').end()\n    return 'with'\n"
    ),
    "in the function": (
        "def main():\n    try:\n        import opentelemetry\n    except ImportError:\n        return 'without'\n"
        "    from opentelemetry import trace\n\n"
        "    tracer = trace.get_tracer('t')\n    tracer.start_span('a').end()\n    return 'with'\n"
    ),
    "under a condition": (
        "import importlib.util\nimport sys\n\ntrace = None\nif not sys.modules.get('opentelemetry', 1) is None:\n"
        "    from opentelemetry import trace\n\n    trace.get_tracer('t').start_span('a').end()\n\n\n"
        "def main():\n    return 'with' if trace else 'without'\n"
    ),
}
WITHOUT = "import sys\nsys.modules['opentelemetry'] = None\nimport a\n\nmain = a.main\n"


@pytest.mark.parametrize("case", OPTIONAL)
def test_the_session_is_imported_where_opentelemetry_is(tmp_path: Path, case: str) -> None:
    project(tmp_path, {"a.py": OPTIONAL[case], "without.py": WITHOUT})
    run_spanlint(tmp_path, "--fix", "a.py")
    text = (tmp_path / "a.py").read_text()
    assert "    from opentelemetry import trace\n    from telemetry.session import session_context\n" in text
    assert run_python(tmp_path, "a")[:2] == (None, "with")
    assert run_python(tmp_path, "without")[:2] == (None, "without")


def test_a_required_opentelemetry_is_imported_at_the_top(tmp_path: Path) -> None:
    text = "from opentelemetry import trace\n\n\ndef main():\n    trace.get_tracer('t').start_span('a').end()\n"
    project(tmp_path, {"a.py": text})
    run_spanlint(tmp_path, "--fix", "a.py")
    assert "\nfrom telemetry.session import session_context\n\n\ndef main" in (tmp_path / "a.py").read_text()
    assert run_python(tmp_path, "a").error is None


UNENDED = """
import {{ trace }} from '@opentelemetry/api';
const tracer = trace.getTracer('t');
export function main(x = 0) {{
  const span = tracer.startSpan('one');
  if (x) return 0;
  {declared}
  {last}
  return {used};
}}
"""


@pytest.mark.parametrize(
    ("declared", "last", "used"),
    [
        ("enum Mode { A = 7, B }", "span.end();", "Mode.A"),
        ("abstract class Mode { static A = 7; }", "span.end();", "Mode.A"),
        ("class Mode { static A = 7; }", "span.end();", "Mode.A"),
        ("const seen = 7;", "span.end();", "String(seen).length * 7"),
        ("", "String(1); span.end();", "7"),
    ],
)
def test_a_try_hides_nothing_and_ends_nothing_twice(tmp_path: Path, declared: str, last: str, used: str) -> None:
    unsafe = ("--unsafe-fixes", "--select", "SPN103", "--isolated")
    text = UNENDED.format(declared=declared, last=last, used=used)
    after_text, after = repaired(tmp_path, "a.ts", text, *unsafe)
    assert (after_text, after.error, after.result, after.warnings) == (text, None, 7, [])
    inside = UNENDED.format(declared=declared, last="span.end();", used="7")
    after_text, after = repaired(tmp_path, "b.ts", inside, *unsafe)
    assert (after.error, after.result, after.warnings) == (None, 7, [])
    assert ("finally" in after_text) == (not declared or declared.startswith("const"))


def test_a_return_that_only_reads_what_the_try_declares_moves_into_it(tmp_path: Path) -> None:
    text = UNENDED.format(declared="const seen = 7;", last="span.end();", used="seen")
    after_text, after = repaired(tmp_path, "a.ts", text, "--unsafe-fixes", "--select", "SPN103", "--isolated")
    assert "    return seen;\n  } finally {\n    span.end();\n  }\n" in after_text
    assert (after.error, after.result, after.warnings) == (None, 7, [])


@pytest.mark.parametrize(
    "text",
    [
        "// umd\n(function (exports) {\n  exports.main = function () {\n"
        "    const { trace } = require('@opentelemetry/api')\n    const tracer = trace.getTracer('x')\n"
        "    const span = tracer.startSpan('a', { attributes: {} })\n    span.end()\n  }\n})(exports)\n",
        "'use strict'\n;[1].forEach(String)\nexports.main = () => {\n"
        "  const span = require('@opentelemetry/api').trace.getTracer('x').startSpan('a')\n  span.end()\n}\n",
    ],
)
def test_a_require_does_not_run_on_into_the_next_line(tmp_path: Path, text: str) -> None:
    session = "exports.getSessionContext = () => undefined\n"
    project(tmp_path, {"a.cjs": text, "telemetry/session.js": session})
    (tmp_path / "telemetry/session.ts").unlink()
    run_spanlint(tmp_path, "--fix", "a.cjs")
    assert "require('./telemetry/session')" in (tmp_path / "a.cjs").read_text()
    after = run_node(tmp_path, "a.cjs")
    assert (after.error, after.sessions) == (None, {"a": 0})


MODULE = """\
import { trace } from '@opentelemetry/api';
OTHER
const tracer = trace.getTracer('t');
export function main() {
  const span = tracer.startSpan('a');
  span.end();
}
"""


@pytest.mark.parametrize(
    ("name", "other", "session", "package", "written"),
    [
        ("a.mjs", "import { x } from './other.mjs';", "telemetry/session.mjs", "{}", "./telemetry/session.mjs"),
        ("a.mjs", "", "telemetry/session.js", '{"type": "module"}', "./telemetry/session.js"),
        ("a.js", "", "telemetry/session.js", '{"type": "module"}', "./telemetry/session.js"),
        ("a.mjs", "", "telemetry/session/index.mjs", "{}", "./telemetry/session/index.mjs"),
    ],
)
def test_a_module_that_node_runs_gets_the_extension_of_its_file(
    tmp_path: Path, name: str, other: str, session: str, package: str, written: str
) -> None:
    text = MODULE.replace("OTHER", other)
    provider = "export function getSessionContext() { return undefined; }\n"
    project(tmp_path, {name: text, session: provider, "package.json": package, "other.mjs": "export const x = 1;\n"})
    (tmp_path / "telemetry/session.ts").unlink()
    run_spanlint(tmp_path, "--fix", name)
    assert f"from '{written}'" in (tmp_path / name).read_text()
    write(tmp_path, {"run.mjs": f"export {{ main }} from './{name}';\n"})
    after = run_node(tmp_path, "run.mjs")
    assert (after.error, after.sessions) == (None, {"a": 0})


@pytest.mark.parametrize(
    ("other", "written"),
    [
        ("", "./telemetry/session"),
        ("import { x } from './other';", "./telemetry/session"),
        ("import { x } from './other.js';", "./telemetry/session.js"),
        ("import { x } from './other.ts';", "./telemetry/session.ts"),
    ],
)
def test_a_typescript_file_gets_the_extension_that_its_neighbours_have(
    tmp_path: Path, other: str, written: str
) -> None:
    project(tmp_path, {"a.ts": MODULE.replace("OTHER", other), "other.ts": "export const x = 1;\n"})
    run_spanlint(tmp_path, "--fix", "a.ts")
    assert f"from '{written}'" in (tmp_path / "a.ts").read_text()


REQUIRED_LATE = """\
exports.main = () => {
  OPENED
  const { trace } = require('@opentelemetry/api');
  const tracer = trace.getTracer('x');
  const span = tracer.startSpan('a');
  span.end();
  CLOSED
};
"""


def test_a_session_is_required_where_opentelemetry_is(tmp_path: Path) -> None:
    session = "require('@opentelemetry/api');\nexports.getSessionContext = () => undefined;\n"
    text = REQUIRED_LATE.replace("  OPENED\n", "").replace("  CLOSED\n", "")
    project(tmp_path, {"a.cjs": text, "telemetry/session.js": session})
    (tmp_path / "telemetry/session.ts").unlink()
    run_spanlint(tmp_path, "--fix", "a.cjs")
    repaired_text = (tmp_path / "a.cjs").read_text()
    assert "api');\n  const { getSessionContext } = require('./telemetry/session');\n" in repaired_text
    after = run_node(tmp_path, "a.cjs")
    assert (after.error, after.sessions) == (None, {"a": 0})


def test_a_file_that_may_do_without_opentelemetry_at_the_call_stays(tmp_path: Path) -> None:
    text = (
        "let api;\ntry { const { trace } = require('@opentelemetry/api'); api = trace; } catch {}\n"
        "const tracer = api.getTracer('x');\n"
        "exports.main = () => { const span = tracer.startSpan('a'); span.end(); };\n"
    )
    project(tmp_path, {"a.cjs": text, "telemetry/session.js": "exports.getSessionContext = () => undefined;\n"})
    run_spanlint(tmp_path, "--fix", "a.cjs")
    assert (tmp_path / "a.cjs").read_text() == text


BETWEEN_IMPORTS = {
    "a.cjs": (
        "const { trace } = require('@opentelemetry/api');\nconst tracer = trace.getTracer('t');\n"
        "tracer.startSpan('a').end();\nconst path = require('path');\n"
        "exports.main = () => { tracer.startSpan('b', { attributes: { sep: path.sep } }).end(); };\n"
    ),
    "a.ts": (
        "import { trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('t');\n"
        "tracer.startSpan('a').end();\nimport * as path from 'node:path';\n"
        "export const main = () => { tracer.startSpan('b', { attributes: { sep: path.sep } }).end(); };\n"
    ),
    "a.py": (
        "from opentelemetry import trace\n\ntracer = trace.get_tracer('t')\ntracer.start_span('a').end()\n"
        "import os\n\n\ndef main():\n    tracer.start_span('b', attributes={'sep': os.sep}).end()\n"
    ),
}


@pytest.mark.parametrize("name", BETWEEN_IMPORTS)
def test_a_name_that_calls_between_imports_need_is_imported_once(tmp_path: Path, name: str) -> None:
    session = {"telemetry/session.js": "exports.getSessionContext = () => undefined;\n"}
    project(tmp_path, {name: BETWEEN_IMPORTS[name], **(session if name.endswith("cjs") else {})})
    run_spanlint(tmp_path, "--fix", name)
    text = (tmp_path / name).read_text()
    assert text.count("session_context }") + text.count("getSessionContext }") + text.count("import session_") == 1
    after = run_python(tmp_path, "a") if name.endswith("py") else run_node(tmp_path, name)
    assert (after.error, set(after.sessions)) == (None, {"a", "b"})


REQUIRED_BELOW = """\
const { trace } = require('@opentelemetry/api');
const tracer = trace.getTracer('t');
BOOT
const { getSessionContext } = require('./telemetry/session');
const { context } = require('@opentelemetry/api');
LATE
exports.main = () => { tracer.startSpan('b', {}, getSessionContext() ?? context.active()).end(); };
"""


@pytest.mark.parametrize("boot", [STARTED, f"function boot() {{ {STARTED} }}\nboot();"])
@pytest.mark.parametrize(("where", "is_named_again"), [("BOOT", True), ("LATE", False)])
def test_a_name_that_is_required_below_the_call_is_required_again(
    tmp_path: Path, boot: str, where: str, is_named_again: bool
) -> None:
    text = REQUIRED_BELOW.replace(where, boot).replace("BOOT\n", "").replace("LATE\n", "")
    session = "exports.getSessionContext = () => undefined;\n"
    project(tmp_path, {"a.cjs": text, "telemetry/session.js": session})
    run_spanlint(tmp_path, "--fix", "a.cjs")
    assert ("getSessionContext2() ??" in (tmp_path / "a.cjs").read_text()) is is_named_again
    after = run_node(tmp_path, "a.cjs")
    assert (after.error, set(after.sessions)) == (None, {"boot", "b"})


ON_TOP = {
    "a reference": '/// <reference types="node" />\n',
    "a test environment": "/**\n * @jest-environment jsdom\n */\n",
    "another test environment": "// @vitest-environment jsdom\n",
    "a check": "// @ts-check\n",
    "a directive": "'use strict';\n",
    "a directive for a bundler": "'use client';\n",
    "a licence": "/* Copyright 2026 Acme. Licensed under MIT. */\n",
    "a shebang": "#!/usr/bin/env node\n",
}
UNTRACED = (
    "export function run(tracer: any) {\n  const span = tracer.startSpan('a', { attributes: {} });\n  span.end();\n}\n"
)


@pytest.mark.parametrize("head", ON_TOP.values(), ids=ON_TOP)
def test_what_must_stand_on_top_stays_there(tmp_path: Path, head: str) -> None:
    project(tmp_path, {"a.ts": head + UNTRACED})
    run_spanlint(tmp_path, "--fix", "a.ts")
    text = (tmp_path / "a.ts").read_text()
    assert text.startswith(f"{head}import {{ getSessionContext }} from ")
    project(tmp_path, {"b.ts": "// Runs a job.\n" + UNTRACED})
    run_spanlint(tmp_path, "--fix", "b.ts")
    assert (tmp_path / "b.ts").read_text().startswith("import { getSessionContext } from ")
