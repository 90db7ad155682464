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
