"""SPN109: a tracer's method is called or handed on without the tracer."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Related
from spanlint.model.settings import Settings


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each name that holds a tracer's method and is called or handed on alone."""
    for unbound in facts.usages().unbound:
        consequence = (
            "so calling it throws" if unbound.is_called else "and is handed on, so it throws where it is called"
        )
        note = "called here, with `this` undefined" if unbound.is_called else "handed on here, without the tracer"
        yield Finding(
            unbound.at,
            f"`{unbound.name}` holds the tracer's `{unbound.method}` without the tracer, {consequence} ({LINES})",
            f"call `tracer.{unbound.method}(...)`, or bind the method: `tracer.{unbound.method}.bind(tracer)`",
            (Related(unbound.call, note),),
        )
