"""SPN109: a tracer's method is called without the tracer."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Related
from spanlint.model.settings import Settings


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each name that holds a tracer's method and is called alone."""
    for each in facts.usages().unbound:
        yield Finding(
            each.at,
            f"`{each.name}` holds the tracer's `{each.method}` without the tracer, so calling it throws ({LINES})",
            f"call `tracer.{each.method}(...)`, or bind the method: `tracer.{each.method}.bind(tracer)`",
            (Related(each.call, "called here, with `this` undefined"),),
        )
