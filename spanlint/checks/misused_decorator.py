"""SPN108: a decorator starts no span around the decorated code, or always uses the same parent."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.misdecorations import describe_misdecorated
from spanlint.model.facts import Facts
from spanlint.model.findings import Finding, Related
from spanlint.model.settings import Settings


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each decorator that does not do what it says."""
    for misdecorated in facts.usages().misdecorated:
        message, advice = describe_misdecorated(misdecorated)
        yield Finding(misdecorated.at, message, advice, (Related(misdecorated.on, "decorated here"),))
