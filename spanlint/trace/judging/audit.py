"""The audit of exported traces: from files to the faults of each finding, one bucket of traces at a time."""

from __future__ import annotations

from itertools import chain

from spanlint.lean.records import Record
from spanlint.trace.judging import large_traces
from spanlint.trace.judging.checks_by_code import TraceChecks
from spanlint.trace.judging.sampling import is_sampled_by_span
from spanlint.trace.model.faults import DERIVED, ENCLOSING, MAY_RUN, FaultKey, FaultTally, SpanFault
from spanlint.trace.model.name_folding import folded
from spanlint.trace.model.name_tallies import NameTallies, NameTally, bare_roots_of
from spanlint.trace.model.origins import Origins
from spanlint.trace.model.records import BadSpan, SpanRecord
from spanlint.trace.model.sessions import TracedSession, session_traces
from spanlint.trace.model.settings import TraceSettings
from spanlint.trace.model.traces import Trace, traces_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from spanlint.trace.storage.buckets import Buckets
    from spanlint.trace.storage.session_store import SessionStore
    from spanlint.trace.storage.shared_folder import FolderBuckets, FolderStore


class Held(Record):
    """In how many sessions a way of deriving a trace's id holds; no name if none does."""

    name: str = ""
    holds: int = 0


class Audit:
    """The judgement of all traces and sessions."""

    def __init__(self, checks: TraceChecks, origins: Origins, settings: TraceSettings) -> None:
        self._checks = checks
        self.origins = origins.all
        self.settings = settings
        self.names = NameTallies(origins.all)
        self.tallies: dict[FaultKey, FaultTally] = {}
        self.spans = self.traces = self.sessions = 0
        self.still_open = self.unexported_roots = self.sampled_traces = 0
        self._lossy_traces = 0
        self.large: dict[str, int] = {}
        self.held = Held()
        self._holding: dict[str, int] = {}
        self._services: dict[str, list[int]] = {}
        self._ignored = settings.ignore_spans
        self._fold = 0

    def judge_traces(self, buckets: Buckets, store: SessionStore) -> None:
        """Judge every trace, and put what they say of sessions into the store."""
        for number in range(len(buckets)):
            self.judge_bucket(buckets, number, store)

    def judge_bucket(self, buckets: Buckets | FolderBuckets, number: int, store: SessionStore | FolderStore) -> None:
        """Judge every trace of one bucket."""
        for trace in self._traces(buckets, number):
            self._judge_trace(trace)
            for part in session_traces(trace):
                store.add(part)
                if part.derivation:  # a way leads to one trace of a session: so these are as many sessions
                    self._holding[part.derivation] = self._holding.get(part.derivation, 0) + 1

    def _traces(self, buckets: Buckets | FolderBuckets, number: int) -> Iterator[Trace]:
        if buckets.size(number) > large_traces.MAX_HELD:
            return large_traces.traces_of_large(lambda: buckets.frames(number), self.origins, self.settings)
        return traces_of(chain.from_iterable(buckets.frames(number)), self.origins, self.settings)

    def _judge_trace(self, trace: Trace) -> None:
        self.traces += 1
        self.spans += trace.size
        if trace.size > len(trace.spans):
            self.large[trace.id] = trace.size
        self.names.add_trace(trace)
        if trace.lost:
            orphans = len(trace.orphans())
            self.unexported_roots += bool(trace.below_unexported_root)
            self._lossy_traces += orphans > 0
            self.still_open += orphans - len(trace.lost_for_good(self.settings.end, self.settings.grace))
        for code, check in self._checks.traces:
            for fault in check(trace, self.settings):
                self._add(code, fault)

    def judge_sessions(self, store: SessionStore) -> None:
        """Find out how the ids of traces are derived from those of sessions, and judge every session."""
        self.choose(self.most_held())
        for session in store.sessions(self.origins):
            self.judge_session(session)

    def most_held(self) -> str:
        """Returns the name of the way that holds in the most sessions; empty if none does in any."""
        return max(self._holding, key=lambda way: (self._holding[way], way), default="")

    def choose(self, name: str) -> None:
        """Take the way of this name for the one by which the ids of traces are derived."""
        self.held = Held(name, self._holding.get(name, 0))
        if not self.settings.is_configured:
            chosen = tuple(way for way in self.settings.derivations if way.name == name)
            self.settings = self.settings._replace(derivations=chosen)

    def judge_session(self, session: TracedSession) -> None:
        """Judge one session."""
        self.sessions += 1
        has_strays = False
        for code, check in self._checks.sessions:
            for fault in check(session, self.settings):
                self._add(code, fault)
                has_strays = has_strays or bool(fault.evidence)
        has_home = session.home(self.held.name) is not None
        for service in session.services():
            counts = self._services.setdefault(service, [0, 0, 0])
            counts[0] += 1
            counts[1] += has_home
            counts[2] += has_home and not has_strays

    def merge(self, other: Audit) -> None:
        """Add what another worker has found in other buckets."""
        for count in ("spans", "traces", "sessions", "still_open", "unexported_roots", "_lossy_traces"):
            setattr(self, count, getattr(self, count) + getattr(other, count))
        self.names.merge(other.names)
        self._fold_names()
        self.large |= other.large
        for key, tally in other.tallies.items():
            self._merge_tally(key, tally)
        for name, number in other._holding.items():
            self._holding[name] = self._holding.get(name, 0) + number
        for service, numbers in other._services.items():
            counts = self._services.setdefault(service, [0, 0, 0])
            counts[:] = map(sum, zip(counts, numbers, strict=True))

    def judge_names(self, buckets: Buckets | FolderBuckets) -> None:
        """Judge the spans of each name together. Comes last: those that left their session's trace do not count.

        Where a name is at fault, the spans are read again: only now is it known which of them are.
        """
        self._fold_names()
        wanted: dict[NameTally, list[str]] = {}
        for code, check in self._checks.names:
            for names in self.names.all():
                if check(names, self.settings):
                    wanted.setdefault(names, []).append(code)
        for number in range(len(buckets) if wanted else 0):
            for trace in self._traces(buckets, number):
                self._judge_roots(trace, wanted)

    def _judge_roots(self, trace: Trace, wanted: Mapping[NameTally, Sequence[str]]) -> None:
        found = [root for root in trace.roots if self.names.tally(root.origin, root.name) in wanted]
        for root in bare_roots_of(trace, found):
            names = self.names.tally(root.origin, root.name)
            for code in wanted[names] if trace.id not in names.split_traces else ():
                self._add(code, SpanFault(root, trace.size))

    def note_sampling(self, code: str) -> None:
        """Take parents that were lost because spans are sampled one by one for what they are: no faults of the code."""
        found = [key for key in self.tallies if key.code == code]
        if found and 2 * self._lossy_traces > self.traces and is_sampled_by_span(self.names.all()):
            self.sampled_traces = self._lossy_traces
            for key in found:
                del self.tallies[key]

    def _fold_names(self) -> None:
        """Count the faults of names together that have come to count as one since the faults were found."""
        self.names.settle()
        if self.names.fold == self._fold:
            return
        self._fold = self.names.fold
        tallies, self.tallies = self.tallies, {}
        for key, tally in tallies.items():
            self._merge_tally(key, tally)

    def _merge_tally(self, key: FaultKey, tally: FaultTally) -> None:
        key = key._replace(name=folded(key.name, self._fold))
        known = self.tallies.get(key) or self.tallies.setdefault(key, FaultTally(key))
        known.merge(tally)

    def note_callers(self) -> None:
        """Drop what is a fault only if no caller ever is in the export, where some are, and keep it where none is."""
        for key in [key for key in self.tallies if key.kind == MAY_RUN]:
            tally, names = self.tallies.pop(key), self.names.known(key.service, key.scope, key.name)
            if names is not None and names.count == names.root_count + names.lost:
                self._merge_tally(key._replace(kind=""), tally)

    def note_bad(self, bad: Iterable[BadSpan], code: str) -> None:
        """Count the spans that cannot be placed in any trace."""
        for span in bad if code in self.settings.codes else ():
            record = SpanRecord("", "", "", span.name, 0, 0, 0, 0, "", span.origin, span.file, span.line)
            self._add(code, SpanFault(record, 0, span.reason))

    def _is_in_focus(self, fault: SpanFault) -> bool:
        session, trace = self.settings.session, self.settings.trace
        if trace and fault.span.trace != trace:
            return False
        return not session or session in (fault.session, fault.span.session)

    def _is_ignored(self, name: str) -> bool:
        from fnmatch import fnmatchcase

        return any(fnmatchcase(name, pattern) for pattern in self._ignored)

    def _key(self, code: str, fault: SpanFault) -> FaultKey:
        names = self.names.tally(fault.span.origin, fault.span.name)
        return FaultKey(code, names.service, names.scope, names.name, fault.kind)

    def _add(self, code: str, fault: SpanFault) -> None:
        if not self._is_in_focus(fault):
            return
        if self._ignored and self._is_ignored(fault.span.name):
            return
        key = self._key(code, fault)
        if self.names.fold != self._fold:
            self._fold_names()
            key = self._key(code, fault)
        tally = self.tallies.get(key) or self.tallies.setdefault(key, FaultTally(key))
        tally.add(fault, self.origins)
        if fault.home:
            self.names.tally(fault.span.origin, fault.span.name).note_split(fault.span.trace)

    def findings(self) -> Sequence[FaultTally]:
        """Returns the counts that are findings, in order."""
        self._fold_names()
        for tally in self.tallies.values():
            names = self.names.known(tally.key.service, tally.key.scope, tally.key.name)
            tally.of = names.count if names is not None else 0
            if DERIVED in tally.evidence:
                self._doubt(tally)
        is_name_only = any(way.is_identity for way in self.settings.derivations) and not self.settings.is_configured
        kept = [key for key, tally in self.tallies.items() if not (tally.is_doubtful and is_name_only)]
        return [self.tallies[key] for key in sorted(kept)]

    def _doubt(self, tally: FaultTally) -> None:
        """Note whether most sessions of the service do not obey the rule: it is then not meant for all that they do."""
        sessions, with_home, whole = self._services.get(tally.key.service, (0, 0, 0))
        tally.obeying, tally.could_obey = whole, sessions
        is_kept_by_most = 2 * with_home >= sessions and 2 * whole >= with_home
        is_enclosing = 2 * tally.evidence.get(ENCLOSING, 0) >= tally.count
        tally.is_doubtful = not is_kept_by_most and not is_enclosing
