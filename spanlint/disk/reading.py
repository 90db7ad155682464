"""Reading files from disk without blocking."""

from __future__ import annotations

import os
import stat

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
OPEN_FLAGS |= getattr(os, "O_BINARY", 0)
_listeners: list[Callable[[str, bytes | Unread], None]] = []


class Unread(Record):
    """The reason why a file was not read. `is_special` means that it is not a regular file."""

    reason: str
    is_special: bool = False
    is_missing: bool = False
    is_too_large: bool = False


def read_file(path: str, largest: int | None = None) -> bytes | Unread:
    """Returns the bytes of a regular file with at most `largest` bytes.

    A FIFO is opened without waiting for its other end, and is not read. Whoever listens is told.
    """
    content = content_of(path, largest)
    if _listeners:
        _listeners[0](path, content)
    return content


def listen(listener: Callable[[str, bytes | Unread], None]) -> None:
    """Tell `listener` of every file that is read from now on: its path, and what `read_file` returns."""
    _listeners[:] = [listener]


def content_of(path: str, largest: int | None = None) -> bytes | Unread:
    """Returns the same as `read_file`, and tells nobody."""
    try:
        descriptor = os.open(path, OPEN_FLAGS)
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
    """Whether the bytes contain a NUL. No source text does, except in UTF-16, which none of the language tools read."""
    return b"\0" in data


def reason_of(error: OSError | ValueError) -> str:
    """Returns in words why a path cannot be used, without number or path."""
    if isinstance(error, ValueError):
        reason = str(error)  # of a null byte, each version of Python speaks in other words
        return "embedded null byte" if "embedded null" in reason else reason
    return (error.strerror or type(error).__name__).lower()
