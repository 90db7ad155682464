"""What other rules say of the same mistake: of the rules about a span that fails its purpose, one speaks."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.facts import Facts
from spanlint.model.settings import Settings
from spanlint.text.source import ByteRange

_UNENDED, _INACTIVE_PARENT = "SPN103", "SPN107"
_DEFERRED, _ENDED_STREAM = "SPN102", "SPN111"


def told_by_others(facts: Facts, settings: Settings) -> Iterator[ByteRange]:
    """Yields the creation calls that an enabled rule reports as never ended, or as no parent of a later span."""
    reported = settings.codes_reported()
    if _UNENDED in reported:
        yield from (span.at for span in facts.lifetimes().unended)
    if _INACTIVE_PARENT in reported:
        yield from (span.at for span in facts.activations().never_current())


def run_too_late(facts: Facts, settings: Settings) -> Iterator[ByteRange]:
    """Yields the functions of which an enabled rule says that they run when the parent of their own spans is no longer
    current."""
    reported = settings.codes_reported()
    if _DEFERRED in reported:
        yield from (deferred.body for deferred in facts.activations().deferred)
    if _ENDED_STREAM in reported:
        yield from (stream.body for stream in facts.current_spans.ended_streams() if stream.body is not None)
