"""Real forks: what children find comes back whole, and one that is killed costs only the file it was on."""

from __future__ import annotations

import mmap
import os
import time
from contextlib import suppress

import pytest

from spanlint.run.shared_queue import MAX_NUMBERS
from spanlint.run.workers import Lost, spread
from tests.run.forks import die
from tests.waiting import wait_until

pytestmark = pytest.mark.program


def shared_bytes(count: int) -> mmap.mmap:
    """Memory that processes which are forked from now on share, one byte for each thing that has happened."""
    return mmap.mmap(-1, count)


def alive(process: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(process, 0)
        return True
    return False


def test_every_item_is_done_once_and_in_another_process() -> None:
    at_work = shared_bytes(1 << 16)  # one for each process, by its number

    def work(item: int) -> tuple[int, int]:
        at_work[os.getpid() % len(at_work)] = 1
        wait_until(lambda: at_work[:].count(1) == 3)  # or the first worker has done it all before the last one is there
        return item * item, os.getpid()

    found = dict(spread(range(50), 3, work))
    assert {item: square for item, (square, _) in found.items()} == {item: item * item for item in range(50)}
    processes = {process for _, process in found.values()}
    assert len(processes) == 3
    assert os.getpid() not in processes


def test_an_answer_larger_than_a_pipe_comes_back_whole() -> None:
    found = dict(spread([0, 1, 2], 2, lambda item: str(item) * 3_000_000))
    assert found == {item: str(item) * 3_000_000 for item in range(3)}


@pytest.mark.parametrize("killed", [0, 3, 5])
def test_a_killed_worker_costs_the_item_it_was_on(killed: int) -> None:
    def work(item: int) -> int:
        if item == killed:
            die()
        return item

    found = dict(spread(range(6), 2, work))
    assert found == {item: item for item in range(6)} | {killed: Lost("its worker process was killed by SIGKILL")}


def test_an_exception_in_a_worker_costs_the_item_it_was_on(capfd: pytest.CaptureFixture[str]) -> None:
    def work(item: int) -> int:
        return [10, 20][item] if item != 2 else item

    assert dict(spread([0, 3, 1, 2], 2, work)) == {0: 10, 3: Lost("its worker process exited with 1"), 1: 20, 2: 2}
    assert capfd.readouterr().err == ""


def test_every_item_may_kill_its_worker() -> None:
    found = dict(spread(range(9), 2, lambda _: die()))
    assert found == {item: Lost("its worker process was killed by SIGKILL") for item in range(9)}


def test_no_child_outlives_an_iteration_that_is_given_up() -> None:
    def work(item: int) -> int:
        if item:
            time.sleep(600)
        return os.getpid()

    results = spread([0, 1, 2], 2, work)
    _, process = next(results)
    assert alive(process)
    results.close()
    assert not alive(process)


def test_a_worker_that_has_done_its_item_takes_the_next_one() -> None:
    done = shared_bytes(40)

    def work(item: int) -> int:
        if item == 7:
            wait_until(lambda: done[:].count(1) == 39)
        done[item] = 1
        return os.getpid()

    found = dict(spread([7, *range(7), *range(8, 40)], 2, work))
    assert [item for item, process in found.items() if process == found[7]] == [7]


def test_there_may_be_more_items_than_the_queue_holds() -> None:
    count = 2 * MAX_NUMBERS + 17
    assert dict(spread(range(count), 2, lambda item: -item)) == {item: -item for item in range(count)}


@pytest.mark.parametrize("killed", [0, 1500, 2016])
def test_what_a_killed_worker_had_taken_and_not_begun_is_done_by_another(killed: int) -> None:
    def work(item: int) -> int:
        if item == killed:
            die()
        return item

    count = 2 * MAX_NUMBERS + 17
    found = dict(spread(range(count), 2, work))
    assert found == {item: item for item in range(count)} | {killed: Lost("its worker process was killed by SIGKILL")}


def test_a_worker_that_begins_nothing_costs_an_item(monkeypatch: pytest.MonkeyPatch) -> None:
    fork = os.fork

    def still_born() -> int:
        process = fork()
        if process == 0:
            os._exit(3)
        return process

    monkeypatch.setattr(os, "fork", still_born)
    assert dict(spread([4, 5], 2, lambda item: item)) == dict.fromkeys((4, 5), Lost("its worker process exited with 3"))


def test_no_descriptor_is_left_open() -> None:
    before = set(os.listdir("/proc/self/fd"))
    list(spread(range(9), 2, lambda _: None))
    assert set(os.listdir("/proc/self/fd")) == before


def test_without_a_process_to_be_had_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def fork() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", fork)
    assert dict(spread([0, 1, 2], 2, lambda item: (item, os.getpid()))) == {
        each: (each, os.getpid()) for each in range(3)
    }
