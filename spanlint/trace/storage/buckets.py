"""Spans sorted into buckets by the lower half of their trace's id, so that one bucket at a time is held in memory.

Buckets live in memory until all of them together hold 64 MB, and in unnamed temporary files from then on, which are
gone with the process. A trace and its twin whose id lost the upper half (jaeger#3084) are in one bucket.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

import msgspec

from spanlint.trace.model.records import SpanRecord
from spanlint.trace.storage.temporary import Spool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from spanlint.trace.model.records import SpanRow

BUCKET_BYTES = 32_000_000
"""The bytes of input for each bucket."""
MAX_BUCKETS = 511
IN_MEMORY = 64_000_000
"""The bytes of all buckets together that are kept in memory."""
_FRAME = 256  # spans that are written together

_trace = itemgetter(0)
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[SpanRecord])


def bucket_count(size: int) -> int:
    """Returns how many buckets an input of `size` bytes takes.

    The number is odd: ids that are all odd, or all even, would leave half of an even number of buckets empty.
    """
    return min(MAX_BUCKETS, -(-size // BUCKET_BYTES) | 1)


def spans_among(frames: Iterable[bytes], traces: Collection[str]) -> list[SpanRecord]:
    """Returns the spans of some traces. A frame that names none of them is not decoded."""
    ids, found = [trace.encode() for trace in traces], list[SpanRecord]()
    for frame in frames:
        if any(trace in frame for trace in ids):
            found += [span for span in _decoder.decode(frame) if span.trace in traces]
    return found


class Buckets:
    """The spans of a run, in buckets."""

    def __init__(self, count: int) -> None:
        self._sizes = [0] * count
        self._pending: list[list[SpanRow]] = [[] for _ in range(count)]
        self._files = [Spool(IN_MEMORY // count) for _ in range(count)]

    def __len__(self) -> int:
        return len(self._files)

    def add(self, rows: list[SpanRow]) -> None:
        """Put spans into the buckets of their traces."""
        count, pending = len(self._files), self._pending
        for trace, run in groupby(rows, _trace):  # spans of one trace often follow each other
            pending[int(trace[-8:], 16) % count].extend(run)
        for number, waiting in enumerate(pending):
            if len(waiting) >= _FRAME:
                self._write(number)

    def size(self, number: int) -> int:
        """Returns the number of spans in one bucket."""
        return self._sizes[number] + len(self._pending[number])

    def frames(self, number: int) -> Iterator[list[SpanRecord]]:
        """Yields the spans of one bucket, in the order in which they were added, some at a time."""
        return map(_decoder.decode, self._frames(number))

    def spans_of(self, number: int, traces: Collection[str]) -> list[SpanRecord]:
        """Returns the spans of some traces of one bucket."""
        return spans_among(self._frames(number), traces)

    def _frames(self, number: int) -> Iterator[bytes]:
        if self._pending[number]:
            self._write(number)
        return self._files[number].frames()

    def number_of(self, trace: str) -> int:
        """Returns the number of the bucket that holds a trace."""
        return int(trace[-8:], 16) % len(self._files)

    def close(self) -> None:
        """Remove what is on disk."""
        for file in self._files:
            file.close()

    def _write(self, number: int) -> None:
        data = _encoder.encode(self._pending[number])
        self._sizes[number] += len(self._pending[number])
        self._files[number].append(data)
        self._pending[number] = []
