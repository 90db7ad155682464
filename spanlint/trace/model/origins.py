"""What the readers of all formats share: a run's table of origins, and a span made of the parts that a format names."""

from __future__ import annotations

import re
from itertools import zip_longest

from spanlint.lean.digests import hash_function
from spanlint.lean.records import Record
from spanlint.trace.model.attributes import GEN_AI, THREAD, code_of, session_of, wanted_keys
from spanlint.trace.model.derivations import SESSION, attribute_keys
from spanlint.trace.model.records import KINDS, BadSpan, Origin, SpanRecord
from spanlint.trace.model.span_ids import BadIdError, parent_id, span_id, trace_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Read = SpanRecord | BadSpan

_MAX_ORIGINS = 100_000
MAX_NAME = 1000
_KIND_BY_NAME = {name: number for number, name in enumerate(KINDS)}


class Origins:
    """The origins of a run, each with a number."""

    def __init__(self) -> None:
        self.all: list[Origin] = []
        self._numbers: dict[Origin, int] = {}

    def number(self, origin: Origin) -> int:
        """Returns the number of an origin. From the 100,000th on, all share the last one."""
        known = self._numbers.get(origin)
        if known is None:
            if len(self.all) >= _MAX_ORIGINS:
                return _MAX_ORIGINS - 1
            known = self._numbers[origin] = len(self.all)
            self.all.append(origin)
        return known

    def instance(self, text: str) -> int:
        """Returns the number of a process that names itself; 0 for one that does not."""
        if not text:
            return 0
        data = text.encode("utf-8", "replace")
        return int.from_bytes(hash_function("blake2b")(data, digest_size=7).digest(), "big")


class Attributes(Record):
    """What the attributes of a span or a resource say: a session's id, the place in the code, and the values of the
    attributes that a session is called after, too, an empty text for each that is not there."""

    session: str = ""
    code: tuple[str, int, str] | None = None
    more: tuple[str, ...] = ()


class SpanParts(Record):
    """A span as a format writes it: ids in any notation, times in nanoseconds, 0 for one that is not said."""

    trace: object
    id: object
    parent: object
    name: object
    kind: object
    flags: object
    start: object
    end: object
    attributes: Attributes
    origin: int
    links: tuple[str, ...] = ()


class Reading:
    """The reading of one file.

    `wanted` are the keys of attributes that are read, and `plain_keys` those that hold a session's id whatever is
    beside them. `session_of` is what a session is called after: its id, for `{session}`, and the values of attributes
    whose keys are in braces, as in `{session}:{turn.number}`.
    """

    def __init__(self, origins: Origins, session_keys: Sequence[str], file: int, session_of: str = SESSION) -> None:
        self._more = attribute_keys(session_of)
        self._session_of = session_of
        self.origins = origins
        self.wanted = wanted_keys(session_keys) | frozenset(self._more)
        self.plain_keys = frozenset() if self._more else frozenset(session_keys) - {THREAD}
        self.file = file
        self._session_keys = session_keys

    def attributes(self, values: Mapping[str, object], keys: Iterable[str]) -> Attributes:
        """Returns what attributes say; `keys` are those of all attributes beside them."""
        if not values:
            return Attributes()
        has_gen_ai = THREAD in values and any(key.startswith(GEN_AI) for key in keys)
        more = tuple(session_of(values, (key,), True) for key in self._more)
        return Attributes(session_of(values, self._session_keys, has_gen_ai), code_of(values), more)

    def stated(self, values: Mapping[str, object]) -> Attributes:
        """Returns what a flat mapping of all attributes says."""
        return self.attributes({key: values[key] for key in self.wanted if key in values}, values)

    def picked(self, values: Mapping[str, object], shared: Mapping[str, object] | None = None) -> Attributes:
        """Returns what a span's flat mapping of all attributes says, and its resource's where it says nothing."""
        return self.joined(self.stated(values), self.stated(shared or {}))

    def joined(self, own: Attributes, common: Attributes) -> Attributes:
        """Returns what a span says, and its resource where it says nothing; and the session as it is called."""
        session = own.session or common.session
        if self._more and session:
            more = [mine or theirs for mine, theirs in zip_longest(own.more, common.more, fillvalue="")]
            session = self._called(session, more) if len(more) == len(self._more) and all(more) else ""
        return Attributes(session, own.code or common.code)

    def _called(self, session: str, more: Sequence[str]) -> str:
        values = dict(zip(self._more, more, strict=True), session=session)
        return re.sub(r"\{([^{}]+)\}", lambda found: values.get(found[1], ""), self._session_of)

    def span(self, parts: SpanParts, line: int) -> Read:
        """Returns a span, or why it is none."""
        name = clean(parts.name)
        try:
            trace, own = trace_id(_text(parts.trace)), span_id(_text(parts.id))
            parent = parent_id(_text(parts.parent))
            start, end = _time(parts.start, "start"), _time(parts.end, "end")
        except ValueError as error:
            return BadSpan(str(error), name, parts.origin, self.file, line)
        flags = parts.flags if isinstance(parts.flags, int) else 0
        session, code = clean(parts.attributes.session), parts.attributes.code
        ids = (trace, own, parent, name, kind_number(parts.kind), flags, start, end, session, parts.origin)
        return SpanRecord(*ids, self.file, line, tuple(other_traces(parts.links, trace)), code)


def clean(value: object) -> str:
    """Returns a text without lone surrogates, cut to 1,000 characters; empty for anything else."""
    text = value[:MAX_NAME] if isinstance(value, str) else ""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def kind_number(kind: object) -> int:
    """Returns a kind's number, from a number or text, `SPAN_KIND_CLIENT`, `SpanKind.CLIENT` or `client`; else 0."""
    if isinstance(kind, str) and kind.isdecimal():
        kind = int(kind[:9])
    if isinstance(kind, int):
        return kind if 0 <= kind < len(KINDS) else 0
    name = kind.upper().removeprefix("SPAN_KIND_").removeprefix("SPANKIND.") if isinstance(kind, str) else ""
    return _KIND_BY_NAME.get(name, 0)


def other_traces(links: Iterable[str], own: str) -> Iterable[str]:
    """Yields the ids of the traces that a span of the trace `own` links to, but for this one and what is no id."""
    for link in links:
        try:
            linked = trace_id(link)
        except BadIdError:
            continue
        if linked != own:
            yield linked


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _time(value: object, which: str) -> int:
    if value is None or value == "":
        return 0
    if isinstance(value, bool) or not isinstance(value, (int, str, float)):
        raise ValueError(f"a time of its {which} that is no number")
    try:
        number = int(value)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"a time of its {which} that is no number") from error
    if not 0 <= number < 1 << 63:
        raise ValueError(f"a time of its {which} that is out of range")
    return number
