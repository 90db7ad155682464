"""Running git over repositories that nobody vouches for: no program, hook or transport of theirs runs.

What needs no network sees no configuration of the user either; what does needs it, for proxies and credentials.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager

from spanlint.disk.git import find_git
from spanlint.lean.records import Record
from spanlint.sweep.process_groups import end, kept

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import IO, Any

_SETTINGS = (
    f"core.hooksPath={os.devnull}",
    "core.fsmonitor=false",
    f"core.attributesFile={os.devnull}",
    "core.symlinks=false",
    "submodule.recurse=false",
    "transfer.fsckObjects=true",
    "gc.auto=0",
    "maintenance.auto=false",
    "protocol.allow=never",
)
_NOWHERE = os.path.abspath(os.sep)  # the current folder may be a repository, whose configuration would be in force
_USERINFO = re.compile(r"(?<=://)[^/@\s]*@")
_WATCH = 0.1  # seconds between two looks at what is transferred
_LINE = 300  # characters
_BUFFER = 1 << 20  # bytes of what git answers
_LARGE_PIPE: dict[str, Any] = {"pipesize": _BUFFER} if sys.platform == "linux" else {}  # else git waits for each 64 kB


class GitError(Exception):
    """What git could not do; the message is one line, without anybody's name or password in an address."""


class Bounds(Record):
    """How long a transfer may take, as a moment of `time.monotonic`, and how many bytes may lie in its folder."""

    deadline: float
    max_bytes: int


def run(
    arguments: list[str], *, scheme: str = "", stdin: bytes = b"", bounds: Bounds | None = None, folder: str = ""
) -> bytes:
    """Run git and return its standard output. With a `scheme`, it may speak to another machine by that.

    `folder` is what a transfer fills, which `bounds` limit. Raises GitError.
    """
    with tempfile.TemporaryFile() as errors, _started(arguments, scheme, stdin, errors) as process:
        output = _communicate(process, _stop_if(bounds, folder))
        if process.returncode:
            raise GitError(_said(errors, process.returncode))
    return output


@contextmanager
def answers(arguments: list[str], stdin: bytes) -> Iterator[IO[bytes]]:
    """Gives the standard output of git, to be read to its end while it is written. Raises GitError."""
    with tempfile.TemporaryFile() as errors, _started(arguments, "", stdin, errors) as process:
        output = process.stdout
        if output is None:
            raise GitError("git has no standard output")
        yield output
        if process.wait():
            raise GitError(_said(errors, process.returncode))


class Conversation:
    """A git that answers each line it is given. It ends with this process. Raises GitError if git is not installed."""

    def __init__(self, arguments: list[str]) -> None:
        self._process = subprocess.Popen(
            _command(arguments, ""),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(has_network=False),
            cwd=_NOWHERE,
            bufsize=_BUFFER,
        )

    def ask(self, line: bytes) -> bytes:
        """Returns the first line of the answer to a line. Raises GitError."""
        if self._process.stdin is None:
            raise GitError("git has no standard input")
        self._process.stdin.write(line)
        self._process.stdin.flush()
        return self._output().readline()

    def read(self, size: int) -> bytes:
        """Returns the following bytes of an answer. Raises GitError."""
        return self._output().read(size)

    def _output(self) -> IO[bytes]:
        if self._process.stdout is None:
            raise GitError("git has no standard output")
        return self._process.stdout


def _command(arguments: list[str], scheme: str) -> list[str]:
    program = find_git()
    if program is None:
        raise GitError("git is not installed")
    settings = [*_SETTINGS, *([f"protocol.{scheme}.allow=always"] if scheme else [])]
    return [program, *(word for setting in settings for word in ("-c", setting)), *arguments]


@contextmanager
def _started(arguments: list[str], scheme: str, stdin: bytes, errors: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    command = _command(arguments, scheme)
    with tempfile.TemporaryFile() as given:  # `communicate` writes no more of a pipe's input after a timeout
        given.write(stdin)
        given.seek(0)
        process = subprocess.Popen(
            command,
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=_environment(bool(scheme)),
            cwd=_NOWHERE,
            start_new_session=True,
            bufsize=_BUFFER,
            **_LARGE_PIPE,
        )
        with process, kept(process):
            yield process


def _communicate(process: subprocess.Popen[bytes], stop: Callable[[], str]) -> bytes:
    while True:
        try:
            return process.communicate(timeout=_WATCH)[0]
        except subprocess.TimeoutExpired:
            reason = stop()
        if reason:
            end(process)
            process.communicate()
            raise GitError(reason)


def _stop_if(bounds: Bounds | None, folder: str) -> Callable[[], str]:
    def reason() -> str:
        if bounds is None:
            return ""
        if time.monotonic() > bounds.deadline:
            return "git takes too long (--timeout)"
        return "its clone is too large (--max-clone-mb)" if folder and size_of(folder) > bounds.max_bytes else ""

    return reason


def size_of(folder: str) -> int:
    """Returns the bytes of all files below a folder."""
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(path, name)).st_size
            except OSError:  # renamed in the meantime
                continue
    return total


def _environment(has_network: bool) -> Mapping[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.upper().startswith("GIT_")}
    environment |= {"GIT_TERMINAL_PROMPT": "0", "GIT_LFS_SKIP_SMUDGE": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    if not has_network:
        environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_NO_LAZY_FETCH": "1"}
    return environment


def _said(errors: IO[bytes], code: int) -> str:
    errors.seek(0)
    lines = [line.strip() for line in errors.read().decode("utf-8", "replace").splitlines() if line.strip()]
    line = next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[-1] if lines else "")
    return _USERINFO.sub("", line)[:_LINE] or f"git ended with {code}"
