"""SPN107: a span is never made current, while another span starts without a parent."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.activations import NeverCurrent
from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Related
from spanlint.model.settings import Settings

_HELP = {
    "python": "make it current with `with trace.use_span({name}):`, or pass `context=set_span_in_context({name})`",
    "typescript": "run the others in `context.with(trace.setSpan(context.active(), {name}), ..)`, "
    "or pass that context to them",
}


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each local span that was probably meant to be the parent of a later span in the same function."""
    for span in facts.activations().never_current():
        related = tuple(Related(follower, "this span is not its child") for follower in span.followers)
        yield Finding(span.at, _message(span), _HELP[facts.language].format(name=span.name or "span"), related)


def _message(span: NeverCurrent) -> str:
    subject = f"`{span.name}`" if span.name else "the span"
    has_many = len(span.followers) > 1
    started, children = (
        ("the spans started", "are not its children") if has_many else ("the span started", "is not its child")
    )
    return f"{subject} is never made current, so {started} before it ends ({LINES}) {children}"
