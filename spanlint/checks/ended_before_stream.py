"""SPN111: a generator is returned out of the span that it needs, and runs when the span has ended."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.model.current_spans import StreamNeed
from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding, Related
from spanlint.model.settings import Settings

_HELP = {
    "python": "start the span with `start_span`, pass it to the generator, and end it in a `finally` there",
    "typescript": "start the span with `startSpan`, and end it where the stream ends",
}
_LOST = {
    StreamNeed.CURRENT: "what it starts is not a child of that span, and what it sets on the span is lost",
    StreamNeed.OPEN: "what it sets on the span that it is passed is lost",
}


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each `return` of a generator whose body is to run inside a span that has ended by then."""
    for stream in facts.current_spans().ended_streams():
        message = (
            f"the generator returned here runs after the span of `{stream.method}` ({LINES}) has ended: "
            f"{_LOST[stream.need]}"
        )
        related = (Related(stream.span, "this span has ended by then"),)
        yield Finding(stream.at, message, _HELP[facts.language], related)
