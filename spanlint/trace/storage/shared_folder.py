"""Buckets of spans and of sessions as files in a folder that several processes share."""

from __future__ import annotations

import os
from itertools import groupby
from operator import itemgetter

import msgspec

from spanlint.lean.records import Record
from spanlint.trace.model.records import Origin, SpanRecord
from spanlint.trace.model.sessions import SessionTrace, TracedSession
from spanlint.trace.storage.buckets import spans_among
from spanlint.trace.storage.session_store import bucket_of_session
from spanlint.trace.storage.temporary import temporary_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from spanlint.trace.model.records import SpanRow

_LENGTH = 4  # bytes
_LEAST = 64  # bytes of a span
_MAX_PENDING = 50_000
"""The most spans that a writer keeps in memory."""

_trace = itemgetter(0)
_encoder = msgspec.msgpack.Encoder()
_spans = msgspec.msgpack.Decoder(list[SpanRecord])
_sessions = msgspec.msgpack.Decoder(list[SessionTrace])


class InputPart(Record):
    """What one piece of the input wrote: `numbers` are those of its origins in the run, `lines` the number of lines
    before it in its file."""

    number: int
    numbers: tuple[int, ...]
    lines: int
    origins: tuple[Origin, ...]

    def placed(self, spans: list[SpanRecord]) -> list[SpanRecord]:
        """Returns spans of the piece with the origin and the line that they have in the run."""
        for span in spans:
            span.origin = self.numbers[span.origin]
            span.line += self.lines
        return spans


class FolderBuckets:
    """The spans of a run, in one file for each bucket and piece."""

    def __init__(self, folder: str, count: int, parts: Sequence[InputPart]) -> None:
        self._folder = folder
        self._count = count
        self._parts = parts

    def __len__(self) -> int:
        return self._count

    def writer(self, part: int) -> FolderWriter:
        """Returns what takes the spans of a piece."""
        return FolderWriter([os.path.join(self._folder, f"spans-{number}-{part}") for number in range(self._count)])

    def number_of(self, trace: str) -> int:
        """Returns the number of the bucket that holds a trace."""
        return int(trace[-8:], 16) % self._count

    def size(self, number: int) -> int:
        """Returns about how many spans are in one bucket; not less than there are."""
        paths = (self._path(number, part) for part in self._parts)
        return sum(os.stat(path).st_size for path in paths if os.path.exists(path)) // _LEAST

    def frames(self, number: int) -> Iterator[list[SpanRecord]]:
        """Yields the spans of one bucket, in the order of the pieces, some at a time."""
        for part in self._parts:
            for data in _frames(self._path(number, part)):
                yield part.placed(_spans.decode(data))

    def spans_of(self, number: int, traces: Collection[str]) -> list[SpanRecord]:
        """Returns the spans of some traces of one bucket."""
        found: list[SpanRecord] = []
        for part in self._parts:
            found += part.placed(spans_among(_frames(self._path(number, part)), traces))
        return found

    def _path(self, number: int, part: InputPart) -> str:
        return os.path.join(self._folder, f"spans-{number}-{part.number}")


class FolderWriter:
    """Takes the spans of one piece of the input. What an earlier writer of the piece has left is written over: workers
    of a cluster do a piece again when one of them is lost."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = paths
        self._pending: list[list[SpanRow]] = [[] for _ in paths]
        self._begun = [False] * len(paths)
        self._count = 0

    def add(self, rows: list[SpanRow]) -> None:
        """Put spans into the buckets of their traces."""
        count, pending = len(self._paths), self._pending
        for trace, run in groupby(rows, _trace):
            pending[int(trace[-8:], 16) % count].extend(run)
        self._count += len(rows)
        if self._count > _MAX_PENDING:
            self.flush()

    def flush(self) -> None:
        """Write what has been put."""
        for number, (path, pending) in enumerate(zip(self._paths, self._pending, strict=True)):
            if pending:
                _write(path, _encoder.encode(pending), is_begun=self._begun[number])
                self._begun[number] = True
                pending.clear()
        self._count = 0


class FolderStore:
    """What traces say of sessions, in one file for each bucket of sessions and bucket of traces."""

    def __init__(self, folder: str, count: int, bucket: int = 0) -> None:
        self._folder = folder
        self._count = count
        self._bucket = bucket
        self._pending: list[list[SessionTrace]] = [[] for _ in range(count)]

    def add(self, part: SessionTrace) -> None:
        """Put what a trace says of a session into the bucket of the session."""
        self._pending[bucket_of_session(part.session, self._count)].append(part)

    def flush(self) -> None:
        """Write what has been put. Comes once."""
        for number, pending in enumerate(self._pending):
            if pending:
                path = os.path.join(self._folder, f"sessions-{number}-{self._bucket}")
                _write(path, _encoder.encode(pending), is_begun=False)
                pending.clear()

    def sessions_of(self, number: int, origins: Sequence[Origin]) -> Iterator[TracedSession]:
        """Yields the sessions of one bucket, with their traces in order."""
        by_id: dict[str, list[SessionTrace]] = {}
        for bucket in range(self._count):
            for data in _frames(os.path.join(self._folder, f"sessions-{number}-{bucket}")):
                for part in _sessions.decode(data):
                    by_id.setdefault(part.session, []).append(part)
        for session in sorted(by_id):
            yield TracedSession(session, tuple(sorted(by_id[session], key=lambda part: part.trace)), origins)

    def session(self, session: str, origins: Sequence[Origin]) -> TracedSession:
        """Returns one session; without traces if there is none of this id."""
        found = self.sessions_of(bucket_of_session(session, self._count), origins)
        return next((known for known in found if known.id == session), TracedSession(session, (), origins))


def _write(path: str, data: bytes, *, is_begun: bool) -> None:
    with temporary_file(), open(path, "ab" if is_begun else "wb") as file:
        file.write(len(data).to_bytes(_LENGTH, "big"))
        file.write(data)


def _frames(path: str) -> Iterator[bytes]:
    if not os.path.exists(path):
        return
    with open(path, "rb") as file:
        while length := file.read(_LENGTH):
            yield file.read(int.from_bytes(length, "big"))
