"""Who does the work of a run: this process, or workers where there is enough of it to be worth a fork."""

from __future__ import annotations

import os
import sys

from spanlint.file_run import PASSED_OVER, FileOutcome, Repair, run_file
from spanlint.languages import language_of
from spanlint.project import Project
from spanlint.tasks import Task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

WORTH = 50_000
"""Bytes of files to be judged that make another process worth its while: some 10 ms of work, where a fork takes 2."""
_OF_EACH = 10_000  # bytes that a file counts beside its own: a short one takes half as long as one of this size


def outcomes(tasks: Sequence[Task], repair: Repair | None, jobs: int) -> Iterator[Mapping[int, FileOutcome]]:
    """Yield what files gave, by the index of their task, in the order that it comes in: of most of them at once."""
    one_by_one = _judging(tasks, repair)
    if len(tasks) < 2:
        yield from ({index: one_by_one(index)} for index in range(len(tasks)))
        return
    load = _loader()
    done, left = _looked_through(tasks, jobs if can_fork() else 1, load, one_by_one)
    workers = min(jobs, sum(size + _OF_EACH for _, size in left) // WORTH)
    if workers < 2 or not can_fork():
        yield done
        yield from ({index: one_by_one(index)} for index, _ in left)
        return
    results = _spread(tasks, left, workers, load, repair)
    yield next(results)  # by now the workers are there: who watches may draw, and import what that takes
    yield done
    yield from results


def _looked_through(
    tasks: Sequence[Task], jobs: int, load: Callable[[str], None], judged: Callable[[int], FileOutcome]
) -> tuple[dict[int, FileOutcome], list[tuple[int, int]]]:
    """What files gave that hold nothing to judge, and some that do, by their index; then the index and the size in
    bytes of each of the others.

    While other processes look, this one has time for a file that is not worth another process by itself. Should it end
    in the middle of one, it ends the run.
    """
    from spanlint.screening import helpers_for, screened

    done = dict.fromkeys(range(len(tasks)), PASSED_OVER)
    left: list[tuple[int, int]] = []
    met = screened(tasks, helpers_for(len(tasks), jobs))
    try:
        for index, found, others_look in met:
            if isinstance(found, FileOutcome):
                done[index] = found
                continue
            if others_look:
                load(tasks[index].candidate.path)
            if others_look and found + _OF_EACH < WORTH:
                done[index] = judged(index)
            else:
                del done[index]
                left.append((index, found))
    finally:
        met.close()
    return done, sorted(left)


def can_fork() -> bool:
    """Whether this system has a fork to count on; on macOS, its own libraries may fail after one."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def _spread(
    tasks: Sequence[Task],
    left: Sequence[tuple[int, int]],
    workers: int,
    load: Callable[[str], None],
    repair: Repair | None,
) -> Iterator[dict[int, FileOutcome]]:
    import gc

    from spanlint.workers import Lost, spread

    for index, _ in left:
        load(tasks[index].candidate.path)
    gc.freeze()  # what stands now stays: a collection in a worker would copy its pages
    largest_first = [index for index, _ in sorted(left, key=lambda each: -each[1])]
    for index, outcome in spread(largest_first, workers, _judging(tasks, repair)):
        if isinstance(outcome, Lost):
            path = tasks[index].candidate.path
            outcome = FileOutcome(problem=f"{path}: not judged: {outcome.reason}", mentions=True)
        yield {index: outcome}


def _loader() -> Callable[[str], None]:
    """What imports, for the path of a file to be judged, all that a worker would import for itself."""
    loaded: set[str | None] = set()

    def load(path: str) -> None:
        language = language_of(path)
        if language not in loaded:
            import gc

            import spanlint.lint

            spanlint.lint.warm(str(language))
            if not loaded:
                gc.freeze()  # what stands now stays, and need not be looked through
            gc.enable()  # a file that has been judged leaves cycles behind, and its tree in them
            loaded.add(language)

    return load


def _judging(tasks: Sequence[Task], repair: Repair | None) -> Callable[[int], FileOutcome]:
    """What gives the outcome of a task by its index. Views of other files are kept from one file to the next: they
    depend on the API tables of its settings alone."""
    projects: dict[int, Project] = {}

    def judged(index: int) -> FileOutcome:
        candidate, settings = tasks[index]
        tables = id(settings.chosen)
        if tables not in projects:
            projects[tables] = Project(settings)
        return run_file(candidate, settings, repair, projects[tables])

    return judged
