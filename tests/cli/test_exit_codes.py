"""0 clean, 1 any finding, 2 something could not be run or read; and the suffixes that are read at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.program import PYTHON_ACTIVE, PYTHON_BAD, PYTHON_CLEAN, TYPESCRIPT_BAD, places, run_spanlint, write

PYTHON_SUFFIXES = ("py", "pyi")
OTHER_SUFFIXES = ("ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs")


def test_clean_is_0(tmp_path: Path) -> None:
    run = run_spanlint(write(tmp_path, {"clean.py": PYTHON_CLEAN}))
    assert run == (0, "No findings in 1 file (1 span call in 1 file).\n", "")


def test_a_finding_is_1(tmp_path: Path) -> None:
    run = run_spanlint(write(tmp_path, {"clean.py": PYTHON_CLEAN, "bad.py": PYTHON_BAD}))
    assert (run.code, run.err) == (1, "")


def test_nothing_to_check_is_0(tmp_path: Path) -> None:
    assert run_spanlint(tmp_path) == (0, "No files to check.\n", "")


def test_what_is_named_and_missing_is_2(tmp_path: Path) -> None:
    run = run_spanlint(write(tmp_path, {"clean.py": PYTHON_CLEAN}), "missing.py", "clean.py")
    assert (run.code, run.err) == (2, "spanlint: missing.py: no such file or directory\n")


def test_2_beats_1_and_the_findings_are_printed(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD})
    run = run_spanlint(tmp_path, "--output-format", "concise", "missing.py", "bad.py", "gone")
    assert (run.code, places(run)) == (2, ["bad.py:7:19 SPN001"])
    assert run.err.splitlines() == [
        "spanlint: missing.py: no such file or directory",
        "spanlint: gone: no such file or directory",
    ]


@pytest.mark.parametrize("arguments", [["--nope"], ["--output-format", "xml"], ["--color", "blue"], ["--config"]])
def test_a_wrong_option_is_2(tmp_path: Path, arguments: list[str]) -> None:
    run = run_spanlint(write(tmp_path, {"bad.py": PYTHON_BAD}), *arguments)
    assert (run.code, run.out) == (2, "")
    assert run.err.splitlines()[-1].startswith("spanlint: error: ")


def test_options_are_not_abbreviated(tmp_path: Path) -> None:
    assert run_spanlint(write(tmp_path, {"bad.py": PYTHON_BAD}), "--sel", "SPN001").code == 2


@pytest.mark.parametrize("suffix", [*PYTHON_SUFFIXES, *OTHER_SUFFIXES])
def test_each_suffix_is_read_when_met_and_when_named(tmp_path: Path, suffix: str) -> None:
    place = f"bad.{suffix}:7:19 SPN001" if suffix in PYTHON_SUFFIXES else f"bad.{suffix}:5:38 SPN001"
    write(tmp_path, {f"bad.{suffix}": PYTHON_BAD if suffix in PYTHON_SUFFIXES else TYPESCRIPT_BAD})
    for paths in ([], [f"bad.{suffix}"]):
        assert places(run_spanlint(tmp_path, "--output-format", "concise", *paths)) == [place]


def test_other_suffixes_are_passed_over_without_a_word(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(("bad.PY", "bad.txt", "bad", "bad.py.orig", "py"), PYTHON_BAD))
    assert run_spanlint(tmp_path) == (0, "No files to check.\n", "")


def test_tsx_and_jsx_may_hold_elements(tmp_path: Path) -> None:
    element = TYPESCRIPT_BAD + "\nexport const Cart = () => <p>{checkout().name}</p>;\n"
    run = run_spanlint(write(tmp_path, {"a.tsx": element, "b.jsx": element}), "--output-format", "concise")
    assert places(run) == ["a.tsx:5:38 SPN001", "b.jsx:5:38 SPN001"]


def test_names_that_look_like_options(tmp_path: Path) -> None:
    write(tmp_path, {"-x.py": PYTHON_BAD, "--select/y.py": PYTHON_BAD})
    run = run_spanlint(tmp_path, "--output-format", "concise", "--", "-x.py", "--select")
    assert places(run) == ["--select/y.py:7:19 SPN001", "-x.py:7:19 SPN001"]
    assert places(run_spanlint(tmp_path, "--output-format", "concise")) == places(run)


def test_a_name_that_no_terminal_should_see(tmp_path: Path) -> None:
    name = "bad\n\x1b[2J\udcff.py"
    (tmp_path / os.fsdecode(os.fsencode(name))).write_text(PYTHON_BAD, encoding="utf-8")
    for run in (run_spanlint(tmp_path), run_spanlint(tmp_path, name), run_spanlint(tmp_path, "missing" + name)):
        assert run.code in (1, 2)
        assert not set("\x1b\udcff") & {*run.out, *run.err}
        assert len(run.err.splitlines()) == (run.code == 2)


def test_a_repeated_path_is_judged_once(tmp_path: Path) -> None:
    write(tmp_path, {"app/bad.py": PYTHON_BAD, "app/active.py": PYTHON_ACTIVE})
    run = run_spanlint(tmp_path, "--output-format", "concise", "app", "app/bad.py", "./app/", str(tmp_path / "app"))
    assert places(run) == ["app/bad.py:7:19 SPN001"]
