"""What an audit has read and found, in sentences: the last lines of reports for people, the first ones of the page."""

from __future__ import annotations

from spanlint.report.colors import paint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from spanlint.trace.model.outcome import AuditOutcome, AuditTotals

_MAX_LARGE = 10  # traces, each of which is a line


def summary(outcome: AuditOutcome, color: int) -> Iterator[str]:
    """Yields the last lines of a report for people."""
    totals = outcome.totals
    read = ", ".join(
        amount(number, noun) for number, noun in
        ((totals.spans, "span"), (totals.traces, "trace"), (totals.sessions, "session"))
    )  # fmt: skip
    if outcome.findings:
        found = paint(f"Found {amount(len(outcome.findings), 'finding')}", "bold", color)
        yield f"{found} in {amount(totals.files, 'file')} ({read})."
    else:
        yield f"{paint('No findings', 'green', color)} in {amount(totals.files, 'file')} ({read})."
    yield from remarks(totals)


def remarks(totals: AuditTotals) -> Iterator[str]:
    """Yields how traces' ids are derived, and what was left alone or passed over."""
    if totals.baselined:
        yield f"{amount(totals.baselined, 'finding')} in the baseline"
    if totals.derivation:
        held = f"in {totals.holds:,} of {amount(totals.sessions, 'session')}"
        yield f"trace ids: {totals.derivation} of session.id, {held}"
    elif totals.sessions:
        yield "trace ids: no rule found by which they are derived from sessions"
    if totals.unexported_roots:
        what = (
            "session's trace has a root that is"
            if totals.unexported_roots == 1
            else "sessions' traces have a root that is"
        )
        yield f"{totals.unexported_roots:,} {what} never exported, by design (SPN205)"
    if totals.still_open:
        yield f"{amount(totals.still_open, 'parent')} may still run at the end of the export: not counted as lost"
    if totals.sampled_traces:
        lacking = f"{totals.sampled_traces:,} of {amount(totals.traces, 'trace')} lack parents, of spans of every name"
        yield f"{lacking}: spans seem to be sampled one by one, and SPN203 is not reported"
    for trace, spans in totals.large_traces[:_MAX_LARGE]:
        yield f"trace {trace} has {amount(spans, 'span')}: the times of its spans are not checked"
    passed = [amount(number, noun) for number, noun in
              ((totals.logs, "message of logs"), (totals.metrics, "message of metrics"), (totals.broken, "broken line"))
              if number]  # fmt: skip
    if passed:
        yield f"passed over: {', '.join(passed)}"


def amount(number: int, noun: str) -> str:
    """Returns a number with its noun: `1 span`, `1,468 spans`, `2 messages of logs`."""
    head, _, tail = noun.partition(" of ")
    plural = f"{head}{'' if number == 1 else 's'}{f' of {tail}' if tail else ''}"
    return f"{number:,} {plural}"
