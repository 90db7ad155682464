"""Forked workers: a run's files spread over processes, each of which sends back what it found, file by file.

Threads would not help, since py-tree-sitter holds the GIL. A fork costs 1.7 ms, a pool of spawned interpreters 230 ms:
where there is no fork, a run stays in one process.
"""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable, Generator, Iterator, Sequence

from spanlint.lean.records import Record
from spanlint.run.shared_queue import MAX_NUMBERS, shared_queue, take_numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NUMBER_BYTES = 4  # bytes of an item's number and of the length of what follows, the two parts of a frame's head
_READ_BYTES = 1 << 16

Work = Callable[[int], object]


class Lost(Record):
    """What became of an item whose worker ended: `reason` is what ended it."""

    reason: str


class _Worker(Record):
    """A child: what it has sent that is no whole frame yet, and the item that it has begun last and not finished."""

    process: int
    received: bytearray
    begun: list[int]


def spread(items: Sequence[int], workers: int, work: Work) -> Generator[tuple[int, Any]]:
    """Yield each item and what `work` gave for it, in the order that they come in; they are begun in that of `items`.

    `work` runs in child processes, each of which takes the next item when it has done one, and gives something that
    can be pickled. An item whose worker was killed while on it gives a `Lost`. However the iteration ends, no child
    outlives it.
    """
    left = dict.fromkeys(items)
    while left:
        ended = "its worker process did not start"
        before = len(left)
        for item, found in _round(list(left), workers, work):
            if item is None:
                ended = str(found)
                continue
            del left[item]
            yield item, found
        if len(left) == before:  # nothing was even begun
            first = next(iter(left))
            del left[first]
            yield first, Lost(ended)


def _round(items: Sequence[int], workers: int, work: Work) -> Iterator[tuple[int | None, Any]]:
    """What workers give for the items until each of them has ended, some before its time: then some items are left, and
    None comes with what ended a worker that was on no item."""
    groups = [items[number :: min(len(items), MAX_NUMBERS)] for number in range(min(len(items), MAX_NUMBERS))]
    queue = shared_queue(len(groups))
    running: dict[int, _Worker] = {}
    try:
        for _ in range(min(workers, len(groups))):
            _start(queue, groups, work, running)
        if not running:  # no child could be made
            yield from ((item, work(item)) for number in take_numbers(queue) for item in groups[number])
        while running:
            ready, _, _ = select.select(list(running), [], [])
            for pipe in ready:
                yield from _receive(pipe, running)
    finally:
        os.close(queue)
        for pipe, worker in running.items():
            os.close(pipe)
            os.kill(worker.process, signal.SIGTERM)
            os.waitpid(worker.process, 0)


def _start(queue: int, groups: Sequence[Sequence[int]], work: Work, running: dict[int, _Worker]) -> None:
    """Fork a worker, where the system has a process left to give."""
    reading, writing = os.pipe()
    try:
        process = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return
    if process == 0:
        for pipe in (reading, *running):
            os.close(pipe)
        _serve(queue, groups, work, writing)
    os.close(writing)
    running[reading] = _Worker(process, bytearray(), [])


def _serve(queue: int, groups: Sequence[Sequence[int]], work: Work, pipe: int) -> None:
    """Do what the queue gives, in the child. Never returns: what the parent has opened is the parent's to close."""
    from pickle import dumps

    code = 1
    try:
        for item in (item for number in take_numbers(queue) for item in groups[number]):
            _send(pipe, item, b"")  # says that it is begun
            _send(pipe, item, dumps(work(item)))
        code = 0
    finally:  # whatever ended it, and an interrupt too, is the parent's to tell
        os._exit(code)


def _send(pipe: int, item: int, found: bytes) -> None:
    data = memoryview(item.to_bytes(_NUMBER_BYTES, "little") + len(found).to_bytes(_NUMBER_BYTES, "little") + found)
    while data:
        data = data[os.write(pipe, data) :]


def _receive(pipe: int, running: dict[int, _Worker]) -> Iterator[tuple[int | None, Any]]:
    from pickle import loads

    worker = running[pipe]
    data = os.read(pipe, _READ_BYTES)
    worker.received.extend(data)
    for item, found in _frames(worker.received):
        if found:
            worker.begun.clear()
            yield item, loads(found)  # noqa: S301 - written by our own child
        else:
            worker.begun.append(item)
    if data:
        return
    del running[pipe]
    os.close(pipe)
    _, status = os.waitpid(worker.process, 0)
    if status or worker.begun:
        yield next(iter(worker.begun), None), Lost(_reason(status)) if worker.begun else _reason(status)


def _frames(received: bytearray) -> Iterator[tuple[int, bytes]]:
    """Take the whole frames out of what has been received."""
    head = 2 * _NUMBER_BYTES
    while len(received) >= head:
        end = head + int.from_bytes(received[_NUMBER_BYTES:head], "little")
        if len(received) < end:
            return
        item, found = int.from_bytes(received[:_NUMBER_BYTES], "little"), bytes(received[head:end])
        del received[:end]
        yield item, found


def _reason(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"its worker process exited with {code}"
    name = next((each.name for each in signal.Signals if each == -code), f"signal {-code}")
    return f"its worker process was killed by {name}"
