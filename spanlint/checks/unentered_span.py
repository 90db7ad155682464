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
    Misuse.DROPPED: ("`{method}` makes a context manager that nothing enters: no span is started", _ENTER),
    Misuse.AS_SPAN: (
        "`{method}` gives a context manager, not a span: `{used}` on it raises an AttributeError",
        _ENTER,
    ),
    Misuse.NOT_KEPT: (
        "nothing keeps what `{method}` gives: it is left again at once, and what follows runs outside of its span",
        _ENTER,
    ),
    Misuse.ASYNC_WITH: (
        "`async with` on `{method}` raises a TypeError: it gives a context manager for a plain `with`",
        "write `with`, in an `async def` as well",
    ),
    Misuse.NO_CALLBACK: ("`{method}` without a function to run gives undefined: no span is started", _CALLBACK),
    Misuse.NOT_A_CALLBACK: ("`{method}` throws: its last argument is called, and is no function", _CALLBACK),
}


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each call whose span is never started."""
    for unentered in facts.usages().unentered:
        message, advice = (
            text.format(method=unentered.method, used=unentered.used) for text in _SAYS[unentered.misuse]
        )
        yield Finding(
            unentered.at, message + (f" ({LINES})" if unentered.use else ""), advice, tuple(_related(unentered))
        )


def _related(unentered: Unentered) -> Iterator[Related]:
    if unentered.use is not None:
        yield Related(unentered.use, "it is used here")
