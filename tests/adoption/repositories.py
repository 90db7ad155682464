"""Real git repositories with a branch `main` and work on top of it."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.cli.program import Run, run_spanlint, write
from tests.waiting import HANGS_AFTER

_SETTINGS = (
    *("-c", "user.name=tester", "-c", "user.email=tester@example.com", "-c", "init.defaultBranch=main"),
    *("-c", "core.hooksPath=no-hooks", "-c", "protocol.file.allow=always"),
)

HEAD = 'from opentelemetry import trace\n\ntracer = trace.get_tracer("shop")\n\n\n'
OLD = HEAD + 'def old(cart):\n    return tracer.start_span("old")\n'
MORE = '\n\ndef new(cart):\n    return tracer.start_span("new")\n'
NEW_PLACE = "11:19 SPN001"


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and return what it printed."""
    command = ["git", *_SETTINGS, *arguments]
    return subprocess.run(
        command, cwd=folder, check=True, capture_output=True, encoding="utf-8", timeout=HANGS_AFTER
    ).stdout


def commit(folder: Path, files: Mapping[str, str | bytes] | None = None) -> str:
    """Write files, commit all that the folder holds, and return the commit. The folder becomes a repository."""
    write(folder, files or {})
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "all")
    return git(folder, "rev-parse", "HEAD").strip()


def branched(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """A repository whose `main` holds these files, with a new branch checked out."""
    folder.mkdir(exist_ok=True)
    commit(folder, files)
    git(folder, "checkout", "--quiet", "-b", "work")
    return folder


def since(folder: Path, ref: str = "main", *arguments: str) -> list[str]:
    """`path:line:column CODE` of each finding on a changed line, where nothing fails."""
    run = lint_since(folder, ref, *arguments)
    assert run.err == ""
    assert run.code == (1 if run.out else 0)
    return [_place(line) for line in run.out.splitlines()]


def lint_since(folder: Path, ref: str, *arguments: str) -> Run:
    """Lint the missing parents on changed lines."""
    asked = ("--select", "SPN001", "--isolated", "--output-format", "concise", "--quiet", "--diff-base", ref)
    return run_spanlint(folder, *asked, *arguments)


def _place(line: str) -> str:
    place, _, rest = line.partition(": ")
    return f"{place} {rest.split()[1]}"
