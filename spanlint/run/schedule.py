"""Who does the work of a run: this process, or workers where there is enough of it to be worth a fork."""

from __future__ import annotations

import os
import sys

from spanlint.lean.records import Record
from spanlint.run.one_file import FileOutcome, Repair, run_file
from spanlint.text.suffixes import language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from spanlint.run.project import Project
    from spanlint.run.tasks import Tasks

BYTES_PER_WORKER = 50_000
"""Bytes of files to be judged that make another process worth its while: some 10 ms of work, where a fork takes 2."""
_BYTES_PER_FILE = 10_000  # bytes that a file counts beside its own: a short one takes half as long as one of this size


class Completed(Record):
    """A number of files that are done, and what they gave by the index of their task: nothing is in it of most files,
    which were just passed over."""

    files: int
    outcomes: Mapping[int, FileOutcome]


def outcomes(tasks: Tasks, repair: Repair | None, jobs: int) -> Iterator[Completed]:
    """Yield what files gave in the order that it comes in: of most of them at once."""
    one_by_one, count = _task_judge(tasks, repair), len(tasks.paths)
    if count < 2:
        yield from (Completed(1, {index: one_by_one(index)}) for index in range(count))
        return
    load = _loader()
    gave, left = _screen_all(tasks, jobs if can_fork() else 1, load, one_by_one)
    done = Completed(count - len(left), gave)
    workers = min(jobs, sum(size + _BYTES_PER_FILE for _, size in left) // BYTES_PER_WORKER)
    if workers < 2 or not can_fork():
        yield done
        yield from (Completed(1, {index: one_by_one(index)}) for index, _ in left)
        return
    results = _spread(tasks, left, workers, load, repair)
    yield next(results)  # by now the workers are there: who watches may draw, and import what that takes
    yield done
    yield from results


def _screen_all(
    tasks: Tasks, jobs: int, load: Callable[[str], None], judged: Callable[[int], FileOutcome]
) -> tuple[dict[int, FileOutcome], list[tuple[int, int]]]:
    """What files gave that do not just hold nothing, and some that are to be judged, by their index; then the index and
    the size in bytes of each of the others.

    While other processes look, this one has time for a file that is not worth another process by itself. Should it end
    in the middle of one, it ends the run.
    """
    from spanlint.run.screening import helper_count, screened

    gave: dict[int, FileOutcome] = {}
    left: list[tuple[int, int]] = []
    met = screened(tasks, helper_count(len(tasks.paths), jobs))
    try:
        for index, found, others_look in met:
            if isinstance(found, FileOutcome):
                gave[index] = found
                continue
            if others_look:
                load(tasks.paths[index])
            if others_look and found + _BYTES_PER_FILE < BYTES_PER_WORKER:
                gave[index] = judged(index)
            else:
                left.append((index, found))
    finally:
        met.close()
    return gave, sorted(left)


def can_fork() -> bool:
    """Whether this system has a fork to count on; on macOS, its own libraries may fail after one."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def _spread(
    tasks: Tasks,
    left: Sequence[tuple[int, int]],
    workers: int,
    load: Callable[[str], None],
    repair: Repair | None,
) -> Iterator[Completed]:
    import gc

    from spanlint.run.workers import Lost, spread

    for index, _ in left:
        load(tasks.paths[index])
    gc.freeze()  # what stands now stays: a collection in a worker would copy its pages
    largest_first = [index for index, _ in sorted(left, key=lambda each: -each[1])]
    for index, outcome in spread(largest_first, workers, _task_judge(tasks, repair)):
        if isinstance(outcome, Lost):
            outcome = FileOutcome(problem=f"{tasks.paths[index]}: not checked: {outcome.reason}", has_span_names=True)
        yield Completed(1, {index: outcome})


def _loader() -> Callable[[str], None]:
    """What imports, for the path of a file to be judged, all that a worker would import for itself."""
    loaded: set[str | None] = set()

    def load(path: str) -> None:
        language = language_of(path)
        if language not in loaded:
            import gc

            import spanlint.lint.diagnose  # noqa: F401 - a worker would import it for itself
            from spanlint.lint.judge import preload

            preload(str(language))
            if not loaded:
                gc.freeze()  # what stands now stays, and need not be looked through
            gc.enable()  # a file that has been judged leaves cycles behind, and its tree in them
            loaded.add(language)

    return load


def _task_judge(tasks: Tasks, repair: Repair | None) -> Callable[[int], FileOutcome]:
    """What gives the outcome of a task by its index. Views of other files are kept from one file to the next: they
    depend on the API tables of its settings alone."""
    projects: dict[int, Project] = {}

    def judged(index: int) -> FileOutcome:
        from spanlint.run.project import Project

        candidate, settings = tasks.task(index)
        tables = id(settings.apis)
        if tables not in projects:
            projects[tables] = Project(settings)
        return run_file(candidate, settings, repair, projects[tables])

    return judged
