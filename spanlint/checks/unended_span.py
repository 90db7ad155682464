"""SPN103: a local span is not ended on every path."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.suspended import is_configured
from spanlint.checks.reasoning.wording import describe_exit, where_to_end
from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, EndSpan, Finding, Proposal, Related, Safety
from spanlint.model.flow import ExitKind, is_unwritten
from spanlint.model.lifetimes import UnendedSpan
from spanlint.model.settings import Settings

_LOSS = "its children point to a missing parent"


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each span that may never be ended, with the place where the function exits."""
    for span in facts.lifetimes().unended:
        is_left_to_test_runner = settings.is_test_file and is_unwritten(span.exit)
        if is_left_to_test_runner or is_configured(span.managers, settings):
            continue
        if span.uncalled is not None:
            related = Related(span.uncalled, "this does not end it")
            loss = f"is never ended, so it is never exported and {span.unended or _LOSS}"
            message = f"`{span.name}` {loss}: what would end it is named, but not called on it ({LINES})"
            help_text = f"call `{span.name}.{span.end}()` in a `finally` block, or pass a function that does"
            yield Finding(span.at, message, help_text, (related,))
        elif span.ended is None:
            subject = f"`{span.name}`" if span.name else f"the span started by this `{span.method}`"
            message = f"{subject} is never ended, so it is never exported and {span.unended or _LOSS}"
            yield Finding(span.at, message, f"{span.end} it in a `finally` block", (), _cures(span))
        else:
            way, words, related = describe_exit(span.exit, span.ended)
            words = f"by `{span.by}` {words}" if span.by else words
            words = "is replaced before it is ended" if way is ExitKind.CONTINUE else f"is not ended {words}"
            message = f"`{span.name}` {words} ({LINES}); it is then never exported, and {span.unended or _LOSS}"
            yield Finding(span.at, message, _help(span), (related,), _cures(span))


def _help(span: UnendedSpan) -> str:
    if span.by:
        return f"end it in a `finally` block of `{span.by}`"
    if span.exit is not None and span.exit.kind in (ExitKind.REJECT, ExitKind.FULFIL):
        return f"end `{span.name}` in `.finally(..)`, which runs in both cases"
    if span.is_ended_later:
        return (
            f"{span.end} `{span.name}` {where_to_end(span.exit)}; "
            "a `finally` would do so too early, before the code that is meant to"
        )
    return f"{span.end} `{span.name}` in a `finally` block"


def _cures(span: UnendedSpan) -> tuple[Proposal, ...]:
    if span.simple is None:
        return ()
    return (Proposal(EndSpan(span.simple.after, span.simple.until, span.name, span.end), Safety.UNSAFE),)
