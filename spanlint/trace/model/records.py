"""What is kept of a span: ids, times and names. Attributes are not, as prompts and user data are among them."""

from __future__ import annotations

import msgspec

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    Code = tuple[str, int, str]
    SpanRow = tuple[str, str, str, str, int, int, int, int, str, int, int, int, tuple[str, ...], Code | None]

KINDS = ("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER")
"""The names of a span's kinds, by their number in OTLP."""
INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER = range(1, 6)
CALLED = frozenset((SERVER, CONSUMER))
"""The kinds of spans that another process calls."""
CALLING = frozenset((CLIENT, PRODUCER))
"""The kinds of spans that call another process."""

KNOWS_REMOTE, IS_REMOTE = 0x100, 0x200
"""The bits of a span's flags that say whether its parent is known to be remote or not, and whether it is
(opentelemetry-proto 1.11, trace.proto, SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK)."""


class Origin(Record):
    """What made a span: its service, its scope and the language of its SDK.

    `instance` tells the processes of a service apart; it is a number of spanlint's own. `has_adjusted_times` is whether
    the backend has moved times, and `is_any_case` whether names may have been written in lower case. `may_share_ids` is
    whether several spans may have one id, as both sides of a call do in Zipkin.
    """

    service: str = ""
    scope: str = ""
    language: str = ""
    instance: int = 0
    has_adjusted_times: bool = False
    is_any_case: bool = False
    may_share_ids: bool = False


class SpanRecord(msgspec.Struct, array_like=True, gc=False):
    """One span. Ids are hexadecimal text, `parent` is empty for a root, times are nanoseconds since 1970.

    `session` is the id of the session that the span or its resource names. `origin` is an index into the run's table of
    origins. `links` are the ids of other traces that the span links to. `file` is an index into the run's files, and
    `line` the 1-based line or number of the record in it. `code` is where the span says that it was made: a path, a
    1-based line (0: not said) and a function.
    """

    trace: str
    id: str
    parent: str
    name: str
    kind: int
    flags: int
    start: int
    end: int
    session: str
    origin: int
    file: int
    line: int
    links: tuple[str, ...] = ()
    code: tuple[str, int, str] | None = None


START: Final = 6
"""The place of a span's start in its row, a tuple of the fields of a SpanRecord. Spans are made into rows, which takes
a fifth of the time, where they are only passed on to be written."""
END: Final = 7
"""The place of its end."""


class BadSpan(Record):
    """A span that cannot be placed in any trace, and why."""

    reason: str
    name: str
    origin: int
    file: int
    line: int


def is_remote(span: SpanRecord) -> bool:
    """Whether the parent is in another process: by the flags, and without them by the kind, as servers and consumers
    are called from elsewhere."""
    return bool(span.flags & IS_REMOTE) if span.flags & KNOWS_REMOTE else span.kind in CALLED
