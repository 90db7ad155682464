"""What the traces say of sessions, sorted into buckets by session, as spans are by trace."""

from __future__ import annotations

import msgspec

from spanlint.trace.model.sessions import SessionTrace, TracedSession
from spanlint.trace.storage.temporary import Spool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spanlint.trace.model.records import Origin

_IN_MEMORY = 16_000_000
_FRAME = 64  # parts that are written together

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[SessionTrace])


def bucket_of_session(session: str, count: int) -> int:
    """Returns the number of the bucket that holds a session."""
    if count == 1:
        return 0
    from zlib import crc32  # a module in C, which small runs need not load

    return crc32(session.encode()) % count


class SessionStore:
    """The sessions of a run, in buckets."""

    def __init__(self, count: int) -> None:
        self._pending: list[list[SessionTrace]] = [[] for _ in range(count)]
        self._files = [Spool(_IN_MEMORY // count) for _ in range(count)]

    def add(self, part: SessionTrace) -> None:
        """Put what a trace says of a session into the bucket of the session."""
        number = self._number(part.session)
        waiting = self._pending[number]
        waiting.append(part)
        if len(waiting) >= _FRAME:
            self._write(number)

    def sessions(self, origins: Sequence[Origin]) -> Iterator[TracedSession]:
        """Yields every session, with its traces in order."""
        for number in range(len(self._files)):
            by_id: dict[str, list[SessionTrace]] = {}
            for part in self._parts(number):
                by_id.setdefault(part.session, []).append(part)
            for session, parts in by_id.items():
                yield TracedSession(session, tuple(sorted(parts, key=lambda part: part.trace)), origins)

    def session(self, session: str, origins: Sequence[Origin]) -> TracedSession:
        """Returns one session; without traces if there is none of this id."""
        parts = (part for part in self._parts(self._number(session)) if part.session == session)
        return TracedSession(session, tuple(sorted(parts, key=lambda part: part.trace)), origins)

    def _parts(self, number: int) -> Iterator[SessionTrace]:
        if self._pending[number]:
            self._write(number)
        for frame in self._files[number].frames():
            yield from _decoder.decode(frame)

    def _write(self, number: int) -> None:
        self._files[number].append(_encoder.encode(self._pending[number]))
        self._pending[number] = []

    def _number(self, session: str) -> int:
        return bucket_of_session(session, len(self._files))

    def close(self) -> None:
        """Remove what is on disk."""
        for file in self._files:
            file.close()
