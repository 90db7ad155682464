"""Listing without git; most of these folders are in no work tree."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from spanlint.discovery.named_paths import discover
from spanlint.model.problems import Problem
from tests.discovery.repositories import repository, shown, write


@pytest.fixture
def no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


def test_gitignore_files_hold_for_their_folder_and_the_inner_one_wins(here: Path) -> None:
    write(here, "a.py", "b.py", "sub/a.py", "sub/b.py", "sub/deep/a.py", "sub/deep/b.py", "other/b.py")
    (here / ".gitignore").write_text("a.py\n")
    (here / "sub" / ".gitignore").write_text("!a.py\n/b.py\n")
    assert shown(".") == ["b.py", "other/b.py", "sub/a.py", "sub/deep/a.py", "sub/deep/b.py"]


def test_an_ignored_folder_is_not_entered_whatever_it_says_itself(here: Path) -> None:
    write(here, "gen/a.py", "a.py")
    (here / ".gitignore").write_text("gen/\n!gen/a.py\n")
    (here / "gen" / ".gitignore").write_text("!a.py\n")
    assert shown(".") == ["a.py"]


def test_gitignore_files_above_count_up_to_the_root_of_the_work_tree(here: Path, no_git: None) -> None:
    write(here, "root/sub/a.py", "root/sub/b.py", "root/sub/c.py", "root/sub/d.py", "root/sub/deep/a.py")
    (here / ".gitignore").write_text("d.py\n")
    (here / "root" / ".git" / "info").mkdir(parents=True)
    (here / "root" / ".git" / "info" / "exclude").write_text("c.py\nb.py\n")
    (here / "root" / ".gitignore").write_text("/sub/a.py\n!c.py\n")
    assert shown("root/sub") == ["root/sub/c.py", "root/sub/d.py", "root/sub/deep/a.py"]
    assert shown("root") == shown("root/sub")


def test_gitignore_files_above_do_not_count_outside_of_a_work_tree(here: Path) -> None:
    write(here, "sub/a.py")
    (here / ".gitignore").write_text("a.py\n")
    assert shown("sub") == ["sub/a.py"]


def test_a_linked_gitignore_is_not_followed_as_in_git(here: Path) -> None:
    write(here, "a.py")
    (here / "rules").write_text("a.py\n")
    (here / ".gitignore").symlink_to("rules")
    assert shown(".") == ["a.py"]


def test_gitignore_files_of_any_bytes_are_read(here: Path) -> None:
    write(here, "a.py", "b.py", os.fsdecode(b"\xff.py"))
    (here / ".gitignore").write_bytes(b"\xef\xbb\xbfa.py\r\n\xff.py\n[z-a]\n!\n\\\n\0\n")
    assert shown(".") == ["b.py"]


def test_an_unreadable_gitignore_is_a_problem(here: Path, mortal: None) -> None:
    write(here, "sub/a.py")
    (here / "sub" / ".gitignore").touch(0)
    assert discover(["."])[:3] == (["sub/a.py"], [Problem("permission denied", "sub/.gitignore")], 0)


def test_an_unreadable_gitignore_above_is_a_problem(here: Path, mortal: None, no_git: None) -> None:
    write(here, "sub/a.py")
    (here / ".git").mkdir()
    (here / ".gitignore").touch(0)
    assert discover(["sub"])[:3] == (["sub/a.py"], [Problem("permission denied", "sub/../.gitignore")], 0)


def test_an_unreadable_folder_is_a_problem_and_the_walk_goes_on(here: Path, mortal: None) -> None:
    write(here, "a.py", "x/locked/b.py", "z/c.py")
    (here / "x" / "locked").chmod(0)
    try:
        discovery = discover([".", "x"])
    finally:
        (here / "x" / "locked").chmod(0o755)
    assert discovery[:3] == (["a.py", "z/c.py"], [Problem("permission denied", "x/locked")], 0)


def test_links_to_files_are_candidates_and_links_to_folders_are_not_followed(here: Path, tmp_path: Path) -> None:
    write(tmp_path / "far", "a.py", "sub/b.py")
    (here / "a.py").symlink_to(tmp_path / "far" / "a.py")
    (here / "sub").symlink_to(tmp_path / "far" / "sub")
    (here / "up").symlink_to("..")
    assert discover(["."])[:3] == (["a.py"], [], 0)


def test_what_only_looks_like_a_source_file_is_counted(here: Path) -> None:
    write(here, "a.py")
    (here / "broken.py").symlink_to("nowhere")
    (here / "loop.py").symlink_to("loop.py")
    (here / "folder.py").symlink_to(".")
    (here / "device.js").symlink_to("/dev/null")
    os.mkfifo(here / "fifo.ts")
    os.mkfifo(here / "fifo")
    (here / "broken.txt").symlink_to("nowhere")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.py")
        assert discover(["."])[:3] == (["a.py"], [], 6)


def test_a_folder_called_like_a_file_is_searched(here: Path) -> None:
    write(here, "highlight.js/a.js")
    assert discover(["."])[:3] == (["highlight.js/a.js"], [], 0)


def test_usual_folders_are_skipped_at_any_depth(here: Path) -> None:
    write(here, "node_modules/a.js", "x/dist/b.js", "x/y/.venv/c.py", "x/my.dist/e.py", "build.py")
    assert shown(".") == ["build.py", "x/my.dist/e.py"]


def test_names_may_hold_any_bytes(here: Path) -> None:
    names = [b"\xff\xfe.py", "ü.ts".encode(), b"new\nline.py", b"a\tb.py"]
    for name in names:
        Path(os.fsdecode(name)).write_text("")
    assert sorted(map(os.fsencode, shown("."))) == sorted(names)


@pytest.mark.program
def test_folders_deeper_than_the_recursion_limit_are_walked(here: Path) -> None:
    write(here, "a.py")
    deep = "d"
    while deep.count("/") <= sys.getrecursionlimit():
        os.mkdir(deep)
        deep += "/d"
    os.mkdir(deep)
    Path(deep, "b.py").touch()
    try:
        assert shown(".", exclude=["c.py"]) == ["a.py", f"{deep}/b.py"]
    finally:
        subprocess.run(["rm", "-r", "d"], check=True)


@pytest.mark.program
def test_git_and_the_walk_agree(here: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    repository(here)
    folders = ("a", "a/b", "a/b/c", "b", "b/foo", "foo")
    write(here, *(f"{folder}/{name}.py" for folder in folders for name in ("x", "y")))
    (here / ".gitignore").write_text("/*\n!/a\n!/b\nfoo/\n!.gitignore\n")
    (here / "a" / ".gitignore").write_text("*\n!*/\n!*.py\nb/c/**\n!b/c/x.py\n")
    asked = [shown(folder) for folder in (".", *folders)]
    monkeypatch.setenv("PATH", str(tmp_path))
    walked = [shown(folder) for folder in (".", *folders)]
    assert asked == walked
    assert asked[0] == ["a/b/c/x.py", "a/b/x.py", "a/b/y.py", "a/x.py", "a/y.py", "b/x.py", "b/y.py"]


def test_a_huge_gitignore_is_a_problem(here: Path) -> None:
    write(here, "a.py")
    with open(here / ".gitignore", "wb") as file:
        file.truncate(1 << 32)
    assert discover(["."])[:3] == (["a.py"], [Problem("has more than 1000000 bytes", ".gitignore")], 0)
