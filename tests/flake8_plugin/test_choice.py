"""Which rules run under flake8: what flake8 was told, what the configuration says, and what a line says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PYTHON_ACTIVE, PYTHON_BAD, write
from tests.flake8_plugin.flake8_program import found, run_flake8, run_plain_flake8

pytestmark = pytest.mark.program

AMBIENT = PYTHON_ACTIVE.replace("return cart", 'return tracer.start_span("inner")')
BAD, ACTIVE, INNER = "./bad.py:7:19 SPN001", "./active.py:7:17 SPN006", "./active.py:8:23 SPN003"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a finding of a rule that is on by default and one each of the two that are off."""
    return write(tmp_path, {"bad.py": PYTHON_BAD, "active.py": AMBIENT})


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], [BAD]),
        (["--ignore", "E501"], [BAD]),
        (["--extend-ignore", "SPN"], []),
        (["--ignore", "SPN001"], []),
        (["--extend-select", "SPN006"], [ACTIVE, BAD]),
        (["--extend-select", "SPN003,SPN006"], [ACTIVE, INNER, BAD]),
        (["--extend-select", "SPN006", "--ignore", "E501"], [ACTIVE, BAD]),
        (["--extend-select", "SPN006", "--extend-ignore", "SPN0"], [ACTIVE]),
        (["--select", "SPN006"], [ACTIVE]),
        (["--select", "SPN"], [BAD]),
        (["--select", "SPN0"], [BAD]),
        (["--select", "SPN,SPN006"], [ACTIVE, BAD]),
        (["--extend-select", "SPN"], [BAD]),
        (["--select", "S"], [BAD]),
        (["--select", "SPN,SPN003,SPN006", "--extend-ignore", "SPN003"], [ACTIVE, BAD]),
        (["--select", "E,F"], []),
        (["--per-file-ignores", "bad.py:SPN"], []),
        (["--exclude", "bad.py"], []),
    ],
    ids=" ".join,
)
def test_what_flake8_was_told(project: Path, arguments: list[str], expected: list[str]) -> None:
    run = run_plain_flake8(project, *arguments)
    assert [line for line in _places(run.out) if "SPN" in line] == expected


def test_flake8_s_own_configuration_file(project: Path) -> None:
    write(project, {"setup.cfg": "[flake8]\nselect = E9,SPN\nignore = SPN001\n"})
    assert found(run_plain_flake8(project)) == []
    write(project, {"setup.cfg": "[flake8]\nselect = E9,SPN,SPN003\nignore = SPN001\n"})
    assert found(run_plain_flake8(project)) == [INNER]


@pytest.mark.parametrize(
    ("says", "arguments", "expected"),
    [
        ('extend-select = ["SPN006"]', [], [ACTIVE, BAD]),
        ('extend-select = ["SPN006"]', ["--extend-ignore", "SPN006"], [BAD]),
        ('ignore = ["SPN001"]', [], []),
        ('ignore = ["SPN001"]', ["--select", "SPN"], []),
        ('extend-select = ["SPN003"]', ["--select", "SPN"], [INNER, BAD]),
        ('select = ["SPN006"]', [], [ACTIVE]),
        ('select = ["SPN006"]', ["--select", "E9,SPN"], [ACTIVE]),
        ('select = ["SPN006"]', ["--extend-select", "SPN003"], [ACTIVE, INNER]),
        ('exclude = ["/bad.py"]', [], []),
        ('exclude = ["active.py"]', ["--extend-select", "SPN006"], [BAD]),
    ],
)
@pytest.mark.parametrize("name", ["spanlint.toml", "pyproject.toml"])
def test_what_the_configuration_says(
    project: Path, name: str, says: str, arguments: list[str], expected: list[str]
) -> None:
    write(project, {name: says if name == "spanlint.toml" else f"[tool.spanlint]\n{says}\n"})
    assert [line for line in _places(run_flake8(project, *arguments).out) if "SPN" in line] == expected


def test_the_nearest_configuration_of_each_file_applies(tmp_path: Path) -> None:
    write(tmp_path, {f"{name}/src/a.py": AMBIENT for name in ("one", "two", "three")})
    write(tmp_path, {"spanlint.toml": 'extend-select = ["SPN006"]\n', "two/spanlint.toml": 'select = ["SPN003"]\n'})
    expected = ["./one/src/a.py:7:17 SPN006", "./three/src/a.py:7:17 SPN006", "./two/src/a.py:8:23 SPN003"]
    assert found(run_flake8(tmp_path)) == expected
    assert found(run_flake8(tmp_path, "-j2")) == expected


@pytest.mark.parametrize(
    ("keys", "arguments", "expected"),
    [
        ("", [], []),
        ("", ["--select", "SPN"], []),
        ("", ["--extend-select", "SPN001"], ["./tests/a.py:7:19 SPN001"]),
        ("", ["--select", "SPN006"], ["./tests/b.py:7:17 SPN006"]),
        ("tests = true", [], ["./tests/a.py:7:19 SPN001"]),
        ("extend-select = ['SPN006']", [], ["./tests/b.py:7:17 SPN006"]),
    ],
)
def test_rules_that_are_quiet_in_test_files(
    tmp_path: Path, keys: str, arguments: list[str], expected: list[str]
) -> None:
    write(tmp_path, {"spanlint.toml": keys, "tests/a.py": PYTHON_BAD, "tests/b.py": PYTHON_ACTIVE})
    assert found(run_flake8(tmp_path, *arguments)) == expected


def test_a_project_s_own_starter_is_found_where_no_known_one_is_mentioned(tmp_path: Path) -> None:
    own = '[[wrappers]]\nlanguage = "python"\nname = "begin_step"\nparent = { keyword = "parent" }\n'
    write(tmp_path, {"spanlint.toml": own, "a.py": 'from steps import begin_step\n\nbegin_step("n")\n'})
    assert found(run_flake8(tmp_path)) == ["./a.py:3:1 SPN001"]


@pytest.mark.parametrize(
    ("comment", "silent"),
    [("# noqa", True), ("# noqa: SPN001", True), ("# NOQA:SPN", True), ("# noqa: E501", False), ("# spans", False)],
)
def test_noqa_is_read_by_flake8(tmp_path: Path, comment: str, silent: bool) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD.replace('("checkout")', f'("checkout")  {comment}')})
    assert found(run_flake8(tmp_path)) == ([] if silent else [BAD])


def test_noqa_for_a_whole_file(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": f"# flake8: noqa\n{PYTHON_BAD}"})
    assert found(run_flake8(tmp_path)) == []


@pytest.mark.parametrize("jobs", ["-j1", "-j2"])
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("select = [", "spanlint.toml: invalid TOML: "),
        ('select = ["SPN777"]', "spanlint.toml: select: unknown rule `SPN777`"),
        ('exclude = ["a\\\\"]', "is not a gitignore pattern"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_one_line(project: Path, jobs: str, text: str, reason: str) -> None:
    write(project, {"spanlint.toml": text})
    run = run_flake8(project, jobs)
    told = [line for line in run.out.splitlines() if line.startswith("spanlint: ")]
    assert (run.code, run.err, len(told)) == (1, "", 1)
    assert reason in told[0]


def _places(report: str) -> list[str]:
    """`path:line:column CODE`, sorted, of a report that may hold other plugins' findings."""
    return sorted(" ".join(line.split()[:2]).replace(": ", " ") for line in report.splitlines())
