"""Runs the generator of the documentation, on the repository or on a copy of what it writes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.waiting import HANGS_AFTER

ROOT = Path(__file__).parents[2]
WRITTEN = ("README.md", "docs", "spanlint/spanlint.schema.json")


def write_docs(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.write_docs", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=HANGS_AFTER)


def copy_docs(folder: Path) -> Path:
    """A copy of every file that is generated."""
    for name in WRITTEN:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile)(ROOT / name, target)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its relative path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
