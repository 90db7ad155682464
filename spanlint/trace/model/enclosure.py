"""Evidence in time: a span that is alone in its trace encloses some of the spans at the top of another trace.

A turn's span that lost its context looks like that: its requests lie in the session's trace, under the parent that they
were given, and the turn lies elsewhere. A span that encloses whole traces says nothing: a session's span around one
trace for each turn is meant to.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.trace.model.sessions import SessionTrace, Top, TracedSession


def encloses_part_of(session: TracedSession, lone: SessionTrace) -> SessionTrace | None:
    """Returns the one trace of which the lone span of another encloses spans at the top; None for none or several."""
    if lone.spans != 1 or len(lone.own_roots) != 1:
        return None
    (span,) = lone.own_roots
    if not span.start < span.end:
        return None
    found, service = None, session.origins[span.origin].service
    for trace in session.traces:
        if trace is lone:
            continue
        enclosed = [
            top
            for top in trace.tops
            if span.start <= top.start and 0 < top.end <= span.end and session.origins[top.origin].service == service
        ]
        if not enclosed:
            continue
        if found is not None or _is_whole_tree(trace, enclosed):
            return None
        found = trace
    return found


def _is_whole_tree(trace: SessionTrace, enclosed: list[Top]) -> bool:
    """Whether the trace has a root of its own, and nothing else at its top: nothing in it asks for another parent."""
    return len(trace.tops) == 1 and not enclosed[0].parent
