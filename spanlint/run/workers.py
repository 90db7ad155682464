"""Forked workers: spread items over processes, which send back one result an item.

Threads would not help, as py-tree-sitter holds the GIL. A fork costs 1.7 ms, a pool of spawned interpreters 230 ms.
Without a fork, a run stays in one process.
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

_NUMBER_BYTES = 4  # bytes of each part of a frame's head: the item, and the length of the result
_READ_BYTES = 1 << 16

Work = Callable[[int], object]


class Lost(Record):
    """The result of an item whose worker ended; `reason` is what ended the worker."""

    reason: str


class _Worker(Record):
    """A child process, the bytes received that are not a whole frame yet, and the item that it has begun, if any."""

    process: int
    received: bytearray
    begun: list[int]


def spread(items: Sequence[int], workers: int, work: Work) -> Generator[tuple[int, Any]]:
    """Yields each item and the result of `work`, as results arrive. Items are begun in the order of `items`.

    `work` runs in child processes, each of which takes the next item when it has finished one. Its result must be
    picklable. If a worker is killed while it works on an item, the result of that item is a `Lost`. However the
    iteration ends, no child outlives it.
    """
    remaining = dict.fromkeys(items)
    while remaining:
        ended_by = "its worker process did not start"
        count_before = len(remaining)
        for item, result in _run_round(list(remaining), workers, work):
            if item is None:
                ended_by = str(result)
                continue
            del remaining[item]
            yield item, result
        if len(remaining) == count_before:  # nothing was even begun
            first = next(iter(remaining))
            del remaining[first]
            yield first, Lost(ended_by)


def _run_round(items: Sequence[int], workers: int, work: Work) -> Iterator[tuple[int | None, Any]]:
    """Yields items and results until every worker has ended. Workers may end early and leave items undone. None as the
    item comes with what ended a worker that was not working on any."""
    groups = [items[number :: min(len(items), MAX_NUMBERS)] for number in range(min(len(items), MAX_NUMBERS))]
    queue = shared_queue(len(groups))
    running: dict[int, _Worker] = {}
    try:
        for _ in range(min(workers, len(groups))):
            _start(queue, groups, work, running)
        if not running:  # no child could be forked
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
    """Fork a worker, unless the system refuses another process."""
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
    """Work through the queue, in the child. Never returns, so that nothing of the parent is closed here."""
    from pickle import dumps

    code = 1
    try:
        for item in (item for number in take_numbers(queue) for item in groups[number]):
            _send(pipe, item, b"")  # marks the item as begun
            _send(pipe, item, dumps(work(item)))
        code = 0
    finally:  # the parent reports whatever ended the worker, an interrupt included
        os._exit(code)


def _send(pipe: int, item: int, pickled: bytes) -> None:
    data = memoryview(item.to_bytes(_NUMBER_BYTES, "little") + len(pickled).to_bytes(_NUMBER_BYTES, "little") + pickled)
    while data:
        data = data[os.write(pipe, data) :]


def _receive(pipe: int, running: dict[int, _Worker]) -> Iterator[tuple[int | None, Any]]:
    from pickle import loads

    worker = running[pipe]
    data = os.read(pipe, _READ_BYTES)
    worker.received.extend(data)
    for item, pickled in _frames(worker.received):
        if pickled:
            worker.begun.clear()
            yield item, loads(pickled)  # noqa: S301 - written by our own child
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
    """Remove the whole frames from the received bytes, and yield them."""
    head = 2 * _NUMBER_BYTES
    while len(received) >= head:
        end = head + int.from_bytes(received[_NUMBER_BYTES:head], "little")
        if len(received) < end:
            return
        item, pickled = int.from_bytes(received[:_NUMBER_BYTES], "little"), bytes(received[head:end])
        del received[:end]
        yield item, pickled


def _reason(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"its worker process exited with {code}"
    name = next((known_signal.name for known_signal in signal.Signals if known_signal == -code), f"signal {-code}")
    return f"its worker process was killed by {name}"
