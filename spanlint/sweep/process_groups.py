"""The processes that the jobs of this machine have started, so that an interrupted sweep leaves none behind."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_lock = threading.Lock()
_running: set[subprocess.Popen[bytes]] = set()


@contextmanager
def kept(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Keep a process, the leader of a group, while a block runs, and end its group if it outlives the block."""
    with _lock:
        _running.add(process)
    try:
        yield
    finally:
        end(process)
        with _lock:
            _running.discard(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with its group, unless it has ended, and wait for it."""
    if process.poll() is None:
        try:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        except ProcessLookupError:
            pass
        process.wait()


def end_all() -> None:
    """Kill every process that is running now."""
    with _lock:
        running = list(_running)
    for process in running:
        end(process)
