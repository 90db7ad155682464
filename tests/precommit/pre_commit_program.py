"""The real pre-commit on a real repository, with the linter installed by it from a repository of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.cli.program import Run, environment
from tests.waiting import HANGS_AFTER

ROOT = Path(__file__).parents[2]
_NOT_COPIED = (".*", "*.egg-info", "__pycache__", "build", "dist", "node_modules", "tests", "bench")
_IDENTITY = ("-c", "user.name=tester", "-c", "user.email=tester@example.com", "-c", "core.hooksPath=no-hooks")


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, with nobody's hooks, and return what it printed."""
    command = ["git", *_IDENTITY, *arguments]
    return subprocess.run(
        command, cwd=folder, check=True, capture_output=True, encoding="utf-8", timeout=HANGS_AFTER
    ).stdout


def commit(folder: Path) -> str:
    """Make a folder a repository if it is none, commit all that it holds, and return the commit."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "all")
    return git(folder, "rev-parse", "HEAD").strip()


def linter_repository(folder: Path) -> str:
    """Make `folder` a repository of the linter as it is now, uncommitted edits included, and return its commit."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*_NOT_COPIED))
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", folder)
    return commit(folder)


def run_pre_commit(folder: Path, store: Path, *arguments: str) -> Run:
    """Run pre-commit in a folder; what it installs it keeps in `store`, for the next run to use."""
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=folder,
        env=environment({"PRE_COMMIT_HOME": os.fspath(store), "PRE_COMMIT_COLOR": "never"}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=HANGS_AFTER,
    )
    assert "Traceback" not in done.stdout + done.stderr, done
    return Run(done.returncode, done.stdout, done.stderr)
