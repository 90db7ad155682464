"""The temporary folders of jobs. The files of a tree are laid down in memory if there is room, which takes a tenth of
the time of a disk."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from contextlib import contextmanager, suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "spanlint-sweep-"  # of temporary folders
_IN_MEMORY = "/dev/shm"  # noqa: S108 - a folder of our own is made in it, which nobody else can enter
_LOCK = ".spanlint-lock"
_CHOICES = ("TMPDIR", "TEMP", "TMP")
_SHARE = 1 + (os.cpu_count() or 1)  # trees of one size that must fit: those of all jobs that run at once, and one
_AGE = 60.0  # seconds
_RESERVE = 256_000_000  # bytes that stay free


@contextmanager
def scratch_folder(size: int, files: int = 0) -> Iterator[str]:
    """Gives a new folder for so many bytes and files, and removes it.

    A temporary folder that the user names is taken.
    """
    with own_folder(_parent(size, files)) as folder:
        yield folder


@contextmanager
def own_folder(parent: str | None = None) -> Iterator[str]:
    """Gives a new folder, by default among temporary files, and removes it. It is locked while this process lives."""
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=parent, ignore_cleanup_errors=True) as folder:
        lock = os.open(os.path.join(folder, _LOCK), os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            is_free(lock)
            yield folder
        finally:
            try:
                _empty(folder)
            finally:
                os.close(lock)


def remove_left_behind() -> None:
    """Remove the folders of sweeps that were killed: in memory, nobody else would until the machine starts again."""
    for parent in dict.fromkeys((_IN_MEMORY, tempfile.gettempdir())):
        _remove_left_in(parent)


def _remove_left_in(parent: str) -> None:
    try:
        with os.scandir(parent) as entries:
            folders = [entry.path for entry in entries if entry.name.startswith(PREFIX) and _is_own(entry)]
    except OSError:
        return
    for folder in folders:
        try:
            lock = os.open(os.path.join(folder, _LOCK), os.O_WRONLY)
        except OSError:  # that sweep was killed before it locked the folder, or after it had removed the lock
            with suppress(OSError):
                os.rmdir(folder)
            continue
        if is_free(lock):
            _empty(folder)
            shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _empty(folder: str) -> None:
    """Remove all but the lock: if this process is killed meanwhile, the next sweep removes the rest."""
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path, ignore_errors=True)
        elif name != _LOCK:
            with suppress(OSError):
                os.unlink(path)


def _is_own(entry: os.DirEntry[str]) -> bool:
    """Whether a folder is the user's, and so old that its sweep must have locked it if it is alive."""
    if not hasattr(os, "geteuid"):  # nor has such a system a lock that ends with its process
        return False
    status = entry.stat(follow_symlinks=False)
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and time.time() - status.st_mtime > _AGE


def is_free(lock: int, without_locks: bool = False) -> bool:
    """Lock a file, which its process does not outlive. Returns False if another process has locked it, and
    `without_locks` on a file system that has no locks."""
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ImportError:  # a system without it has no such folder in memory either
        return True
    try:
        flock(lock, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return without_locks
    return True


def _parent(size: int, files: int) -> str | None:
    if any(os.environ.get(name) for name in _CHOICES) or not os.access(_IN_MEMORY, os.W_OK):
        return None
    room = os.statvfs(_IN_MEMORY)
    has_room = room.f_bavail * room.f_frsize > _SHARE * size + _RESERVE
    has_names = not room.f_files or room.f_favail > _SHARE * files  # some file systems do not count their files
    return _IN_MEMORY if has_room and has_names else None
