"""SPN104: a context is attached, and on some path of the same function not detached."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.facts import Facts
from spanlint.findings import LINES, Finding, Related
from spanlint.flow import Way
from spanlint.lifetimes import Attached
from spanlint.settings import Settings

_CONSEQUENCE = "the context stays active after the function, and what runs next gets a parent that is not its own"
_LEAVING = {
    Way.RETURN: ("where the function returns", "the function returns here"),
    Way.THROW: ("where an exception is thrown", "this leaves the function"),
    Way.CALL: ("when a call throws and the handler goes on", "this may throw"),
    Way.WAIT: ("when what is awaited fails", "this may fail"),
    Way.CONTINUE: ("before another is attached", "another value takes its place from here on"),
    Way.END: ("on every path", "this is passed by on some path"),
}


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each context that can stay attached, with the place where its function is left."""
    del settings
    for context in facts.lifetimes().attached:
        if context.ended is None:
            yield Finding(context.at, f"{_dropped(context)}; {_CONSEQUENCE}", _help(context))
        else:
            left = context.exit
            words, why = _LEAVING[left.way if left is not None and left.at is not None else Way.END]
            place = left.at if left is not None and left.at is not None else context.ended
            message = f"`{context.name}` is not given to `{context.closer}` {words} ({LINES}); {_CONSEQUENCE}"
            yield Finding(context.at, message, _help(context), (Related(place, why),))


def _dropped(context: Attached) -> str:
    if context.name:
        return f"nothing calls `{context.closer}` for `{context.name}`"
    return f"what this call gives is dropped, and only that can be used to `{context.closer}`"


def _help(context: Attached) -> str:
    return f"call `{context.closer}` in a `finally`"
