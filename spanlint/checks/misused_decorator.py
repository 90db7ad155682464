"""SPN108: a decorator starts no span around the decorated code, or always uses the same parent."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.wording import one_line
from spanlint.model.facts import Facts
from spanlint.model.findings import Finding, Related
from spanlint.model.settings import Settings
from spanlint.model.usages import Decoration

_INSIDE = "write `with ...{method}(...):` inside the function instead"
_SAYS = {
    Decoration.FIXED_CONTEXT: (
        "`{text}` is evaluated once, when the function is defined: each call gets the same parent",
        _INSIDE,
    ),
    Decoration.GENERATOR: ("`{method}` on a generator: the span ends before the first item is made", _INSIDE),
    Decoration.ASYNC_GENERATOR: ("`{method}` on a generator: the span ends before the first item is made", _INSIDE),
    Decoration.CLASS: (
        "`{method}` on a class puts a function in its place: `isinstance` and subclasses of it fail",
        "decorate the methods instead",
    ),
    Decoration.SPAN: (
        "`{method}` gives a span, which is no decorator: a TypeError when the function is defined",
        "decorate with `start_as_current_span`",
    ),
    Decoration.NOT_CALLED: (
        "`{method}` is not called here: it takes the function for the name of a span, and puts itself in its place",
        "call it with the name of the span: `{method}(...)`",
    ),
}


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each decorator that does not do what it says."""
    for misdecorated in facts.usages().misdecorated:
        message, advice = (
            text.format(method=misdecorated.method, text=one_line(misdecorated.text))
            for text in _SAYS[misdecorated.decoration]
        )
        yield Finding(misdecorated.at, message, advice, (Related(misdecorated.on, "this is decorated"),))
