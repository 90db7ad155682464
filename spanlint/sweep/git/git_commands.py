"""Running git over repositories that nobody vouches for: no program, hook or transport of theirs runs.

What needs no network sees no configuration of the user either; what does needs it, for proxies and credentials.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, nullcontext, suppress

from spanlint.disk.git import find_git
from spanlint.sweep.processes.process_groups import end, kept

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager
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
_TOO_LONG = "git takes too long (--timeout)"
_BUFFER = 1 << 20  # bytes of what git answers
_PART = 1 << 16  # bytes that are taken of it at a time
_LARGE_PIPE: dict[str, Any] = {"pipesize": _BUFFER} if sys.platform == "linux" else {}  # else git waits for each 64 kB


class GitError(Exception):
    """What git could not do; the message is one line, without anybody's name or password in an address.

    `said` is all that git said about it.
    """

    def __init__(self, line: str, said: str = "") -> None:
        super().__init__(line)
        self.said = said


class Bounds:
    """How long a job may take, up to the `deadline`, a moment of `time.monotonic`; how many bytes may lie in the folder
    of a transfer, and how many git may have in memory, where the system can say so. `retries` is how often a transfer
    is tried again.

    `turn` gives a block that begins when a further transfer from the same host may. That costs the job no time.
    """

    def __init__(
        self, seconds: float, max_bytes: int, memory: int,
        turn: Callable[[], AbstractContextManager[None]] = nullcontext, retries: int = 0,
    ) -> None:  # fmt: skip
        self.deadline = time.monotonic() + seconds
        self.max_bytes = max_bytes
        self.memory = memory
        self.retries = retries
        self._turn = turn

    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self.deadline

    def seconds(self) -> float:
        """Returns the seconds that are left; none are left if it is negative."""
        return self.deadline - time.monotonic()

    @contextmanager
    def transferring(self, turn: Callable[[], AbstractContextManager[None]] | None = None) -> Iterator[None]:
        """Wait until a further transfer may begin, or for another `turn`. The block is the transfer."""
        begun = time.monotonic()
        with (turn or self._turn)():
            self.deadline += time.monotonic() - begun
            yield


def run(
    arguments: list[str], *, scheme: str = "", stdin: Iterable[bytes] = (), bounds: Bounds | None = None,
    folder: str = "",
) -> bytes:  # fmt: skip
    """Run git and return its standard output. With a `scheme`, it may speak to another machine by that.

    `stdin` are the parts of its standard input, `folder` is what a transfer fills, which `bounds` limit.

    Raises GitError.
    """
    return _run(arguments, scheme, stdin, bounds, folder)[0]


def transfer(arguments: list[str], scheme: str, folder: str, stdin: Iterable[bytes], bounds: Bounds) -> str:
    """Run git as `run` does. Returns what it said beside its standard output."""
    return _run(arguments, scheme, stdin, bounds, folder)[1]


def _run(
    arguments: list[str], scheme: str, stdin: Iterable[bytes], bounds: Bounds | None, folder: str
) -> tuple[bytes, str]:
    with tempfile.TemporaryFile() as errors, _started(arguments, scheme, stdin, errors, bounds) as process:
        output = _communicate(process, _stop_if(bounds, folder))
        said = _said(errors)
        if process.returncode:
            raise _error(said, process.returncode)
    return output, said


@contextmanager
def answers(arguments: list[str], stdin: Iterable[bytes], bounds: Bounds) -> Iterator[IO[bytes]]:
    """Gives the standard output of git, to be read while it is written: to its end, unless the block raises an error.

    `stdin` are the parts of its standard input. Raises GitError, also if git takes too long.
    """
    with tempfile.TemporaryFile() as errors, _started(arguments, "", stdin, errors, bounds) as process:
        output = process.stdout
        if output is None:
            raise GitError("git has no standard output")
        clock = threading.Timer(max(0.0, bounds.seconds()), end, [process])
        clock.start()
        try:
            yield output
            if process.wait():
                raise _error(_said(errors), process.returncode)
        except Exception as error:  # what is cut off cannot be read either
            raise GitError(_TOO_LONG) if bounds.is_over() else error from None
        finally:
            clock.cancel()


def parts_of(output: IO[bytes]) -> Iterator[bytes]:
    """Yields the parts of what git writes with `-z`, as they arrive, without the NUL after each."""
    rest = b""
    while data := output.read1(_PART):  # type: ignore[attr-defined]  # a buffered reader
        *parts, rest = (rest + data).split(b"\0")
        yield from parts
    if rest:
        yield rest


def reading(arguments: list[str], stdin: IO[bytes] | int) -> subprocess.Popen[bytes]:
    """Start git, whose answers are read while it runs. It ends with this process. Raises GitError."""
    return subprocess.Popen(
        _command(arguments, ""),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(has_network=False),
        cwd=_NOWHERE,
        bufsize=_BUFFER,
        **_LARGE_PIPE,
    )


def skip(output: IO[bytes], size: int) -> None:
    """Read so many bytes, and keep none of them."""
    while size > 0 and (part := output.read(min(size, _BUFFER))):
        size -= len(part)


def _command(arguments: list[str], scheme: str) -> list[str]:
    program = find_git()
    if program is None:
        raise GitError("git is not installed")
    settings = [*_SETTINGS, *([f"protocol.{scheme}.allow=always"] if scheme else [])]
    return [program, *(word for setting in settings for word in ("-c", setting)), *arguments]


@contextmanager
def _started(
    arguments: list[str], scheme: str, stdin: Iterable[bytes], errors: IO[bytes], bounds: Bounds | None
) -> Iterator[subprocess.Popen[bytes]]:
    command = _command(arguments, scheme)
    with tempfile.TemporaryFile() as given:  # `communicate` writes no more of a pipe's input after a timeout
        given.writelines(stdin)
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
            if bounds is not None:
                _bound_memory(process, bounds.memory)
            yield process


def _bound_memory(process: subprocess.Popen[bytes], memory: int) -> None:
    """Bound what a process allocates. What it maps of files, such as packs, does not count."""
    try:
        from resource import RLIMIT_DATA, prlimit
    except ImportError:  # not on Linux
        return
    with suppress(OSError):  # it has ended, or may have less anyway
        prlimit(process.pid, RLIMIT_DATA, (memory, memory))


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
        if bounds.is_over():
            return _TOO_LONG
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
    environment |= {"GIT_NO_LAZY_FETCH": "1"}  # from git 2.45 on
    if not has_network:
        environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return environment


def _said(errors: IO[bytes]) -> str:
    errors.seek(0)
    return _USERINFO.sub("", errors.read().decode("utf-8", "replace"))


def _error(said: str, code: int) -> GitError:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    told = [number for number, line in enumerate(lines) if line.startswith(("fatal:", "error:"))]
    first = told[0] if told else len(lines) - 1
    line = " ".join(lines[first : first + 2] if lines and lines[first].endswith(":") else lines[first : first + 1])
    return GitError(line[:_LINE] or f"git ended with {code}", said)
