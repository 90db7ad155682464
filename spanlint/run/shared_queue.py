"""A queue of numbers shared by processes: a pipe, filled in advance, from which one process takes each number."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NUMBERS = 1000
"""The most numbers in a queue. Each takes 4 bytes in the pipe before anybody reads, and a pipe that is short of pages
holds 4,096 bytes."""

_NUMBER_BYTES = 4  # bytes; a read of so few returns all of them or none


def shared_queue(count: int) -> int:
    """Returns a descriptor with the numbers from 0 up to `count`, at most MAX_NUMBERS. Forked processes inherit it.

    Reading reaches the end when all numbers are taken. Raises OSError when no descriptor is left.
    """
    reading, writing = os.pipe()
    os.write(writing, b"".join(number.to_bytes(_NUMBER_BYTES, "little") for number in range(count)))
    os.close(writing)
    return reading


def take_numbers(queue: int) -> Iterator[int]:
    """Yields the numbers that this process takes, until none is left."""
    while number := os.read(queue, _NUMBER_BYTES):
        yield int.from_bytes(number, "little")
