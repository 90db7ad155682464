"""Screening: finds the files of a run that have anything to judge. With many files, forked helpers share the work.

Most files have nothing to judge, so the messages of the helpers are short: plain numbers, which need no pickle.
"""

from __future__ import annotations

import os

from spanlint.lean.records import Record
from spanlint.prefilter.first_look import YIELDS, first_look
from spanlint.run.file_outcome import NOTHING_FOUND, FileOutcome
from spanlint.run.known_outcomes import LOOK_KEY_BYTES, known_outcomes
from spanlint.run.one_file import screen_file
from spanlint.run.shared_queue import MAX_NUMBERS, shared_queue, take_numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from spanlint.prefilter.first_look import Look
    from spanlint.run.known_outcomes import Interesting, KnownOutcomes
    from spanlint.run.tasks import Task, Tasks

    LookAt = Callable[[Sequence[int]], Interesting]
    """From task indexes to what their files contain."""


_FILES_PER_FIRST_HELPER = 300
"""Files that justify one helper, whose fork takes 2 ms: reading and searching them takes 8 ms. Meanwhile, the parent
imports the code that judges files, which takes 60 ms."""
_FILES_PER_HELPER = 2000  # files for each helper after the first one
_CHUNK_SIZE = 64  # files taken at once
_NUMBER_BYTES = 4  # bytes
_NO_NUMBER = _MAY_YIELD = (1 << 8 * _NUMBER_BYTES) - 1  # in place of a number of calls
_LOOKS = _NO_NUMBER  # in place of the number of a chunk
_ROW_NUMBERS = 3  # of a file
_LOOK_NUMBERS = LOOK_KEY_BYTES // _NUMBER_BYTES + 1


class Screened(Record):
    """A file whose outcome is not just NOTHING_FOUND: the index of its task; its outcome, its size in bytes if it needs
    judgement, or YIELDS. `has_helpers` is whether any helper may still run."""

    task: int
    found: FileOutcome | int
    has_helpers: bool


class _Helper(Record):
    """A forked process, and the bytes received from it that are not a whole message yet."""

    process: int
    received: bytearray


def helper_count(files: int, jobs: int) -> int:
    """Returns the number of helpers to fork, so that at most `jobs` processes run in all."""
    return min(jobs - 1, 1 + files // _FILES_PER_HELPER) if files >= _FILES_PER_FIRST_HELPER else 0


def screen(tasks: Tasks, helpers: int) -> Generator[Screened]:
    """Screen the files with that many forked helpers, and yield those whose outcome is not NOTHING_FOUND, in no order.

    The helpers go on while the caller works on a yielded file. No helper outlives the iteration.
    """
    chunks, look = _chunks(len(tasks.paths)), looker(tasks)
    queue = shared_queue(len(chunks))
    running: dict[int, _Helper] = {}
    pending, numbers, has_more = set(range(len(chunks))), take_numbers(queue), True
    interesting: Interesting = {}
    try:
        for _ in range(helpers):
            _start(look, chunks, queue, running)
        while has_more or interesting or running:
            for number, rows in _receive(running, may_wait=not (has_more or interesting)):
                pending.discard(number)
                interesting |= _received(number, rows)
            if interesting:
                index, found = interesting.popitem()
                yield Screened(index, found or look([index]).get(index, NOTHING_FOUND), bool(running))
            elif has_more := (own_number := next(numbers, -1)) >= 0:
                interesting |= look(chunks[own_number])
                pending.discard(own_number)
        for number in pending:  # the helpers that took these chunks ended before they sent a result
            yield from (Screened(*item, has_helpers=False) for item in look(chunks[number]).items())
    finally:
        os.close(queue)
        for pipe, helper in running.items():
            _end(helper.process, pipe)


def looker(tasks: Tasks) -> LookAt:
    """Returns a function that screens the files of several tasks together, grouped by settings and suffix."""
    paths, settings, known = tasks.paths, tasks.settings, known_outcomes()
    remembering = None if known is None else known.remembering
    looks: dict[tuple[int, str], Look] = {}

    def look_at(indexes: Sequence[int]) -> Interesting:
        kinds: dict[tuple[int, str], list[int]] = {}
        for index in indexes:
            path = paths[index]
            kinds.setdefault((id(settings[index]), path[path.rfind(".") :]), []).append(index)
        interesting: Interesting = {}
        for kind, members in kinds.items():
            if kind not in looks:
                looks[kind] = first_look(kind[1], settings[members[0]], remembering)
            for position, calls in looks[kind]([paths[member] for member in members]).items():
                index = members[position]
                if calls is None:
                    result = _look_again(tasks.task(index))
                else:
                    result = YIELDS if calls == YIELDS else _outcome_of_calls(calls)
                if result is not NOTHING_FOUND:
                    interesting[index] = result
        return interesting

    return look_at if known is None else _with_known(known, tasks, look_at)


def _with_known(known: KnownOutcomes, tasks: Tasks, look: LookAt) -> LookAt:
    """Returns a function that screens the files of which nothing is known, and tells what it finds of them."""

    def look_at(indexes: Sequence[int]) -> Interesting:
        unknown, interesting = known.known_looks(tasks, indexes)
        with known.screening():
            found = look(unknown)
        known.learn_looks(tasks, unknown, found)
        return {**interesting, **found}

    return look_at


def _look_again(task: Task) -> FileOutcome | int:
    result = screen_file(*task)
    return result if isinstance(result, FileOutcome) else len(result)


def _outcome_of_calls(calls: int) -> FileOutcome:
    return FileOutcome(has_span_names=True, span_calls=calls) if calls else NOTHING_FOUND


def _chunks(count: int) -> list[range]:
    size = max(_CHUNK_SIZE, count // MAX_NUMBERS + 1)
    return [range(start, min(start + size, count)) for start in range(0, count, size)]


def _start(look: LookAt, chunks: Sequence[range], queue: int, running: dict[int, _Helper]) -> None:
    """Fork a helper, unless the system refuses another process."""
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
            os.close(pipe)  # otherwise the helper would not notice that the parent is gone
        for number in take_numbers(queue):
            _send(writing, number, [(index, *_encode(result)) for index, result in look(chunks[number]).items()])
        _send_looks(writing)
    finally:  # whatever the cause, the parent screens the chunks that this helper has not sent
        os._exit(0)


def _end(process: int, pipe: int) -> None:
    from signal import SIGKILL

    os.close(pipe)
    os.kill(process, SIGKILL)  # it holds no resources, and its results are sent
    os.waitpid(process, 0)


def _send(pipe: int, chunk: int, rows: Sequence[Sequence[int]]) -> None:
    """Send the number of a chunk and of its rows; then, for each row, the task index, the size in bytes of a file that
    needs judgement, and the number of calls in one that does not, or _MAY_YIELD. Both are 0 when the parent must screen
    the file itself."""
    numbers = (chunk, len(rows), *(number for row in rows for number in row))
    data = memoryview(_bytes(numbers))
    while data:
        data = data[os.write(pipe, data) :]


def _send_looks(pipe: int) -> None:
    """Send what this process has learned to remember: for each look, the numbers that its key consists of, and the
    number of calls, or _MAY_YIELD in place of None."""
    known = known_outcomes()
    looks = () if known is None else known.inner_looks()
    if looks:
        _send(pipe, _LOOKS, [(*_numbers(key), _NO_NUMBER if calls is None else calls) for key, calls in looks])


def _encode(result: FileOutcome | int) -> tuple[int, int]:
    if isinstance(result, int):
        return (0, _MAY_YIELD) if result == YIELDS else (result, 0)
    return 0, result.span_calls if result == _outcome_of_calls(result.span_calls) else 0


def _receive(running: dict[int, _Helper], *, may_wait: bool) -> Iterator[tuple[int, list[list[int]]]]:
    """Yields the number and the rows of each message that has arrived from a helper. With `may_wait`, waits for data
    from the first helper. Removes helpers that have ended from `running`."""
    for pipe, helper in list(running.items()):
        os.set_blocking(pipe, may_wait)
        may_wait = False
        try:
            data = os.read(pipe, 1 << 16)
        except BlockingIOError:
            continue
        helper.received.extend(data)
        yield from _messages(helper.received)
        if not data:
            del running[pipe]
            _end(helper.process, pipe)


def _messages(received: bytearray) -> Iterator[tuple[int, list[list[int]]]]:
    """Remove the whole messages from the received bytes, and yield them."""
    while len(received) >= 2 * _NUMBER_BYTES:
        chunk, count = _numbers(received[: 2 * _NUMBER_BYTES])
        length = _LOOK_NUMBERS if chunk == _LOOKS else _ROW_NUMBERS
        end = (2 + length * count) * _NUMBER_BYTES
        if len(received) < end:
            return
        numbers = _numbers(received[2 * _NUMBER_BYTES : end])
        del received[:end]
        yield chunk, [numbers[start : start + length] for start in range(0, len(numbers), length)]


def _received(number: int, rows: Iterable[list[int]]) -> Interesting:
    """Returns what is in the files of a chunk; takes note of what a helper has learned to remember."""
    if number != _LOOKS:
        return {index: _decode(size, calls) for index, size, calls in rows}
    known = known_outcomes()
    if known is not None:
        known.learn_inner_looks((_bytes(key), None if calls == _NO_NUMBER else calls) for *key, calls in rows)
    return {}


def _decode(size: int, calls: int) -> FileOutcome | int:
    if calls == _MAY_YIELD:
        return YIELDS
    return _outcome_of_calls(calls) if calls else size


def _numbers(data: bytes | bytearray) -> list[int]:
    return [
        int.from_bytes(data[start : start + _NUMBER_BYTES], "little") for start in range(0, len(data), _NUMBER_BYTES)
    ]


def _bytes(numbers: Iterable[int]) -> bytes:
    return b"".join(number.to_bytes(_NUMBER_BYTES, "little") for number in numbers)
