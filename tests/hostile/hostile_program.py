"""One rule, whichever are on by default, over a folder that holds something hostile beside one ordinary file."""

from __future__ import annotations

from pathlib import Path

from tests.cli.program import PYTHON_BAD, TYPESCRIPT_BAD, Run, run_program, write

PLAIN = {"plain/bad.py": PYTHON_BAD, "plain/bad.ts": TYPESCRIPT_BAD}
FOUND_IN_PLAIN = ["plain/bad.py:7:19 SPN001", "plain/bad.ts:5:38 SPN001"]


def lint(folder: Path, *arguments: str) -> Run:
    """Every file of the folder, and the two ordinary ones in `plain`, which must be judged whatever else is there."""
    return run_program(write(folder, PLAIN), "--select", "SPN001,SPN900", "--output-format", "concise", *arguments)
