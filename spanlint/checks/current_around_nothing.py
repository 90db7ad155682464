"""SPN112: a span is current only for code that stores it or returns it."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.other_findings import told_by_others
from spanlint.model.current_spans import EmptyActivation
from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Related
from spanlint.model.settings import Settings

_HELP = {
    "python": "start the span with `start_span`, make it current with `with trace.use_span({name}):` around its work, "
    "and end it after that",
    "typescript": "start the span with `startSpan`, run its work in "
    "`context.with(trace.setSpan(context.active(), {name}), ..)`, and end it after that",
}


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each call whose span is only stored or returned while it is current."""
    activations = facts.current_spans().empty_activations()
    others = frozenset(told_by_others(facts, settings)) if activations else ()
    for activation in activations:
        if activation.at not in others:
            what = "returned" if activation.is_returned else "stored"
            help_text = activation.instead or _HELP[facts.language].format(name=activation.name)
            yield Finding(
                activation.at, _message(activation), help_text, (Related(activation.kept, f"only {what} here"),)
            )


def _message(activation: EmptyActivation) -> str:
    what = "returned" if activation.is_returned else "stored"
    state = "has ended" if activation.has_ended else "is not current"
    return (
        f"`{activation.method}` makes `{activation.name}` current only while it is {what} ({LINES}): "
        f"the span {state} when it is used"
    )
