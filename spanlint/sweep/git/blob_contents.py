"""The contents of blobs for a process that lints: all that are known to be needed, in their order, or one by one."""

from __future__ import annotations

import subprocess
import tempfile

from spanlint.sweep.git.git_commands import GitError, reading, skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import IO

MAX_FILE = 50_000_000
"""The bytes of the largest content that is taken out of git: far more than is linted, see `max-file-size`."""

EMPTY_BLOBS = frozenset(
    {
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
    }
)
"""The names of the blob without content, by SHA-1 and SHA-256."""


class ContentsInOrder:
    """The contents of blobs that are all known before, read one after another.

    Git goes on while they are read, which takes a third of the time of a question for each.
    """

    def __init__(self, git_folder: str, blobs: Iterable[str]) -> None:
        """Raises GitError if git is not installed."""
        with tempfile.TemporaryFile() as asked:
            asked.writelines(f"{blob}\n".encode() for blob in blobs)
            asked.seek(0)
            self._process = reading(["--git-dir", git_folder, "cat-file", "--batch", "--buffer"], asked)

    def next(self, instead: bytes) -> bytes | None:
        """Returns the next content; `instead` of one that is too large, and None for one that is missing."""
        return _content(_pipe(self._process.stdout), instead)


class ContentsOnDemand:
    """The contents of blobs that are asked for one by one. Git is started for the first one."""

    def __init__(self, git_folder: str) -> None:
        self._git_folder = git_folder
        self._process: subprocess.Popen[bytes] | None = None

    def of(self, blob: str) -> bytes | None:
        """Returns a content; None if it is missing or too large. Raises GitError."""
        if self._process is None:
            self._process = reading(["--git-dir", self._git_folder, "cat-file", "--batch"], subprocess.PIPE)
        questions = _pipe(self._process.stdin)
        try:
            questions.write(f"{blob}\n".encode())
            questions.flush()
        except OSError as error:
            raise GitError("git has ended") from error
        return _content(_pipe(self._process.stdout), None)


def _content(output: IO[bytes], instead: bytes | None) -> bytes | None:
    words = output.readline().split()
    if len(words) != 3:
        return None
    size, is_blob = int(words[2]), words[1] == b"blob"
    if size > MAX_FILE:
        skip(output, size + 1)
        return instead if is_blob else None
    content = output.read(size + 1)[:-1]
    return content if is_blob else None


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise GitError("git has no pipe")
    return pipe
