"""Real repositories for the tests of sweeps, and sweeps over them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.program import PYTHON_BAD, Run, run_spanlint, write
from tests.discovery.repositories import git

CLEAN = "x = 1\n"


def repository(folder: Path, files: dict[str, str] | None = None) -> Path:
    """A repository with one commit of these files; by default, with one finding."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit(folder, files if files is not None else {"app/a.py": PYTHON_BAD, "README": "text\n"})
    return folder


def commit(folder: Path, files: dict[str, str]) -> str:
    """A further commit with these files."""
    write(folder, files)
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "change")
    return git(folder, "rev-parse", "HEAD").strip()


def sweep(folder: Path, *words: str) -> Run:
    """A sweep into `out`, over two processes."""
    return run_spanlint(folder, "sweep", "--out", "out", "--isolated", "-j", "2", *words)


def entries(folder: Path, out: str = "out") -> dict[str, dict[str, Any]]:
    """The lines of the journal by the names of the repositories, without the first one."""
    lines = map(json.loads, (folder / out / "repos.jsonl").read_text().splitlines()[1:])
    return {line["name"]: line for line in lines}


def findings(folder: Path, name: str, out: str = "out") -> list[dict[str, Any]]:
    """The findings of one repository."""
    path = folder / out / "findings" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def written(folder: Path, out: str = "out") -> dict[str, bytes]:
    """The bytes of every findings file."""
    top = folder / out / "findings"
    return {str(path.relative_to(top)): path.read_bytes() for path in sorted(top.rglob("*.jsonl"))}
