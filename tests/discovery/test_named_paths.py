from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from spanlint.discovery.named_paths import discover
from spanlint.model.problems import Problem
from spanlint.text.suffixes import SUFFIXES
from tests.discovery.repositories import excluding, git, repository, shown, write


def test_the_suffixes_of_what_is_read() -> None:
    of_languages = [".cjs", ".cts", ".js", ".jsx", ".mjs", ".mts", ".py", ".pyi", ".ts", ".tsx"]
    assert sorted(SUFFIXES) == sorted([*of_languages, ".vue", ".svelte", ".astro", ".ipynb"])


def test_every_suffix_is_found_and_case_counts(here: Path) -> None:
    write(here, *(f"a{suffix}" for suffix in SUFFIXES), "A.PY", "a.Ts", "a.txt", "a.py.bak", "py")
    assert shown(".") == sorted(f"a{suffix}" for suffix in SUFFIXES)


@pytest.mark.program
def test_a_named_file_is_a_candidate_even_if_ignored_excluded_and_in_node_modules(here: Path) -> None:
    repository(here)
    write(here, "node_modules/a.js")
    (here / ".gitignore").write_text("node_modules\n")
    found = discover(["node_modules/a.js"], excluding(["*.js"]))
    assert (found.files, found.named) == (["node_modules/a.js"], {"node_modules/a.js"})


def test_a_walked_file_is_not_named(here: Path) -> None:
    write(here, "a.py")
    found = discover(["."])
    assert (found.files, found.named) == (["a.py"], set())


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("x.txt", "x.txt: not a Python, TypeScript or JavaScript file"),
        ("missing.py", "missing.py: no such file or directory"),
        ("", "'': no such file or directory"),
        ("x.txt/a.py", "x.txt/a.py: not a directory"),
        ("broken.py", "broken.py: no such file or directory"),
        ("a\nb.py", "a\\nb.py: no such file or directory"),
        ("a\udcffb.py", "a\\udcffb.py: no such file or directory"),
        ("a\0b.py", "a\\x00b.py: embedded null byte"),
        ("fifo.py", "fifo.py: not a regular file"),
        ("/dev/null", "/dev/null: not a regular file"),
    ],
)
def test_what_cannot_be_linted_is_one_line_and_stops_nothing(here: Path, name: str, line: str) -> None:
    write(here, "x.txt", "good.py")
    (here / "broken.py").symlink_to("nowhere.py")
    os.mkfifo(here / "fifo.py")
    discovery = discover([name, "good.py", name])
    assert [problem.line() for problem in discovery.problems] == [line]
    assert (discovery.files, discovery.named) == (["good.py"], {"good.py"})


def test_a_named_socket_is_a_problem(here: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s.py")
        assert [problem.line() for problem in discover(["s.py"]).problems] == ["s.py: not a regular file"]


def test_a_named_folder_that_cannot_be_read_is_a_problem(here: Path, mortal: None) -> None:
    write(here, "locked/a.py")
    (here / "locked").chmod(0)
    try:
        assert discover(["locked"])[:3] == ([], [Problem("permission denied", "locked")], 0)
    finally:
        (here / "locked").chmod(0o755)


def test_a_current_directory_that_is_gone_is_a_problem(here: Path) -> None:
    here.rmdir()
    assert [problem.line() for problem in discover(["."]).problems] == [".: no such file or directory"]


@pytest.mark.program
@pytest.mark.parametrize("in_git", [True, False])
@pytest.mark.parametrize("name", ["node_modules", "build", "dist", ".venv", "gen"])
def test_a_named_folder_is_searched_whatever_it_is_called_and_even_if_ignored(
    here: Path, name: str, in_git: bool
) -> None:
    if in_git:
        repository(here)
    write(here, f"{name}/a.py", f"{name}/deep/b.ts", f"{name}/deep/no.py", f"{name}/node_modules/c.js")
    (here / ".gitignore").write_text(f"{name}\nno.py\n")
    assert shown(name) == [f"{name}/a.py", f"{name}/deep/b.ts", *([] if in_git else [f"{name}/deep/no.py"])]


@pytest.mark.program
def test_a_folder_inside_an_ignored_one_is_searched(here: Path) -> None:
    repository(here)
    write(here, "gen/deep/a.py", "gen/b.py")
    (here / ".gitignore").write_text("gen/\n")
    assert shown("gen/deep") == ["gen/deep/a.py"]


@pytest.mark.program
def test_an_ignored_folder_with_one_tracked_file_is_searched_whole(here: Path) -> None:
    repository(here, "dist/tracked.js")
    write(here, "dist/built.js")
    (here / ".gitignore").write_text("dist\n")
    assert shown("dist") == ["dist/built.js", "dist/tracked.js"]


@pytest.mark.program
def test_a_named_git_folder_is_searched(here: Path) -> None:
    repository(here)
    write(here, ".git/hooks/a.py")
    assert shown(".git/hooks") == [".git/hooks/a.py"]
    assert shown(".") == []


def test_a_named_link_to_a_folder_is_followed(here: Path, tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", "a.py")
    (here / "link").symlink_to(tmp_path / "elsewhere")
    assert shown("link") == ["link/a.py"]


@pytest.mark.program
@pytest.mark.parametrize("in_git", [True, False])
def test_paths_below_the_current_directory_are_shown_relative_to_it(
    here: Path, in_git: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if in_git:
        repository(here)
    write(here, "src/a.ts", "other/b.py")
    for typed in ("src", "./src", "src/", "other/../src", f"../{here.name}/src", str(here / "src"), "src/a.ts"):
        assert shown(typed) == ["src/a.ts"], typed
    assert shown(".") == shown(str(here)) == ["other/b.py", "src/a.ts"]
    monkeypatch.chdir(here / "src")
    assert shown(".") == shown("a.ts") == ["a.ts"]
    assert shown("..") == ["../other/b.py", "../src/a.ts"]
    assert shown("../other/") == shown("../other") == ["../other/b.py"]
    assert shown(str(here / "other")) == [f"{here}/other/b.py"]


def test_dot_dot_behind_a_link_leads_where_the_system_says(here: Path, tmp_path: Path) -> None:
    write(here, "a.py")
    write(tmp_path / "far", "sub/x", "a.py")
    (here / "link").symlink_to(tmp_path / "far" / "sub")
    (found,) = shown("link/..")
    assert os.path.samefile(found, tmp_path / "far" / "a.py")


def test_a_file_reached_twice_is_listed_once_and_named_wins(here: Path) -> None:
    write(here, "src/a.py", "src/b.py")
    (here / "link").symlink_to("src")
    for paths in (["src", "src/a.py"], ["src/a.py", "src"], [".", "src", "./src/a.py", str(here / "src/a.py"), "link"]):
        found = discover(paths)
        assert (found.files, found.named) == (["src/a.py", "src/b.py"], {"src/a.py"})


@pytest.mark.program
def test_files_with_conflicts_are_listed_once(here: Path) -> None:
    repository(here, "a.py")
    (blob,) = git(here, "hash-object", "-w", "a.py").split()
    git(here, "update-index", "--force-remove", "a.py")
    entries = "".join(f"100644 {blob} {stage}\ta.py\n" for stage in (1, 2, 3))
    subprocess.run(["git", "update-index", "--index-info"], input=entries, text=True, check=True)
    assert len(git(here, "ls-files", "--stage").splitlines()) == 3
    assert shown(".") == ["a.py"]


@pytest.mark.program
def test_the_list_is_sorted_by_path(here: Path) -> None:
    repository(here, "b.py", "a/z.py", "a.py")
    write(here, "0.py", "a/b.py")
    assert shown("b.py", ".") == ["0.py", "a.py", "a/b.py", "a/z.py", "b.py"]
