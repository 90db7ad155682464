"""Writing sources and reports, each file completely or not at all."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from spanlint.disk.reading import read_file, reason_of

PREFIX = ".spanlint-"  # of temporary files; an interrupted run may leave one, which is never linted and safe to delete


class WriteError(Exception):
    """A file was not written and is unchanged; the message is one line without the file's name."""


def write_file(path: str, before: bytes, after: bytes, root: str) -> None:
    """Replace the bytes of a file atomically and keep its mode. Raises WriteError.

    For a symbolic link, the target is written and the link is kept. A target outside of `root` is not written, because
    a link must not lead the run out of the linted tree. A file that no longer contains `before` is not changed.
    """
    target = os.path.realpath(path)
    if os.path.islink(path) and os.path.commonpath((target, os.path.realpath(root))) != os.path.realpath(root):
        raise WriteError("not written: a symbolic link that leads out of the tree")
    if read_file(target) != before:
        raise WriteError("changed while it was being fixed, so it was left unchanged")
    temporary = os.path.join(os.path.dirname(target), f"{PREFIX}{os.getpid()}-{os.urandom(6).hex()}")
    with without_interruption():
        try:
            _write(temporary, after, os.stat(target))
            os.replace(temporary, target)
        except OSError as error:
            raise WriteError(f"not written: {reason_of(error)}") from error
        finally:
            _remove(temporary)


def write_output(path: str, data: bytes) -> None:
    """Write a report to a file, completely or not at all. A special file (a FIFO, /dev/stderr) is written to directly.

    Raises OSError and then leaves the file unchanged.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as special:
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


@contextmanager
def without_interruption() -> Iterator[None]:
    """Defer signals that would end the program (SIGINT, SIGTERM, SIGHUP), so that no temporary file is left behind."""
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
