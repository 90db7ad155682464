"""Forked workers: a run's files spread over processes, each of which sends back what it found, file by file.

Threads would not help, since py-tree-sitter holds the GIL. A fork costs 1.7 ms, a pool of spawned interpreters 230 ms:
where there is no fork, a run stays in one process.
"""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any

from spanlint.records import Record

_LENGTH = 4  # bytes of a frame's own length, before it
_CHUNK = 1 << 16

Work = Callable[[int], object]


class Lost(Record):
    """What became of an item whose worker ended: `reason` is what ended it."""

    reason: str


class _Worker(Record):
    """A child: its items in the order it does them, and what it has sent that is no whole frame yet."""

    process: int
    items: Sequence[int]
    received: bytearray


def shares(sizes: Sequence[int], workers: int) -> list[list[int]]:
    """The indexes of `sizes` dealt out so that every worker has about as much to do, each share in ascending order."""
    dealt: list[list[int]] = [[] for _ in range(max(1, min(workers, len(sizes))))]
    loads = [0] * len(dealt)
    for index in sorted(range(len(sizes)), key=lambda each: -sizes[each]):
        least = loads.index(min(loads))
        loads[least] += sizes[index] + 1
        dealt[least].append(index)
    return [sorted(share) for share in dealt]


def spread(dealt: Sequence[Sequence[int]], work: Work) -> Generator[tuple[int, Any]]:
    """Yield each item and what `work` gave for it, in the order that they come in.

    `work` runs in a child process and gives something that can be pickled. An item whose worker was killed while on it
    gives a `Lost`; another worker does the rest of that share. However the iteration ends, no child outlives it.
    """
    running: dict[int, _Worker] = {}
    here: list[int] = []  # what no child could be made for
    try:
        for share in dealt:
            here += _start(share, work, running)
        yield from ((item, work(item)) for item in here)
        while running:
            ready, _, _ = select.select(list(running), [], [])
            for pipe in ready:
                yield from _received(pipe, work, running)
    finally:
        for pipe, worker in running.items():
            os.close(pipe)
            os.kill(worker.process, signal.SIGTERM)
            os.waitpid(worker.process, 0)


def _start(share: Sequence[int], work: Work, running: dict[int, _Worker]) -> Sequence[int]:
    """Fork a worker for a share; the share where the system has no process left to give."""
    if not share:
        return share
    reading, writing = os.pipe()
    try:
        process = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return share
    if process == 0:
        for pipe in (reading, *running):
            os.close(pipe)
        _serve(share, work, writing)
    os.close(writing)
    running[reading] = _Worker(process, share, bytearray())
    return ()


def _serve(share: Sequence[int], work: Work, pipe: int) -> None:
    """Do a share, in the child. Never returns: what the parent has opened is the parent's to close."""
    from pickle import dumps

    code = 1
    try:
        for item in share:
            _send(pipe, dumps(work(item)))
        code = 0
    finally:  # whatever ended it, and an interrupt too, is the parent's to tell
        os._exit(code)


def _send(pipe: int, frame: bytes) -> None:
    data = memoryview(len(frame).to_bytes(_LENGTH, "little") + frame)
    while data:
        data = data[os.write(pipe, data) :]


def _received(pipe: int, work: Work, running: dict[int, _Worker]) -> Iterator[tuple[int, Any]]:
    from pickle import loads

    worker = running[pipe]
    data = os.read(pipe, _CHUNK)
    worker.received.extend(data)
    done = 0
    for frame in _frames(worker.received):
        yield worker.items[done], loads(frame)  # noqa: S301 - written by our own child
        done += 1
    left = worker.items[done:]
    running[pipe] = worker._replace(items=left)
    if data:
        return
    del running[pipe]
    os.close(pipe)
    _, status = os.waitpid(worker.process, 0)
    if left:
        yield left[0], Lost(_reason(status))
        yield from ((item, work(item)) for item in _start(left[1:], work, running))


def _frames(received: bytearray) -> Iterator[bytes]:
    """Take the whole frames out of what has been received."""
    while len(received) >= _LENGTH:
        end = _LENGTH + int.from_bytes(received[:_LENGTH], "little")
        if len(received) < end:
            return
        frame = bytes(received[_LENGTH:end])
        del received[:end]
        yield frame


def _reason(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"its process ended with {code}"
    name = next((each.name for each in signal.Signals if each == -code), f"signal {-code}")
    return f"its process was killed by {name}"
