"""What an audit came to: all that its reports get, the text, JSON and the page alike.

The page (`--html`) is made of an `AuditOutcome` and nothing else.
"""

from __future__ import annotations

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.findings import Severity
    from spanlint.model.problems import Problem
    from spanlint.text.source import Position

EXACT, PATTERN, ATTRIBUTE, NONE = "exact", "pattern", "attribute", "none"
"""How a call site was found: by the span's name, by a name with holes, by the place that the span names, or not."""


class CallSite(Record):
    """A call that makes spans of a name.

    `start` and `end` are around the name of its method, `frame` is its line of source, `parent` what the call passes as
    one (`absent`, `passed`, `empty`, `root`, `unknown`). `codes` are those of the linter's findings about the call, and
    `can_be_fixed` is whether `spanlint --fix` repairs one of them. `via` is the place of the call inside of a wrapper
    that really starts the span, as `path:line`, and `call` the text of the call.
    """

    path: str
    start: Position
    end: Position
    frame: str
    method: str
    api: str
    parent: str
    language: str
    codes: tuple[str, ...] = ()
    can_be_fixed: bool = False
    has_start_time: bool = False
    via: str = ""
    call: str = ""


class SpanExample(Record):
    """One span of a finding, and where its export is: a file and a 1-based line."""

    session: str
    trace_id: str
    span_id: str
    start: int
    file: str
    line: int


class TraceFinding(Record):
    """One thing that is wrong with the spans of one name.

    `evidence` is `derived`, `enclosing`, `configured` or empty, `wrong` the number of spans that are wrong and `of`
    that of all spans of the name. `lone` of them are alone in their trace. `sites` are the calls that make such spans,
    the most probable first, as far as `match` found any; there are none beyond five. `site_count` counts all.
    """

    code: str
    rule: str
    severity: Severity
    message: str
    help: str
    notes: tuple[str, ...]
    service: str
    scope: str
    span: str
    kind: str
    wrong: int
    of: int
    sessions: int
    traces: int
    evidence: str
    lone: int
    match: str
    sites: tuple[CallSite, ...]
    site_count: int
    examples: tuple[SpanExample, ...]


PLAIN, STRAY, MOVED, GHOST = "plain", "stray", "moved", "ghost"
"""What is special about a row of a tree: nothing; a span outside of its session's trace; the same span where it
belongs; a parent that was never exported."""


class TreeRow(Record):
    """One span in a tree, or a parent that is missing. Times are nanoseconds since 1970, 0 if they are not known."""

    depth: int
    name: str
    service: str
    start: int
    end: int
    state: str
    span_id: str
    is_marked: bool = False


class TraceTree(Record):
    """One trace as rows, a parent before its children; `left_out` counts the rows that did not fit."""

    trace_id: str
    rows: tuple[TreeRow, ...]
    left_out: int = 0


class SessionPicture(Record):
    """The traces of one session `before`, as they are, and `after`, as they would be if every span were in its place.

    `finding` is the index of the finding that it is an example of, -1 if it is none. `alike` counts the further traces
    that are not among those before, `before_count` and `after_count` all traces. `session` is empty for a trace without
    one.
    """

    finding: int
    session: str
    before: tuple[TraceTree, ...]
    after: tuple[TraceTree, ...]
    alike: int
    before_count: int
    after_count: int


class NameCount(Record):
    """How many spans there are of a name, and how many of them have no parent, are alone, or lost their parent."""

    service: str
    span: str
    spans: int
    roots: int
    lone: int
    lost: int


class AuditTotals(Record):
    """The counts of a run. `derivation` is the way by which traces' ids are derived from sessions', empty if none is
    found; it `holds` in so many of the sessions. `still_open` counts lost parents that may not have ended yet, and
    `sampled_traces` the traces that lack parents because spans are sampled one by one. `large_traces` are those that
    are too large to be judged as a whole, each with its number of spans. `baselined` counts the findings that are in a
    baseline."""

    files: int
    spans: int
    traces: int
    sessions: int
    derivation: str = ""
    holds: int = 0
    still_open: int = 0
    unexported_roots: int = 0
    logs: int = 0
    metrics: int = 0
    broken: int = 0
    sampled_traces: int = 0
    large_traces: tuple[tuple[str, int], ...] = ()
    baselined: int = 0


class AuditOutcome(Record):
    """What an audit came to. `names` is empty for reports that do not show them."""

    findings: tuple[TraceFinding, ...]
    pictures: tuple[SessionPicture, ...]
    names: tuple[NameCount, ...]
    totals: AuditTotals
    problems: tuple[Problem, ...] = ()
