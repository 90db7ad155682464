"""The spans and attached contexts of a file that are left without an end, found the same way in every language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from tree_sitter import Node

from spanlint.apis import ApiTables, Opener
from spanlint.facts import SpanCall
from spanlint.flow import Way
from spanlint.languages.callsites import Callee
from spanlint.languages.held import Ending, Fate, Grammar, Unended, unended
from spanlint.languages.origins import last_name
from spanlint.languages.owners import api_of
from spanlint.languages.syntax import range_of
from spanlint.lifetimes import Attached, Enclosable, Lifetimes, UnendedSpan
from spanlint.source import ByteRange


class Reader(Grammar, Protocol):
    """What is asked of one file beside what becomes of its values."""

    tables: ApiTables

    def call_at(self, place: ByteRange) -> Node | None:
        """The call that covers exactly these bytes."""

    def callback(self, call: Node) -> tuple[Node, Node | None] | None:
        """The function that a call runs with the span, and the parameter that takes it; None where it cannot be read,
        or finds the span otherwise."""

    def is_traced(self, call: Node) -> bool:
        """Whether the call is OpenTelemetry's beyond doubt: another tracer may end the span of a callback itself."""

    def is_tested(self, node: Node) -> bool:
        """Whether a node stands in a test, whose spans end with it."""

    def attaching(self) -> Iterable[Callee]:
        """The calls that may attach a context."""

    def origins(self, node: Node) -> frozenset[str]:
        """Where an expression comes from."""

    def attached(self, call: Node) -> str:
        """The last name of what makes the context that is attached."""

    def is_entry(self, function: Node) -> bool:
        """Whether a function is handed on, to run in a context of its own."""

    def enclosable(self, call: Node, ends: tuple[ByteRange, ...]) -> Enclosable | None:
        """The statements that a `finally` can be put around."""


_TRACER = re.compile(r"tracer(?:\([^()]*\))?$", re.IGNORECASE)


class _Left(NamedTuple):
    name: Node | None
    left: Unended


def read_lifetimes(reader: Reader, calls: tuple[SpanCall, ...]) -> Lifetimes:
    """What is left without an end in a file."""
    return Lifetimes(tuple(_spans(reader, calls)), tuple(_contexts(reader)))


def is_tracer(tables: ApiTables, origin: str) -> bool:
    """Whether an origin is a known library's tracer."""
    api = api_of(tables.apis, origin)
    return api is not None and last_name(origin) in api.tracers


def _spans(reader: Reader, calls: tuple[SpanCall, ...]) -> Iterator[UnendedSpan]:
    for call in calls:
        node = reader.call_at(call.call) if call.creator.ends and not call.decorator else None
        if node is None:
            continue
        ending = Ending(call.creator.ends, entered=True)
        in_callback = call.creator.activates == "callback"
        found = _of_callback(reader, node, ending) if in_callback else _of_value(reader, node, ending)
        if found is None or _is_meant(reader, node, found.left):
            continue
        if not found.left.ended and not _is_sure(reader, call, node):
            continue
        ended = found.left.ends[-1] if found.left.ends else None
        name = reader.tree.text_of(found.name) if found.name is not None else ""
        simple = reader.enclosable(node, found.left.ends) if name and found.left.local and not in_callback else None
        yield UnendedSpan(call.at, call.creator.method, name, ended, found.left.exit, simple)


def _is_sure(reader: Reader, call: SpanCall, node: Node) -> bool:
    """Whether a span that nothing here ends is one that has to be: a tracer of another kind may end it itself."""
    by_name = call.creator.activates != "callback" and _TRACER.search(call.receiver) is not None
    return by_name or reader.is_traced(node)


def _is_meant(reader: Reader, call: Node, left: Unended) -> bool:
    """Whether a test leaves something to its runner: what it never ends, and what fails there."""
    return (left.exit is None or left.exit.way is Way.WAIT) and reader.is_tested(call)


def _of_value(reader: Reader, call: Node, ending: Ending) -> _Left | None:
    fate, function = reader.fate(call, ending), reader.function_of(call)
    if function is None:
        return None
    if isinstance(fate, Fate):
        return _Left(None, Unended()) if fate is Fate.DROPPED else None
    left = unended(reader, fate, ending, call, function)
    return _Left(fate, left) if left is not None else None


def _of_callback(reader: Reader, call: Node, ending: Ending) -> _Left | None:
    found = reader.callback(call)
    if found is None:
        return None
    function, parameter = found
    if parameter is None:
        return _Left(None, Unended())
    left = unended(reader, parameter, ending, None, function)
    return _Left(parameter, left) if left is not None else None


def _contexts(reader: Reader) -> Iterator[Attached]:
    for callee in reader.attaching():
        opener, function = _opener(reader, callee), reader.function_of(callee.call)
        if opener is None or function is None:
            continue
        closer = opener.closer
        found = _of_value(reader, callee.call, Ending(closer, closer))
        if found is None or _is_meant(reader, callee.call, found.left):
            continue
        if not found.left.ends and (reader.is_entry(function) or _is_restored(reader, callee, opener, function)):
            continue
        ended = found.left.ends[-1] if found.left.ends else None
        name = reader.tree.text_of(found.name) if found.name is not None else ""
        yield Attached(range_of(callee.name), closer, name, ended, found.left.exit)


def _is_restored(reader: Reader, callee: Callee, opener: Opener, function: Node) -> bool:
    """Whether what is attached leaves the active span in place, or no span at all, or another `attach` puts the old
    context back."""
    if reader.attached(callee.call) in opener.empty | reader.tables.roots.calls:
        return True
    beside = (each.call for each in reader.attaching() if reader.function_of(each.call) == function)
    return any(reader.attached(each) in opener.empty for each in beside if each.start_byte > callee.call.start_byte)


def _opener(reader: Reader, callee: Callee) -> Opener | None:
    """What a call is that attaches a context, None where it is something else."""
    for origin in reader.origins(callee.member or callee.name):
        api, name = api_of(reader.tables.apis, origin), last_name(origin)
        for opener in reader.tables.openers.get(name, ()) if api is not None and "()" not in origin else ():
            if api is not None and opener.api == api.name and opener.form == "attach":
                return opener
    return None
