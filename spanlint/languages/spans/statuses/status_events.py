"""The calls of a file that set the status of a span, in any language."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from enum import Enum

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.owners import SAYS_OTHER
from spanlint.languages.flow.paths import Obligation, find_exit
from spanlint.languages.names.origins import last_name
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Argument, Owner
from spanlint.languages.names.values import Call, Choice, Member, Name, role_of_value
from spanlint.languages.spans.handed_methods import receiving_parameter
from spanlint.languages.spans.span_reader import SpanReader
from spanlint.lean.records import Record
from spanlint.model.slots import Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class Status(Enum):
    """Which status a call sets; OTHER is one that is not known, such as that of a variable."""

    OK = "ok"
    ERROR = "error"
    OTHER = "other"


class StatusEvent(Record):
    """A call that sets a status on the span of an expression, by itself or in the project's function that it calls.

    `name` is the name of the method or function, `function` the function around the call.
    """

    status: Status
    name: Node
    call: Node
    span: Node
    function: Node


_KEY_DEPTH = 4  # names that stand for one another


def status_calls(reader: SpanReader) -> Iterator[tuple[Status, Callee]]:
    """Yields the calls in a file that set a status, in order, each with that status."""
    for callee in reader.callees(reader.tables.statuses.setting):
        yield status_of_call(reader.grammar, callee.call), callee


def status_events(reader: SpanReader, calls: Iterable[tuple[Status, Callee]]) -> Iterator[StatusEvent]:
    """Yields those of the calls that are of methods of spans, in order; those outside of functions are left out."""
    for status, callee in calls:
        function = reader.function_of(callee.call) if callee.receiver is not None else None
        if callee.receiver is None or function is None:
            continue
        if not SAYS_OTHER.search(reader.tree.text_of(callee.receiver)):  # a mock of a span has no status
            yield StatusEvent(status, callee.name, callee.call, callee.receiver, function)


def events_by_helpers(reader: SpanReader, spans: Iterable[Node]) -> Iterator[StatusEvent]:
    """Yields the calls of functions of the project that get one of the spans and always set one status on it."""
    for mention in spans:
        role = role_of_value(reader.grammar, mention)
        call = reader.grammar.value(role.call) if isinstance(role, Argument) else None
        status = status_of_helper(reader, call, mention) if isinstance(call, Call) else None
        function = reader.function_of(mention) if status is not None else None
        if isinstance(call, Call) and function is not None and status is not None:
            name = call.callee.child_by_field_name("attribute") or call.callee.child_by_field_name("property")
            yield StatusEvent(status, name or call.callee, call.node, mention, function)


def passed_spans(reader: SpanReader, events: Iterable[StatusEvent]) -> Iterator[Node]:
    """Yields the arguments in the calls of those functions of a file that set a status on a span that they get."""
    grammar, names = reader.grammar, set[str]()
    for event in events:
        name = grammar.name_of(event.function)
        parameters = map(grammar.tree.text_of, grammar.parameters(event.function)) if name is not None else ()
        if name is not None and grammar.tree.text_of(event.span) in parameters:
            names.add(grammar.tree.text_of(name))
    for callee in reader.callees(sorted(names)) if names else ():
        yield from (argument for argument in callee.arguments.all() if isinstance(grammar.value(argument), Name))


def status_of_helper(reader: SpanReader, call: Call, span: Node) -> Status | None:
    """The status that a function of the project sets on a span that it gets, on every path; None if it sets none so."""
    view, function = reader.grammar.definition(call) or (None, None)
    home = reader.beside(view) if view is not None else reader
    parameter = receiving_parameter(home.grammar, function, call, span) if function is not None else None
    if function is None or parameter is None:
        return None
    places: dict[int, Status] = {}
    name = home.tree.text_of(parameter)
    mentions = home.grammar.mentions(name, function)
    for mention in mentions:
        role = role_of_value(home.grammar, mention)
        if isinstance(role, Owner) and role.call is not None and role.name in home.tables.statuses.setting:
            places[role.call.start_byte] = status_of_call(home.grammar, role.call)
    statuses = set(places.values())
    if len(statuses) != 1:
        return None
    asked = frozenset(mention.start_byte for mention in mentions)  # such as `span.is_recording()`
    is_always = find_exit(home.graph(function), Obligation(None, frozenset(places), name, asked)) is None
    return statuses.pop() if is_always else None


def status_of_call(grammar: PlaceGrammar, call: Node) -> Status:
    """The status that a call sets."""
    value, statuses = grammar.value(call), grammar.tables.statuses
    slot = statuses.setting[value.name] if isinstance(value, Call) else Slot()
    held = value.arguments.at(slot) if isinstance(value, Call) else None
    if held is not None and slot.key is not None:
        held = grammar.option(grammar.unwrapped(grammar.sole_value(held)), slot.key)
    return _status_of(grammar, held) if held is not None else Status.OTHER


def _status_of(grammar: PlaceGrammar, node: Node) -> Status:
    """The status that a code, or a call that makes a status of one, stands for."""
    statuses, value = grammar.tables.statuses, grammar.value(grammar.sole_value(node))
    if isinstance(value, Call):
        made = next((name for name in statuses.making if _is_any_of(grammar, value.callee, {name})), None)
        if made is not None:
            code = value.arguments.at(statuses.making[made])
            return _status_of(grammar, code) if code is not None else Status.OTHER
    if isinstance(value, Choice):
        found = {_status_of(grammar, part) for part in value.parts}
        return found.pop() if len(found) == 1 else Status.OTHER
    if isinstance(value, Member) and _is_any_of(grammar, value.of, statuses.codes):
        return _by_name(value.name, statuses.ok, statuses.error)
    return _by_name(grammar.tree.text_of(value.node), statuses.ok_numbers, statuses.error_numbers)


def _is_any_of(grammar: PlaceGrammar, node: Node, classes: Container[str]) -> bool:
    """Whether an expression has the name of one of some classes, here or where it comes from."""
    return grammar.last_name(node) in classes or any(last_name(origin) in classes for origin in grammar.origins(node))


def _by_name(name: str, ok: frozenset[str], error: frozenset[str]) -> Status:
    return Status.OK if name in ok else Status.ERROR if name in error else Status.OTHER


class SpanKey(Record):
    """Which span an expression is: one with an equal key, in the same function, is the same span until the name gets
    another. `scope` is the id of what binds the name, None for an expression that is no name."""

    text: str
    scope: int | None = None


def span_key(grammar: PlaceGrammar, span: Node) -> SpanKey:
    """The key of an expression: of the name that it stands for, else of its text."""
    name = _original(grammar, span)
    if isinstance(name, Name):
        bindings = grammar.visible(name.node)
        return SpanKey(name.text, bindings[0].scope.id if bindings else None)
    return SpanKey("".join(grammar.tree.text_of(name).replace("?.", ".").split()))


def bound_at(grammar: PlaceGrammar, span: Node) -> frozenset[int]:
    """The bytes that give the name that an expression stands for a value; none for an expression that is no name."""
    name = _original(grammar, span)
    bindings = grammar.visible(name.node) if isinstance(name, Name) else ()
    return frozenset(binding.name.start_byte for binding in bindings)


def _original(grammar: PlaceGrammar, span: Node) -> Name | Node:
    """The name that the names of a span stand for, or an expression that is no name."""
    for _ in range(_KEY_DEPTH):
        value = grammar.value(span)
        if not isinstance(value, Name):
            break
        bindings = grammar.visible(value.node)
        sole = grammar.value(bindings[0].value) if len(bindings) == 1 and bindings[0].value is not None else None
        if not isinstance(sole, Name) or sole.text == value.text:
            return value
        span = sole.node
    return span
