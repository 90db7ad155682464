"""SPN122: OK is set on a span that may still fail."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.other_findings import told_as_overwriting
from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Related
from spanlint.model.settings import Settings

_CODE = frozenset({"SPN122"})


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each call that sets OK before ERROR. Where only an exception leads from one to the other, it is a hint."""
    found = facts.statuses().early()
    if not settings.hinting.isdisjoint(_CODE):
        found += facts.statuses().thrown()
    told = told_as_overwriting(facts, settings) if found else frozenset()
    for early in found:
        if early.at in told:
            continue
        what = "a handler sets for a later exception" if early.is_thrown else "is set later on some path"
        message = f"`{early.span}` stays OK from here on: the ERROR that {what} is ignored ({LINES})"
        related = (Related(early.error, "ERROR is set here"),)
        yield Finding(early.at, message, "set OK last, when nothing can fail any more", related, (), early.is_thrown)
