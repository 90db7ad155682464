"""Temporary files. An error in writing one is no fault of the file that is being read."""

from __future__ import annotations

from contextlib import contextmanager
from io import BytesIO

from spanlint.config.errors import ConfigError
from spanlint.disk.reading import reason_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_LENGTH = 4  # bytes


@contextmanager
def temporary_file() -> Iterator[None]:
    """Raises ConfigError where a temporary file cannot be written, as on a full disk."""
    try:
        yield
    except OSError as error:
        raise ConfigError(f"cannot write a temporary file: {reason_of(error)}") from error


class Spool:
    """Frames of bytes, in memory until they are more than `limit` bytes, and in an unnamed temporary file from then on,
    which is gone with the process."""

    def __init__(self, limit: int) -> None:
        self._file: BinaryIO = BytesIO()
        self._limit = limit
        self._is_in_memory = True

    def append(self, frame: bytes) -> None:
        """Put a frame at the end. Raises ConfigError if it cannot be written."""
        with temporary_file():
            self._file.write(len(frame).to_bytes(_LENGTH, "big"))
            self._file.write(frame)
            if self._is_in_memory and self._file.tell() > self._limit:
                self._move()

    def frames(self) -> Iterator[bytes]:
        """Yields the frames, in order."""
        self._file.seek(0)
        while length := self._file.read(_LENGTH):
            yield self._file.read(int.from_bytes(length, "big"))
        self._file.seek(0, 2)

    def close(self) -> None:
        """Remove what is on disk."""
        self._file.close()

    def _move(self) -> None:
        from tempfile import TemporaryFile  # 5 ms, which an audit of a small file does not need

        memory, self._is_in_memory = self._file, False
        self._file = TemporaryFile()  # noqa: SIM115 - closed by `close`
        memory.seek(0)
        while block := memory.read(1 << 20):
            self._file.write(block)
