"""SPN102: a span is made current around a yield."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.suspended import reported
from spanlint.model.activations import HeldAcrossYield
from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Related
from spanlint.model.settings import Settings

_HELP = "start the span with `start_span`, end it in a `finally`, and attach nothing across the `yield`"
_HELP_ATTACH = "detach before the `yield` and attach again after it, or pass the context instead of attaching it"
_HELP_DELEGATING = (
    "pass the context to what `yield from` iterates instead of attaching it, or write a `for` loop that attaches "
    "nothing across its `yield`"
)
_HELP_ENTERED = "leave `{name}` before the `yield` and enter it again after it, or pass the context on instead"
_TOO = "; the same goes for what `{name}` attaches here"
_LATER = "start the span in the generator with `startSpan`, end it in a `finally`, and pass its context explicitly"
_LATER_IN_CONTEXT = "pass the context to the generator, and let it pass that as the parent of what it starts"


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each place that makes something current across a yield, or around a generator that runs later."""
    activations = facts.activations()
    for held, attached in reported(activations.held, settings):
        related = tuple(Related(yield_range, f"`{held.name}` is still active here") for yield_range in held.yields)
        yield Finding(held.at, _message(held), _help(held) + (_TOO.format(name=attached) if attached else ""), related)
    for body in activations.deferred:
        related = (Related(body.generator, "this body runs when the generator is iterated"),)
        message = (
            f"`{body.name}` only creates the generator here: its body ({LINES}) runs later, in the context of whoever "
            "iterates it, where the context set here is not active"
        )
        yield Finding(body.at, message, _LATER_IN_CONTEXT if body.is_of_context else _LATER, related)


def _message(held: HeldAcrossYield) -> str:
    what = "context" if held.is_attach else "span"
    message = (
        f"`{held.name}` keeps its {what} active across `yield` ({LINES}), "
        "so it is also current for the caller while the generator is suspended"
    )
    if held.instead:  # of the rest, libraries differ
        return message
    if held.is_async:
        return f"{message}; closing the generator in another task fails to detach it"
    return f"{message}; if generators overlap, one that has ended can become current again"


def _help(held: HeldAcrossYield) -> str:
    if held.instead:
        return held.instead
    if held.is_attach if held.is_own else held.takes_span:
        return _HELP_ENTERED.format(name=held.name)
    if not held.is_attach:
        return _HELP
    return _HELP_DELEGATING if held.is_delegating else _HELP_ATTACH
