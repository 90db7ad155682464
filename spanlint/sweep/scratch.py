"""Where the files of a tree are laid down: in memory if there is room, which takes a tenth of the time of a disk."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "spanlint-sweep-"  # of temporary folders
_IN_MEMORY = "/dev/shm"  # noqa: S108 - a folder of our own is made in it, which nobody else can enter
_CHOICES = ("TMPDIR", "TEMP", "TMP")
_SHARE = 8  # trees of one size that must fit, as other jobs have theirs
_RESERVE = 256_000_000  # bytes that stay free


@contextmanager
def scratch_folder(size: int) -> Iterator[str]:
    """Gives a new folder for so many bytes, and removes it. A temporary folder that the user names is taken."""
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=_parent(size), ignore_cleanup_errors=True) as folder:
        yield folder


def _parent(size: int) -> str | None:
    if any(os.environ.get(name) for name in _CHOICES) or not os.access(_IN_MEMORY, os.W_OK):
        return None
    room = os.statvfs(_IN_MEMORY)
    return _IN_MEMORY if room.f_bavail * room.f_frsize > _SHARE * size + _RESERVE else None
