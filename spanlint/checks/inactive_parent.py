"""SPN107: a span that is never made current, while another one starts that is given no parent."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.activations import NeverCurrent
from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Related
from spanlint.model.settings import Settings

_HELP = {
    "python": "make it current with `with trace.use_span({name}):`, or pass `context=set_span_in_context({name})`",
    "typescript": "run the others in `context.with(trace.setSpan(context.active(), {name}), ..)`, or pass them that",
}


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each local span that a later span of the same function was likely meant to be a child of."""
    for span in facts.activations().never_current():
        related = tuple(Related(each, "this span is not its child") for each in span.followers)
        yield Finding(span.at, _message(span), _HELP[facts.language].format(name=span.name or "span"), related)


def _message(span: NeverCurrent) -> str:
    held = f"`{span.name}`" if span.name else "the span"
    many = len(span.followers) > 1
    started, children = (
        ("the spans started", "are not its children") if many else ("the span started", "is not its child")
    )
    return f"{held} is never made current, so {started} before it ends ({LINES}) {children}"
