"""Running git so that nothing in the repository can run a program or mislead it.

A repository's own configuration can name programs: `core.fsmonitor` runs whenever the index is read, a hook when the
index is written, a promisor remote's transport when an object is missing. All of these are switched off here, and the
variables that a git hook inherits (GIT_DIR, GIT_INDEX_FILE, ...) are not passed to git.

Starting git by `posix_spawn` instead of subprocess saves about 20 of 496 ms; `tests/discovery/test_git_failures.py` has
the tests.
"""

from __future__ import annotations

import os
import sys

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    Take = Callable[[bytes], None]
    """Takes a piece of what git writes."""

    class Waiting(Protocol):
        """Waits for a git that has been started."""

        def __call__(self, take: Take | None = None) -> Answer:
            """Returns the answer; to be called exactly once. With `take`, this gets the output, piece by piece, and the
            answer has none: the list of a large tree is then never in memory as a whole."""


_HARDENING = (
    *("-c", "core.fsmonitor=false"),
    *(
        "-c",
        "safe.bareRepository=explicit",
    ),  # else the files beside a broken `.git` could pass for a repository
    *("-c", f"core.hooksPath={os.devnull}"),  # no known git writes the index here, which would run a hook
)

PATIENCE = 60
"""Seconds without output after which git is killed. A FIFO in place of a file would block git forever. Even on the
largest repositories, git takes only some seconds."""

_SIGKILL = 9  # importing signal takes longer than most git commands
MAX_STDIN_BYTES = 4096  # fits into any pipe: it is all written before git starts, so neither waits for the other
_PIPE_BYTES = 1 << 20  # an answer of this size never blocks git; Linux allows no larger pipe without privileges
_PIECE_BYTES = 1 << 17  # small enough to be decoded in a cache: a list of 100,000 names takes 44 instead of 53 ms


class Answer(Record):
    """The exit code of git and its standard output."""

    code: int  # negative if a signal ended git, and if git wrote anything to standard error
    output: bytes


def find_git() -> str | None:
    """Returns the absolute path of git. Only absolute folders of PATH count: `.` may be a repository with a `git`."""
    name = "git.exe" if sys.platform == "win32" else "git"
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)  # os.get_exec_path() would import warnings
    programs = (os.path.join(folder, name) for folder in folders if os.path.isabs(folder))
    return next((program for program in programs if os.access(program, os.X_OK) and os.path.isfile(program)), None)


def start(program: str, root: str, *arguments: str, stdin: bytes = b"") -> Waiting:
    """Start git on the work tree at the absolute path `root`. Returns a function that waits for the answer.

    `stdin` is git's standard input, at most `MAX_STDIN_BYTES` bytes. Raises OSError if git cannot be started.
    """
    command = [program, *_HARDENING, "-C", root, *arguments]
    if sys.platform == "win32" or not hasattr(os, "posix_spawn"):
        return lambda take=None: _run_with_subprocess(command, _environment(root), stdin, take)
    # Nobody reads git's stderr, so an error message ends git by SIGPIPE and a possibly incomplete list is never used.
    stderr_reader, stderr_writer = os.pipe()
    os.close(stderr_reader)
    stdout_reader, stdout_writer = os.pipe()
    stdin_reader, stdin_writer = os.pipe()
    os.write(stdin_writer, stdin)
    os.close(stdin_writer)
    streams = [
        (os.POSIX_SPAWN_DUP2, stdin_reader, 0),
        (os.POSIX_SPAWN_DUP2, stdout_writer, 1),
        (os.POSIX_SPAWN_DUP2, stderr_writer, 2),
    ]
    try:  # importing subprocess takes longer than git does on most repositories
        child = os.posix_spawn(program, command, _environment(root), file_actions=streams)
    except OSError:
        os.close(stdout_reader)
        raise
    finally:
        os.close(stdin_reader)
        os.close(stdout_writer)
        os.close(stderr_writer)
    _enlarge_pipe(stdout_reader)
    return lambda take=None: _collect(child, stdout_reader, take)


def _enlarge_pipe(pipe: int) -> None:
    """Let git finish while this process is busy: by default a pipe holds 64 kB, the names of about a thousand files."""
    if sys.platform == "linux":  # no other system has this call
        from fcntl import F_SETPIPE_SZ, fcntl

        try:
            fcntl(pipe, F_SETPIPE_SZ, _PIPE_BYTES)
        except OSError:  # the total of each user is limited
            return


def _collect(child: int, output: int, take: Take | None) -> Answer:
    pieces: list[bytes] = []
    is_whole = False
    try:
        is_whole = _read(output, take or pieces.append)
    finally:
        if not is_whole:
            os.kill(child, _SIGKILL)
        os.close(output)
        try:
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        except ChildProcessError:  # a parent that ignores SIGCHLD cannot read exit codes
            status = -1
    return Answer(status, b"".join(pieces)) if is_whole else Answer(-1, b"")


def _read(output: int, take: Take) -> bool:
    """Hand on everything that git writes. Returns False if it writes nothing for PATIENCE seconds."""
    from select import POLLIN, poll

    poller = poll()
    poller.register(output, POLLIN)
    while poller.poll(PATIENCE * 1000):
        piece = os.read(output, _PIECE_BYTES)
        if not piece:
            return True
        take(piece)
    return False


def _run_with_subprocess(
    command: list[str], environment: dict[str, str], stdin: bytes, take: Take | None = None
) -> Answer:
    import subprocess

    try:
        done = subprocess.run(command, env=environment, input=stdin, capture_output=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return Answer(-1, b"")
    if take is not None:
        take(done.stdout)
    return Answer(-1 if done.stderr else done.returncode, b"" if take is not None else done.stdout)


def _environment(root: str) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if _is_harmless(name)}
    environment |= {
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_WORK_TREE": root,  # overrides the repository's core.worktree; git still checks the ownership
        "GIT_CEILING_DIRECTORIES": os.path.dirname(root),  # else git uses the repository above a broken `.git`
        # Fetching a missing object would run the remote's transport. Older versions of git only know the second one.
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "",
    }
    return environment


def _is_harmless(name: str) -> bool:
    """Whether git may inherit a variable: of the GIT_ variables, only those that locate its programs and the user's
    configuration. All others come from a hook or enable tracing."""
    if not name.upper().startswith("GIT_"):
        return True
    is_harmless = name in ("GIT_EXEC_PATH", "GIT_TEST_ASSUME_DIFFERENT_OWNER")
    return is_harmless or (name.startswith("GIT_CONFIG_") and name != "GIT_CONFIG_PARAMETERS")
