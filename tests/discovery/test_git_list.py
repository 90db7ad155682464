from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from spanlint.discovery.named_paths import discover
from tests.discovery.repositories import git, listed_by_git, repository, shown, write

pytestmark = pytest.mark.program


def test_tracked_and_untracked_files_are_found_and_ignored_ones_are_not(here: Path) -> None:
    repository(here, "tracked.py", "sub/forced.py")
    write(here, "untracked.py", "ignored.py", "sub/ignored.py", "sub/kept.py", "local.py", "mine.py")
    (here / ".gitignore").write_text("ignored.py\n")
    (here / "sub" / ".gitignore").write_text("forced.py\n")
    (here / ".git" / "info" / "exclude").write_text("local.py\n")
    (here.parent / "home" / "git").mkdir()
    (here.parent / "home" / "git" / "ignore").write_text("mine.py\n")
    assert listed_by_git(here)
    assert shown(".") == ["sub/forced.py", "sub/kept.py", "tracked.py", "untracked.py"]
    assert shown("sub") == ["sub/forced.py", "sub/kept.py"]


def test_usual_folders_are_skipped_at_any_depth_even_if_tracked(here: Path) -> None:
    repository(here, "node_modules/a.js", "x/dist/b.js", "x/y/.venv/c.py", "builder/d.py", "x/my.dist/e.py", "build.py")
    write(here, "new/__pycache__/f.py")
    assert listed_by_git(here)
    assert shown(".") == ["build.py", "builder/d.py", "x/my.dist/e.py"]
    assert shown("x") == ["x/my.dist/e.py"]


def test_skipped_folders_count_from_below_the_named_one(here: Path) -> None:
    repository(here, "build/lib/a.py", "build/lib/build/b.py")
    assert listed_by_git(here / "build" / "lib")
    assert shown("build/lib") == ["build/lib/a.py"]


def test_names_may_hold_any_bytes(here: Path) -> None:
    names = [b"\xff\xfe.py", "ü.ts".encode(), b"new\nline.py", b"a\tb.py", b"\t.py", b'quo"te.js', b"100644 ab 0\tc.py"]
    names += [b"160000 ab 0\td.py", b" .py", b":(top)e.py", b"-f.py"]
    repository(here)
    for tracked in (False, True):
        for name in names:
            Path(os.fsdecode(name)).write_text("")
        if tracked:
            git(here, "add", "--all")
        assert listed_by_git(here)
        found = discover(["."])
        assert found.problems == []
        assert sorted(map(os.fsencode, found.files)) == sorted(names)


def test_folders_with_wildcards_and_magic_in_their_names_are_listed_by_git(here: Path) -> None:
    repository(here, "[ab]/x.py", "a/y.py", ":(odd)/z.py", "-n/w.py")
    for folder, file in (("[ab]", "x"), ("a", "y"), (":(odd)", "z"), ("-n", "w")):
        assert listed_by_git(here / folder)
        assert shown(folder) == [f"{folder}/{file}.py"]


def test_a_deleted_file_is_left_to_the_reader_and_nothing_fails(here: Path) -> None:
    repository(here, "gone.py", "a.py")
    (here / "gone.py").unlink()
    assert shown(".") == ["a.py", "gone.py"]


def test_git_lists_no_fifo_and_a_link_wherever_it_leads(here: Path) -> None:
    repository(here)
    os.mkfifo(here / "fifo.py")
    (here / "link.py").symlink_to("fifo.py")
    (here / "broken.py").symlink_to("nowhere")
    assert listed_by_git(here)
    assert discover(["."])[:3] == (["broken.py", "link.py"], [], 0)


def test_a_folder_called_like_a_file_is_searched(here: Path) -> None:
    repository(here, "highlight.js/a.js", "three.js/b.py")
    assert shown(".") == ["highlight.js/a.js", "three.js/b.py"]


def test_a_linked_work_tree_is_listed_by_git(here: Path) -> None:
    repository(here / "main", "a.py")
    git(here / "main", "worktree", "add", "--quiet", "../second")
    write(here / "second", "new.py")
    assert listed_by_git(here / "second")
    assert shown("second") == ["second/a.py", "second/new.py"]


def test_sha256_repositories_are_listed_by_git(here: Path) -> None:
    git(here, "init", "--quiet", "--object-format=sha256")
    write(here, "a.py")
    git(here, "add", "a.py")
    assert listed_by_git(here)
    assert shown(".") == ["a.py"]


def test_the_environment_of_a_hook_does_not_mislead(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(here / "right", "a.py")
    repository(here / "wrong", "b.py")
    wrong = here / "wrong"
    monkeypatch.setenv("GIT_DIR", str(wrong / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(wrong))
    monkeypatch.setenv("GIT_INDEX_FILE", str(wrong / ".git" / "index"))
    monkeypatch.setenv("GIT_COMMON_DIR", str(wrong / ".git"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(wrong / ".git" / "objects"))
    monkeypatch.setenv("GIT_PREFIX", "sub/")
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "0")
    monkeypatch.setenv("GIT_ICASE_PATHSPECS", "1")
    monkeypatch.setenv("GIT_INTERNAL_SUPER_PREFIX", "up/")
    write(here / "right", "new.py")
    (here / "rules").write_text("new.py\n")
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", f"'core.excludesFile'='{here}/rules'")
    monkeypatch.setenv("GIT_TRACE", "1")
    assert listed_by_git(here / "right")
    assert shown("right") == ["right/a.py", "right/new.py"]


def test_a_commit_hook_sees_the_files_of_its_repository(here: Path) -> None:
    repository(here, "a.py")
    hook = here / ".git" / "hooks" / "pre-commit"
    code = "from spanlint.discovery.named_paths import discover; print(*discover(['.']).files)"
    hook.write_text(f"#!/bin/sh\n'{sys.executable}' -c \"{code}\" > .git/seen\n")
    hook.chmod(0o755)
    write(here, "b.py")
    git(here, "commit", "--quiet", "--all", "--allow-empty", "--message", "second")
    assert (here / ".git" / "seen").read_text() == "a.py b.py\n"


def test_git_is_not_asked_outside_of_a_work_tree(here: Path) -> None:
    write(here, "a.py")
    assert not listed_by_git(here)
    assert shown(".") == ["a.py"]


def test_a_parent_that_ignores_its_children_gets_the_files_by_walking(here: Path) -> None:
    repository(here, "a.py")
    write(here, "b.py")
    code = (
        "import signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
        "from spanlint.discovery.named_paths import discover; print(*discover(['.']).files)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("a.py b.py\n", "")


def test_a_clean_run_imports_nothing_heavy(here: Path) -> None:
    repository(here, "a.py", "b/c.py")
    (here / ".gitignore").write_text("x.py\n")
    code = (
        "import sys; before = set(sys.modules)\n"
        "from spanlint.discovery.named_paths import discover; discover(['.', 'b'])\n"
        "print(*sorted(m for m in set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"dataclasses", "pathlib", "subprocess", "logging", "pathspec", "tempfile", "shutil", "json", "signal"}
    assert not heavy & set(done.stdout.split())
    assert not {"spanlint.discovery.without_git", "spanlint.discovery.ignore_files"} & set(done.stdout.split())
