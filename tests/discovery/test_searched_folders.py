"""Folders that usually hold no source: their files count as skipped, and `searched-folders` searches them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, run_spanlint
from tests.discovery.repositories import git, repository

BAD = ("src/build/a.py", "src/dist/b.py", "src/c.py", "node_modules/d.py")


pytestmark = pytest.mark.program


@pytest.fixture
def project(tmp_path: Path) -> Path:
    repository(tmp_path, *BAD)
    for name in BAD:
        (tmp_path / name).write_text(PYTHON_BAD)
    return tmp_path


def found(folder: Path, *arguments: str) -> tuple[list[str], str]:
    """The files with findings, and the summary."""
    lines = run_spanlint(folder, *arguments).out.splitlines()
    (summary,) = (line for line in lines if line.startswith("Found "))
    return [line for line in lines if line.endswith(".py")], summary


def test_what_git_lists_there_counts_as_skipped(project: Path) -> None:
    files, summary = found(project)
    assert files == ["src/c.py"]
    assert "3 files skipped" in summary


def test_what_git_ignores_there_does_not_count(project: Path) -> None:
    git(project, "rm", "-r", "--cached", "-q", "src/build")
    (project / ".gitignore").write_text("build/\n")
    assert "2 files skipped" in found(project)[1]


@pytest.mark.parametrize("is_repository", [True, False])
def test_searched_folders_are_searched(project: Path, is_repository: bool) -> None:
    if not is_repository:
        (project / ".git").rename(project / "was-git")
    (project / "spanlint.toml").write_text('searched-folders = ["build"]\n')
    for paths in ([], ["src"]):
        files, summary = found(project, *paths)
        assert files == ["src/build/a.py", "src/c.py"]
        assert ("skipped" in summary) == is_repository


def test_only_the_named_folder_s_configuration_decides(project: Path) -> None:
    (project / "src" / "spanlint.toml").write_text('searched-folders = ["build", "dist"]\n')
    assert found(project)[0] == ["src/c.py"]
    assert found(project, "src")[0] == ["src/build/a.py", "src/c.py", "src/dist/b.py"]
