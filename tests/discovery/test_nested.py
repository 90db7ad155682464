from __future__ import annotations

import os
from pathlib import Path

import pytest

from spanlint.discovery.named_paths import discover
from spanlint.model.problems import Problem
from tests.discovery.repositories import git, listed_by_git, repository, shown, write

pytestmark = pytest.mark.program


def test_untracked_nested_work_trees_are_entered_with_their_own_rules(here: Path) -> None:
    repository(here, "a.py")
    (here / ".gitignore").write_text("no.py\n")
    nested = repository(here / "x" / "nested", "b.py", "no.py")
    write(nested, "new.py", "hidden.py")
    (nested / ".gitignore").write_text("hidden.py\n")
    repository(nested / "deeper", "c.ts")
    assert listed_by_git(here)
    assert shown(".") == ["a.py", "x/nested/b.py", "x/nested/deeper/c.ts", "x/nested/new.py", "x/nested/no.py"]
    assert shown("x") == shown(".")[1:]


def test_ignored_and_usually_skipped_nested_work_trees_are_not_entered(here: Path) -> None:
    repository(here, "a.py")
    repository(here / "ignored", "b.py")
    repository(here / "node_modules" / "c", "c.js")
    (here / ".gitignore").write_text("ignored\n")
    assert shown(".") == ["a.py"]
    assert shown("ignored") == ["ignored/b.py"]


def test_submodules_are_entered(here: Path, tmp_path: Path) -> None:
    origin = repository(tmp_path / "origin", "lib/b.py")
    repository(here, "a.py")
    git(here, "submodule", "add", "--quiet", str(origin), "vendor/origin")
    write(here, "vendor/origin/new.py")
    assert listed_by_git(here / "vendor" / "origin")
    assert shown(".") == ["a.py", "vendor/origin/lib/b.py", "vendor/origin/new.py"]
    assert shown("vendor") == shown("vendor/origin") == ["vendor/origin/lib/b.py", "vendor/origin/new.py"]


def test_a_repository_added_without_gitmodules_is_entered(here: Path) -> None:
    repository(here / "embedded", "b.py")
    repository(here, "a.py")
    assert "160000" in git(here, "ls-files", "--stage")
    assert not (here / ".gitmodules").exists()
    assert shown(".") == ["a.py", "embedded/b.py"]


def test_a_submodule_called_like_a_file_is_entered(here: Path) -> None:
    repository(here / "three.js", "b.js")
    repository(here, "a.py")
    assert "160000" in git(here, "ls-files", "--stage")
    assert shown(".") == ["a.py", "three.js/b.js"]


def test_a_submodule_without_a_work_tree_of_its_own_is_walked(here: Path) -> None:
    repository(here / "sub", "b.py", "deep/c.py")
    repository(here, "a.py")
    (here / "sub" / ".git").rename(here.parent / "away")
    assert shown(".") == ["a.py", "sub/b.py", "sub/deep/c.py"]
    assert shown("sub") == ["sub/b.py", "sub/deep/c.py"]
    assert shown("sub/deep") == ["sub/deep/c.py"]


@pytest.mark.parametrize("now", ["missing", "file", "link"])
def test_a_submodule_that_is_no_folder_any_more_is_passed_over(here: Path, tmp_path: Path, now: str) -> None:
    repository(here / "sub", "b.py")
    repository(here, "a.py")
    (here / "sub").rename(tmp_path / "away")
    if now == "file":
        (here / "sub").write_text("")
    if now == "link":
        (here / "sub").symlink_to(tmp_path / "away")
    assert shown(".") == ["a.py"]


def test_submodules_that_lead_in_a_circle_are_entered_once(here: Path) -> None:
    repository(here / "x" / "sub", "b.py")
    repository(here, "a.py")
    assert "160000" in git(here, "ls-files", "--stage")
    (here / "x").rename(here / "y")
    (here / "x").symlink_to("y")
    assert shown(".") == ["a.py", "y/sub/b.py"] or shown(".") == ["a.py", "x/sub/b.py"]
    (here / "x").unlink()
    (here / "x").mkdir()
    (here / "x" / "sub").symlink_to("..")
    assert shown(".") == ["a.py", "y/sub/b.py"]


def test_work_trees_below_a_folder_that_is_none_are_listed_by_git(here: Path) -> None:
    first, second = repository(here / "p" / "first", "a.py"), repository(here / "second", "b.py")
    write(here, "c.py")
    (here / ".gitignore").write_text("a.py\n")
    (first / ".git" / "info" / "exclude").write_text("local.py\n")
    write(first, "local.py")
    (here.parent / "home" / "git").mkdir()
    (here.parent / "home" / "git" / "ignore").write_text("mine.py\n")
    write(second, "mine.py")  # only git reads the user's own ignore file
    assert shown(".") == ["c.py", "p/first/a.py", "second/b.py"]


def test_a_nested_work_tree_that_git_refuses_is_walked(here: Path) -> None:
    repository(here, "a.py")
    nested = repository(here / "nested", "b.py")
    write(nested, "no.py", "sub/locked.py")
    (nested / ".gitignore").write_text("no.py\n")
    (nested / ".git" / "index").write_bytes(b"nonsense")
    assert not listed_by_git(nested)
    assert shown(".") == ["a.py", "nested/b.py", "nested/sub/locked.py"]


def test_problems_in_a_nested_folder_name_it_from_the_current_directory(here: Path, mortal: None) -> None:
    (here / "p").mkdir()
    nested = repository(here / "p" / "nested", "b.py")
    write(nested, "locked/c.py")
    os.chmod(nested / "locked", 0)
    try:
        discovery = discover(["p"])
    finally:
        os.chmod(nested / "locked", 0o755)
    assert discovery[:3] == (["p/nested/b.py"], [Problem("permission denied", "p/nested/locked")], 0)
