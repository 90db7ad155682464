"""SPN103: a span stays local to its function, and on some path nothing ends it."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.facts import Facts
from spanlint.findings import LINES, EndSpan, Finding, Proposal, Related, Safety
from spanlint.flow import Way
from spanlint.flow_paths import Exit
from spanlint.lifetimes import UnendedSpan
from spanlint.settings import Settings
from spanlint.source import ByteRange

_CONSEQUENCE = "it is then never exported, and its children have a parent that no trace holds"
_LEAVING = {
    Way.RETURN: ("is not ended where the function returns", "the function returns here"),
    Way.THROW: ("is not ended where an exception is thrown", "this leaves the function"),
    Way.CALL: ("is not ended when a call throws and the handler goes on", "this may throw"),
    Way.WAIT: ("is not ended when what is awaited fails", "this may fail"),
    Way.CONTINUE: ("is replaced before it is ended", "another value takes its place from here on"),
    Way.END: ("is not ended on every path", "this is passed by on some path"),
}


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each span that can be left without an end, with the place where that happens."""
    del settings
    for span in facts.lifetimes().unended:
        if span.ended is None:
            subject = f"the span in `{span.name}`" if span.name else f"the span that `{span.method}` starts here"
            yield Finding(span.at, f"{subject} is never ended; {_never()}", "end it in a `finally`", (), _cures(span))
        else:
            words, related = _left(span.exit, span.ended)
            message = f"the span in `{span.name}` {words} ({LINES}); {_CONSEQUENCE}"
            yield Finding(span.at, message, f"end `{span.name}` in a `finally`", (related,), _cures(span))


def _never() -> str:
    return "so it is never exported, and its children have a parent that no trace holds"


def _left(left: Exit | None, ended: ByteRange) -> tuple[str, Related]:
    words, why = _LEAVING[left.way if left is not None and left.at is not None else Way.END]
    place = left.at if left is not None and left.at is not None else ended
    return words, Related(place, why)


def _cures(span: UnendedSpan) -> tuple[Proposal, ...]:
    if span.simple is None:
        return ()
    return (Proposal(EndSpan(span.simple.after, span.simple.until, span.name), Safety.UNSAFE),)
