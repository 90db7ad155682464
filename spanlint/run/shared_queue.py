"""Numbers that several processes take from, each number by one of them: they lie in a pipe that nobody writes to."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NUMBERS = 1000
"""How many numbers there may be: each is 4 bytes in a pipe that nobody reads yet, and one that is short of pages holds
4,096."""

_NUMBER_BYTES = 4  # bytes; a read of so few takes all of them or none


def shared_queue(count: int) -> int:
    """The numbers from 0 up to `count`, at most MOST of them, as a descriptor, which processes inherit by a fork.

    It is at its end when all are taken. Raises OSError where there is no descriptor left.
    """
    reading, writing = os.pipe()
    os.write(writing, b"".join(number.to_bytes(_NUMBER_BYTES, "little") for number in range(count)))
    os.close(writing)
    return reading


def take_numbers(queue: int) -> Iterator[int]:
    """The numbers that this process gets, one after another, until there is none left."""
    while number := os.read(queue, _NUMBER_BYTES):
        yield int.from_bytes(number, "little")
