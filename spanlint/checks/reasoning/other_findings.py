"""What other rules say of the same mistake: of the rules about a span that fails its purpose, one speaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spanlint.checks.reasoning.verdicts import ParentVerdict, verdicts
from spanlint.lean.records import Record
from spanlint.model.facts import Facts
from spanlint.model.settings import Settings
from spanlint.text.source import ByteRange

_UNENDED, _INACTIVE_PARENT = "SPN103", "SPN107"
_DEFERRED, _ENDED_STREAM = "SPN102", "SPN111"
_SKIPPED_PARENT, _OVERWRITTEN = "SPN002", "SPN121"


class SkippedParents(Record):
    """What an enabled rule reports as a skipped parent: the calls, and by the name of what they skip, the functions
    around them."""

    calls: frozenset[ByteRange] = frozenset()
    functions: Mapping[str, list[ByteRange]] = {}


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
        yield from (stream.body for stream in facts.current_spans().ended_streams() if stream.body is not None)


def told_as_skipped(facts: Facts, settings: Settings) -> SkippedParents:
    """Returns the calls that an enabled rule reports since they skip a parent."""
    if _SKIPPED_PARENT not in settings.codes_reported():
        return SkippedParents()
    calls, functions = set[ByteRange](), dict[str, list[ByteRange]]()
    for call, verdict in verdicts(facts, settings):
        if verdict.verdict is ParentVerdict.SKIPPED and verdict.evidence is not None:
            calls.add(call.at)
            function = call.details().function
            if function is not None:
                functions.setdefault(verdict.evidence.name, []).append(function)
    return SkippedParents(frozenset(calls), functions)


def told_as_overwriting(facts: Facts, settings: Settings) -> frozenset[ByteRange]:
    """Returns the calls that an enabled rule reports since they set OK over an ERROR."""
    is_told = _OVERWRITTEN in settings.codes_reported()
    return frozenset(status.at for status in facts.statuses().overwritten()) if is_told else frozenset()
