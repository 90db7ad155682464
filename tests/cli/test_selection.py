"""Which rules run: the three options, and the file's keys beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PYTHON_ACTIVE, PYTHON_BAD, PYTHON_BROKEN, Run, run_spanlint, without_total, write

OPTIONS = ("--select", "--extend-select", "--ignore", "--fixable", "--extend-fixable", "--unfixable")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """One file for each of the three rules that the first release has."""
    return write(tmp_path, {"one.py": PYTHON_BAD, "six.py": PYTHON_ACTIVE, "broken.py": PYTHON_BROKEN})


def codes(run: Run) -> list[str]:
    assert run.err == ""
    return sorted(line.split()[2] for line in without_total(run.out).splitlines())


def concise(folder: Path, *arguments: str) -> Run:
    return run_spanlint(folder, "--output-format", "concise", *arguments)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["SPN001", "SPN900"]),
        (["--select", "SPN001"], ["SPN001"]),
        (["--select", "SPN006"], ["SPN006"]),
        (["--select", "SPN001,SPN006"], ["SPN001", "SPN006"]),
        (["--select", " SPN001 , SPN006,"], ["SPN001", "SPN006"]),
        (["--select", "SPN001", "--select", "SPN006"], ["SPN001", "SPN006"]),
        (["--select", "SPN00"], ["SPN001", "SPN006"]),
        (["--select", "SPN9"], ["SPN900"]),
        (["--select", "ALL"], ["SPN001", "SPN006", "SPN900"]),
        (["--select", "SPN", "--ignore", "SPN001"], ["SPN006", "SPN900"]),
        (["--extend-select", "SPN006"], ["SPN001", "SPN006", "SPN900"]),
        (["--extend-select", "SPN006", "--ignore", "SPN0"], ["SPN006", "SPN900"]),
        (["--ignore", "SPN001"], ["SPN900"]),
        (["--ignore", "SPN001,SPN9"], []),
        (["--ignore", "SPN001", "--ignore", "SPN9"], []),
        (["--select=SPN001", "--extend-select=SPN9"], ["SPN001", "SPN900"]),
    ],
)
def test_options(project: Path, arguments: list[str], expected: list[str]) -> None:
    run = concise(project, *arguments)
    assert (codes(run), run.code) == (expected, 1 if expected else 0)


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize(
    ("named", "reason"),
    [
        ("SPN01", "unknown rule `SPN01`; did you mean `SPN001`?"),
        ("spn001", "unknown rule `spn001`; did you mean `SPN001`?"),
        ("SPN001,SPN0011", "unknown rule `SPN0011`; did you mean `SPN001`?"),
        ("missing-parnt", "unknown rule `missing-parnt`; did you mean `SPN001` (missing-parent)?"),
        ("E501", "unknown rule `E501`; `spanlint --list-rules` lists them"),
        ("\x1b[2J\n", "unknown rule `"),
    ],
)
def test_an_unknown_code_is_one_line(project: Path, option: str, named: str, reason: str) -> None:
    run = run_spanlint(project, option, named)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(f"spanlint: {option}: {reason}")
    assert run.err.count("\n") == 1
    assert run.err.rstrip("\n").isprintable()


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("named", ["", " ", ",", " , "])
def test_an_empty_list_of_codes_is_refused(project: Path, option: str, named: str) -> None:
    for arguments in ([option, named], [f"{option}={named}"], ["--select", "SPN001", option, named]):
        run = run_spanlint(project, *arguments)
        assert (run.code, run.out) == (2, "")
        assert run.err.endswith(
            f"error: argument {option}: expected codes of rules, such as SPN001, not an empty value\n"
        )


@pytest.mark.parametrize(
    ("keys", "arguments", "expected"),
    [
        ("ignore = ['SPN001']", [], ["SPN900"]),
        ("ignore = ['SPN001']", ["--ignore", "SPN9"], []),
        ("ignore = ['SPN001']", ["--extend-select", "SPN006"], ["SPN006", "SPN900"]),
        ("ignore = ['SPN001']", ["--select", "SPN001"], ["SPN001"]),
        ("ignore = ['SPN001']", ["--isolated"], ["SPN001", "SPN900"]),
        ("select = ['SPN006']", [], ["SPN006"]),
        ("select = ['SPN006']", ["--extend-select", "SPN001"], ["SPN001", "SPN006"]),
        ("select = ['SPN006']", ["--select", "SPN001"], ["SPN001"]),
        ("select = []", [], []),
        ("extend-select = ['SPN006']", [], ["SPN001", "SPN006", "SPN900"]),
        ("extend-select = ['SPN006']", ["--select", "SPN001"], ["SPN001"]),
        ("extend-select = ['SPN006']", ["--ignore", "SPN006"], ["SPN001", "SPN900"]),
    ],
)
def test_the_options_against_the_file(project: Path, keys: str, arguments: list[str], expected: list[str]) -> None:
    write(project, {"spanlint.toml": keys})
    assert codes(concise(project, *arguments)) == expected
