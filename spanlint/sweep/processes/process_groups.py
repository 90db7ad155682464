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

    from spanlint.sweep.processes.served_process import ServedProcess

    Process = subprocess.Popen[bytes] | ServedProcess

_lock = threading.Lock()
_running: set[Process] = set()
_ending = threading.Event()


@contextmanager
def kept(process: Process) -> Iterator[None]:
    """Keep a process, the leader of a group, while a block runs, and end its group if it outlives the block."""
    with _lock:
        _running.add(process)
    if _ending.is_set():  # a job has started it after `end_all`
        end(process)
    try:
        yield
    finally:
        end(process)
        with _lock:
            _running.discard(process)


def end(process: Process) -> None:
    """Kill a process with its group, unless it has ended, and wait for it."""
    if process.poll() is None:
        try:
            if isinstance(process, subprocess.Popen) and hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        except ProcessLookupError:
            pass
        process.wait()


def pause(seconds: float) -> None:
    """Wait; no longer than until `end_all`."""
    _ending.wait(max(0.0, seconds))


def let_run() -> None:
    """Let processes run, after an `end_all`."""
    _ending.clear()


def end_all() -> None:
    """Kill every process that is running now, and all that are started before the next `let_run`."""
    _ending.set()
    with _lock:
        running = list(_running)
    for process in running:
        end(process)
