"""What a disk answers, each question once until it is forgotten: so all that is judged meanwhile sees the same disk, or
it is noticed that it did not (see `disk_watch`).
"""

from __future__ import annotations

import os
import stat
from hashlib import sha256

from spanlint.disk.reading import Unread, content_of
from spanlint.memory.questions import CONTENT, FILE, FOLDER, KIND, NEITHER, OTHER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.memory.questions import Question

_LARGEST = 1 << 25  # bytes of a file that is read to tell its content
_TOP = "/"
_UNREAD = "?"  # before the reason in place of a content
_NOTHING = "-"


class DiskFacts:
    """The files of a disk, by their paths below its root. Only for systems whose paths begin there."""

    is_still = False

    def __init__(self) -> None:
        self._answers: dict[Question, str] = {}

    def forget(self) -> None:
        """Ask the disk again."""
        self._answers.clear()

    def kind(self, path: str) -> str:
        """Returns FILE, FOLDER, OTHER or NEITHER, of what a link leads to."""
        return self.answer((KIND, path))[:1].replace(_NOTHING, NEITHER)

    def target(self, path: str) -> str:
        """Returns what is written in a link; empty if the path is none."""
        return self.answer((KIND, path))[1:]

    def answer(self, question: Question) -> str:
        """Returns the answer to a question of KIND or CONTENT. Raises LookupError for any other."""
        known = self._answers.get(question)
        if known is None:
            what, path = question
            known = self._answers[question] = _ASKED[what](_TOP + path)
        return known

    def is_outside(self, path: str) -> bool:  # noqa: ARG002 - every path is below the root
        """Whether nothing is known of a path."""
        return False

    def agrees(self, path: str, content: bytes | Unread | int) -> bool:
        """Whether a file holds this content, or a content of this size in bytes. False of what is too large to tell."""
        known = self.answer((CONTENT, path))
        if isinstance(content, int):
            return known.endswith(f":{content}") or known.startswith(f"{_UNREAD}{content} bytes")
        return known == _content(content)


def _asked_kind(path: str) -> str:
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return _NOTHING
    if not stat.S_ISLNK(status.st_mode):
        return _kind_of(status)
    try:
        return _asked_target(path) + os.readlink(path)
    except OSError:  # it was one
        return _NOTHING


def _asked_target(path: str) -> str:
    try:
        return _kind_of(os.stat(path))
    except OSError:
        return _NOTHING


def _kind_of(status: os.stat_result) -> str:
    if stat.S_ISDIR(status.st_mode):
        return FOLDER
    return FILE if stat.S_ISREG(status.st_mode) else OTHER


def _asked_content(path: str) -> str:
    try:
        return _content(content_of(path, _LARGEST))
    except ValueError as error:  # no path
        return f"{_UNREAD}{error}"


def _content(content: bytes | Unread) -> str:
    if isinstance(content, Unread):
        return f"{_UNREAD}{content.reason}"
    return f"{sha256(content).hexdigest()}:{len(content)}"


_ASKED = {KIND: _asked_kind, CONTENT: _asked_content}
