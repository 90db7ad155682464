"""The settings of an audit that its checks depend on."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.trace.model.attributes import SESSION_KEYS
from spanlint.trace.model.derivations import SESSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.trace.model.derivations import Derivation

AUTO, ONE, MANY = "auto", "one", "many"

SECOND = 1_000_000_000
"""Nanoseconds."""
FOREVER = 1 << 63
"""Later than any time, in nanoseconds."""


class TraceSettings(Record):
    """What an audit is run with.

    `codes` are the rules that run. `derivations` are the ways to derive a trace's id from a session's that are tried,
    and `is_configured` is whether the project has said that it is this one. `traces_per_session` is AUTO, ONE or MANY.
    `roots` are the globs of the names that may be roots, `ignore_spans` those of spans that are not judged. Times are
    nanoseconds; `end` is the end of the last span of the export. Spans that start before `since` or after `until` are
    not read. With `session` or `trace`, only faults of this session or trace count.
    """

    codes: frozenset[str] = frozenset()
    session_keys: tuple[str, ...] = SESSION_KEYS
    derivations: tuple[Derivation, ...] = ()
    is_configured: bool = False
    traces_per_session: str = AUTO
    roots: tuple[str, ...] = ()
    ignore_spans: tuple[str, ...] = ()
    tolerance: int = 5_000_000
    grace: int = 60 * SECOND
    max_trace_spans: int = 10_000
    max_trace_time: int = 24 * 3600 * SECOND
    end: int = 0
    since: int = 0
    until: int = FOREVER
    session: str = ""
    trace: str = ""

    @property
    def session_of(self) -> str:
        """What a session is called after: a text with `{session}` in it, and maybe keys of attributes."""
        return self.derivations[0].of if self.is_configured and self.derivations else SESSION
