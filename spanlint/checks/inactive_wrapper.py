"""SPN110: a span runs around a function that the code is passed, and is never made current."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.other_findings import told_by_others
from spanlint.checks.reasoning.wording import one_line
from spanlint.model.current_spans import InactiveWrapper
from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Related
from spanlint.model.settings import Settings

_HELP = {
    "python": "call it inside `with trace.use_span({name}):`, or start the span with `start_as_current_span`",
    "typescript": "call it in `context.with(trace.setSpan(context.active(), {name}), ..)`, or use `startActiveSpan`",
}


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each span that wraps a passed function, whose spans are not its children."""
    wrappers = facts.current_spans().inactive_wrappers()
    others = frozenset(told_by_others(facts, settings)) if wrappers else ()
    for wrapper in wrappers:
        if wrapper.at not in others:
            related = tuple(Related(call, "what this starts is not its child") for call in wrapper.calls)
            help_text = _HELP[facts.language].format(name=wrapper.name or "span")
            yield Finding(wrapper.at, _message(wrapper), help_text, related)


def _message(wrapper: InactiveWrapper) -> str:
    subject = f"`{wrapper.name}`" if wrapper.name else "the span"
    function = one_line(wrapper.function)
    return f"{subject} is never made current, so spans that `{function}` starts ({LINES}) are not its children"
