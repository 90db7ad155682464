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
