"""SPN005: a value meant as the parent is in the wrong slot or is not a context."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.mistakes import argument_consequence, consequence
from spanlint.checks.reasoning.proposals import misplaced_proposals
from spanlint.checks.reasoning.verdicts import ParentVerdict, verdicts
from spanlint.model.facts import Facts
from spanlint.model.findings import Finding
from spanlint.model.settings import Settings


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each call that gets a value of another kind; the message says what happens at run time."""
    for argument in facts.usages().misplaced:
        message, instead = argument_consequence(argument, facts.language)
        yield Finding(argument.at, message, f"pass {instead}")
    for rejected in facts.usages().rejected:
        message = f"`{rejected.text}` is passed as `{rejected.keyword}=`, which `{rejected.function}` does not accept"
        yield Finding(rejected.at, f"{message}: the call raises a TypeError", rejected.instead)
    for call, verdict in verdicts(facts, settings):
        if call.misplaced is None or call.misplaced.is_expected:
            continue
        if verdict.verdict is ParentVerdict.MISPLACED:
            message, instead = consequence(call.misplaced, call.creator)
            yield Finding(call.at, message, f"pass {instead}", proposals=misplaced_proposals(call))
