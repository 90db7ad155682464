"""The page on session contexts: every configuration in it loads, and the fixes it promises are written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spanlint.config.files import load_config
from spanlint.config.run_settings import settings_of
from spanlint.lint.fix import fix
from spanlint.text.decoding import decode

PAGE = (Path(__file__).parents[2] / "docs" / "session-context.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)

TYPESCRIPT = """\
import { trace } from "@opentelemetry/api";

export function turn() {
  trace.getTracer("t").startSpan("n");
}
"""
PYTHON = 'from opentelemetry import trace\n\ntrace.get_tracer("t").start_span("n")\n'


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_the_example_loads_and_its_expression_is_passed(tmp_path: Path, number: int) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(EXAMPLES[number], encoding="utf-8")
    (tmp_path / "src" / "telemetry").mkdir(parents=True)
    (tmp_path / "src" / "telemetry" / "session.ts").write_text("export {};\n", encoding="utf-8")
    settings = settings_of(load_config(str(path), list, list), frozenset({"SPN001"}))
    ((language, session),) = settings.session_contexts
    text, name = (PYTHON, "a.py") if language == "python" else (TYPESCRIPT, "src/a.ts")
    fixed = fix(decode(str(tmp_path / name), language, text.encode()), settings)
    assert fixed.applied == 1
    assert session.expression in fixed.source.text.decode()
    assert not fixed.judgement.findings
