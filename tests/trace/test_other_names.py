"""Calls of functions that start spans under another name, and of other functions that only have the name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trace.test_call_sites import DECORATORS, PYTHON, STEPS, TYPESCRIPT, sites
from tests.trace.test_span_names import at_mark

NAME = "agent.turn"
STEP = PYTHON + "def start_step(name):\n    return tracer.start_span(name)\n"
START = TYPESCRIPT + "export function startStep(name: string) { return tracer.startSpan(name); }\n"
OTHER = "def start_step(name):\n    print(name)\n"
OTHER_START = "export function startStep(name: string) { console.log(name); }\n"
OF_STEPS, OF_OTHER = "from steps import start_step", "from other import start_step"


@pytest.mark.parametrize(
    "text",
    [
        f"{OF_STEPS} as begin\nbegin('{NAME}')  # HERE\n",
        f"import steps\nsteps.start_step('{NAME}')  # HERE\n",
        f"import steps as s\ns.start_step('{NAME}')  # HERE\n",
        f"from index import start_step\nstart_step('{NAME}')  # HERE\n",
        f"def f(agent):\n    agent.start_step('{NAME}')  # HERE\n",
        f"from installed.steps import start_step\nstart_step('{NAME}')  # HERE\n",
        f"from functools import partial\n{OF_STEPS}\nbegin = partial(start_step, '{NAME}')  # HERE\n",
        f"import functools\nimport steps\nbegin = functools.partial(steps.start_step, name='{NAME}')  # HERE\n",
    ],
)
def test_a_function_in_python_is_known_under_any_name(tmp_path: Path, text: str) -> None:
    files = {"steps.py": STEP, "other.py": OTHER, "index.py": f"{OF_STEPS}\n", "a.py": text}
    assert sites(tmp_path, NAME, files) == ["exact", at_mark(text, "# HERE", "a.py")]


@pytest.mark.parametrize(
    "text",
    [
        f"{OF_OTHER} as begin\nbegin('{NAME}')\n",
        f"{OF_OTHER}\nstart_step('{NAME}')\n",
        f"import other\nother.start_step('{NAME}')\n",
        f"def start_step(name): ...\nstart_step('{NAME}')\n",
        f"from library import start_step\nstart_step('{NAME}')\n",
        f"{OF_STEPS} as begin\nend('{NAME}')\n",
        f"from toolz import partial\n{OF_STEPS}\nbegin = partial(start_step, '{NAME}')\n",
        f"from functools import partial\n{OF_STEPS}\nbegin = partial(print, start_step, '{NAME}')\n",
        f"from functools import partial\n{OF_OTHER}\nbegin = partial(start_step, '{NAME}')\n",
    ],
)
def test_another_function_of_the_name_in_python_makes_no_spans(tmp_path: Path, text: str) -> None:
    assert sites(tmp_path, NAME, {"steps.py": STEP, "other.py": OTHER, "a.py": text}) == ["none"]


@pytest.mark.parametrize(
    "text",
    [
        f"import {{ startStep as begin }} from './steps';\nbegin('{NAME}'); // HERE\n",
        f"import {{ startStep }} from './index';\nstartStep('{NAME}'); // HERE\n",
        f"import * as steps from './steps';\nsteps.startStep('{NAME}'); // HERE\n",
        f"import {{ startStep }} from '~/steps';\nstartStep('{NAME}'); // HERE\n",
    ],
)
def test_a_function_in_typescript_is_known_under_any_name(tmp_path: Path, text: str) -> None:
    index = "export { startStep } from './steps';\n"
    files = {"steps.ts": START, "other.ts": OTHER_START, "index.ts": index, "a.ts": text}
    assert sites(tmp_path, NAME, files) == ["exact", at_mark(text, "// HERE", "a.ts")]


@pytest.mark.parametrize(
    "text",
    [
        f"import {{ startStep as begin }} from './other';\nbegin('{NAME}');\n",
        f"import {{ startStep }} from './other';\nstartStep('{NAME}');\n",
        f"function startStep(name: string) {{}}\nstartStep('{NAME}');\n",
        f"import {{ startStep }} from 'library';\nstartStep('{NAME}');\n",
    ],
)
def test_another_function_of_the_name_in_typescript_makes_no_spans(tmp_path: Path, text: str) -> None:
    assert sites(tmp_path, NAME, {"steps.ts": START, "other.ts": OTHER_START, "a.ts": text}) == ["none"]


def test_two_functions_of_a_name_are_told_apart(tmp_path: Path) -> None:
    prefixed = PYTHON + "def start_step(name):\n    return tracer.start_span(f'tool.{name}')\n"
    files = {"steps.py": STEP, "other.py": prefixed, "a.py": f"{OF_STEPS}\nstart_step('{NAME}')\n"}
    assert sites(tmp_path, NAME, files) == ["exact", "a.py:2"]
    assert sites(tmp_path, f"tool.{NAME}", files) == ["pattern", "other.py:5"]
    assert sites(tmp_path, f"tool.{NAME}", {**files, "a.py": f"{OF_OTHER}\nstart_step('{NAME}')\n"}) == [
        "exact",
        "a.py:2",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from steps import traced as t\n\n@t\ndef turn(): ...\n", ["exact", "a.py:3"]),
        ("from steps import step as t\n\n@t('turn')\ndef other(): ...\n", ["exact", "a.py:3"]),
        ("from other import traced as t\n\n@t\ndef turn(): ...\n", ["none"]),
        ("from steps import traced as t\n\n@s\ndef turn(): ...\n", ["none"]),
    ],
)
def test_a_decorator_in_python_is_known_under_another_name(tmp_path: Path, text: str, expected: list[str]) -> None:
    files = {"steps.py": DECORATORS, "other.py": "def traced(func): return func\n", "a.py": text}
    assert sites(tmp_path, "turn", files) == expected


def test_a_decorator_in_typescript_is_known_under_another_name(tmp_path: Path) -> None:
    text = "import { traced as t } from './steps';\nclass Agent {\n  @t('agent.turn')\n  run() {}\n}\n"
    assert sites(tmp_path, NAME, {"steps.ts": STEPS, "a.ts": text}) == ["exact", "a.ts:3"]


@pytest.mark.parametrize(
    "body",
    [
        f"for name in ('{NAME}', 'b'):\n    tracer.start_span(name)  # HERE\n",
        f"NAMES = ['{NAME}', 'b']\nfor name in NAMES:\n    tracer.start_span(name)  # HERE\n",
        f"for name in {{'{NAME}': 1}}:\n    tracer.start_span(name)  # HERE\n",
        f"[tracer.start_span(name) for name in {{'{NAME}'}}]  # HERE\n",
        "list(tracer.start_span(f'agent.{name}') for name in ['turn'])  # HERE\n",
        "from names import NAMES\nfor name in NAMES:\n    tracer.start_span(name)  # HERE\n",
    ],
)
def test_a_loop_in_python_gives_each_of_its_names(tmp_path: Path, body: str) -> None:
    text = PYTHON + body
    files = {"a.py": text, "names.py": f"NAMES = ('b', '{NAME}')\n"}
    assert sites(tmp_path, NAME, files) == ["exact", at_mark(text, "# HERE", "a.py")]


@pytest.mark.parametrize(
    "body",
    [
        f"for name in ('{NAME}',):\n    pass\nfor name in read():\n    tracer.start_span(name)\n",
        f"for name in read('{NAME}'):\n    tracer.start_span(name)\n",
        f"for name in (*read('{NAME}'), 'b'):\n    tracer.start_span(name)\n",
        f"for name in {{'b': '{NAME}'}}:\n    tracer.start_span(name)\n",
        f"for name, _ in ('{NAME}',):\n    tracer.start_span(name)\n",
        f"[name for name in ('{NAME}',)]\ntracer.start_span('b')\n",
    ],
)
def test_another_loop_in_python_gives_none(tmp_path: Path, body: str) -> None:
    assert sites(tmp_path, NAME, {"a.py": PYTHON + body}) == ["none"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"for (const name of ['{NAME}', 'b']) tracer.startSpan(name);\n", ["exact", "a.ts:4"]),
        (f"const N = ['{NAME}'] as const;\nfor (const name of N) tracer.startSpan(name);\n", ["exact", "a.ts:5"]),
        (f"for (const name in ['{NAME}']) tracer.startSpan(name);\n", ["none"]),
        (f"for (const name of [...read('{NAME}')]) tracer.startSpan(name);\n", ["none"]),
        (f"for (const name of ['{NAME}']) {{}}\nfor (const name of read()) tracer.startSpan(name);\n", ["none"]),
    ],
)
def test_a_loop_in_typescript_gives_each_of_its_names(tmp_path: Path, body: str, expected: list[str]) -> None:
    assert sites(tmp_path, NAME, {"a.ts": TYPESCRIPT + body}) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (f"export default {{ TURN: '{NAME}' }};\n", ["exact", "a.ts:5"]),
        (f"export default {{ TURN: '{NAME}' }} as const;\n", ["exact", "a.ts:5"]),
        (f"export default Object.freeze({{ TURN: '{NAME}' }});\n", ["exact", "a.ts:5"]),
        (f"const names = {{ TURN: '{NAME}' }};\nexport default names;\n", ["exact", "a.ts:5"]),
        (f"module.exports = {{ TURN: '{NAME}' }};\n", ["exact", "a.ts:5"]),
        (f"export default {{ OTHER: '{NAME}' }};\n", ["none"]),
        (f"const names = {{ TURN: '{NAME}' }};\nexport default {{ TURN: 'b' }};\n", ["none"]),
        (f"export default {{ ...read({{ TURN: '{NAME}' }}) }};\n", ["none"]),
        (f"read.exports = {{ TURN: '{NAME}' }};\n", ["none"]),
    ],
)
def test_an_object_that_is_exported_by_default_is_looked_into(tmp_path: Path, names: str, expected: list[str]) -> None:
    text = "import names from './names';\n" + TYPESCRIPT + "tracer.startSpan(names.TURN);\n"
    assert sites(tmp_path, NAME, {"names.ts": names, "a.ts": text}) == expected
