"""Asking git, so that nothing in the repository it is asked about gets to run or to mislead.

A repository's own configuration can name programs: `core.fsmonitor` runs on any look at the index, a hook when the
index is written, a promisor remote's transport when an object is missing. All of that is switched off here, and none
of the variables that a git hook inherits (GIT_DIR, GIT_INDEX_FILE, ...) reaches the git that is started.
"""

from __future__ import annotations

import os
import sys

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_HARDENED = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "safe.bareRepository=explicit"),  # a `.git` that is none must not turn the files beside it into one
    *("-c", f"core.hooksPath={os.devnull}"),  # no git known writes the index for these questions, and so runs a hook
)

PATIENCE = 60
"""Seconds of silence after which git is ended. A FIFO in the place of a file that it reads would have it wait for ever;
on the largest repositories it takes some seconds."""

_SIGKILL = 9  # importing signal takes longer than most questions
MOST_ASKED = 4096  # what any pipe holds: it is written whole before git runs, so that neither waits for the other
_ROOM = 1 << 20  # bytes of an answer that git need not wait for a reader with: the most that Linux gives without asking


class Answer(Record):
    """How git ended and what it wrote."""

    code: int  # as a shell counts; negative when a signal ended it, and after any complaint on its stderr
    output: bytes


def find_git() -> str | None:
    """The absolute path of git. Only absolute folders of PATH count: `.` may be a linted repository with a `git`."""
    name = "git.exe" if sys.platform == "win32" else "git"
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)  # os.get_exec_path() imports warnings for it
    programs = (os.path.join(folder, name) for folder in folders if os.path.isabs(folder))
    return next((program for program in programs if os.access(program, os.X_OK) and os.path.isfile(program)), None)


def start(program: str, root: str, *arguments: str, asked: bytes = b"") -> Callable[[], Answer]:
    """Start git on the work tree at the absolute path `root`; the function returned waits for its answer.

    It must be called, once. `asked` is what git reads from standard input, at most `MOST_ASKED` bytes. Raises OSError
    when git cannot be started.
    """
    command = [program, *_HARDENED, "-C", root, *arguments]
    if sys.platform == "win32" or not hasattr(os, "posix_spawn"):
        return lambda: _run(command, _environment(root), asked)
    # Nobody reads git's stderr: a complaint ends git by SIGPIPE, and a list that may not be whole is never used.
    complaints, mute = os.pipe()
    os.close(complaints)
    output, sink = os.pipe()
    questions, feed = os.pipe()
    os.write(feed, asked)
    os.close(feed)
    streams = [
        (os.POSIX_SPAWN_DUP2, questions, 0),
        (os.POSIX_SPAWN_DUP2, sink, 1),
        (os.POSIX_SPAWN_DUP2, mute, 2),
    ]
    try:  # importing subprocess takes longer than git does on most repositories
        child = os.posix_spawn(program, command, _environment(root), file_actions=streams)
    except OSError:
        os.close(output)
        raise
    finally:
        os.close(questions)
        os.close(sink)
        os.close(mute)
    _widen(output)
    return lambda: _collect(child, output)


def _widen(pipe: int) -> None:
    """Let git end while this process does something else: a pipe holds 64 kB else, the names of a thousand files."""
    if sys.platform == "linux":  # no other system can be asked for it
        from fcntl import F_SETPIPE_SZ, fcntl

        try:
            fcntl(pipe, F_SETPIPE_SZ, _ROOM)
        except OSError:  # each user is given so much in all
            return


def _collect(child: int, output: int) -> Answer:
    data: bytes | None = b""
    try:
        data = _read(output)
    finally:
        if data is None:
            os.kill(child, _SIGKILL)
        os.close(output)
        try:
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        except ChildProcessError:  # a parent that ignores SIGCHLD is never told how its children ended
            status = -1
    return Answer(-1, b"") if data is None else Answer(status, data)


def _read(output: int) -> bytes | None:
    """All that git writes; None when it keeps silent for too long."""
    from select import POLLIN, poll

    pieces: list[bytes] = []
    waiting = poll()
    waiting.register(output, POLLIN)
    while waiting.poll(PATIENCE * 1000):
        piece = os.read(output, 1 << 20)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
    return None


def _run(command: list[str], environment: dict[str, str], asked: bytes) -> Answer:
    import subprocess

    try:
        done = subprocess.run(command, env=environment, input=asked, capture_output=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return Answer(-1, b"")
    return Answer(-1 if done.stderr else done.returncode, done.stdout)


def _environment(root: str) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if _harmless(name)}
    environment |= {
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_WORK_TREE": root,  # beats the repository's core.worktree; ownership is checked all the same
        "GIT_CEILING_DIRECTORIES": os.path.dirname(root),  # or a broken `.git` gives way to a repository above it
        # A missing object is not fetched, for that runs the remote's transport; older gits know the second one only.
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "",
    }
    return environment


def _harmless(name: str) -> bool:
    """Where git finds its programs and the user's configuration; every other GIT_ variable is a hook's, or traces."""
    if not name.upper().startswith("GIT_"):
        return True
    kept = name in ("GIT_EXEC_PATH", "GIT_TEST_ASSUME_DIFFERENT_OWNER")
    return kept or (name.startswith("GIT_CONFIG_") and name != "GIT_CONFIG_PARAMETERS")
