"""SPN113: a span in a member of an object is replaced by another before anything ends it."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Related
from spanlint.model.settings import Settings


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each call whose span takes the place of one that is never ended."""
    for span in facts.current_spans().replaced():
        message = (
            f"`{span.member}` already holds a span ({LINES}) that nothing ends: this call replaces it, so it is never "
            "exported and its children point to a missing parent"
        )
        help_text = f"use the span that `{span.member}` holds, or end it before another takes its place"
        yield Finding(span.at, message, help_text, (Related(span.stored, "the span that is replaced"),))
