"""What cannot be compared is one line that says what to do, and the exit code 2; and nothing of a repository runs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.adoption.repositories import MORE, NEW_PLACE, OLD, branched, commit, git, lint_since, since
from tests.cli.program import run_spanlint, write
from tests.waiting import HANGS_AFTER

pytestmark = pytest.mark.program


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return branched(tmp_path / "project", {"a.py": OLD})


def refused(folder: Path, ref: str, *words: str) -> None:
    run = lint_since(folder, ref)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("spanlint: --diff-base: ")
    assert run.err.count("\n") == 1
    for word in words:
        assert word in run.err


@pytest.mark.parametrize("ref", ["origin/main", "no such", "-a", "main..work", "--all", "HEAD:a.py", "a\nb"])
def test_an_unknown_ref(project: Path, ref: str) -> None:
    run = run_spanlint(project, f"--diff-base={ref}")
    assert (run.code, run.out) == (2, "")
    assert run.err.count("\n") == 1
    assert "git does not find the commit" in run.err
    assert "fetch-depth: 0" in run.err


def test_an_unknown_ref_where_there_is_nothing_to_lint(tmp_path: Path) -> None:
    refused(branched(tmp_path / "project", {"README": "x"}), "nope", "git does not find the commit 'nope'")


def test_outside_of_a_work_tree(tmp_path: Path) -> None:
    refused(tmp_path, "main", "not in a git work tree")
    refused(write(tmp_path, {"a.py": OLD}), "main", "a.py is not in a git work tree")


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    git(write(tmp_path, {"a.py": OLD}), "init", "--quiet")
    refused(tmp_path, "HEAD", "git does not find the commit")


def test_without_git(project: Path) -> None:
    run = run_spanlint(project, "--diff-base", "main", env={"PATH": str(project)})
    assert run == (2, "", "spanlint: --diff-base: git is not installed, or not on the PATH\n")


def test_a_folder_that_only_looks_like_a_repository(tmp_path: Path) -> None:
    (write(tmp_path, {"a.py": OLD}) / ".git").mkdir()
    refused(tmp_path, "main", "is it a repository")


def test_somebody_else_s_repository(project: Path) -> None:
    run = run_spanlint(project, "--diff-base", "main", env={"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert "is it a repository, and do you own it?" in run.err


def test_branches_that_have_nothing_in_common(project: Path) -> None:
    git(project, "checkout", "--quiet", "--orphan", "lonely")
    commit(project, {"b.py": "x = 1\n"})
    refused(project, "main", "no common ancestor of 'main' and HEAD")


def test_a_shallow_clone_says_what_to_fetch(project: Path, tmp_path: Path) -> None:
    commit(project, {"a.py": OLD + MORE})
    git(project, "checkout", "--quiet", "main")
    commit(project, {"b.py": "x = 1\n"})
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", "--branch=work", f"file://{project}", str(clone))
    refused(clone, "origin/main", "git does not find the commit", "fetch-depth: 0")
    git(clone, "fetch", "--quiet", "--depth=1", "origin", "main:main")
    refused(clone, "main", "this shallow clone", "fetch-depth: 0")
    git(clone, "fetch", "--quiet", "--unshallow", "origin")
    assert since(clone) == [f"a.py:{NEW_PLACE}"]


def test_a_clone_that_lacks_old_files_fetches_nothing(project: Path, tmp_path: Path) -> None:
    git(project, "config", "uploadpack.allowFilter", "true")
    commit(project, {"a.py": OLD + MORE})
    clone = tmp_path / "clone"
    source = f"file://{project}"
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", "--branch=work", source, str(clone))
    refused(clone, "origin/main", "git does not have", "fetch the whole history")


def test_an_ambiguous_name_is_git_s_choice(project: Path) -> None:
    git(project, "tag", "main")
    write(project, {"a.py": OLD + MORE})
    assert since(project) == [f"a.py:{NEW_PLACE}"]


def test_a_baseline_of_a_part_is_not_written(project: Path) -> None:
    run = run_spanlint(project, "--diff-base", "main", "--write-baseline", "known.json")
    assert (run.code, run.out) == (2, "")
    assert "cannot be combined with --diff-base" in run.err
    assert not (project / "known.json").exists()


def test_no_program_that_the_repository_names_is_run(project: Path, tmp_path: Path) -> None:
    """Filters, drivers, hooks and monitors: each would leave a mark, and a plain `git diff` leaves some."""
    trap, mark = tmp_path / "trap", tmp_path / "mark"
    trap.write_text(f'#!/bin/sh\necho "$0 $*" >> {mark}\ncat\n', encoding="utf-8")
    trap.chmod(0o755)
    hooks = project / ".git" / "hooks"
    for name in ("post-index-change", "pre-commit", "reference-transaction", "fsmonitor-watchman"):
        (hooks / name).write_text(trap.read_text(encoding="utf-8"), encoding="utf-8")
        (hooks / name).chmod(0o755)
    write(project, {".gitattributes": "*.py filter=evil diff=evil merge=evil\n", "a.py": OLD + MORE, "b.py": "b = 1\n"})
    git(project, "add", "--all")
    git(project, "mv", "a.py", "c.py")
    write(project, {"c.py": OLD + MORE, "b.py": OLD + MORE})
    for key in ("filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv"):
        git(project, "config", key, str(trap))
    for key in ("diff.evil.command", "diff.external", "core.fsmonitor", "core.pager", "core.sshCommand"):
        git(project, "config", key, str(trap))
    git(project, "config", "filter.evil.required", "true")
    assert since(project) == ["b.py:7:19 SPN001", f"b.py:{NEW_PLACE}", f"c.py:{NEW_PLACE}"]
    assert not mark.exists(), mark.read_text(encoding="utf-8")
    subprocess.run(["git", "diff", "HEAD"], cwd=project, check=False, capture_output=True, timeout=HANGS_AFTER)
    assert mark.exists(), "the traps are set"


def test_the_variables_of_a_hook_do_not_lead_elsewhere(project: Path, tmp_path: Path) -> None:
    other = branched(tmp_path / "other", {"a.py": "x = 1\n"})
    write(project, {"a.py": OLD + MORE})
    env = {"GIT_DIR": str(other / ".git"), "GIT_WORK_TREE": str(other), "GIT_INDEX_FILE": "nowhere"}
    asked = ("--select", "SPN001", "--output-format", "concise", "--quiet", "--diff-base", "main")
    run = run_spanlint(project, *asked, env=env)
    assert (run.code, run.err) == (1, "")
    assert run.out.startswith("a.py:11:19: warning: SPN001")


def test_the_index_is_not_written(project: Path) -> None:
    write(project, {"a.py": OLD + MORE})
    before = (project / ".git" / "index").read_bytes()
    since(project)
    assert (project / ".git" / "index").read_bytes() == before
