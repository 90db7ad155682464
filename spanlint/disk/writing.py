"""Writing files, whole or not at all: repaired sources, with their mode and behind their link, and reports."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from spanlint.disk.reading import read_file, reason_of

PREFIX = ".spanlint-"  # what an interrupted run may leave behind; never linted, and safe to delete


class WriteError(Exception):
    """A file was not written; the message is one line without the file's name, and the file is as it was."""


def write_file(path: str, before: bytes, after: bytes, root: str) -> None:
    """Replace the bytes of a file, atomically, in its own folder. Raises WriteError.

    A symbolic link is kept and its target is written, unless the target lies outside of `root`: a linted tree must not
    lead the run out of it. A file that no longer holds `before` is left alone.
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
    """Write a report to a file, whole or not at all; what is no regular file (a FIFO, /dev/stderr) is written to.

    Raises OSError, and then leaves the file as it was.
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
    """Put off what would end the program (SIGINT, SIGTERM, SIGHUP) while there is a temporary file to leave behind."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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
    except PermissionError:  # only root may give a file away; the content matters more
        return


def _remove(temporary: str) -> None:
    try:
        os.unlink(temporary)
    except FileNotFoundError:
        return
