"""The exit codes, and the one line that goes with a failure."""

from __future__ import annotations

import sys

CLEAN, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


def fail(reason: str) -> int:
    """Say on standard error, in one line, what could not be done; the exit code for it."""
    from spanlint.report.escape import visible

    print(f"spanlint: {visible(reason)}", file=sys.stderr)
    return FAILED
