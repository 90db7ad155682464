"""The exit codes, and the one line that goes with a failure."""

from __future__ import annotations

import sys

CLEAN, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


def warn(line: str) -> None:
    """Say one line on standard error."""
    from spanlint.report.escape import visible

    print(f"spanlint: {visible(line)}", file=sys.stderr)


def fail(reason: str) -> int:
    """Say on standard error, in one line, what could not be done; the exit code for it."""
    warn(reason)
    return FAILED
