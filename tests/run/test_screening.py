"""Several processes look through the files of a run, and find what one does; a killed one costs nothing."""

from __future__ import annotations

import os
import select
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from spanlint.cli.main import main
from spanlint.model.settings import Settings
from spanlint.prefilter.first_look import first_look
from spanlint.run.file_outcome import NOTHING_FOUND, FileOutcome
from spanlint.run.screening import _chunks, helper_count, looker, screen
from spanlint.run.tasks import Tasks
from tests.cli.program import write
from tests.waiting import HANGS_AFTER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.run.known_outcomes import Interesting
    from spanlint.run.screening import LookAt

SETTINGS = Settings(frozenset({"SPN001"}), max_file_size=1000)
FILES = 1000
ENTERED = b"with tracer.start_as_current_span('a'), tracer.start_as_current_span('b'):\n    pass\n"


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> Tasks:
    """Files that hold nothing, with some in between that do, and some that cannot be linted."""
    folder = tmp_path_factory.mktemp("tree")
    for number in range(FILES):
        text = b"tracer.start_span('a')\n" if number % 17 == 0 else b"nothing = 1\n"
        text = ENTERED if number % 50 == 7 else text
        write(folder, {f"{number:04}.py": b"\0" if number % 101 == 1 else text})
    write(folder, {"0003.py": "#" * 1001})
    (folder / "0005.py").unlink()
    return Tasks([str(folder / f"{number:04}.py") for number in range(FILES)], [SETTINGS] * FILES)


def found(tasks: Tasks, helpers: int) -> dict[int, FileOutcome | int]:
    """What the files hold that do not just hold nothing."""
    met = [(index, found) for index, found, _ in screen(tasks, helpers) if found != NOTHING_FOUND]
    assert len(met) == len(dict(met))
    return dict(met)


@pytest.mark.program
@pytest.mark.parametrize("helpers", [1, 3])
def test_helpers_find_what_one_process_finds(tasks: Tasks, helpers: int) -> None:
    alone = found(tasks, 0)
    left = [number for number in range(0, FILES, 17) if number % 101 != 1 and number % 50 != 7]
    assert {index: each for index, each in alone.items() if isinstance(each, int)} == dict.fromkeys(left, 23)
    early = {index: each for index, each in sorted(alone.items()) if isinstance(each, FileOutcome)}
    entered = [index for index, each in early.items() if each == FileOutcome(has_span_names=True, span_calls=2)]
    assert entered == [number for number in range(7, FILES, 50) if number % 101 != 1]
    assert [index for index, each in early.items() if each.is_skipped and not each.warning] == list(
        range(1, FILES, 101)
    )
    assert [index for index, each in early.items() if each.warning] == [3]
    assert found(tasks, helpers) == alone


def test_what_is_passed_over_after_a_second_look_is_told_to_nobody(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes("# ä\n".encode() + b"\tb\n" * 300)  # which the first look leaves to the second
    path = str(tmp_path / "a.py")
    assert first_look(".py", SETTINGS._replace(max_file_size=2000))([path]) == {0: None}
    assert looker(Tasks([path], [SETTINGS._replace(max_file_size=2000)]))([0]) == {}


def ended(process: int) -> None:
    """Return when a helper has ended, and leave it to be collected."""
    os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)


def collected(process: int) -> bool:
    """Whether nothing is left of a child."""
    try:
        os.waitpid(process, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


@pytest.mark.program
def test_the_helpers_do_a_part_of_it(tasks: Tasks, monkeypatch: pytest.MonkeyPatch, forked: list[int]) -> None:
    here: list[int] = []
    parent = os.getpid()

    def noting(tasks: Tasks) -> LookAt:
        look = looker(tasks)

        def noted(indexes: Sequence[int]) -> Interesting:
            here.extend(indexes)
            if len(here) == len(indexes) and os.getpid() == parent:
                ended(forked[0])  # nothing more until a helper has nothing left to do
            return look(indexes)

        return noted

    monkeypatch.setattr("spanlint.run.screening.looker", noting)
    found(tasks, 2)
    assert 0 < len(set(here)) < FILES // 2


@pytest.mark.program
def test_what_a_killed_helper_has_not_sent_is_done_here(tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    alone, parent = found(tasks, 0), os.getpid()

    def deadly(tasks: Tasks) -> LookAt:
        look = looker(tasks)

        def killing(indexes: Sequence[int]) -> Interesting:
            if os.getpid() != parent and any(index % 100 == 7 for index in indexes):
                os.kill(os.getpid(), signal.SIGKILL)
            return look(indexes)

        return killing

    monkeypatch.setattr("spanlint.run.screening.looker", deadly)
    assert found(tasks, 2) == alone


def test_where_there_is_no_process_left_all_is_done_here(tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = found(tasks, 0)

    def refused() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refused)
    assert found(tasks, 2) == alone


@pytest.mark.program
def test_no_helper_outlives_a_run_that_is_given_up(tasks: Tasks, forked: list[int]) -> None:
    met = screen(tasks, 2)
    assert next(met).has_helpers
    met.close()
    assert [collected(process) for process in forked] == [True, True]


@pytest.mark.program
def test_a_helper_ends_with_a_run_that_is_killed(tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    more_than_a_pipe_holds = dict.fromkeys(range(20_000), 1)
    monkeypatch.setattr("spanlint.run.screening.looker", lambda tasks: lambda indexes: dict(more_than_a_pipe_holds))
    reading, writing = os.pipe()  # at its end when nobody has it open for writing any more
    run = os.fork()
    if not run:
        os.setsid()
        met = screen(tasks, 1)  # kept: it would end its helper when nobody has it any more
        next(met)
        os.kill(os.getpid(), signal.SIGKILL)
    os.close(writing)
    os.waitpid(run, 0)
    at_an_end, _, _ = select.select([reading], [], [], HANGS_AFTER)
    os.close(reading)
    with suppress(ProcessLookupError):
        os.killpg(run, signal.SIGKILL)
    assert at_an_end


@pytest.mark.program
def test_no_descriptor_is_left_open(tasks: Tasks) -> None:
    before = set(os.listdir("/proc/self/fd"))
    found(tasks, 2)
    assert set(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize("files", [0, 1, 64, 65, 64_000, 64_001, 3_000_000])
def test_the_chunks_are_all_the_files_and_fit_into_the_smallest_pipe(files: int) -> None:
    chunks = _chunks(files)
    assert [index for chunk in chunks for index in chunk] == list(range(files))
    assert len(chunks) * 4 <= 4096


@pytest.mark.program
def test_the_helpers_go_on_while_one_is_busy_with_what_is_met(tasks: Tasks, forked: list[int]) -> None:
    met = screen(tasks, 1)
    assert next(met).has_helpers
    ended(forked[0])  # it has looked through all that is left
    rest = [each.has_helpers for each in met]
    assert len(rest) > 50
    assert rest == [True] + [False] * (len(rest) - 1)  # all that it sent is read at once, and then that it has ended


def test_nobody_else_looks_where_there_is_no_helper(tasks: Tasks) -> None:
    assert not any(each.has_helpers for each in screen(tasks, 0))


@pytest.mark.parametrize(
    ("files", "jobs", "expected"), [(299, 8, 0), (300, 1, 0), (300, 2, 1), (300, 8, 1), (4000, 8, 3), (90_000, 4, 3)]
)
def test_there_are_as_many_helpers_as_are_worth_a_fork(files: int, jobs: int, expected: int) -> None:
    assert helper_count(files, jobs) == expected


@pytest.mark.program
def test_a_run_over_many_files_gives_the_same_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        tmp_path, {f"{number:03}.py": "tracer.start_span('a')\n" if number % 90 == 0 else "" for number in range(400)}
    )
    monkeypatch.chdir(tmp_path)
    reports = []
    for jobs in ("1", "2"):
        code = main(["--isolated", "--select", "SPN001", "--jobs", jobs, "."])
        reports.append((code, capsys.readouterr()))
    assert reports[0] == reports[1]
