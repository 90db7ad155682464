"""Reads and judges what a run names: in this process, or, if there is enough of it, in several."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from spanlint.lean.records import Record
from spanlint.model.problems import Problem
from spanlint.trace.judging.audit import Audit
from spanlint.trace.judging.checks_by_code import trace_checks
from spanlint.trace.model.records import BadSpan
from spanlint.trace.model.settings import TraceSettings
from spanlint.trace.reading.ingestion import Ingestion
from spanlint.trace.reading.inputs import STDIN, Input
from spanlint.trace.storage.buckets import Buckets, bucket_count
from spanlint.trace.storage.session_store import SessionStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from spanlint.trace.judging.stages import Mapped
    from spanlint.trace.storage.shared_folder import FolderBuckets, FolderStore, InputPart

SMALLEST_SHARED = 64_000_000
"""The bytes of input from which on several processes are worth their start."""
_STDIN_BUCKETS = 63


class Judged(Record):
    """What was read and judged. The spans can be read again from `buckets`, the sessions from `store`. `files` are the
    names of the files by the index that spans have, `bad` the spans without a place in any trace."""

    audit: Audit
    buckets: Buckets | FolderBuckets
    store: SessionStore | FolderStore
    files: Sequence[str]
    bad: Sequence[BadSpan]
    logs: int
    metrics: int
    broken: int
    problems: Sequence[Problem]


class Workers(Record):
    """The workers of an executor, as of a cluster, and a folder that all of them can read and write."""

    executor: Executor
    folder: str


@contextmanager
def judged(
    inputs: Sequence[Input],
    settings: TraceSettings,
    input_format: str | None,
    jobs: int,
    workers: Workers | None = None,
) -> Iterator[Judged]:
    """Gives what was read and judged. Temporary files are gone afterwards, whatever happens."""
    size = sum(found.size for found in inputs)
    if workers is not None:
        import tempfile  # 5 ms, which most audits do not need

        with tempfile.TemporaryDirectory(prefix="spanlint-", dir=workers.folder) as folder:
            yield judged_with(workers.executor, inputs, folder, settings, input_format)
        return
    if jobs > 1 and size >= SMALLEST_SHARED and all(found.path != STDIN for found in inputs):
        import tempfile
        from concurrent.futures import ProcessPoolExecutor

        with tempfile.TemporaryDirectory(prefix="spanlint-") as folder, ProcessPoolExecutor(jobs) as pool:
            yield judged_with(pool, inputs, folder, settings, input_format)
        return
    count = bucket_count(size) if all(found.size for found in inputs) else _STDIN_BUCKETS
    buckets, store = Buckets(count), SessionStore(-(-count // 2))  # as files, both together are less than 1,024
    try:
        yield _judged_alone(inputs, settings, input_format, buckets, store)
    finally:
        buckets.close()
        store.close()


def _judged_alone(
    inputs: Sequence[Input], settings: TraceSettings, input_format: str | None, buckets: Buckets, store: SessionStore
) -> Judged:
    read = Ingestion(buckets, settings, input_format)
    for found in inputs:
        read.read(found)
    audit = Audit(trace_checks(settings.codes), read.origins, settings._replace(end=read.end))
    audit.judge_traces(buckets, store)
    audit.judge_sessions(store)
    return Judged(audit, buckets, store, read.files, read.bad, read.logs, read.metrics, read.broken, read.problems)


def judged_with(
    executor: Executor, inputs: Sequence[Input], folder: str, settings: TraceSettings, input_format: str | None
) -> Judged:
    """Returns what the workers of an executor have read and judged; `folder` is one that all of them can write to."""
    from spanlint.trace.judging.stages import audit_with
    from spanlint.trace.storage.shared_folder import FolderBuckets, FolderStore  # small inputs are judged without them

    audit, mapped, parts = audit_with(executor, inputs, folder, settings, input_format)
    count = len(mapped)
    bad = [
        span._replace(origin=part.numbers[span.origin], line=span.line + part.lines)
        for found, part in zip(mapped, parts, strict=True)
        for span in found.bad
    ]
    logs, metrics = sum(found.logs for found in mapped), sum(found.metrics for found in mapped)
    broken = sum(found.broken for found in mapped)
    problems = [_moved(problem, part) for found, part in zip(mapped, parts, strict=True) for problem in found.problems]
    problems += _without_spans(inputs, mapped)
    buckets, store = FolderBuckets(folder, count, parts), FolderStore(folder, count)
    return Judged(audit, buckets, store, [found.path for found in inputs], bad, logs, metrics, broken, problems)


def _moved(problem: Problem, part: InputPart) -> Problem:
    """Returns a problem of a piece with the line that it has in the whole file."""
    path, colon, line = problem.path.rpartition(":")
    is_line = bool(colon) and line.isdecimal() and not os.path.exists(problem.path)
    return problem._replace(path=f"{path}:{int(line) + part.lines}") if is_line else problem


def _without_spans(inputs: Sequence[Input], mapped: Sequence[Mapped]) -> Iterator[Problem]:
    for index, found in enumerate(inputs):
        own = [piece for piece in mapped if piece.chunk.file == index]
        if found.is_named and not any(piece.spans or piece.bad or piece.problems for piece in own):
            yield Problem("holds no spans", found.path)
