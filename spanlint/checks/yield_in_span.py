"""SPN102: a span is made current around a yield."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.activations import HeldAcrossYield
from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Related
from spanlint.model.settings import Settings

_HELP = "start the span with `start_span`, end it in a `finally`, and attach nothing across the `yield`"
_HELP_ATTACH = "detach before the `yield` and attach again after it, or pass the context instead of attaching it"
_HELP_DEFERRED = (
    "start the span in the generator with `startSpan`, end it in a `finally`, and pass its context explicitly"
)


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each place that makes something current across a yield, or around a generator that runs later."""
    activations = facts.activations()
    for held in activations.held:
        if not held.is_managed and not _is_named(held, settings.context_manager_decorators):
            related = tuple(Related(yield_range, f"`{held.name}` is still active here") for yield_range in held.yields)
            yield Finding(held.at, _message(held), _HELP_ATTACH if held.is_attach else _HELP, related)
    for body in activations.deferred:
        related = (Related(body.generator, "this body runs when the generator is iterated"),)
        message = (
            f"`{body.name}` only creates the generator here: its body ({LINES}) runs later, in the context of whoever "
            "iterates it, where the context set here is not active"
        )
        yield Finding(body.at, message, _HELP_DEFERRED, related)


def _message(held: HeldAcrossYield) -> str:
    what = "context" if held.is_attach else "span"
    message = (
        f"the {what} of `{held.name}` stays active across `yield` ({LINES}), "
        "so it is also current for the caller while the generator is suspended"
    )
    if held.is_async:
        return f"{message}; closing the generator in another task fails to detach it"
    return f"{message}; if generators overlap, one that has ended can become current again"


def _is_named(held: HeldAcrossYield, decorators: tuple[str, ...]) -> bool:
    """Whether the configuration names something that wraps the generator, by its last name or its path."""
    return any(name in held.managers or _is_relative(name, held) for name in decorators)


def _is_relative(name: str, held: HeldAcrossYield) -> bool:
    return any(manager.startswith(".") and f".{name}".endswith(f".{manager.lstrip('.')}") for manager in held.managers)
