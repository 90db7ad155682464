"""What other rules say of the same call: of the rules about a span that fails its purpose, one speaks."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.facts import Facts
from spanlint.model.settings import Settings
from spanlint.text.source import ByteRange

_UNENDED, _INACTIVE_PARENT = "SPN103", "SPN107"


def told_by_others(facts: Facts, settings: Settings) -> Iterator[ByteRange]:
    """Yields the creation calls that an enabled rule reports as never ended, or as no parent of a later span."""
    reported = settings.codes_reported()
    if _UNENDED in reported:
        yield from (span.at for span in facts.lifetimes().unended)
    if _INACTIVE_PARENT in reported:
        yield from (span.at for span in facts.activations().never_current())
