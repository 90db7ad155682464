"""Asking git, so that nothing in the repository it is asked about gets to run or to mislead.

A repository's own configuration can name programs: `core.fsmonitor` runs on any look at the index, a hook when the
index is written, a promisor remote's transport when an object is missing. All of that is switched off here, and none
of the variables that a git hook inherits (GIT_DIR, GIT_INDEX_FILE, ...) reaches the git that is started.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import NamedTuple

_HARDENED = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "safe.bareRepository=explicit"),  # a `.git` that is none must not turn the files beside it into one
    *("-c", f"core.hooksPath={os.devnull}"),  # no git known writes the index for these questions, and so runs a hook
)


class Answer(NamedTuple):
    """How git ended and what it wrote."""

    code: int  # as a shell counts; negative when a signal ended it, and after any complaint on its stderr
    output: bytes


def find_git() -> str | None:
    """The absolute path of git. Only absolute folders of PATH count: `.` may be a linted repository with a `git`."""
    name = "git.exe" if sys.platform == "win32" else "git"
    programs = (os.path.join(folder, name) for folder in os.get_exec_path() if os.path.isabs(folder))
    return next((program for program in programs if os.access(program, os.X_OK) and os.path.isfile(program)), None)


def start(program: str, root: str, *arguments: str) -> Callable[[], Answer]:
    """Start git on the work tree at the absolute path `root`; the function returned waits for its answer.

    It must be called, once. Raises OSError when git cannot be started.
    """
    command = [program, *_HARDENED, "-C", root, *arguments]
    if sys.platform == "win32" or not hasattr(os, "posix_spawn"):
        return lambda: _run(command, _environment(root))
    # Nobody reads git's stderr: a complaint ends git by SIGPIPE, and a list that may not be whole is never used.
    complaints, mute = os.pipe()
    os.close(complaints)
    output, sink = os.pipe()
    streams = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, sink, 1),
        (os.POSIX_SPAWN_DUP2, mute, 2),
    ]
    try:  # importing subprocess takes longer than git does on most repositories
        child = os.posix_spawn(program, command, _environment(root), file_actions=streams)
    except OSError:
        os.close(output)
        raise
    finally:
        os.close(sink)
        os.close(mute)
    return lambda: _collect(child, output)


def _collect(child: int, output: int) -> Answer:
    try:
        with open(output, "rb", buffering=0) as pipe:
            data = pipe.readall()
    finally:
        try:
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        except ChildProcessError:  # a parent that ignores SIGCHLD is never told how its children ended
            status = -1
    return Answer(status, data)


def _run(command: list[str], environment: dict[str, str]) -> Answer:
    import subprocess

    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
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
