"""Who does the work of a run: this process, or workers where there is enough of it to be worth a fork."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from functools import partial

from spanlint.file_run import FileOutcome, Repair, run_file, screened_file
from spanlint.project import Project
from spanlint.settings import Settings
from spanlint.tasks import Task

WORTH = 60_000
"""Bytes of files to be judged that make another process worth its while: some 30 ms of work, where a fork takes 2."""


def outcomes(tasks: Sequence[Task], repair: Repair | None, jobs: int) -> Iterator[tuple[int, FileOutcome]]:
    """Yield the index of each task and what its file gave, in the order that they come in."""
    one_by_one = partial(_outcome, tasks, repair, {})
    if jobs < 2:
        yield from ((index, one_by_one(index)) for index in range(len(tasks)))
        return
    early: list[tuple[int, FileOutcome]] = []
    left: list[int] = []
    sizes: list[int] = []
    for index, (candidate, settings) in enumerate(tasks):
        screened = screened_file(candidate, settings)
        if isinstance(screened, FileOutcome):
            early.append((index, screened))
        else:
            left.append(index)
            sizes.append(len(screened))
    workers = min(jobs, sum(sizes) // WORTH)
    if workers < 2 or not can_fork():
        yield from early
        yield from ((index, one_by_one(index)) for index in left)
        return
    results = _spread(tasks, left, sizes, workers, repair)
    yield next(results)  # by now the workers are there: who watches may draw, and import what that takes
    yield from early
    yield from results


def can_fork() -> bool:
    """Whether this system has a fork to count on; on macOS, its own libraries may fail after one."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def _spread(
    tasks: Sequence[Task], left: Sequence[int], sizes: Sequence[int], workers: int, repair: Repair | None
) -> Iterator[tuple[int, FileOutcome]]:
    from spanlint.workers import Lost, shares, spread

    _load({tasks[index].candidate.path.rpartition(".")[2] for index in left})
    dealt = [[left[each] for each in share] for share in shares(sizes, workers)]
    for index, outcome in spread(dealt, partial(_outcome, tasks, repair, {})):
        if isinstance(outcome, Lost):
            path = tasks[index].candidate.path
            outcome = FileOutcome(problem=f"{path}: not judged: {outcome.reason}", mentions=True)
        yield index, outcome


def _load(suffixes: set[str]) -> None:
    """Import here what every worker would import for itself."""
    import gc

    import spanlint.lint  # noqa: F401
    from spanlint.languages import language_of, reader

    for language in {language_of(f".{suffix}") for suffix in suffixes} - {None}:
        reader(str(language))
    gc.freeze()  # what stands now stays: a collection in a worker would copy its pages


def _outcome(tasks: Sequence[Task], repair: Repair | None, projects: dict[int, Project], index: int) -> FileOutcome:
    candidate, settings = tasks[index]
    return run_file(candidate, settings, repair, _project(projects, settings))


def _project(projects: dict[int, Project], settings: Settings) -> Project:
    """The view of other files that goes with some settings: it depends on their API tables alone."""
    if id(settings.chosen) not in projects:
        projects[id(settings.chosen)] = Project(settings)
    return projects[id(settings.chosen)]
