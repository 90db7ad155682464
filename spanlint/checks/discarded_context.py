"""SPN101: a statement makes a new context, and nothing gets it."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.facts import Facts
from spanlint.model.findings import Finding, Proposal, ReplaceText, Safety
from spanlint.model.settings import Settings
from spanlint.model.usages import Discarded
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange

_HELP = {
    "python": "pass the result as `context=` or to `attach`, or delete the statement",
    "typescript": "pass the result as a parent or to `context.with`, or delete the statement",
}


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each statement that drops a new context; the fix gives it to the local that holds the old one."""
    for each in facts.usages().discarded:
        message = (
            f"`{each.function}` returns a new context and modifies nothing; "
            "the result is discarded, so this statement has no effect"
        )
        advice = f"assign the result: `{each.target} = {each.function}(...)`" if each.target else _HELP[facts.language]
        yield Finding(each.at, message, advice, proposals=tuple(_proposals(each)))


def _proposals(found: Discarded) -> Iterator[Proposal]:
    if found.target:
        edit = Edit(ByteRange(found.start, found.start), f"{found.target} = ".encode())
        yield Proposal(ReplaceText(f"Assign the new context to `{found.target}`", (edit,)), Safety.SAFE)
