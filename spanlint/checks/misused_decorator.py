"""SPN108: a decorator starts no span around the decorated code, or always uses the same parent."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.wording import one_line
from spanlint.model.facts import Facts
from spanlint.model.findings import Finding, Related
from spanlint.model.settings import Settings
from spanlint.model.usages import Decoration

_INSIDE = "use `with ...{method}(...):` inside the function instead"
_SAYS = {
    Decoration.FIXED_CONTEXT: (
        "`{text}` is evaluated once, when the function is defined, so every call gets the same parent",
        _INSIDE,
    ),
    Decoration.GENERATOR: ("`{method}` on a generator ends the span before the first item is produced", _INSIDE),
    Decoration.ASYNC_GENERATOR: ("`{method}` on a generator ends the span before the first item is produced", _INSIDE),
    Decoration.CLASS: (
        "`{method}` replaces the class with a function, so `isinstance` and subclassing fail",
        "decorate the methods instead",
    ),
    Decoration.SPAN: (
        "`{method}` returns a span, which is not a decorator: defining the function raises a TypeError",
        "decorate with `start_as_current_span`",
    ),
    Decoration.NOT_CALLED: (
        "`{method}` is not called: the function is passed as the span's name and replaced by a context manager",
        "call it with a span name: `{method}(...)`",
    ),
}


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each decorator that does not do what it says."""
    for misdecorated in facts.usages().misdecorated:
        message, advice = (
            text.format(method=misdecorated.method, text=one_line(misdecorated.text))
            for text in _SAYS[misdecorated.decoration]
        )
        yield Finding(misdecorated.at, message, advice, (Related(misdecorated.on, "decorated here"),))
