"""The processes that a fork server starts for the owner of it, and when that server is started and ended."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import IO

LOST = 256
"""In place of the exit code of a process whose fork server has ended, or could not fork."""

CAN_SERVE = hasattr(os, "fork") and hasattr(socket, "send_fds")
"""Whether this system has fork servers."""

# -I: nothing of a folder is imported, and no variable changes what is.
_SERVE = """\
import sys
from spanlint.lean.module_finder import install
install()
from spanlint.sweep.processes.fork_server import serve
serve(int(sys.argv[1]), sys.argv[2])
"""
_NOWHERE = os.path.abspath(os.sep)
_MOST = 64  # bytes of what a server says
_lock = threading.Lock()
_servers: list[_ForkServer] = []


class ServedProcess:
    """A process that a fork server has started, with what of `subprocess.Popen` is needed of one. Thread-safe."""

    def __init__(self, conversation: socket.socket) -> None:
        self._conversation = conversation
        self._reading = threading.Lock()
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Returns the exit code, negative for a signal; None until somebody has waited for the end."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Returns the exit code. Raises TimeoutError after so many seconds."""
        with self._reading:
            if self.returncode is None:
                self._conversation.settimeout(timeout)
                try:
                    said = self._conversation.recv(_MOST)
                except ConnectionError:
                    said = b""
                self.returncode = int(said) if said else LOST
                self._conversation.close()
            return self.returncode

    def kill(self) -> None:
        """Kill the process with its group."""
        try:
            self._conversation.shutdown(socket.SHUT_WR)
        except OSError:  # it has ended
            return


class _ForkServer:
    """A process that starts others."""

    def __init__(self, program: str, environment: Mapping[str, str]) -> None:
        self._door, inner = socket.socketpair()
        command = [sys.executable, "-I", "-c", _SERVE, str(inner.fileno()), program]
        with inner:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=[inner.fileno()],
                cwd=_NOWHERE, env=environment, start_new_session=True,
            )  # fmt: skip

    def is_running(self) -> bool:
        return self._process.poll() is None

    def start(self, folder: str, arguments: Sequence[str], outputs: Sequence[IO[bytes]]) -> ServedProcess:
        """Start a process. Raises OSError."""
        conversation, inner = socket.socketpair()
        with inner:
            descriptors = [inner.fileno(), *(file.fileno() for file in outputs)]
            socket.send_fds(self._door, [b"."], descriptors)
        conversation.sendall(json.dumps([folder, arguments]).encode() + b"\n")
        return ServedProcess(conversation)

    def close(self) -> None:
        self._door.close()
        self._process.wait()


def start(
    program: str, folder: str, arguments: Sequence[str], outputs: Sequence[IO[bytes]], environment: Mapping[str, str]
) -> ServedProcess:
    """Start a process that runs a Python program in a folder, and writes its output and its errors to two files.

    A fork server does, which is started if there is none, or none any more. Raises OSError.
    """
    with _lock:
        if _servers and not _servers[0].is_running():
            _servers.pop().close()
        if not _servers:
            _servers.append(_ForkServer(program, environment))
        return _servers[0].start(folder, arguments, outputs)


def end_server() -> None:
    """End the fork server of this process, and all that it has started."""
    with _lock:
        if _servers:
            _servers.pop().close()
