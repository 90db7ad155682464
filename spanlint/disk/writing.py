"""Writing sources and reports, each file completely or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ELOOP

from spanlint.disk.folders import is_within, work_tree_root
from spanlint.disk.reading import read_file, reason_of

PREFIX = ".spanlint-"  # of temporary files; an interrupted run may leave one, which is never linted and safe to delete
_CHANGED = "changed while it was being fixed, so it was left unchanged"
_STREAMS = ("/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/self/fd/")
_CAN_ASK_AS_EFFECTIVE = os.access in os.supports_effective_ids


class WriteError(Exception):
    """A file was not written and is unchanged; the message is one line without the file's name."""


def write_file(path: str, before: bytes, after: bytes, root: str) -> None:
    """Replace the bytes of a file atomically and keep its mode. Raises WriteError.

    For a symbolic link, the target is written and the link is kept. A target outside of `root` is not written, because
    a link must not lead the run out of the linted tree. A file that no longer contains `before` is not changed, also
    where somebody has saved it while its replacement was being written.
    """
    target = os.path.realpath(path)
    if os.path.islink(path) and not is_within(target, os.path.realpath(root)):
        raise WriteError("not written: a symbolic link that leads out of the tree")
    temporary = os.path.join(os.path.dirname(target), f"{PREFIX}{os.getpid()}-{os.urandom(6).hex()}")
    with without_interruption():
        try:
            status = os.stat(target)
            _refuse_protected(target, status)
            if read_file(target) != before:
                raise WriteError(_CHANGED)
            _write(temporary, after, status)
            if _identity(os.stat(target)) != _identity(status) or read_file(target) != before:
                raise WriteError(_CHANGED)
            os.replace(temporary, target)
        except OSError as error:
            raise WriteError(f"not written: {reason_of(error)}") from error
        finally:
            _remove(temporary)


def _refuse_protected(target: str, status: os.stat_result) -> None:
    """Raises WriteError for a file that its mode protects, and for one that has other names.

    A replacement needs only the permission to write to the folder, so the file's own mode has to be asked. Every file
    is writable to root, so for root a file without any write permission counts as protected, too.
    """
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK, effective_ids=_CAN_ASK_AS_EFFECTIVE):
        raise WriteError("not written: permission denied")
    if status.st_nlink > 1:
        raise WriteError(f"not written: it has {status.st_nlink} hard links, and the others would keep the old text")


def _identity(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def write_output(path: str, data: bytes) -> None:
    """Write a report to a file, completely or not at all. A special file (a FIFO, /dev/stderr) is written to directly.

    Raises OSError and then leaves the file unchanged; also if a symbolic link would lead the report out of the current
    folder and its work tree. Where the user has typed a path without such a link, it may lead anywhere.
    """
    refuse_link_out(path)
    if _is_stream(path) or (os.path.exists(path) and not os.path.isfile(path)):
        with open(path, "ab") as special:  # behind /dev/stdout, there may be a file with other output
            special.write(data)
        return
    target = os.path.realpath(path)
    temporary = os.path.join(os.path.dirname(target), f"{PREFIX}{os.getpid()}-{os.urandom(6).hex()}")
    with without_interruption():
        try:
            with open(temporary, "xb") as file:
                file.write(data)
            if os.path.exists(target):
                os.chmod(temporary, os.stat(target).st_mode & 0o7777)
            os.replace(temporary, target)
        finally:
            if os.path.exists(temporary):
                os.unlink(temporary)


def refuse_link_out(path: str) -> None:
    """Raise OSError if a symbolic link would lead what is written to a path out of the tree."""
    if not _is_stream(path) and _is_led_out(path):
        raise OSError(ELOOP, "a symbolic link leads out of the tree", path)


def _is_stream(path: str) -> bool:
    return os.path.abspath(path).startswith(_STREAMS)


def _is_led_out(path: str) -> bool:
    """Whether a path leads out of the tree, and does so by a link in the tree or by being a link itself."""
    here = os.path.realpath(os.curdir)
    root = work_tree_root(here) or here
    if is_within(os.path.realpath(path), root):
        return False
    if os.path.islink(path):
        return True
    drive, names = os.path.splitdrive(os.path.join(here, path))
    folder = drive + os.sep
    for name in filter(None, names.split(os.sep)):
        step = os.path.join(folder, name)
        if os.path.islink(step) and is_within(folder, root):
            return True
        folder = os.path.realpath(step)
    return False


@contextmanager
def without_interruption() -> Iterator[None]:
    """Defer signals that would end the program (SIGINT, SIGTERM, SIGHUP), so that no temporary file is left behind."""
    import signal  # 1 ms, for runs that write

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    old_mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old_mask)


def _write(temporary: str, data: bytes, like: os.stat_result) -> None:
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        written = 0
        while written < len(data):
            written += os.write(descriptor, data[written:])
        if hasattr(os, "fchown") and (like.st_uid, like.st_gid) != (os.geteuid(), os.getegid()):
            _restore_owner(descriptor, like)
        os.chmod(temporary, stat.S_IMODE(like.st_mode))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _restore_owner(descriptor: int, like: os.stat_result) -> None:
    try:
        os.fchown(descriptor, like.st_uid, like.st_gid)
    except PermissionError:  # only root may change the owner, and the content matters more
        return


def _remove(temporary: str) -> None:
    try:
        os.unlink(temporary)
    except FileNotFoundError:
        return
