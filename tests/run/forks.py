"""A worker that is killed: never the process that runs the tests, where no fork was to be had."""

from __future__ import annotations

import os
import signal

_TESTS = os.getpid()


def die() -> None:
    """End this process as the system would end it. Raises AssertionError in that of the tests."""
    assert os.getpid() != _TESTS
    os.kill(os.getpid(), signal.SIGKILL)
