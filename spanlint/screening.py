"""Which files of a run hold anything to judge: where there are many, other processes help to look.

Most files hold nothing, so what the helpers send back is short: plain numbers, which need no pickle.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from spanlint.file_run import PASSED_OVER, FileOutcome, screened_file
from spanlint.plain_files import Look, first_look
from spanlint.records import Record
from spanlint.shared_queue import MOST, shared_queue, taken
from spanlint.tasks import Task

_MANY = 300
"""Files that make one helper worth its fork of 2 ms: reading and searching them takes 8 ms, and while it does, what
judges files is imported here, in 60."""
_EACH = 2000  # files for each helper after the first one
_CHUNK = 64  # files that are taken at once
_NUMBER = 4  # bytes

Odd = dict[int, "FileOutcome | int"]
"""By the index of a task, what its file gave that holds nothing to judge, or the size of one that does; without the
files that just hold nothing."""

Looking = Callable[[Sequence[int]], Odd]
"""From the indexes of some tasks to what their files hold."""


class Screened(Record):
    """`early` is what files gave that hold nothing to judge, by the index of their task; `left` has the index and the
    size in bytes of each of the others. Both are in the order of the tasks."""

    early: list[tuple[int, FileOutcome]]
    left: list[tuple[int, int]]


def helpers_for(files: int, jobs: int) -> int:
    """How many processes should help this one, if there are to be no more than `jobs` in all."""
    return min(jobs - 1, 1 + files // _EACH) if files >= _MANY else 0


def screened(tasks: Sequence[Task], helpers: int, met: Callable[[str], object]) -> Screened:
    """Look through the files, with so many forked processes that help; `met` is told of the paths that are left, as far
    as they are met here, while the others still look."""
    chunks, look = _chunks(len(tasks)), looking(tasks)
    queue = shared_queue(len(chunks))
    started = (_helper(look, chunks, queue) for _ in range(helpers))
    running = [helper for helper in started if helper is not None]
    found: Odd = {}
    done: set[int] = set()
    try:
        for number in taken(queue):
            odd = look(chunks[number])
            for index, each in odd.items():
                if isinstance(each, int):
                    met(tasks[index].candidate.path)
            found |= odd
            done.add(number)
        for _, pipe in running:
            for number, odd in _received(pipe):
                done.add(number)
                found |= odd
    finally:
        os.close(queue)
        for process, pipe in running:
            _end(process, pipe)
    lost = (index for number in set(range(len(chunks))) - done for index in chunks[number])
    unsure = [index for index, size in found.items() if size == 0]
    found |= dict.fromkeys(unsure, PASSED_OVER) | look([*unsure, *lost])
    return _sorted_out(found, len(tasks))


def _sorted_out(found: Odd, count: int) -> Screened:
    left = sorted((index, each) for index, each in found.items() if isinstance(each, int))
    early = dict.fromkeys(range(count), PASSED_OVER)
    early.update((index, each) for index, each in found.items() if isinstance(each, FileOutcome))
    for index, _ in left:
        del early[index]
    return Screened(list(early.items()), left)


def looking(tasks: Sequence[Task]) -> Looking:
    """Looks through the files of some tasks at a time, by how they are looked at."""
    looks: dict[tuple[int, str], Look] = {}

    def look_at(indexes: Sequence[int]) -> Odd:
        kinds: dict[tuple[int, str], list[int]] = {}
        for index in indexes:
            candidate, settings = tasks[index]
            path = candidate.path
            kinds.setdefault((id(settings), path[path.rfind(".") :]), []).append(index)
        odd: Odd = {}
        for kind, alike in kinds.items():
            if kind not in looks:
                looks[kind] = first_look(kind[1], tasks[alike[0]].settings)
            for index, calls in zip(alike, looks[kind]([tasks[each].candidate.path for each in alike]), strict=True):
                if calls != 0:
                    odd[index] = _looked_at_again(tasks[index]) if calls is None else _passed_over(calls)
        return odd

    return look_at


def _looked_at_again(task: Task) -> FileOutcome | int:
    screened = screened_file(*task)
    return screened if isinstance(screened, FileOutcome) else len(screened)


def _passed_over(calls: int) -> FileOutcome:
    return FileOutcome(mentions=True, sites=calls) if calls else PASSED_OVER


def _chunks(count: int) -> list[range]:
    size = max(_CHUNK, count // MOST + 1)
    return [range(start, min(start + size, count)) for start in range(0, count, size)]


def _helper(look: Looking, chunks: Sequence[range], queue: int) -> tuple[int, int] | None:
    """Fork a helper: its process, and the pipe that it sends to; None where the system has no process left to give."""
    reading, writing = os.pipe()
    try:
        process = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return None
    if process:
        os.close(writing)
        return process, reading
    try:
        for number in taken(queue):
            _send(writing, number, look(chunks[number]))
    finally:  # whatever ended it: what it has not sent, the parent does
        os._exit(0)


def _end(process: int, pipe: int) -> None:
    from signal import SIGKILL

    os.close(pipe)
    os.kill(process, SIGKILL)  # it holds nothing, and has sent what it found
    os.waitpid(process, 0)


def _send(pipe: int, chunk: int, found: Odd) -> None:
    """Send a chunk's number, how many of its files do not just hold nothing, and of each of those the index, the size
    if it has to be judged, and the number of its calls if it has not; neither where the parent has to look itself."""
    odd = [(index, *_told(each)) for index, each in found.items()]
    numbers = (chunk, len(odd), *(number for each in odd for number in each))
    data = memoryview(b"".join(number.to_bytes(_NUMBER, "little") for number in numbers))
    while data:
        data = data[os.write(pipe, data) :]


def _told(found: FileOutcome | int) -> tuple[int, int]:
    if isinstance(found, int):
        return found, 0
    return 0, found.sites if found == _passed_over(found.sites) else 0


def _received(pipe: int) -> Iterator[tuple[int, Odd]]:
    data = b"".join(iter(lambda: os.read(pipe, 1 << 16), b""))
    numbers = [int.from_bytes(data[at : at + _NUMBER], "little") for at in range(0, len(data) - _NUMBER + 1, _NUMBER)]
    at = 0
    while at + 2 <= len(numbers) and at + 2 + 3 * numbers[at + 1] <= len(numbers):
        start, end = at + 2, at + 2 + 3 * numbers[at + 1]
        odd = (numbers[each : each + 3] for each in range(start, end, 3))
        yield numbers[at], {index: _passed_over(calls) if calls else size for index, size, calls in odd}
        at = end
