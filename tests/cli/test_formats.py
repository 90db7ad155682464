"""What the three formats print, colors, and that the order depends on nothing but the files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.program import (
    PYTHON_ACTIVE,
    PYTHON_BAD,
    PYTHON_CLEAN,
    TYPESCRIPT_BAD,
    places,
    run_program,
    run_spanlint,
    write,
)

ESCAPE = "\x1b["


def test_text_frames_the_call_and_says_what_to_do(tmp_path: Path) -> None:
    lines = run_spanlint(write(tmp_path, {"app/bad.py": PYTHON_BAD, "clean.py": PYTHON_CLEAN})).out.splitlines()
    assert lines[0] == "app/bad.py"
    assert lines[1].startswith("  7:19 warning SPN001 `start_span` passes no parent context")
    assert lines[2:5] == [
        "    |",
        '  7 |     return tracer.start_span("checkout")',
        "    |                   ^^^^^^^^^^",
    ]
    assert lines[5].startswith("    = help: pass ")
    assert lines[6:] == [
        "",
        "Found 1 warning in 1 file (2 files read, 2 span calls in 2 files).",
        "Only warnings: with `--fail-on error`, the exit code would be 0.",
    ]


def test_text_is_the_default(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD})
    assert run_spanlint(tmp_path) == run_spanlint(tmp_path, "--output-format", "text")


def test_concise_is_a_line_a_finding_and_the_total(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD, "bad.ts": TYPESCRIPT_BAD, "clean.py": PYTHON_CLEAN})
    run = run_spanlint(tmp_path, "--output-format", "concise")
    assert places(run) == ["bad.py:7:19 SPN001", "bad.ts:5:38 SPN001"]
    seen = "(3 files read, 3 span calls in 3 files)"
    assert run.out.splitlines()[2:] == [f"Found 2 warnings in 2 files {seen}."]
    clean = ("--output-format", "concise", "clean.py")
    assert run_spanlint(tmp_path, *clean) == (0, "No findings in 1 file (1 span call in 1 file).\n", "")
    assert run_spanlint(tmp_path, *clean, "--quiet") == (0, "", "")


def test_json_is_an_array_of_objects(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD, "bad.ts": TYPESCRIPT_BAD, "clean.py": PYTHON_CLEAN})
    found = json.loads(run_spanlint(tmp_path, "--output-format", "json").out)
    keys = ("path", "line", "column", "code", "severity")
    assert [[each[key] for key in keys] for each in found] == [
        ["bad.py", 7, 19, "SPN001", "warning"],
        ["bad.ts", 5, 38, "SPN001", "warning"],
    ]
    assert all(each["message"] for each in found)
    assert run_spanlint(tmp_path, "--output-format", "json", "clean.py") == (0, "[]\n", "")


@pytest.mark.parametrize("name", ["text", "concise"])
def test_color_always_and_never(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD})
    report = ("--output-format", name)
    assert ESCAPE in run_spanlint(tmp_path, *report, "--color", "always").out
    assert ESCAPE in run_spanlint(tmp_path, *report, "--color", "always", env={"NO_COLOR": "1"}).out
    assert ESCAPE not in run_spanlint(tmp_path, *report, "--color", "never", env={"FORCE_COLOR": "1"}).out


def test_auto_colors_no_pipe_and_heeds_the_variables(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD})
    assert ESCAPE not in run_spanlint(tmp_path).out
    assert ESCAPE in run_spanlint(tmp_path, env={"FORCE_COLOR": "1"}).out
    assert ESCAPE not in run_spanlint(tmp_path, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).out


def test_json_is_never_colored(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD})
    assert ESCAPE not in run_spanlint(tmp_path, "--output-format", "json", "--color", "always").out


_SEVERAL = PYTHON_BAD + "\n\nspans = [tracer.start_span('a'), tracer.start_span('b')]\n" + "\n# end" * 5
SEVERAL = {f"{folder}/{file}.py": _SEVERAL for folder in ("b", "a", "a-b") for file in ("z", "y", "x")}
SEVERAL |= {"a/t.ts": TYPESCRIPT_BAD, "a/w.py": PYTHON_ACTIVE}


@pytest.mark.parametrize("name", ["text", "concise", "json"])
def test_the_order_is_that_of_path_line_and_column(tmp_path: Path, name: str) -> None:
    write(tmp_path, SEVERAL)
    arguments = ("--output-format", name, "--extend-select", "SPN006")
    reports = {run_spanlint(tmp_path, *arguments, *paths).out for paths in ([], ["b/x.py", "b", "a-b", "a"])}
    assert len(reports) == 1
    if name == "json":
        found = [(each["path"], each["line"], each["column"]) for each in json.loads(reports.pop())]
        assert found == sorted(found)
        assert len(found) == 9 * 3 + 2


@pytest.mark.program
def test_the_order_does_not_depend_on_hashes(tmp_path: Path) -> None:
    write(tmp_path, SEVERAL)
    assert len({run_program(tmp_path, env={"PYTHONHASHSEED": seed}).out for seed in ("0", "1")}) == 1
