"""The real flake8 on files and from stdin: the same findings as the program's, at the same places."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.program import (
    PYTHON_ACTIVE,
    PYTHON_BAD,
    PYTHON_BROKEN,
    PYTHON_CLEAN,
    TYPESCRIPT_BAD,
    places,
    run_command,
    run_spanlint,
    write,
)
from tests.flake8_plugin.flake8_program import found, run_flake8

pytestmark = pytest.mark.program

HEAD = 'from opentelemetry import trace\n\ntracer = trace.get_tracer("shop")\n'
# What people type before a call, and how many code points that is.
BEFORE = {
    "tab": "def f():\n\t",
    "two tabs": "def f():\n\tif f:\n\t\t",
    "umlauts": 'name = "käse"; ',
    "beyond the basic plane": 'name = "🧀🧀"; ',
    "combining": 'name = "a\u0301"; ',
    "form feed": "\f",
    "line separator in a string": 'name = "a\u2028b\x85c"; ',
}


def test_a_finding_is_that_of_the_program(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD, "good.py": PYTHON_CLEAN, "bad.ts": TYPESCRIPT_BAD})
    run = run_flake8(tmp_path)
    assert run.code == 1
    assert run.out.splitlines() == [
        line.replace("bad.py:7:19: warning: ", "./bad.py:7:19: ")
        for line in run_spanlint(tmp_path, "--output-format", "concise", "--quiet").out.splitlines()
        if not line.startswith("bad.ts")
    ]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_many_files_in_processes(tmp_path: Path, jobs: str) -> None:
    write(tmp_path, {f"package/m{number}.py": PYTHON_BAD for number in range(9)})
    assert found(run_flake8(tmp_path, "-j", jobs)) == [f"./package/m{number}.py:7:19 SPN001" for number in range(9)]


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE.keys())
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_a_column_counts_code_points_from_one(tmp_path: Path, before: str, ends: str) -> None:
    text = f'{HEAD}{before}run(tracer.start_span("checkout"))\n'
    write(tmp_path, {"a.py": text.replace("\n", ends)})
    line, column = 4 + before.count("\n"), len(before.rpartition("\n")[2]) + len("run(tracer.") + 1
    assert found(run_flake8(tmp_path)) == [f"./a.py:{line}:{column} SPN001"]


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE.keys())
def test_a_column_is_that_of_the_program(tmp_path: Path, before: str) -> None:
    write(tmp_path, {"a.py": f'{HEAD}{before}run(tracer.start_span("checkout"))\n'})
    program = places(run_spanlint(tmp_path, "--output-format", "concise"))
    assert found(run_flake8(tmp_path)) == [f"./{place}" for place in program]
    assert len(program) == 1


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8-sig", ""), ("iso-8859-1", "# coding: latin-1\n"), ("cp1251", "# coding: cp1251\n")],
)
def test_a_file_in_its_own_encoding(tmp_path: Path, encoding: str, declared: str) -> None:
    word = "мир" if encoding == "cp1251" else "käse"
    write(tmp_path, {"a.py": f'{declared}{HEAD}name = "{word}"; tracer.start_span("n")\n'.encode(encoding)})
    line, column = 4 + declared.count("\n"), len(f'name = "{word}"; tracer.') + 1
    assert found(run_flake8(tmp_path)) == [f"./a.py:{line}:{column} SPN001"]


def test_what_flake8_cannot_parse_is_its_own_finding(tmp_path: Path) -> None:
    write(tmp_path, {"broken.py": PYTHON_BROKEN})
    assert [line.split()[1] for line in run_flake8(tmp_path).out.splitlines()] == ["E999"]


def test_standard_input(tmp_path: Path) -> None:
    assert found(run_flake8(tmp_path, "-", stdin=PYTHON_BAD)) == ["stdin:7:19 SPN001"]
    assert run_flake8(tmp_path, "-", stdin=PYTHON_CLEAN).code == 0


def test_standard_input_is_judged_where_its_name_says(tmp_path: Path) -> None:
    write(tmp_path, {"package/spanlint.toml": 'extend-select = ["SPN006"]\n', "package/a.py": "old = 1\n"})
    named = ("--stdin-display-name", "package/a.py", "-")
    assert found(run_flake8(tmp_path, *named, stdin=PYTHON_ACTIVE)) == ["package/a.py:7:17 SPN006"]
    assert run_flake8(tmp_path, "--stdin-display-name", "a.py", "-", stdin=PYTHON_ACTIVE).code == 0


def test_a_tracer_from_another_file_is_followed(tmp_path: Path) -> None:
    write(tmp_path, {"package/__init__.py": "", "package/given.py": f"{HEAD}\n\ndef given():\n    return tracer\n"})
    write(tmp_path, {"package/use.py": 'from .given import given\n\ngiven().start_span("n")\n'})
    assert found(run_flake8(tmp_path, "package/use.py")) == ["package/use.py:3:9 SPN001"]


def test_a_file_without_a_span_loads_no_parser(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "value = 1\n", "b.py": PYTHON_BAD})
    assert "spanlint.languages.trees.grammars" not in _modules(tmp_path, "a.py")
    assert "spanlint.languages.trees.grammars" in _modules(tmp_path, "b.py")


def test_the_plugin_can_be_imported_without_flake8() -> None:
    assert "flake8" not in _modules(Path.cwd())


def _modules(folder: Path, *arguments: str) -> list[str]:
    """The top-level names of all that a run of flake8 in one process imports; of the plugin alone without arguments."""
    run = f"from flake8.main.cli import main; main(['-j1', {', '.join(map(repr, arguments))}])" if arguments else ""
    script = f"import sys, spanlint.flake8_plugin\n{run}\nprint(*sys.modules, sep='\\n')"
    return run_command(folder, [sys.executable, "-c", script]).out.splitlines()


def test_our_part_of_a_line_holds_nothing_of_a_hostile_name(tmp_path: Path) -> None:
    name = "\x1b[2J::error title=x::.py"
    write(tmp_path, {name: PYTHON_BAD, "spanlint.toml": "selct = 1\n"})
    run = run_flake8(tmp_path, "--select", "SPN", f"./{name}")
    assert "\x1b" not in run.err
    (tmp_path / "spanlint.toml").unlink()
    run = run_flake8(tmp_path, "--select", "SPN", f"./{name}")
    (line,) = run.out.splitlines()
    assert line.startswith(f"./{name}:7:19: SPN001 `start_span` passes no parent context")
    assert "\x1b" not in line.removeprefix(f"./{name}")


def test_a_helper_of_the_project_is_followed(tmp_path: Path) -> None:
    spans = f"{HEAD}\n\ndef step(name):\n    return tracer.start_as_current_span(name)\n"
    held = "from spans import step\n\n\ndef turn():\n    with step('turn'):\n        yield 1\n"
    write(
        tmp_path,
        {"spans.py": spans, "held.py": held, "left.py": held.replace("        yield", "        pass\n    yield")},
    )
    assert found(run_flake8(tmp_path)) == ["./held.py:5:10 SPN102"]
