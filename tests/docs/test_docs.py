"""README.md against the program: what it names exists, and what it shows does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spanlint.cli.argparse_parser import parser
from spanlint.config.files import load_config
from spanlint.config.keys import KEYS
from spanlint.config.model import Config
from spanlint.config.run_settings import known_apis, known_codes
from spanlint.rulebook.rules import rules, trace_rules
from spanlint.text.suffixes import SUFFIXES
from spanlint.trace.formats import FORMATS as TRACE_FORMATS
from spanlint.trace.formats import OTLP_PROTO
from spanlint.trace.options import TRACE_OPTIONS
from tests.cli.program import places, run_spanlint, write
from tests.linting import diagnostics

ROOT = Path(__file__).parents[2]
OWN_TYPESCRIPT = """\
import * as Sentry from "@sentry/node";
Sentry.startInactiveSpan({ name: "n" });
startStep("n");
startStep("m", parent);
"""
OWN_PYTHON = """\
from opentelemetry import trace; tracer = trace.get_tracer("shop")
tracer.start_span("n")
with in_session():
    tracer.start_span("n")
"""
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return re.split(r"^#+ ", README, flags=re.MULTILINE)[[*headings()].index(title) + 1]


def headings() -> list[str]:
    return re.findall(r"^#+ (.*)$", README, flags=re.MULTILINE)


def first_cells(text: str) -> list[str]:
    """What stands in code in the first column of a table, as a link."""
    return re.findall(r"^\| \[`([^`]+)`\]\(\S+\) \|", text, flags=re.MULTILINE)


def test_the_table_has_every_rule() -> None:
    assert first_cells(section("Rules")) == [rule.code for rule in rules()]


def test_the_demo_shows_a_call_in_each_language() -> None:
    report = section("The problem that it began with")
    assert re.findall(r"^demo/(\w+)/\S+\n  \d+:\d+ error SPN\d{3} ", report, flags=re.MULTILINE) == [
        "python",
        "typescript",
    ]


def test_every_option_exists() -> None:
    known = {name for action in parser()._actions for name in action.option_strings}
    known |= {name for option in TRACE_OPTIONS for name in option.names}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", README.replace("<!--", "").replace("-->", "")))
    assert named
    assert named <= known


def test_every_key_exists() -> None:
    cells = re.findall(r"^\| (`[^|]+`) \|", section("Configuration"), flags=re.MULTILINE)
    named = {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}
    assert {"select", "extend-select", "ignore", "exclude"} <= named <= {key.name for key in KEYS}


@pytest.mark.parametrize("example", re.findall(r"```toml\n(.*?)```", README, flags=re.DOTALL))
def test_every_example_of_a_configuration_is_valid(tmp_path: Path, example: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(example, encoding="utf-8")
    assert load_config(str(path), known_codes, known_apis) != Config(root=str(tmp_path), source=str(path))


def test_the_example_of_a_project_s_own_code_does_what_it_says(tmp_path: Path) -> None:
    own = README[README.index("[tool.spanlint.apis]") :]
    write(tmp_path, {"pyproject.toml": own[: own.index("```")], "a.ts": OWN_TYPESCRIPT, "b.py": OWN_PYTHON})
    found = places(run_spanlint(tmp_path, "--output-format", "concise"))
    assert found == ["a.ts:2:8 SPN001", "a.ts:3:1 SPN001", "b.py:2:8 SPN001"]
    assert places(run_spanlint(tmp_path, "--output-format", "concise", "--isolated")) == [
        "b.py:2:8 SPN001",
        "b.py:4:12 SPN001",
    ]


def test_every_code_exists() -> None:
    codes = {rule.code for rule in (*rules(), *trace_rules())}
    assert all(any(code.startswith(named) for code in codes) for named in re.findall(r"SPN\d+", README))


def test_the_suffixes_are_those_that_are_read() -> None:
    listed = re.search(r"It reads `([^`]+)`", README)
    assert listed
    assert sorted(listed[1].split()) == sorted(SUFFIXES)


def test_every_format_of_traces_is_in_the_table() -> None:
    page = (ROOT / "docs" / "traces.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"(?m)^\| `([\w-]+)` \| ", page[: page.index("## What it reports")]))
    assert listed == {*TRACE_FORMATS, OTLP_PROTO}


def slot_rows() -> list[tuple[str, str, str]]:
    table = section("How it decides")
    rows = [re.split(r" \| ", line.strip("| ")) for line in table.splitlines() if line.startswith("| ")][1:]
    return [(row[0], example, row[2]) for row in rows for example in re.findall(r"`([^`]+)`", row[1])]


@pytest.mark.parametrize(("state", "example", "outcome"), slot_rows())
def test_each_example_of_a_slot_has_its_outcome(state: str, example: str, outcome: str) -> None:
    """An example is a whole call of `startSpan` or `start_span`, or what stands in the slot of one."""
    python = re.search(r"start_span|=None|Context\(\)", example) is not None
    if "(" not in example or example == "Context()":
        keyword = example if example.startswith("context=") else f"context={example}"
        options = example if example.startswith("{") else f"{{}}, {example}"
        example = f'start_span("n", {keyword})' if python else f'startSpan("n", {options})'
    head = (
        "from opentelemetry import trace\nfrom opentelemetry.context import Context\n"
        if python
        else 'import { ROOT_CONTEXT, trace } from "@opentelemetry/api";\n'
    )
    tracer = "trace.get_tracer('a')" if python else "trace.getTracer('a')"
    found = {each.code for each in diagnostics("a.py" if python else "a.ts", f"{head}{tracer}.{example}\n")}
    assert found == set(re.findall(r"SPN\d+", outcome)) & {"SPN001", "SPN004"}, (state, example)


def test_the_commands_exist_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in re.findall(r"`make (\w+)`", README):
        assert re.search(rf"^{command}:", makefile, flags=re.MULTILINE), command


def test_the_python_version_is_that_of_the_package() -> None:
    required = re.search(r'^requires-python = ">=(.*)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert required
    assert f"Python >= {required[1]} " in README
