"""How long a test waits for another process. A busy machine may take its time: only what hangs is given up."""

from __future__ import annotations

import time
from collections.abc import Callable

HANGS_AFTER = 600
"""Seconds after which a process is taken to hang. However busy the machine is, nothing here takes as long."""


def wait_until(happened: Callable[[], object]) -> None:
    """Return when something has happened. Raises AssertionError when it does not."""
    end = time.monotonic() + HANGS_AFTER
    while not happened():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.001)
