"""SPN101: a statement creates a new context and discards it."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.other_findings import SkippedParents, told_as_skipped
from spanlint.model.facts import Facts
from spanlint.model.findings import Finding, Proposal, ReplaceText, Safety
from spanlint.model.settings import Settings
from spanlint.model.usages import Discarded
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange

_HELP = {
    "python": "pass {result} as `context=` or to `attach`, or delete the statement",
    "typescript": "pass {result} as a parent or to `context.with`, or delete the statement",
}


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each statement that discards a new context. The fix assigns it to the local that holds the old one.

    SPN002 reports the local that nothing reads where a call should have been passed it.
    """
    for discarded in facts.usages().discarded:
        message = (
            f"`{discarded.function}` returns a new context and modifies nothing; "
            "the result is discarded, so this statement has no effect"
        )
        advice = (
            f"assign the result: `{discarded.target} = {discarded.function}(...)`"
            if discarded.target
            else _HELP[facts.language].format(result="the result")
        )
        yield Finding(discarded.at, message, advice, proposals=tuple(_proposals(discarded)))
    yield from _unread(facts, settings)


def _unread(facts: Facts, settings: Settings) -> Iterator[Finding]:
    unread_contexts = facts.usages().unread
    told = told_as_skipped(facts, settings) if unread_contexts else SkippedParents()
    for unread in unread_contexts:
        functions = told.functions.get(unread.local, ())
        if unread.call in told.calls or any(around.start <= unread.at.start < around.end for around in functions):
            continue
        message = (
            f"`{unread.function}` returns a new context and modifies nothing; "
            f"nothing reads `{unread.local}`, which holds it, so this statement has no effect"
        )
        yield Finding(unread.at, message, _HELP[facts.language].format(result=f"`{unread.local}`"))


def _proposals(discarded: Discarded) -> Iterator[Proposal]:
    if discarded.target:
        edit = Edit(ByteRange(discarded.start, discarded.start), f"{discarded.target} = ".encode())
        yield Proposal(ReplaceText(f"Assign the new context to `{discarded.target}`", (edit,)), Safety.SAFE)
