"""The exit codes, and the line on standard error that explains a failure."""

from __future__ import annotations

import sys

CLEAN, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


def warn(line: str) -> None:
    """Print one line on standard error."""
    from spanlint.report.escape import visible

    print(f"spanlint: {visible(line)}", file=sys.stderr)


def fail(reason: str) -> int:
    """Print the reason for a failure as one line on standard error. Returns the exit code of a failure."""
    warn(reason)
    return FAILED
