"""The stages of an audit as plain functions over files in a folder that all workers share.

`map_file` sorts a piece of the input into buckets, `judge_traces` judges the traces of one bucket, and `judge_sessions`
the sessions of one. They are given to anything like `concurrent.futures.Executor`: a pool of processes here, or the
executor of a cluster. Their results are merged in the order of the pieces, so the findings are the same.
"""

from __future__ import annotations

import io
import os
import pickle  # of this run's own results, as executors do, too
from itertools import pairwise

from spanlint.lean.records import Record
from spanlint.model.problems import Problem
from spanlint.trace.judging.audit import Audit
from spanlint.trace.judging.checks_by_code import trace_checks
from spanlint.trace.model.origins import Origins
from spanlint.trace.model.records import BadSpan, Origin
from spanlint.trace.model.settings import TraceSettings
from spanlint.trace.reading import documents
from spanlint.trace.reading.ingestion import Ingestion
from spanlint.trace.reading.inputs import Input, open_input
from spanlint.trace.storage.shared_folder import FolderBuckets, FolderStore, InputPart
from spanlint.trace.storage.temporary import temporary_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Executor

CHUNK_BYTES = 32_000_000
"""The bytes of a piece of a file: as many lines as fit."""


class Chunk(Record):
    """A piece of a file: the bytes from `start` to `end`, or the whole file if `end` is 0. `file` is the index of the
    file in the run, and `number` that of the piece."""

    path: str
    file: int
    number: int
    start: int = 0
    end: int = 0


class Mapped(Record):
    """What one piece held. `lines` is the number of its lines."""

    chunk: Chunk
    lines: int
    origins: tuple[Origin, ...]
    spans: int
    logs: int
    metrics: int
    broken: int
    end: int
    bad: tuple[BadSpan, ...]
    problems: tuple[Problem, ...]


def chunks(inputs: Iterable[Input]) -> Iterator[Chunk]:
    """Yields the pieces of some files. Only plain files of one value a line are cut."""
    number = 0
    for index, found in enumerate(inputs):
        cuts = _cuts(found) if found.size > CHUNK_BYTES else []
        for start, end in pairwise(cuts) if len(cuts) > 2 else [(0, 0)]:
            yield Chunk(found.path, index, number, start, end)
            number += 1


def _cuts(found: Input) -> list[int]:
    """Returns the offsets at which a file is cut, each at the start of a line; none for a file that may not be."""
    with open_input(found.path) as file:
        if not isinstance(file, io.BufferedReader) or not documents.may_be_json(file.peek(512)[:512]):
            return []
        if not documents.is_whole(file.readline()):
            return []
        places, size = [0], os.stat(found.path).st_size
        while places[-1] + CHUNK_BYTES < size:
            file.seek(places[-1] + CHUNK_BYTES)
            file.readline()
            places.append(file.tell())
        return places if places[-1] == size else [*places, size]


def map_file(chunk: Chunk, folder: str, count: int, settings: TraceSettings, input_format: str | None) -> Mapped:
    """Sort the spans of a piece into files of the folder, one a bucket."""
    writer, lines = FolderBuckets(folder, count, []).writer(chunk.number), 0
    ingestion = Ingestion(writer, settings, input_format, chunk.file)
    if chunk.end:
        with open(chunk.path, "rb") as file:
            file.seek(chunk.start)
            data = file.read(chunk.end - chunk.start)
        lines = data.count(b"\n")
        ingestion.read_stream(io.BufferedReader(io.BytesIO(data)), chunk.path)
    else:
        ingestion.read(Input(chunk.path, False, 0))
    writer.flush()
    counts = ingestion.spans, ingestion.logs, ingestion.metrics, ingestion.broken, ingestion.end
    return Mapped(chunk, lines, tuple(ingestion.origins.all), *counts, tuple(ingestion.bad), tuple(ingestion.problems))


def judge_traces(number: int, folder: str, count: int, parts: list[InputPart], settings: TraceSettings) -> str:
    """Judge the traces of one bucket. What they say of sessions goes into files of the folder.

    Returns the path of a file with the audit: of many different names, several audits are more than memory should hold.
    """
    audit = Audit(trace_checks(settings.codes), _origins(parts), settings)
    store = FolderStore(folder, count, number)
    audit.judge_bucket(FolderBuckets(folder, count, parts), number, store)
    store.flush()
    return _saved(audit, os.path.join(folder, f"traces-{number}"))


def judge_sessions(
    number: int, folder: str, count: int, parts: list[InputPart], settings: TraceSettings, name: str
) -> str:
    """Judge the sessions of one bucket; `name` is the way by which their traces' ids are derived.

    Returns the path of a file with the audit.
    """
    audit = Audit(trace_checks(settings.codes), _origins(parts), settings)
    audit.choose(name)
    for session in FolderStore(folder, count).sessions_of(number, audit.origins):
        audit.judge_session(session)
    return _saved(audit, os.path.join(folder, f"judged-{number}"))


def _saved(audit: Audit, path: str) -> str:
    with temporary_file(), open(path, "wb") as file:
        pickle.dump(audit, file, pickle.HIGHEST_PROTOCOL)
    return path


def _merge_saved(whole: Audit, path: str) -> None:
    with open(path, "rb") as file:
        whole.merge(pickle.load(file))  # noqa: S301 - written by `_saved`
    os.remove(path)


def audit_with(
    executor: Executor, inputs: Sequence[Input], folder: str, settings: TraceSettings, input_format: str | None
) -> tuple[Audit, list[Mapped], list[InputPart]]:
    """Returns the audit of some files, made by the workers of an executor, and what the pieces of the files held."""
    pieces = list(chunks(inputs))
    count = max(1, len(pieces))
    mapped = list(_map(executor, map_file, pieces, folder, count, settings, input_format))
    parts = _parts(mapped)
    settings = settings._replace(end=max((found.end for found in mapped), default=0))
    whole = Audit(trace_checks(settings.codes), _origins(parts), settings)
    for path in _map(executor, judge_traces, range(count), folder, count, parts, settings):
        _merge_saved(whole, path)
    whole.choose(whole.most_held())
    for path in _map(executor, judge_sessions, range(count), folder, count, parts, settings, whole.held.name):
        _merge_saved(whole, path)
    return whole, mapped, parts


def _map(executor: Executor, stage, items, *arguments):  # type: ignore[no-untyped-def]  # as `Executor.submit`
    """Yields the results in the order of the items."""
    futures = [executor.submit(stage, item, *arguments) for item in items]
    return (future.result() for future in futures)


def _parts(mapped: Sequence[Mapped]) -> list[InputPart]:
    """Returns how to read what each piece wrote: the numbers of its origins, and the lines before it in its file."""
    origins, parts, lines = Origins(), list[InputPart](), dict[int, int]()
    for found in mapped:
        numbers = tuple(origins.number(origin) for origin in found.origins)
        before = lines.get(found.chunk.file, 0)
        parts.append(InputPart(found.chunk.number, numbers, before, found.origins))
        lines[found.chunk.file] = before + found.lines
    return parts


def _origins(parts: Sequence[InputPart]) -> Origins:
    origins = Origins()
    for part in parts:
        for origin in part.origins:
            origins.number(origin)
    return origins
