"""SPN106: a call that starts a span only when entered, or when given a function, is used otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Related
from spanlint.model.settings import Settings
from spanlint.model.usages import Misuse, Unentered

_ENTER = "write `with ...{method}(...) as span:`, or use `start_span` and end the span yourself"
_CALLBACK = "pass a function as the last argument, or use `startSpan` and end the span yourself"
_SAYS = {
    Misuse.DROPPED: ("`{method}` returns a context manager that is never entered, so no span is started", _ENTER),
    Misuse.NOT_CURRENT: (
        "`{method}` returns a context manager that is never entered, so the span is never current",
        "write `with {method}(...):`",
    ),
    Misuse.AS_SPAN: (
        "`{method}` returns a context manager, not a span, so `{used}` raises an AttributeError",
        _ENTER,
    ),
    Misuse.NOT_KEPT: (
        "nothing keeps the result of `{method}`: it is garbage-collected immediately, "
        "so the following code runs outside the span",
        _ENTER,
    ),
    Misuse.ASYNC_WITH: (
        "`async with` on `{method}` raises a TypeError: it needs a plain `with`",
        "use a plain `with`, even in an `async def`",
    ),
    Misuse.NO_CALLBACK: ("`{method}` without a callback returns undefined and starts no span", _CALLBACK),
    Misuse.NOT_A_CALLBACK: ("`{method}` throws because its last argument is not a function", _CALLBACK),
}


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each call whose span is never started."""
    for unentered in facts.usages().unentered:
        message, advice = (
            text.format(method=unentered.method, used=unentered.used) for text in _SAYS[unentered.misuse]
        )
        yield Finding(
            unentered.at,
            message + (f" ({LINES})" if unentered.use else ""),
            unentered.instead or advice,
            tuple(_related(unentered)),
        )


def _related(unentered: Unentered) -> Iterator[Related]:
    if unentered.use is not None:
        yield Related(unentered.use, "used here")
