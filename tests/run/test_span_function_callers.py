"""A TypeScript file without a span call is judged if it calls what starts a span in another file, in small runs."""

from __future__ import annotations

from pathlib import Path

import pytest

import spanlint
from spanlint.model.settings import Settings
from spanlint.run.many_files import run
from spanlint.run.tasks import Tasks
from tests.languages.names.project_case import repository

_SETTINGS = Settings(frozenset({"SPN102", "SPN103"}))
_FILES = {
    "steps.ts": """
import { trace, context } from "@opentelemetry/api";
const tracer = trace.getTracer("t");
export const beginStep = (name) => tracer.startSpan(name, {}, context.active());
export function inStep(name, fn) {
  return tracer.startActiveSpan(name, async (span) => { try { return await fn(); } finally { span.end(); } });
}
export class Steps { begin(name) { return tracer.startSpan(name, {}, context.active()); } }
export const steps = new Steps();
export const note = (name) => name;
""",
    "index.ts": 'export * from "./steps";\nexport { beginStep as openStep } from "./steps";\n',
}
_KEPT = (
    'export function load(id) {\n  const step = beginStep("load");\n  if (!id) return undefined;\n  step.end();\n}\n'
)
_FOUND = {
    "a function": ("a.ts", 'import { beginStep } from "./steps";\n' + _KEPT, [(3, "SPN103")]),
    "another name": (
        "a.ts",
        'import { beginStep as begin } from ".";\n' + _KEPT.replace("beginStep", "begin"),
        [(3, "SPN103")],
    ),
    "a name that a file gives it": (
        "a.ts",
        'import { openStep } from "./index";\n' + _KEPT.replace("beginStep", "openStep"),
        [(3, "SPN103")],
    ),
    "a method": (
        "a.ts",
        'import { steps } from "./steps";\n' + _KEPT.replace("beginStep", "steps.begin"),
        [(3, "SPN103")],
    ),
    "CommonJS": ("a.js", 'const { beginStep } = require("./steps");\n' + _KEPT, [(3, "SPN103")]),
    "a generator in a span": (
        "a.ts",
        'import { inStep } from "./steps";\nexport const rows = () => inStep("rows", function* () { yield 1; });\n',
        [(2, "SPN102")],
    ),
    "a span that is ended": (
        "a.ts",
        'import { beginStep } from "./steps";\n' + _KEPT.replace("  if (!id) return undefined;\n", ""),
        [],
    ),
    "what starts none": ("a.ts", 'import { note } from "./steps";\n' + _KEPT.replace("beginStep", "note"), []),
    "a package": ("a.ts", 'import { beginStep } from "steps";\n' + _KEPT, []),
}


@pytest.mark.parametrize("name", _FOUND)
def test_a_file_by_itself_is_judged_by_what_it_imports(tmp_path: Path, name: str) -> None:
    path, text, expected = _FOUND[name]
    repository(tmp_path, {**_FILES, path: text})
    outcome = run(Tasks([str(tmp_path / path)], [_SETTINGS]))
    assert outcome.problems == []
    assert [(each.start.line, each.code) for each in outcome.diagnostics] == expected
    report = spanlint.lint_source(text, path=str(tmp_path / path), config={}, select=["SPN102", "SPN103"])
    assert [(each.line, each.code) for each in report.findings] == expected


@pytest.mark.parametrize("name", _FOUND)
def test_so_is_one_of_few_files(tmp_path: Path, name: str) -> None:
    path, text, expected = _FOUND[name]
    repository(tmp_path, {**_FILES, path: text})
    paths = [str(tmp_path / each) for each in (*_FILES, path)]
    outcome = run(Tasks(paths, [_SETTINGS] * len(paths)))
    assert outcome.problems == []
    assert [(each.start.line, each.code) for each in outcome.diagnostics] == expected


def test_without_a_rule_that_asks_or_in_a_test_file_it_is_not(tmp_path: Path) -> None:
    path, text, _ = _FOUND["a function"]
    repository(tmp_path, {**_FILES, path: text})
    for settings in (_SETTINGS._replace(codes=frozenset({"SPN001"})), _SETTINGS._replace(is_test_file=True)):
        assert run(Tasks([str(tmp_path / path)], [settings])).diagnostics == []
