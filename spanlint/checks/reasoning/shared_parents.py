"""The parents that several calls of a file share, and the calls that could have passed one and do not."""

from __future__ import annotations

import re
from itertools import islice

from spanlint.lean.records import Record
from spanlint.model.facts import Details, ParentState, Provider, SpanCall

_MAX_ASKED = 50  # siblings
_MAX_PARENTS = 50  # of one group; a file with more has no session
_EMPTY = (ParentState.ABSENT, ParentState.EMPTY)
# `?.`, `!` and a cast change what is said of a value, not which it is.
_MARKS = re.compile(r"\?(?=\.)|!(?=[.)\]]|$)| (?:as|satisfies) [\w$.<>|&\[\] ]+$")

Group = tuple[str, str, str]


def expression_of(provider: Provider) -> str:
    """Returns a provider as code writes it in a parent slot."""
    return f"{provider.written}()" if provider.is_function else provider.written


def is_independent(provider: Provider, details: Details) -> bool:
    """Whether a call could have consulted a provider: it neither does so already nor supplies its value."""
    if provider.owner not in (None, details.owner) or not details.can_call(provider):
        return False
    if provider.home and details.is_passed_to(provider.home):
        return False
    return not (details.has_consulted(provider) or details.assigns(provider.reads))


class SharedParent(Record):
    """A parent, and the calls that pass it or run in it, in order."""

    provider: Provider
    passing: tuple[SpanCall, ...]


class SharedParents:
    """The shared parents of one file, by what makes two calls siblings: the SpanKind, and what the slot takes.

    A parent counts if the calls of at least two functions have it, and more calls than those that skip it.
    """

    def __init__(self, calls: tuple[SpanCall, ...], session: str) -> None:
        self._calls = calls
        self._parents = _parents(calls, session)
        self._are_of_most: dict[tuple[Group, Provider], bool] = {}

    def skipped_by(self, call: SpanCall) -> SharedParent | None:
        """Returns the parent that a call skips; None if it skips none."""
        for parent in self._parents.get(_group(call), ()) if self._parents else ():
            if _skips(call, parent.provider) and self._is_of_most(parent) and not _is_handed_out(call, parent):
                return parent
        return None

    def _is_of_most(self, parent: SharedParent) -> bool:
        key = (_group(parent.passing[0]), parent.provider)
        if key not in self._are_of_most:
            siblings = (call for call in self._calls if _group(call) == key[0])
            skipping = islice((call for call in siblings if _skips(call, parent.provider)), len(parent.passing))
            self._are_of_most[key] = sum(1 for _ in skipping) < len(parent.passing)
        return self._are_of_most[key]


def _is_handed_out(call: SpanCall, parent: SharedParent) -> bool:
    """Whether a call, unlike the first others, returns its span: the caller may make the parent of it."""
    is_returned = call.surroundings().is_returned
    return is_returned() and not any(other.surroundings().is_returned() for other in parent.passing[:_MAX_ASKED])


def _group(call: SpanCall) -> Group:
    """Returns what two siblings have in common; a helper takes a value of its own kind, not always a context."""
    creator = call.creator
    return call.details().kind, creator.api, "" if creator.takes_context else creator.method


def _parents(calls: tuple[SpanCall, ...], session: str) -> dict[Group, list[SharedParent]]:
    """Returns the parents of at least two functions; not the configured one, which a fix may have written."""
    passing: dict[tuple[Group, Provider], list[SpanCall]] = {}
    written: dict[tuple[Group, Provider], Provider] = {}
    with_fallback: set[tuple[Group, Provider]] = set()
    for call in calls:
        for provider in _shared(call):
            text = _MARKS.sub("", provider.written)
            plain = provider._replace(
                written=text,
                via="",
                beside=frozenset(),
                has_fallback=False,
                home="",
                is_put_together=False,
                guarded="",
            )
            key = (_group(call), plain)
            passing.setdefault(key, []).append(call)
            if written.setdefault(key, provider).is_put_together:
                written[key] = provider
            with_fallback |= {key} if provider.has_fallback else set()
    parents: dict[Group, list[SharedParent]] = {}
    for key, having in passing.items():
        group, _ = key
        functions = {call.details().function for call in having}
        is_known = bool(group[0]) and written[key].written not in session
        if is_known and len(functions) > 1 and len(parents.get(group, ())) < _MAX_PARENTS:
            provider = written[key]._replace(via="", beside=frozenset(), has_fallback=key in with_fallback)
            parents.setdefault(group, []).append(SharedParent(provider, tuple(having)))
    return parents


def _shared(call: SpanCall) -> list[Provider]:
    """Returns the providers of a call that more calls must share before they count."""
    if call.parent.state is ParentState.PASSED and call.details().is_parentless:
        return list(call.surroundings().providers)  # the active context is what is open around the call
    if call.passes_context:
        return [provider for provider in call.details().providers if not provider.is_function]
    return list(call.surroundings().providers) if call.parent.state is ParentState.ABSENT else []


def _skips(call: SpanCall, provider: Provider) -> bool:
    """Whether a call has no parent, could have this one, and does not make it."""
    if call.parent.state not in _EMPTY or call.misplaced is not None or call.surroundings().opened_by is not None:
        return False
    details = call.details()
    if details.has_links or details.is_forwarding or details.runs_in(provider):
        return False
    return is_independent(provider, details) and not call.surroundings().is_used_in_opened()
