from __future__ import annotations

from pathlib import Path

import pytest

from spanlint.discovery.named_paths import discover
from tests.discovery.repositories import excluding, repository, shown, write

pytestmark = pytest.mark.program

FILES = ("a.py", "a_test.py", "gen/b.py", "src/gen/c.py", "src/d.py", "src/gen/keep.py")


@pytest.fixture(params=["git", "walk"])
def project(request: pytest.FixtureRequest, here: Path) -> Path:
    if request.param == "git":
        repository(here)
    write(here, *FILES)
    return here


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        (["*_test.py"], ["a.py", "gen/b.py", "src/d.py", "src/gen/c.py", "src/gen/keep.py"]),
        (["gen"], ["a.py", "a_test.py", "src/d.py"]),
        (["gen/"], ["a.py", "a_test.py", "src/d.py"]),
        (["/gen"], ["a.py", "a_test.py", "src/d.py", "src/gen/c.py", "src/gen/keep.py"]),
        (["src/gen/*", "!keep.py"], ["a.py", "a_test.py", "gen/b.py", "src/d.py", "src/gen/keep.py"]),
        (["gen", "!keep.py"], ["a.py", "a_test.py", "src/d.py"]),
        (["a.py/", "# gen", ""], sorted(FILES)),
        (["**"], []),
        ([".."], sorted(FILES)),
    ],
)
def test_patterns_are_those_of_gitignore(project: Path, patterns: list[str], left: list[str]) -> None:
    assert shown(".", exclude=patterns) == left


def test_named_files_and_folders_are_not_excluded(project: Path) -> None:
    assert discover(["a.py", "src"], excluding(["*.py"])).files == ["a.py"]
    assert shown("src/gen", exclude=["gen", "src"]) == ["src/gen/c.py", "src/gen/keep.py"]
    assert shown("src/gen", exclude=["src/**"]) == ["src/gen/c.py", "src/gen/keep.py"]
    assert shown("src", exclude=["src", "gen/"]) == ["src/d.py"]
    assert shown(".", exclude=["."]) == sorted(FILES)


def test_patterns_are_relative_to_the_configuration(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(".", exclude=["/gen"], exclude_root="src") == ["a.py", "a_test.py", "gen/b.py", "src/d.py"]
    assert shown(".", exclude=["*.py"], exclude_root="src") == ["a.py", "a_test.py", "gen/b.py"]
    monkeypatch.chdir(project / "src")
    assert shown(".", exclude=["/src/gen", "/gen"], exclude_root="..") == ["d.py"]
    assert shown("..", exclude=["/d.py", "gen"]) == ["../a.py", "../a_test.py", "../gen/b.py"]
    assert shown("../gen", exclude=["*.py"]) == ["../gen/b.py"]


def test_nested_work_trees_are_excluded_by_their_path_from_the_configuration(project: Path) -> None:
    repository(project / "nested" / "one", "x.py", "y.py")
    repository(project / "nested" / "two", "x.py")
    assert shown("nested", exclude=["nested/two", "/nested/one/y.py"]) == ["nested/one/x.py"]


def test_an_excluded_folder_is_not_even_read(here: Path, mortal: None) -> None:
    write(here, "a.py", "sub/locked/b.py")
    (here / "sub" / "locked").chmod(0)
    try:
        assert shown(".", exclude=["sub/locked"]) == ["a.py"]
        assert [problem.line() for problem in discover(["."]).problems] == ["sub/locked: permission denied"]
    finally:
        (here / "sub" / "locked").chmod(0o755)
