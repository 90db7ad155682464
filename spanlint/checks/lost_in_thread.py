"""SPN125: a function that starts spans is handed to a thread, where the current span is not current."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.wording import one_line
from spanlint.model.current_spans import HandOver, LostContext
from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, CopyContext, Finding, Proposal, Related, Safety
from spanlint.model.settings import Settings

_HELP = {
    HandOver.ARGUMENTS: "pass `copy_context().run` as the function, and `{function}` as its first argument",
    HandOver.EACH: "submit `copy_context().run` with `{function}` for each item, so that each has a copy of its own",
    HandOver.THREAD: "write `target=copy_context().run, args=({function}, ..)`",
}


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each call that hands a function to a thread without the context that it needs."""
    for lost in facts.current_spans().lost_contexts():
        related = (Related(lost.opened, "this span is not current in the thread"),)
        remedy = Proposal(CopyContext(lost.call, lost.target, lost.hand_over), Safety.UNSAFE)
        yield Finding(lost.at, _message(lost), _help(lost), related, (remedy,))


def _message(lost: LostContext) -> str:
    return (
        f"`{one_line(lost.function)}` starts spans, but `{lost.method}` runs it in a thread with a context of its own: "
        f"they are not children of the span that is current here ({LINES})"
    )


def _help(lost: LostContext) -> str:
    cure = _HELP[lost.hand_over].format(function=one_line(lost.function))
    return f"{cure}; or use `asyncio.to_thread`, or the instrumentation of `threading`"
