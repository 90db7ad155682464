"""Which files of a run hold anything to judge: where there are many, other processes help to look.

Most files hold nothing, so what the helpers send back is short: plain numbers, which need no pickle.
"""

from __future__ import annotations

import os

from spanlint.lean.records import Record
from spanlint.prefilter.first_look import first_look
from spanlint.run.one_file import NOTHING_FOUND, FileOutcome, screen_file
from spanlint.run.shared_queue import MAX_NUMBERS, shared_queue, take_numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from spanlint.prefilter.first_look import Look
    from spanlint.run.tasks import Task, Tasks

    Interesting = dict[int, FileOutcome | int]
    """By the index of a task, what its file gave that holds nothing to judge, or the size of one that does; without the
    files that just hold nothing."""

    LookAt = Callable[[Sequence[int]], Interesting]
    """From the indexes of some tasks to what their files hold."""


_FILES_PER_FIRST_HELPER = 300
"""Files that make one helper worth its fork of 2 ms: reading and searching them takes 8 ms, and while it does, what
judges files is imported here, in 60."""
_FILES_PER_HELPER = 2000  # files for each helper after the first one
_CHUNK_SIZE = 64  # files that are taken at once
_NUMBER_BYTES = 4  # bytes


class Screened(Record):
    """A file that does not just hold nothing, by the number of its task: what it gave, or its size in bytes where it
    is to be judged. `others_look` says that there are helpers that have not been seen to end."""

    task: int
    found: FileOutcome | int
    has_helpers: bool


class _Helper(Record):
    """A forked process, and what it has sent that is no whole message yet."""

    process: int
    received: bytearray


def helper_count(files: int, jobs: int) -> int:
    """How many processes should help this one, if there are to be no more than `jobs` in all."""
    return min(jobs - 1, 1 + files // _FILES_PER_HELPER) if files >= _FILES_PER_FIRST_HELPER else 0


def screened(tasks: Tasks, helpers: int) -> Generator[Screened]:
    """Look through the files, with so many forked processes that help, and yield those that do not just hold nothing,
    in no order. The helpers go on while whoever takes them is busy with one; none of them outlives the iteration."""
    chunks, look = _chunks(len(tasks.paths)), looker(tasks)
    queue = shared_queue(len(chunks))
    running: dict[int, _Helper] = {}
    left, numbers, more = set(range(len(chunks))), take_numbers(queue), True
    met: Interesting = {}
    try:
        for _ in range(helpers):
            _start(look, chunks, queue, running)
        while more or met or running:
            for number, odd in _receive(running, wait=not (more or met)):
                left.discard(number)
                met |= odd
            if met:
                index, found = met.popitem()
                yield Screened(index, found or look([index]).get(index, NOTHING_FOUND), bool(running))
            elif more := (taking := next(numbers, -1)) >= 0:
                met |= look(chunks[taking])
                left.discard(taking)
        for number in left:  # what became of those that took them
            yield from (Screened(*each, has_helpers=False) for each in look(chunks[number]).items())
    finally:
        os.close(queue)
        for pipe, helper in running.items():
            _end(helper.process, pipe)


def looker(tasks: Tasks) -> LookAt:
    """Looks through the files of some tasks at a time, by how they are looked at."""
    paths, settings = tasks.paths, tasks.settings
    looks: dict[tuple[int, str], Look] = {}

    def look_at(indexes: Sequence[int]) -> Interesting:
        kinds: dict[tuple[int, str], list[int]] = {}
        for index in indexes:
            path = paths[index]
            kinds.setdefault((id(settings[index]), path[path.rfind(".") :]), []).append(index)
        odd: Interesting = {}
        for kind, alike in kinds.items():
            if kind not in looks:
                looks[kind] = first_look(kind[1], settings[alike[0]])
            for place, calls in looks[kind]([paths[each] for each in alike]).items():
                index = alike[place]
                found = _look_again(tasks.task(index)) if calls is None else _outcome_of_calls(calls)
                if found is not NOTHING_FOUND:
                    odd[index] = found
        return odd

    return look_at


def _look_again(task: Task) -> FileOutcome | int:
    screened = screen_file(*task)
    return screened if isinstance(screened, FileOutcome) else len(screened)


def _outcome_of_calls(calls: int) -> FileOutcome:
    return FileOutcome(has_span_names=True, span_calls=calls) if calls else NOTHING_FOUND


def _chunks(count: int) -> list[range]:
    size = max(_CHUNK_SIZE, count // MAX_NUMBERS + 1)
    return [range(start, min(start + size, count)) for start in range(0, count, size)]


def _start(look: LookAt, chunks: Sequence[range], queue: int, running: dict[int, _Helper]) -> None:
    """Fork a helper, where the system has a process left to give."""
    reading, writing = os.pipe()
    try:
        process = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return
    if process:
        os.close(writing)
        running[reading] = _Helper(process, bytearray())
        return
    try:
        for pipe in (reading, *running):
            os.close(pipe)  # else nothing would tell it that the parent is gone
        for number in take_numbers(queue):
            _send(writing, number, look(chunks[number]))
    finally:  # whatever ended it: what it has not sent, the parent does
        os._exit(0)


def _end(process: int, pipe: int) -> None:
    from signal import SIGKILL

    os.close(pipe)
    os.kill(process, SIGKILL)  # it holds nothing, and has sent what it found
    os.waitpid(process, 0)


def _send(pipe: int, chunk: int, found: Interesting) -> None:
    """Send a chunk's number, how many of its files do not just hold nothing, and of each of those the index, the size
    if it has to be judged, and the number of its calls if it has not; neither where the parent has to look itself."""
    odd = [(index, *_encoded(each)) for index, each in found.items()]
    numbers = (chunk, len(odd), *(number for each in odd for number in each))
    data = memoryview(b"".join(number.to_bytes(_NUMBER_BYTES, "little") for number in numbers))
    while data:
        data = data[os.write(pipe, data) :]


def _encoded(found: FileOutcome | int) -> tuple[int, int]:
    if isinstance(found, int):
        return found, 0
    return 0, found.span_calls if found == _outcome_of_calls(found.span_calls) else 0


def _receive(running: dict[int, _Helper], *, wait: bool) -> Iterator[tuple[int, Interesting]]:
    """What the helpers have found in which chunks, as far as they have sent it, after something of the first if it is
    to be waited for. One that has ended is no longer `running`."""
    for pipe, helper in list(running.items()):
        os.set_blocking(pipe, wait)
        wait = False
        try:
            data = os.read(pipe, 1 << 16)
        except BlockingIOError:
            continue
        helper.received.extend(data)
        yield from _messages(helper.received)
        if not data:
            del running[pipe]
            _end(helper.process, pipe)


def _messages(received: bytearray) -> Iterator[tuple[int, Interesting]]:
    """Take the whole messages out of what has been received."""
    while len(received) >= 2 * _NUMBER_BYTES:
        chunk, count = _numbers(received[: 2 * _NUMBER_BYTES])
        end = (2 + 3 * count) * _NUMBER_BYTES
        if len(received) < end:
            return
        numbers = _numbers(received[2 * _NUMBER_BYTES : end])
        del received[:end]
        odd = (numbers[at : at + 3] for at in range(0, len(numbers), 3))
        yield chunk, {index: _outcome_of_calls(calls) if calls else size for index, size, calls in odd}


def _numbers(data: bytearray) -> list[int]:
    return [int.from_bytes(data[at : at + _NUMBER_BYTES], "little") for at in range(0, len(data), _NUMBER_BYTES)]
