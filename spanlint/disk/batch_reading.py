"""Files read behind one another into one room, which is used again: memory that is new to a process is dear, since the
system gives it out page by page, and a search is half as dear in a text that is long.
"""

from __future__ import annotations

import os
import stat

from spanlint.disk.reading import FLAGS
from spanlint.lean.once import once
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

BATCH_BYTES = 1 << 18  # bytes of files in the room, after which no other is begun
_FIRST_READ_BYTES = 1 << 16  # bytes, which are asked for before anything is known of a file
_SEPARATOR = ord("\n")

Mark = tuple[bytes, tuple[bytes, ...]]
"""What some texts have in common, and the texts: one search finds any. None is empty or has a line end in it."""


class FileBatch(Record):
    """Files in the room, by their numbers: `ends` has where each ends, with a byte behind it. One that takes no place
    there is `apart`: the bytes of a large one, None for one that is no regular file, is too large or cannot be read."""

    ends: list[int]
    unbuffered: dict[int, bytes | None]


def can_read_batches() -> bool:
    """Whether this system reads into memory that is there already."""
    return hasattr(os, "preadv")


@once
def shared_buffer() -> bytearray:
    """Room for as many files as are held at once. A process has one: what is in it lasts up to the next reading."""
    return bytearray(BATCH_BYTES + _FIRST_READ_BYTES + 1)


def read_batch(paths: Sequence[str], largest: int, room: bytearray) -> FileBatch:
    """Read the first of some files, as many as there is room for; none that has more bytes than `largest`.

    A FIFO and a terminal have no places to read from: nothing is taken out of them.
    """
    ends: list[int] = []
    apart: dict[int, bytes | None] = {}
    at, beside, view = 0, 0, memoryview(room)
    for path in paths:
        read = _read(path, largest, view[at : at + _FIRST_READ_BYTES])
        if isinstance(read, int):
            at += read
            room[at] = _SEPARATOR
            at += 1
        else:
            apart[len(ends)] = read
            beside += len(read or b"")
        ends.append(at)
        if at + beside > BATCH_BYTES:
            break
    return FileBatch(ends, apart)


def files_with_marks(ends: Sequence[int], room: bytes | bytearray, marks: Sequence[Mark]) -> set[int]:
    """The numbers of the files that end at these places in a room, and that have any of the marks in them."""
    found = set[int]()
    for common, whole in marks:
        begins_all = all(text.startswith(common) for text in whole)
        number, at = 0, room.find(common, 0, ends[-1])
        while at >= 0:
            while ends[number] <= at:
                number += 1
            following = ends[number]
            if room.startswith(whole, at) or (not begins_all and _has_any(room, whole, ends, number)):
                found.add(number)
            elif begins_all:
                following = at + 1
            at = room.find(common, following, ends[-1])
    return found


def _has_any(room: bytes | bytearray, texts: Sequence[bytes], ends: Sequence[int], number: int) -> bool:
    start = ends[number - 1] if number else 0
    return any(room.find(text, start, ends[number]) >= 0 for text in texts)


def _read(path: str, largest: int, place: memoryview) -> int | bytes | None:
    """The number of bytes that were read into a place; the bytes of a file that has more than that."""
    try:
        descriptor = os.open(path, FLAGS)
    except OSError:
        return None
    try:
        size = os.preadv(descriptor, [place], 0)
        if 0 < size < len(place):
            return size if size <= largest else None
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > largest:
            return None
        if status.st_size == size:
            return size
        data = os.pread(descriptor, status.st_size, 0)
        return data if len(data) == status.st_size else None
    except OSError:
        return None
    finally:
        os.close(descriptor)
