"""Divides the work of a run: between this process and workers, where there is enough work to justify a fork."""

from __future__ import annotations

import os
import sys
from itertools import islice

from spanlint.disk.reading import read_file
from spanlint.lean.records import Record
from spanlint.model.problems import Problem
from spanlint.prefilter.helper_signs import may_use_helper
from spanlint.run.file_outcome import FileOutcome
from spanlint.run.known_outcomes import known_outcomes
from spanlint.run.one_file import Repair, run_file
from spanlint.text.suffixes import language_of, languages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence, Set

    from spanlint.run.known_outcomes import KnownOutcomes
    from spanlint.run.project import Project
    from spanlint.run.tasks import Tasks

BYTES_PER_WORKER = 50_000
"""Bytes of files to judge that justify one more process: about 10 ms of work, where a fork takes 2 ms."""
_BYTES_PER_FILE = 10_000  # bytes added to the size of each file: a short file takes half as long as one of this size


class _Judge(Record):
    """How the files of a run are judged.

    `load` takes the path of one and imports all that a worker needs for it. `task` returns the outcome of a task by its
    index; `recall` returns it if it is `known` from before.
    """

    load: Callable[[str], None]
    task: Callable[[int], FileOutcome]
    known: KnownOutcomes | None
    recall: Callable[[int], FileOutcome | None]


class Completed(Record):
    """A number of files that are done, and their outcomes by task index. Files with nothing to judge have no entry."""

    files: int
    outcomes: Mapping[int, FileOutcome]


class Screening(Record):
    """What screening found: the outcomes of files by index, and the index and size in bytes of each file that remains
    to be judged. `passed` are the files that were not parsed for the span calls that they count, `yielding` those that
    name no span call and yield."""

    judged: dict[int, FileOutcome]
    remaining: list[tuple[int, int]]
    passed: set[int]
    yielding: list[int]


def outcomes(tasks: Tasks, repair: Repair | None, jobs: int) -> Iterator[Completed]:
    """Yields outcomes as they arrive. Most files arrive together, in one record.

    While workers judge the files that name a span call, this process finds those that use a helper of the project.
    """
    count, helped = len(tasks.paths), set[int]()
    judge = _judge_of(tasks, repair, helped)
    if count < 2:
        helped.update(_helped_alone(tasks))
        yield from (Completed(1, {index: judge.recall(index) or judge.task(index)}) for index in range(count))
        return
    from spanlint.run.helper_files import helper_files

    judged, remaining, passed, yielding = _screen_all(tasks, jobs if can_fork() else 1, judge)
    judging = _judge_all(tasks, remaining, jobs, judge)
    yield from islice(judging, 1)  # the workers are forked now, so a progress display may import what it needs
    yield Completed(count - len(remaining), judged)
    in_full = {index for index in judged if index not in passed}.union(index for index, _ in remaining)
    sizes = helper_files(tasks, in_full, passed, yielding)
    helped.update(sizes)
    yield from judging
    recalled = {index: outcome for index in sizes if (outcome := judge.recall(index)) is not None}
    yield Completed(0, recalled)  # counted already
    others = sorted((index, size) for index, size in sizes.items() if index not in recalled)
    for completed in _judge_all(tasks, others, jobs, judge):
        yield completed._replace(files=0)


def _helped_alone(tasks: Tasks) -> Iterator[int]:
    """Yields the index of each file that uses a helper of its project, in a run over so few that each is looked at."""
    for index, path in enumerate(tasks.paths):
        text = read_file(path, tasks.settings[index].max_file_size) if language_of(path) is not None else None
        if isinstance(text, bytes) and may_use_helper(path, text):
            from spanlint.run.imported_helpers import may_misuse_helper  # many files need nothing of it

            if may_misuse_helper(path, text, tasks.settings[index]):
                yield index


def _judge_all(tasks: Tasks, files: Sequence[tuple[int, int]], jobs: int, judge: _Judge) -> Iterator[Completed]:
    """Yields the outcome of each file, given with its size in bytes: judged by workers if there is enough work."""
    workers = min(jobs, sum(size + _BYTES_PER_FILE for _, size in files) // BYTES_PER_WORKER)
    if workers < 2 or not can_fork():
        yield from (Completed(1, {index: judge.task(index)}) for index, _ in files)
    else:
        yield from _spread(tasks, files, workers, judge)


def _screen_all(tasks: Tasks, jobs: int, judge: _Judge) -> Screening:
    """Screen all files. Those with nothing to judge are in no part of the result.

    While other processes screen files, this process judges files that are too small to justify another process. If this
    process dies while it judges one, the run ends.
    """
    from spanlint.prefilter.first_look import YIELDS
    from spanlint.run.screening import helper_count, screen

    judged, remaining, passed, yielding = Screening({}, [], set(), [])
    results = screen(tasks, helper_count(len(tasks.paths), jobs))
    try:
        for index, result, has_helpers in results:
            if isinstance(result, FileOutcome):
                judged[index] = result
                passed.update([index] if result.span_calls else [])
                continue
            if result == YIELDS:
                yielding.append(index)
                continue
            recalled = judge.recall(index)
            if recalled is not None:
                judged[index] = recalled
                continue
            if has_helpers:
                judge.load(tasks.paths[index])
            if has_helpers and result + _BYTES_PER_FILE < BYTES_PER_WORKER:
                judged[index] = judge.task(index)
            else:
                remaining.append((index, result))
    finally:
        results.close()
    return Screening(judged, sorted(remaining), passed, yielding)


def can_fork() -> bool:
    """Whether this system has a reliable fork. On macOS, system libraries may fail after a fork."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def _spread(tasks: Tasks, files: Sequence[tuple[int, int]], workers: int, judge: _Judge) -> Iterator[Completed]:
    import gc

    from spanlint.run.rare_collections import RareCollections
    from spanlint.run.workers import Lost, spread

    known, sizes, collections = judge.known, dict(files), RareCollections()

    def taught(index: int) -> object:
        collections.begin_file(sizes[index])
        outcome = judge.task(index)
        return outcome if known is None else (outcome, known.latest())

    for index, _ in files:
        judge.load(tasks.paths[index])
    gc.freeze()  # a collection in a worker would copy the pages of the objects that exist now
    largest_first = [index for index, _ in sorted(files, key=lambda pair: -pair[1])]
    for index, result in spread(largest_first, workers, taught):
        outcome = result
        if known is not None and not isinstance(result, Lost):
            outcome, learned = result
            known.learn(tasks.paths[index], learned)
        if isinstance(outcome, Lost):
            outcome = FileOutcome(
                problem=Problem(f"not checked: {outcome.reason}", tasks.paths[index]), has_span_names=True
            )
        yield Completed(1, {index: outcome})


def _loader() -> Callable[[str], None]:
    """Returns a function that takes the path of a file to judge and imports all that a worker needs for it."""
    loaded: set[str] = set()

    def load(path: str) -> None:
        for language in languages_of(path):
            if language in loaded:
                continue
            import gc

            import spanlint.lint.diagnose  # noqa: F401 - otherwise each worker would import it
            from spanlint.lint.judge import preload

            preload(language)
            if not loaded:
                gc.freeze()  # the objects that exist now stay, so collections need not visit them
            gc.enable()  # each judged file leaves reference cycles that hold its tree
            loaded.add(language)

    return load


def _judge_of(tasks: Tasks, repair: Repair | None, helped: Set[int]) -> _Judge:
    """Returns how the files of a run are judged. The views of other files are reused for all tasks with the same API
    tables, the only settings that views depend on. Files in `helped` need not name a span call."""
    projects: dict[int, Project] = {}
    known = known_outcomes()
    if known is not None and repair is not None:
        known = known.repairing(repair)

    def judge_task(index: int) -> FileOutcome:
        from spanlint.run.project import Project

        candidate, settings = tasks.task(index)
        if known is not None:
            return known.judge(candidate, settings, index in helped)
        tables_id = id(settings.apis)
        if tables_id not in projects:
            projects[tables_id] = Project(settings)
        return run_file(candidate, settings, repair, projects[tables_id], index in helped)

    def recall(index: int) -> FileOutcome | None:
        return None if known is None else known.recall(*tasks.task(index), index in helped)

    return _Judge(_loader(), judge_task, known, recall)
