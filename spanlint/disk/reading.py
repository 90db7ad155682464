"""Files from the disk: read once, and never waited for."""

from __future__ import annotations

import os
import stat

from spanlint.lean.records import Record

FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
FLAGS |= getattr(os, "O_BINARY", 0)


class Unread(Record):
    """Why a file was not read. `special` says that it is no regular file, `gone` that there is none, `large` that it
    is larger than was asked for."""

    reason: str
    is_special: bool = False
    is_missing: bool = False
    is_too_large: bool = False


def read_file(path: str, largest: int | None = None) -> bytes | Unread:
    """The bytes of a regular file, if there are no more than `largest`.

    A FIFO is opened without waiting for its other end, and not read.
    """
    try:
        descriptor = os.open(path, FLAGS)
    except OSError as error:
        return Unread(
            reason_of(error),
            is_special=isinstance(error, IsADirectoryError),
            is_missing=isinstance(error, FileNotFoundError),
        )
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return Unread("not a regular file", is_special=True)
        if largest is not None and status.st_size > largest:
            return Unread(f"{status.st_size} bytes, more than max-file-size ({largest})", is_too_large=True)
        return _read(descriptor, status.st_size)
    except OSError as error:
        return Unread(reason_of(error))
    finally:
        os.close(descriptor)


def _read(descriptor: int, size: int) -> bytes:
    data = os.read(descriptor, size)
    if len(data) == size:
        return data
    pieces = [data]
    while pieces[-1]:
        pieces.append(os.read(descriptor, 1 << 20))
    return b"".join(pieces)


def is_binary(data: bytes) -> bool:
    """Whether the bytes hold a NUL, which no source text does (UTF-16 does, and no tool that we serve reads it)."""
    return b"\0" in data


def reason_of(error: OSError) -> str:
    """An operating system error in words, without number or path."""
    return (error.strerror or type(error).__name__).lower()
