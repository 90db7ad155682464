"""SPN122: OK is set on a span that may still fail."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Related
from spanlint.model.settings import Settings


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each call that sets OK before ERROR. Where only an exception leads from one to the other, it is a hint."""
    del settings
    for early in facts.statuses().early():
        what = "a handler sets for a later exception" if early.is_thrown else "is set later on some path"
        message = f"`{early.span}` stays OK from here on: the ERROR that {what} is ignored ({LINES})"
        related = (Related(early.error, "ERROR is set here"),)
        yield Finding(early.at, message, "set OK last, when nothing can fail any more", related, (), early.is_thrown)
