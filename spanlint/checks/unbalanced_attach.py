"""SPN104: a context is attached, and not detached on every path of the same function."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.suspended import is_configured, leaks_into_caller
from spanlint.checks.reasoning.wording import describe_exit, where_to_end
from spanlint.model.facts import Facts
from spanlint.model.findings import LINES, Finding
from spanlint.model.flow import ExitKind
from spanlint.model.lifetimes import Attached
from spanlint.model.settings import Settings

_CONSEQUENCE = "the context stays active after the function, so whatever runs next takes its parent from it"
_VALUES = "the values it adds stay active after the function, for whatever runs next"
_ENTERED = "before Python 3.14, `with` cannot enter a token: it raises, and the context stays attached"


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each context that may stay attached, with the place where the function exits.

    SPN102 reports those that are attached across a `yield`.
    """
    attached = facts.lifetimes().attached
    suspended = {held.at for held in facts.activations().held if leaks_into_caller(held, settings)} if attached else ()
    for context in attached:
        if context.at in suspended or is_configured(context.managers, settings):
            continue
        if context.is_entered:
            yield Finding(context.at, _ENTERED, _help(context))
        elif context.ended is None:
            consequence = _VALUES if context.keeps_span else _CONSEQUENCE
            yield Finding(context.at, f"{_dropped(context)}; {consequence}", _help(context))
        else:
            way, words, related = describe_exit(context.exit, context.ended)
            words = "before another context is attached" if way is ExitKind.CONTINUE else words
            consequence = _VALUES if context.keeps_span else _CONSEQUENCE
            message = f"`{context.closer}` is not called for `{context.name}` {words} ({LINES}); {consequence}"
            yield Finding(context.at, message, _help(context), (related,))


def _dropped(context: Attached) -> str:
    if context.name:
        return f"`{context.closer}` is never called for `{context.name}`"
    return f"the token returned here is discarded, so `{context.closer}` can never be called"


def _help(context: Attached) -> str:
    if context.is_ended_later:
        where = where_to_end(context.exit)
        return f"call `{context.closer}` {where}; a `finally` would do so too early, before the code that has the token"
    keep = "keep the token, and " if context.is_entered or not context.name else ""
    return f"{keep}call `{context.closer}` in a `finally` block"
