"""TypeScript files without a span call are judged if they call what starts a span elsewhere, in runs of every size."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from spanlint.model.settings import Settings
from spanlint.run.many_files import run
from spanlint.run.tasks import Tasks
from tests.languages.names.project_case import repository

SETTINGS = Settings(frozenset({"SPN102", "SPN103"}))
FILES = {
    "src/steps.ts": """
import { trace, context } from "@opentelemetry/api";
const tracer = trace.getTracer("t");
export const beginStep = (name) => tracer.startSpan(name, {}, context.active());
export function inStep(name, fn) {
  return tracer.startActiveSpan(name, async (span) => { try { return await fn(); } finally { span.end(); } });
}
export class Steps { begin(name) { return tracer.startSpan(name, {}, context.active()); } }
export const steps = new Steps();
""",
    "src/index.ts": 'export * from "./steps";\n',
    "src/kept.ts": """import { beginStep } from "./steps";
export function load(id) {
  const step = beginStep("load");
  if (!id) return undefined;
  step.end();
  return id;
}
""",
    "src/again.ts": """import { beginStep as begin } from ".";
export async function load(get) {
  const step = begin("load");
  await get();
  step.end();
}
""",
    "src/member.ts": """import { steps } from "./steps";
export function load(id) {
  const step = steps.begin("load");
  if (id) step.end();
}
""",
    "src/required.js": """const { beginStep } = require("./steps");
exports.load = (id) => {
  const step = beginStep("load");
  if (id) step.end();
};
""",
    "src/rows.ts": """import { inStep } from "./steps";
export const rows = () => inStep("rows", async function* () { yield 1; });
""",
    "src/ended.ts": """import { beginStep } from "./steps";
export function load(get) {
  const step = beginStep("load");
  try { return get(); } finally { step.end(); }
}
""",
}
FOUND = [
    ("src/again.ts", 3, "SPN103"),
    ("src/kept.ts", 3, "SPN103"),
    ("src/member.ts", 3, "SPN103"),
    ("src/required.js", 3, "SPN103"),
    ("src/rows.ts", 2, "SPN102"),
]


def found(folder: Path, count: int, settings: Settings = SETTINGS) -> list[tuple[str, int, str]]:
    """The path, line and code of each finding of a run over the files and as many others."""
    repository(folder, {**FILES, **{f"more/m{number}.ts": "export const a = 1;\n" for number in range(count)}})
    paths = sorted(str(path) for path in folder.rglob("*.[tj]s"))
    outcome = run(Tasks(paths, [settings] * len(paths)), jobs=1)
    assert outcome.problems == []
    return [(os.path.relpath(each.path, folder), each.start.line, each.code) for each in outcome.diagnostics]


@pytest.mark.parametrize("count", [0, 150])
def test_a_run_of_few_or_many_files_finds_what_they_leave_open(tmp_path: Path, count: int) -> None:
    assert found(tmp_path, count) == FOUND


@pytest.mark.parametrize("path", sorted({path for path, _, _ in FOUND}))
def test_a_file_by_itself_is_judged_by_what_it_imports(tmp_path: Path, path: str) -> None:
    repository(tmp_path, FILES)
    (expected,) = (each for each in FOUND if each[0] == path)
    outcome = run(Tasks([str(tmp_path / path)], [SETTINGS]))
    assert [(each.start.line, each.code) for each in outcome.diagnostics] == [expected[1:]]


@pytest.mark.parametrize("count", [0, 150])
def test_without_a_rule_that_asks_or_in_a_test_file_nothing_is_searched(tmp_path: Path, count: int) -> None:
    assert found(tmp_path, count, SETTINGS._replace(codes=frozenset({"SPN001"}))) == []
    assert found(tmp_path, count, SETTINGS._replace(is_test_file=True)) == []


def test_a_name_that_another_file_gives_it_is_followed(tmp_path: Path) -> None:
    renaming = 'export * from "./steps";\nexport { beginStep as openStep } from "./steps";\n'
    calling = FILES["src/kept.ts"].replace("beginStep", "openStep").replace("./steps", "./index")
    repository(tmp_path, {**FILES, "src/index.ts": renaming, "src/kept.ts": calling})
    outcome = run(Tasks([str(tmp_path / "src/kept.ts")], [SETTINGS]))
    assert [(each.start.line, each.code) for each in outcome.diagnostics] == [(3, "SPN103")]
