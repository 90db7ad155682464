"""The process that starts the lints of a sweep: it has imported the program once, and forks for each of them.

To start an interpreter and to import what judges takes longer than most lints of a tree that has changed little. This
process has one thread, and lints nothing itself: so each lint begins with an empty memory. It ends with its owner, and
the lints with it.

For each lint, three descriptors come through a socket, the `door`: one end of a conversation, and two files for what
the lint writes. The conversation begins with a line of JSON, the folder of the lint and its arguments, and ends with
the code that the lint ended with, negative for a signal. If its other end is closed, the group of the lint is killed.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module

from spanlint.languages.names import disk_memory
from spanlint.sweep.processes.lint_imports import import_lint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType
    from typing import NoReturn

DESCRIPTORS = 3
"""How many come for each lint."""

_OF_A_SWEEP = ("git.blob_contents", "jobs.hollow_files", "jobs.remembering")


def serve(door: int, program: str) -> None:
    """Fork for each lint until the other end of the `door`, a descriptor, is closed. `program` is what a lint runs."""
    gc.disable()
    disk_memory.listen(_unheard)  # else nobody could listen once the functions are made
    import_lint()
    for name in _OF_A_SWEEP:
        import_module(f"spanlint.sweep.{name}")
    gc.freeze()  # else each lint would copy all of it when it collects
    _RunningLints(socket.socket(fileno=door), compile(program, "<lint>", "exec")).run()


def _unheard(_name: str, function: Callable[..., object], arguments: tuple[object, ...]) -> object:
    return function(*arguments)


class _RunningLints:
    """What waits for lints to start, to end, and to be ended."""

    def __init__(self, door: socket.socket, program: CodeType) -> None:
        self._door = door
        self._program = program
        self._events = selectors.DefaultSelector()
        self._running: dict[int, socket.socket] = {}
        self._awake, self._alarm = os.pipe()
        os.set_blocking(self._alarm, False)

    def run(self) -> None:
        signal.set_wakeup_fd(self._alarm, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # else the system would not wake this process
        self._events.register(self._door, selectors.EVENT_READ, self._start)
        self._events.register(self._awake, selectors.EVENT_READ, self._collect)
        while self._door.fileno() >= 0:
            for key, _ in self._events.select():
                key.data(key.fileobj)
        for process in self._running:
            _kill(process)

    def _start(self, door: socket.socket) -> None:
        """Start a lint, or close the door if its other end is closed."""
        _, descriptors, _, _ = socket.recv_fds(door, 1, DESCRIPTORS)
        if len(descriptors) < DESCRIPTORS:
            self._events.unregister(door)
            door.close()
            return
        conversation, *outputs = socket.socket(fileno=descriptors[0]), *descriptors[1:]
        with conversation.makefile("rb") as file:
            line = file.readline()
        with suppress(ValueError, OSError):  # then the conversation ends without a code
            folder, arguments = json.loads(line)
            process = os.fork()
            if not process:
                self._lint(conversation, folder, arguments, outputs)
            self._running[process] = conversation
            self._events.register(conversation, selectors.EVENT_READ, self._closed)
        for descriptor in outputs:
            os.close(descriptor)

    def _lint(self, conversation: socket.socket, folder: str, arguments: list[str], outputs: list[int]) -> NoReturn:
        """Be a lint: the leader of a group, in its folder, with nothing open of the process that has forked."""
        code = 1
        try:
            os.setsid()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._events.close()
            for one in (self._door, conversation, *self._running.values()):
                one.close()
            for descriptor in (self._awake, self._alarm):
                os.close(descriptor)
            for number, descriptor in enumerate(outputs, 1):
                os.dup2(descriptor, number)
                os.close(descriptor)
            os.chdir(folder)
            sys.argv[1:] = arguments
            gc.enable()
            exec(self._program, {"__name__": "__main__"})  # noqa: S102 - the program of each process that lints
            code = 0
        except BaseException as error:  # as the interpreter does at its end
            sys.excepthook(type(error), error, error.__traceback__)
        finally:
            with suppress(OSError):
                sys.stderr.flush()
            os._exit(code)

    def _closed(self, conversation: socket.socket) -> None:
        """End the lint of a conversation whose other end is closed."""
        with suppress(KeyError, ValueError):  # the lint has just ended
            self._events.unregister(conversation)
        for process, one in self._running.items():
            if one is conversation:
                _kill(process)

    def _collect(self, awake: int) -> None:
        """Say with which code each lint has ended that has."""
        os.read(awake, 1 << 10)
        for process in list(self._running):
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                conversation = self._running.pop(process)
                with suppress(KeyError):  # it was told to end
                    self._events.unregister(conversation)
                with conversation, suppress(OSError):
                    conversation.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def _kill(process: int) -> None:
    """Kill a process that has not been waited for, with its group, if it leads one already."""
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError):
            kill(process, signal.SIGKILL)
