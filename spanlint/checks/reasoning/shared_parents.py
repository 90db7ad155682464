"""The parents that several calls of a file share, and the calls that could have passed one and do not."""

from __future__ import annotations

from itertools import islice

from spanlint.model.facts import Details, ParentState, Provider, SpanCall
from spanlint.text.source import ByteRange

_MAX_PARENTS = 50  # of one SpanKind; a file with more has no session
_EMPTY = (ParentState.ABSENT, ParentState.EMPTY)


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


class SharedParents:
    """The shared parents of one file, by SpanKind.

    A parent counts if the calls of at least two functions pass it, or run in it, and more than those that could.
    """

    def __init__(self, calls: tuple[SpanCall, ...], session: str) -> None:
        self._calls = calls
        self._session = session
        self._parents: dict[str, dict[Provider, list[SpanCall]]] = {}
        self._skipping: dict[Provider, list[SpanCall]] = {}
        for call in calls:
            for provider in _shared(call):
                kind = self._parents.setdefault(call.details().kind, {})
                kind.setdefault(provider._replace(via="", has_fallback=False), []).append(call)

    def skipped_by(self, call: SpanCall) -> tuple[Provider, tuple[SpanCall, ...]] | None:
        """Returns the parent that a call skips, and the calls that have it; None if it skips none."""
        kind = call.details().kind
        for provider, passing in islice(self._parents.get(kind, {}).items() if kind else (), _MAX_PARENTS):
            functions: set[ByteRange | None] = {other.details().function for other in passing}
            if len(functions) < 2 or expression_of(provider) == self._session or not _skips(call, provider):
                continue
            if len(self._that_skip(provider, kind)) < len(passing):
                same = (shared for other in passing for shared in _shared(other) if shared.written == provider.written)
                has_fallback = any(shared.has_fallback for shared in same)
                return provider._replace(has_fallback=has_fallback), tuple(passing)
        return None

    def _that_skip(self, provider: Provider, kind: str) -> list[SpanCall]:
        if provider not in self._skipping:
            self._skipping[provider] = [
                call for call in self._calls if call.details().kind == kind and _skips(call, provider)
            ]
        return self._skipping[provider]


def _shared(call: SpanCall) -> list[Provider]:
    """Returns the providers of a call that more calls must share before they count."""
    if call.parent.state is ParentState.PASSED and call.misplaced is None:
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
