"""The contexts that a file attaches and does not detach on every path, in any language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.owners import api_of
from spanlint.languages.contexts.span_effects import KEPT, NONE, START, UNKNOWN, VALUE, SpanEffects, keeps_span
from spanlint.languages.flow.paths import Obligation, find_exit
from spanlint.languages.names.origins import last_name
from spanlint.languages.spans.lifetimes.attached_values import WorkQueries, is_left_by_mistake
from spanlint.languages.spans.lifetimes.endings import Ending, Fate, UseGrammar
from spanlint.languages.spans.lifetimes.unended import (
    LifetimeReader,
    OpenSpan,
    managers_at,
    unended_value,
)
from spanlint.languages.trees.tree import range_of
from spanlint.lean.protocols import Protocol
from spanlint.model.apis import ATTACH, Opener
from spanlint.model.flow import ExitKind
from spanlint.model.lifetimes import Attached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_HARMLESS = KEPT | VALUE | NONE | START
_MAX_OTHERS = 20  # other attach calls examined per call; no function that people read has more
_LEAVES_VALUES = frozenset({ExitKind.RETURN, ExitKind.END, ExitKind.BRANCH, ExitKind.CONTINUE, ExitKind.BODY})


class Attacher(LifetimeReader, WorkQueries, Protocol):
    """The questions about attached contexts that a language answers about one file."""

    def attaching(self) -> Iterable[Callee]:
        """Yields the calls that may attach a context."""

    def origins(self, node: Node) -> frozenset[str]:
        """Where an expression comes from."""

    def span_effects(self, call: Node) -> SpanEffects:
        """The possible effects of the attached context on the active span; empty if its making is not visible."""

    def key_of(self, call: Node) -> str:
        """The text of the key under which the attached context gets a value; empty if that is not visible."""

    def is_entry(self, function: Node) -> bool:
        """Whether a function runs in its own context, or only once when the program starts."""

    def is_own_task(self, function: Node) -> bool:
        """Whether a framework may run an asynchronous function as a task of its own."""

    def is_enclosed(self, call: Node, function: Node) -> bool:
        """Whether a block around a call restores the previous context when it is left."""

    def closed_by(self, call: Node, closer: str, function: Node) -> Iterator[Node]:
        """Yields the calls in a function that detach what a call attached, by the text of the token's target."""


def undetached_contexts(reader: Attacher) -> Iterator[Attached]:
    """Yields the attached contexts that are not detached on every path."""
    attach_calls = _AttachCalls(reader)
    for callee in attach_calls.callees:
        opener, function = _opener(reader, callee), reader.function_of(callee.call)
        if opener is None or function is None:
            continue
        closer = opener.closer
        ending = Ending(closer, closer)
        if reader.fate(callee.call, ending) is Fate.ENTERED:
            yield Attached(range_of(callee.name), closer, is_entered=True)
            continue
        open_span = unended_value(reader, callee.call, ending) if not reader.is_tested(callee.call) else None
        if open_span is None:
            continue
        effects = attach_calls.span_effects(callee.call)
        is_value = VALUE <= effects <= KEPT | VALUE | UNKNOWN and not open_span.unended.ends
        is_harmless = (
            attach_calls.is_meant_to_stay(callee.call, ending, function)
            if is_value
            else _is_harmless(reader, effects, open_span, function)
        )
        if is_harmless or attach_calls.is_restored(callee.call, closer, function):
            continue
        last_end = open_span.unended.ends[-1] if open_span.unended.ends else None
        name = reader.tree.text_of(open_span.name) if open_span.name is not None else ""
        yield Attached(
            range_of(callee.name),
            closer,
            name,
            last_end,
            open_span.unended.exit,
            keeps_span=keeps_span(effects),
            is_ended_later=open_span.unended.is_ended_later,
            managers=managers_at(reader, open_span.unended.exit),
        )


def _is_harmless(reader: Attacher, effects: SpanEffects, open_span: OpenSpan, function: Node) -> bool:
    """Whether a context that stays attached gives no span a wrong parent.

    A context that another path detaches is meant to be detached: it is harmless only if it keeps the active span and
    only an exception of this function skips the detach, or if the task that is cancelled is all that had it.
    """
    if open_span.unended.ends:
        kind = open_span.unended.exit.kind if open_span.unended.exit is not None else None
        if kind is ExitKind.CANCEL and reader.is_entry(function):
            return True
        return keeps_span(effects) and kind not in _LEAVES_VALUES
    return (bool(effects) and effects <= _HARMLESS) or keeps_span(effects) or reader.is_entry(function)


class _AttachCalls:
    """The calls of one file that may attach a context, with a cache of their effects."""

    def __init__(self, reader: Attacher) -> None:
        self._reader = reader
        self.callees = list(reader.attaching())
        self._brings: dict[int, SpanEffects] = {}
        self._by_function: dict[Node | None, list[Node]] = {}
        self._kept_keys: set[str] | None = None

    def span_effects(self, call: Node) -> SpanEffects:
        """The possible effects of the attached context on the active span."""
        known = self._brings.get(call.start_byte)
        if known is None:
            known = self._brings[call.start_byte] = self._reader.span_effects(call)
        return known

    def is_meant_to_stay(self, call: Node, ending: Ending, function: Node) -> bool:
        """Whether a value that is never detached is left for the caller, or is harmless there.

        It is not if the file keeps the token of the same value elsewhere, or if the value is for this function's work.
        """
        reader, key = self._reader, self._reader.key_of(call)
        if reader.is_entry(function) or reader.is_own_task(function):
            return True
        later = [other for other in self._within(function) if key and other.start_byte > call.start_byte]
        if any(reader.key_of(other) == key for other in later[:_MAX_OTHERS]):
            return True  # another value takes its place
        return key not in self._keys_kept(ending) and not is_left_by_mistake(reader, call, function)

    def _keys_kept(self, ending: Ending) -> set[str]:
        """The keys of the values whose token the file keeps somewhere."""
        if self._kept_keys is None:
            calls = (callee.call for callee in self.callees)
            kept = (call for call in calls if self._reader.fate(call, ending) is not Fate.DROPPED)
            self._kept_keys = set(map(self._reader.key_of, kept)) - {""}
        return self._kept_keys

    def is_restored(self, call: Node, closer: str, function: Node) -> bool:
        """Whether the previous context is restored in another way.

        The end of a block around the call may restore it, or a later `attach`, or the detach of an earlier `attach`,
        which also undoes this one.
        """
        if self._reader.is_enclosed(call, function):
            return True
        attach_calls = self._within(function)
        if any(
            self.span_effects(other) in (KEPT, NONE) for other in attach_calls if other.start_byte > call.start_byte
        ):
            return True
        earlier = [other for other in attach_calls if other.start_byte < call.start_byte]
        detach_calls = [
            detach_call
            for attach in earlier[:_MAX_OTHERS]
            for detach_call in self._reader.closed_by(attach, closer, function)
        ]
        return bool(detach_calls) and _is_always_ended(self._reader, call, detach_calls, function)

    def _within(self, function: Node) -> list[Node]:
        if not self._by_function:
            for callee in self.callees:
                self._by_function.setdefault(self._reader.function_of(callee.call), []).append(callee.call)
        return self._by_function.get(function, [])


def _opener(reader: Attacher, callee: Callee) -> Opener | None:
    """The opener that a call uses to attach a context, or None if the call does not attach one."""
    for origin in reader.origins(callee.member or callee.name):
        api, name = api_of(reader.tables, origin), last_name(origin)
        for opener in reader.tables.openers.get(name, ()) if api is not None and "()" not in origin else ():
            if api is not None and opener.api == api.name and opener.form == ATTACH:
                return opener
    return None


def _is_always_ended(grammar: UseGrammar, start: Node, ends: Iterable[Node], function: Node) -> bool:
    """Whether one of the `ends` follows the call `start` on every path of a function."""
    obligation = Obligation(start.start_byte, frozenset(end.start_byte for end in ends))
    return find_exit(grammar.graph(function), obligation) is None
