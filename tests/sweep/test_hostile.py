"""Nothing in a repository that is swept may run anything, lead anywhere, or hold up the others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from spanlint.sweep.git.clones import Objects
from spanlint.sweep.git.commit_log import log_of
from spanlint.sweep.git.git_commands import Bounds, GitError, run
from tests.cli.program import PYTHON_BAD, run_spanlint
from tests.discovery.repositories import git, program
from tests.sweep.repositories import CLEAN, commit, entries, findings, repository, sweep
from tests.waiting import HANGS_AFTER

pytestmark = pytest.mark.program


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "marker"


@pytest.fixture
def trap(tmp_path: Path, marker: Path) -> Path:
    return program(tmp_path / "trap", marker)


def snaps(marker: Path, *command: str) -> bool:
    """Whether a trap runs under plain git."""
    subprocess.run(command, capture_output=True, check=False)
    ran = marker.exists()
    marker.unlink(missing_ok=True)
    return ran


def test_a_filter_of_the_repository_does_not_run(tmp_path: Path, trap: Path, marker: Path) -> None:
    folder = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD, ".gitattributes": "*.py filter=evil\n"})
    git(folder, "config", "filter.evil.smudge", str(trap))
    (folder / "a.py").unlink()
    assert snaps(marker, "git", "-C", str(folder), "checkout", "--", "a.py")
    assert sweep(tmp_path, "acme/oven").code == 1
    assert not marker.exists()


def test_hooks_and_fsmonitor_do_not_run(tmp_path: Path, trap: Path, marker: Path) -> None:
    folder = repository(tmp_path / "acme" / "oven")
    git(folder, "config", "core.fsmonitor", str(trap))
    assert snaps(marker, "git", "-C", str(folder), "ls-files", "--others")
    git(folder, "config", "--unset", "core.fsmonitor")
    hook = program(folder / ".git" / "hooks" / "reference-transaction", marker)
    assert hook.exists()
    assert snaps(marker, "git", "-C", str(folder), "branch", "--force", "other")
    git(folder, "config", "core.fsmonitor", str(trap))
    assert sweep(tmp_path, "acme/oven").code == 1
    assert not marker.exists()


def test_a_transport_that_is_a_program_does_not_run(tmp_path: Path, trap: Path, marker: Path) -> None:
    assert snaps(marker, "git", "-c", "protocol.ext.allow=always", "ls-remote", f"ext::{trap}")
    with pytest.raises(GitError, match="not allowed"):
        run(["ls-remote", f"ext::{trap}"], scheme="file")
    assert not marker.exists()


def test_links_that_lead_out_of_the_tree_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text(PYTHON_BAD)
    folder = repository(tmp_path / "acme" / "oven", {"a.py": CLEAN})
    (folder / "up.py").symlink_to("../../secret.py")
    (folder / "absolute.py").symlink_to(tmp_path / "secret.py")
    (folder / "circle.py").symlink_to("circle.py")
    (folder / "long.py").symlink_to("/".join(["app"] * 1000))
    (folder / "app").mkdir()
    (folder / "folder.py").symlink_to("app")
    commit(folder, {"app/b.py": PYTHON_BAD})
    assert sweep(tmp_path, "acme/oven").code == 1
    assert entries(tmp_path)["acme/oven"]["status"] == "done"
    said = "files left out, as their names are of no use or their links lead elsewhere: 5"
    assert entries(tmp_path)["acme/oven"]["reason"] == said
    assert [one["path"] for one in findings(tmp_path, "acme/oven")] == ["app/b.py"]


def test_a_link_to_a_link_to_a_file_of_the_tree_is_that_file(tmp_path: Path) -> None:
    folder = repository(tmp_path / "acme" / "oven", {"data/a.txt": PYTHON_BAD})
    (folder / "b.py").symlink_to("data/c")
    (folder / "data" / "c").symlink_to("../data/a.txt")
    commit(folder, {})
    assert sweep(tmp_path, "acme/oven").code == 1
    assert [one["path"] for one in findings(tmp_path, "acme/oven")] == ["b.py"]


@pytest.mark.parametrize("name", [".git", ".GIT", "git~1", ".git ", ".."])
def test_a_name_that_no_file_may_have_is_left_out(tmp_path: Path, name: str) -> None:
    folder = repository(tmp_path / "acme" / "oven", {"a.py": CLEAN})
    blob = git(folder, "hash-object", "-w", "a.py").strip()
    inner = subprocess.run(
        ["git", "-C", str(folder), "mktree"],
        input=f"100644 blob {blob}\tb.py\n",
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    lines = f"100644 blob {blob}\ta.py\n040000 tree {inner}\t{name}\n"
    tree = subprocess.run(
        ["git", "-C", str(folder), "mktree"], input=lines, capture_output=True, text=True, check=True
    ).stdout.strip()
    made = git(folder, "commit-tree", "-m", "evil", tree).strip()
    git(folder, "update-ref", "refs/heads/main", made)
    assert sweep(tmp_path, "acme/oven").code == 0
    said = "files left out, as their names are of no use or their links lead elsewhere: 1"
    assert entries(tmp_path)["acme/oven"]["reason"] == said
    assert not (tmp_path / "acme" / "b.py").exists()


def test_a_module_of_the_repository_is_not_imported(tmp_path: Path) -> None:
    evil = "import pathlib; pathlib.Path(__file__).with_name('ran').touch(); raise SystemExit(3)\n"
    names = ("sitecustomize.py", "json.py", "resource.py", "spanlint/__init__.py", "gc.py")
    repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD, **dict.fromkeys(names, evil)})
    assert sweep(tmp_path, "acme/oven").code == 1
    assert entries(tmp_path)["acme/oven"]["status"] == "done"


def test_a_lint_that_needs_too_much_fails_alone(tmp_path: Path) -> None:
    repository(tmp_path / "acme" / "good")
    repository(tmp_path / "acme" / "hungry", {"a.py": PYTHON_BAD + "x = [1, 2]\n" * 50_000})
    run = sweep(tmp_path, "acme/hungry", "--memory", "20", "--retries", "0")
    assert run.code == 2
    assert entries(tmp_path)["acme/hungry"]["attempts"] == 1
    assert sweep(tmp_path, "acme/good", "acme/hungry").code == 1


def test_too_many_files_fail_before_any_is_written(tmp_path: Path) -> None:
    repository(tmp_path / "acme" / "oven", {f"{number}.py": CLEAN for number in range(5)})
    run = sweep(tmp_path, "acme/oven", "--max-files", "4")
    assert run.code == 2
    assert "failed  acme/oven: has more than 4 files (--max-files)" in run.out


def bomb(folder: Path, has_files: bool, depth: int = 10) -> None:
    """A repository of a few small trees, each of which stands ten times in the next one."""

    def made(*command: str, lines: str) -> str:
        run = subprocess.run(["git", "-C", str(folder), *command], input=lines, capture_output=True, text=True)
        return run.stdout.strip()

    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    blob = made("hash-object", "-w", "--stdin", lines=CLEAN)
    tree = made("mktree", lines=f"100644 blob {blob}\ta.py\n" if has_files else "")
    for _ in range(depth):
        tree = made("mktree", lines="".join(f"040000 tree {tree}\td{number}\n" for number in range(10)))
    git(folder, "update-ref", "refs/heads/main", git(folder, "commit-tree", "-m", "bomb", tree).strip())


@pytest.mark.parametrize("words", [[], ["--history"]])
def test_more_files_than_any_memory_holds_are_not_listed(tmp_path: Path, words: list[str]) -> None:
    repository(tmp_path / "acme" / "good")
    bomb(tmp_path / "acme" / "bomb", has_files=True)
    run = sweep(tmp_path, "acme/good", "acme/bomb", "--max-files", "1000", *words)
    assert run.code == 2
    assert "failed  acme/bomb: has more than 1,000 files (--max-files)\n" in run.out
    assert entries(tmp_path)["acme/good"]["status"] == "done"


def test_a_history_of_more_changes_than_files_are_allowed_is_not_listed(tmp_path: Path) -> None:
    folder = tmp_path / "acme" / "bomb"
    bomb(folder, has_files=True, depth=4)
    git(folder, "read-tree", "--empty")
    commit(folder, {"a.py": CLEAN})
    assert sweep(tmp_path, "acme/bomb", "--max-files", "1000").code == 0
    run = sweep(tmp_path, "acme/bomb", "--max-files", "1000", "--history")
    assert run.code == 2
    assert "failed  acme/bomb: its commits change more than 1,000 files (--max-files)\n" in run.out


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of another process")
def test_a_change_that_git_has_no_memory_for_is_not_listed(tmp_path: Path) -> None:
    bomb(tmp_path / "bomb", has_files=True)
    head = git(tmp_path / "bomb", "rev-parse", "HEAD").strip()
    with pytest.raises(GitError, match=r"(?i)out of memory"):
        log_of(Objects(str(tmp_path / "bomb" / ".git"), head), "", 1000, Bounds(HANGS_AFTER, 0, 30_000_000))


def test_a_tree_that_takes_for_ever_ends_with_its_time(tmp_path: Path) -> None:
    bomb(tmp_path / "acme" / "bomb", has_files=False)  # so nothing is ever listed
    run = sweep(tmp_path, "acme/bomb", "--timeout", "2")
    assert run.code == 2
    assert "failed  acme/bomb: git takes too long (--timeout)\n" in run.out


def test_names_and_reasons_are_escaped_in_the_summary(tmp_path: Path) -> None:
    repository(
        tmp_path / "acme" / "oven", {"a\x1b[31m.py": PYTHON_BAD, "pyproject.toml": "[tool.spanlint]\n'\x1b[31m' = 1\n"}
    )
    out = run_spanlint(tmp_path, "sweep", "--out", "out", "acme/oven")
    assert out.code == 2
    assert "\x1b" not in out.out + out.err


def test_a_password_is_written_nowhere(tmp_path: Path) -> None:
    run = sweep(tmp_path, "https://me:swordfish@example.org/acme/oven")
    assert run.code == 2
    assert "swordfish" not in run.out + run.err
    assert not (tmp_path / "out").exists()
