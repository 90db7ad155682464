"""A library's opener is known by its library, also where a file of the project hands it on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.languages.names.project_case import codes, repository

TS = 'import { trace } from "@opentelemetry/api";\nconst tracer = trace.getTracer("shop");\n'
PY = "from opentelemetry import trace\ntracer = trace.get_tracer(__name__)\n"
# The opener is called in a.ts or in a.py, and comes from the other file.
HANDED_ON = {
    "a name": (
        'import { startSpan } from "./kit";\nstartSpan({ name: "m" }, () => { tracer.startSpan("n"); });\n',
        {"kit.ts": 'export { startSpan } from "@sentry/node";\n'},
    ),
    "everything": (
        'import * as kit from "./kit";\nkit.startSpan({ name: "m" }, () => { tracer.startSpan("n"); });\n',
        {"kit.ts": 'export * from "@sentry/node";\n'},
    ),
    "by two files": (
        'import { startSpan } from "./kit";\nstartSpan({ name: "m" }, () => { tracer.startSpan("n"); });\n',
        {"kit.ts": 'export * from "./sdk";\n', "sdk.ts": 'export { startSpan } from "@sentry/node";\n'},
    ),
    "a name that the import changes": (
        'import { startSpan as inSpan } from "./kit";\ninSpan({ name: "m" }, () => { tracer.startSpan("n"); });\n',
        {"kit.ts": 'export { startSpan } from "@sentry/node";\n'},
    ),
    "a decorator": (
        'from kit import observe\n\n@observe()\ndef f():\n    tracer.start_span("n")\n',
        {"kit.py": "from langfuse import observe\n"},
    ),
    "a tracer": (
        'from kit import dd\n\ndef f():\n    with dd.trace("m"):\n        tracer.start_span("n")\n',
        {"kit.py": "from ddtrace import tracer as dd\n"},
    ),
}


def judged(folder: Path, case: str, handed_on: dict[str, str]) -> list[str]:
    text = HANDED_ON[case][0]
    name, setup = ("a.ts", TS) if "=>" in text else ("a.py", PY)
    return codes(repository(folder, {name: setup + text, **handed_on}) / name)


@pytest.mark.parametrize("case", HANDED_ON)
def test_what_a_file_hands_on_opens(case: str, tmp_path: Path) -> None:
    assert judged(tmp_path, case, HANDED_ON[case][1]) == ["SPN003"]


OWN = {
    "a name that the import changes": {"kit.ts": 'export { startSpan } from "queues";\n'},
    "a name": {"kit.ts": 'export { startSpan } from "queues";\n'},
    "everything": {
        "kit.ts": 'export * from "@sentry/node";\n'
        "const waiting: (() => void)[] = [];\n"
        "export function startSpan(options: object, run: () => void) {\n  waiting.push(run);\n}\n"
    },
    "by two files": {"kit.ts": 'export * from "./sdk";\n'},
    "a decorator": {"kit.py": "from watcher import observe\n"},
    "a tracer": {"kit.py": "from queues import dd\n"},
}


@pytest.mark.parametrize("case", OWN)
def test_the_same_name_of_something_else_opens_nothing(case: str, tmp_path: Path) -> None:
    assert judged(tmp_path, case, OWN[case]) in (["SPN001"], ["SPN006"])
