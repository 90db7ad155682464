"""Divides the work of a run: between this process and workers, where there is enough work to justify a fork."""

from __future__ import annotations

import os
import sys

from spanlint.lean.records import Record
from spanlint.model.problems import Problem
from spanlint.run.one_file import FileOutcome, Repair, run_file
from spanlint.text.suffixes import language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from spanlint.run.project import Project
    from spanlint.run.tasks import Tasks

BYTES_PER_WORKER = 50_000
"""Bytes of files to judge that justify one more process: about 10 ms of work, where a fork takes 2 ms."""
_BYTES_PER_FILE = 10_000  # bytes added to the size of each file: a short file takes half as long as one of this size


class Completed(Record):
    """A number of files that are done, and their outcomes by task index. Files with nothing to judge have no entry."""

    files: int
    outcomes: Mapping[int, FileOutcome]


def outcomes(tasks: Tasks, repair: Repair | None, jobs: int) -> Iterator[Completed]:
    """Yields outcomes as they arrive. Most files arrive together, in one record."""
    judge_task, count = _task_judge(tasks, repair), len(tasks.paths)
    if count < 2:
        yield from (Completed(1, {index: judge_task(index)}) for index in range(count))
        return
    load = _loader()
    judged, remaining = _screen_all(tasks, jobs if can_fork() else 1, load, judge_task)
    screened = Completed(count - len(remaining), judged)
    workers = min(jobs, sum(size + _BYTES_PER_FILE for _, size in remaining) // BYTES_PER_WORKER)
    if workers < 2 or not can_fork():
        yield screened
        yield from (Completed(1, {index: judge_task(index)}) for index, _ in remaining)
        return
    results = _spread(tasks, remaining, workers, load, repair)
    yield next(results)  # the workers are forked now, so a progress display may import what it needs
    yield screened
    yield from results


def _screen_all(
    tasks: Tasks, jobs: int, load: Callable[[str], None], judge_task: Callable[[int], FileOutcome]
) -> tuple[dict[int, FileOutcome], list[tuple[int, int]]]:
    """Returns the outcomes of files by index, and the index and size in bytes of each file that remains to be judged.

    Files with nothing to judge have no entry. While other processes screen files, this process judges files that are
    too small to justify another process. If this process dies while it judges one, the run ends.
    """
    from spanlint.run.screening import helper_count, screen

    judged: dict[int, FileOutcome] = {}
    remaining: list[tuple[int, int]] = []
    results = screen(tasks, helper_count(len(tasks.paths), jobs))
    try:
        for index, result, has_helpers in results:
            if isinstance(result, FileOutcome):
                judged[index] = result
                continue
            if has_helpers:
                load(tasks.paths[index])
            if has_helpers and result + _BYTES_PER_FILE < BYTES_PER_WORKER:
                judged[index] = judge_task(index)
            else:
                remaining.append((index, result))
    finally:
        results.close()
    return judged, sorted(remaining)


def can_fork() -> bool:
    """Whether this system has a reliable fork. On macOS, system libraries may fail after a fork."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def _spread(
    tasks: Tasks,
    remaining: Sequence[tuple[int, int]],
    workers: int,
    load: Callable[[str], None],
    repair: Repair | None,
) -> Iterator[Completed]:
    import gc

    from spanlint.run.workers import Lost, spread

    for index, _ in remaining:
        load(tasks.paths[index])
    gc.freeze()  # a collection in a worker would copy the pages of the objects that exist now
    largest_first = [index for index, _ in sorted(remaining, key=lambda pair: -pair[1])]
    for index, outcome in spread(largest_first, workers, _task_judge(tasks, repair)):
        if isinstance(outcome, Lost):
            outcome = FileOutcome(
                problem=Problem(f"not checked: {outcome.reason}", tasks.paths[index]), has_span_names=True
            )
        yield Completed(1, {index: outcome})


def _loader() -> Callable[[str], None]:
    """Returns a function that takes the path of a file to judge and imports all that a worker needs for it."""
    loaded: set[str | None] = set()

    def load(path: str) -> None:
        language = language_of(path)
        if language not in loaded:
            import gc

            import spanlint.lint.diagnose  # noqa: F401 - otherwise each worker would import it
            from spanlint.lint.judge import preload

            preload(str(language))
            if not loaded:
                gc.freeze()  # the objects that exist now stay, so collections need not visit them
            gc.enable()  # each judged file leaves reference cycles that hold its tree
            loaded.add(language)

    return load


def _task_judge(tasks: Tasks, repair: Repair | None) -> Callable[[int], FileOutcome]:
    """Returns a function from the index of a task to its outcome. It reuses the views of other files for all tasks with
    the same API tables, the only settings that views depend on."""
    projects: dict[int, Project] = {}

    def judge_task(index: int) -> FileOutcome:
        from spanlint.run.project import Project

        candidate, settings = tasks.task(index)
        tables_id = id(settings.apis)
        if tables_id not in projects:
            projects[tables_id] = Project(settings)
        return run_file(candidate, settings, repair, projects[tables_id])

    return judge_task
