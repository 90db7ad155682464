"""Runs the real flake8, with the plugin as it is installed, and nobody's configuration but the folder's own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.cli.program import Run, environment
from tests.waiting import HANGS_AFTER

# Only spanlint's codes and flake8's own report of a file it cannot read: style is not what these tests are about.
_QUIET = "--extend-ignore=C,E1,E2,E3,E4,E5,E7,F,W"
_LINE = re.compile(r"(.+?:\d+:\d+): (SPN\d{3}) \S.*")


def run_flake8(folder: Path, *arguments: str, stdin: str = "") -> Run:
    """Run flake8 to its end with `folder` as the current one, leaving style out."""
    return run_plain_flake8(folder, _QUIET, *arguments, stdin=stdin)


def run_plain_flake8(folder: Path, *arguments: str, stdin: str = "") -> Run:
    """Run flake8 to its end as it is. It may not print a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "flake8", *arguments],
        cwd=folder,
        env=environment({"HOME": str(folder)}),  # flake8 looks for a configuration up to the home folder
        input=stdin.encode(),
        capture_output=True,
        timeout=HANGS_AFTER,
    )
    run = Run(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in run.out + run.err, run
    return run


def found(run: Run) -> list[str]:
    """`path:line:column CODE` of each line of the report, sorted."""
    matches = [_LINE.fullmatch(line) for line in run.out.splitlines()]
    assert all(matches), run
    return sorted(" ".join(match.groups()) for match in matches if match)
