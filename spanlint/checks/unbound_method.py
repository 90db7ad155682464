"""SPN109: a tracer's method is called without the tracer."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Related
from spanlint.model.settings import Settings


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each name that holds a tracer's method and is called alone."""
    for unbound in facts.usages().unbound:
        yield Finding(
            unbound.at,
            f"`{unbound.name}` holds the tracer's `{unbound.method}` without the tracer, so calling it throws"
            f" ({LINES})",
            f"call `tracer.{unbound.method}(...)`, or bind the method: `tracer.{unbound.method}.bind(tracer)`",
            (Related(unbound.call, "called here, with `this` undefined"),),
        )
