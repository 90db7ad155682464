"""Which configuration file a run reads, what `exclude` is relative to, and what is said of a file that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, places, run_in_shell, run_spanlint, write

FOUND = ["app/bad.py:7:19 SPN001"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path, {"app/bad.py": PYTHON_BAD})


def found(folder: Path, *arguments: str) -> list[str]:
    run = run_spanlint(folder, "--output-format", "concise", *arguments)
    assert run.err == ""
    return places(run)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[tool.spanlint]\nignore = ['SPN001']\n"),
        ("spanlint.toml", "ignore = ['SPN001']\n"),
        (".spanlint.toml", "ignore = ['SPN001']\n"),
    ],
)
def test_each_file_name_is_found_here_and_above(project: Path, name: str, text: str) -> None:
    assert found(project) == FOUND
    write(project, {name: text})
    assert found(project) == []
    assert found(project / "app") == []
    assert found(project, "--isolated") == FOUND


def test_config_names_the_only_file_that_is_read(project: Path) -> None:
    write(project, {"spanlint.toml": "ignore = ['SPN001']", "ci/strict.toml": "select = ['SPN001']"})
    assert found(project, "--config", "ci/strict.toml") == FOUND


def test_a_pyproject_can_be_named(project: Path) -> None:
    write(project, {"ci/pyproject.toml": "[tool.spanlint]\nignore = ['SPN001']\n", "none/pyproject.toml": ""})
    assert found(project, "--config", "ci/pyproject.toml") == []
    run = run_spanlint(project, "--config", "none/pyproject.toml")
    assert run == (2, "", "spanlint: none/pyproject.toml: has no [tool.spanlint] table\n")


def test_exclude_is_relative_to_its_file_and_named_files_are_linted(project: Path) -> None:
    write(project, {"spanlint.toml": "exclude = ['/app/bad.py']", "app/app/bad.py": PYTHON_BAD})
    assert found(project) == ["app/app/bad.py:7:19 SPN001"]
    assert found(project / "app") == ["app/bad.py:7:19 SPN001"]
    assert found(project, "app/bad.py") == FOUND


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ("selct = []", "selct: unknown key; did you mean `select`?"),
        ("select = 'SPN001'", "select: expected a list of strings, got a string"),
        ("ignore = ['SPN01']", "ignore: unknown rule `SPN01`; did you mean `SPN001`?"),
        ("select = [", "invalid TOML: "),
    ],
)
def test_a_wrong_file_is_one_line(project: Path, keys: str, reason: str) -> None:
    write(project, {"spanlint.toml": keys, "other.toml": keys})
    for path, arguments in ((project / "spanlint.toml", []), ("other.toml", ["--config", "other.toml"])):
        run = run_spanlint(project, *arguments)
        assert (run.code, run.out) == (2, "")
        assert run.err.startswith(f"spanlint: {path}: {reason}")
        assert run.err.count("\n") == 1
    assert run_spanlint(project, "--isolated").code == 1


@pytest.mark.parametrize(("name", "reason"), [("missing.toml", "cannot be read: "), ("app", "is a directory")])
def test_a_config_that_is_no_file_is_one_line(project: Path, name: str, reason: str) -> None:
    run = run_spanlint(project, "--config", name)
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert run.err.startswith(f"spanlint: {name}: {reason}")


@pytest.mark.program
@pytest.mark.parametrize("arguments", ["", "--isolated"])
def test_a_current_folder_that_was_deleted(tmp_path: Path, arguments: str) -> None:
    (tmp_path / "gone").mkdir()
    run = run_in_shell(tmp_path, f'cd gone && rmdir ../gone && exec "$@" {arguments}')
    assert (run.code, run.err.count("\n")) == (2, 1)
