"""The spans that functions of the project start and return: their callers must end them, in any language."""

from __future__ import annotations

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Argument, Element, Returned
from spanlint.languages.names.values import Call, Choice, Name, Nothing, role_of_value
from spanlint.languages.spans.chained_calls import before_chain
from spanlint.languages.spans.lifetimes.endings import Ending, SpanUse
from spanlint.languages.spans.lifetimes.returned_parts import ReturnedPart
from spanlint.languages.spans.lifetimes.unended import LifetimeReader, ending_by_caller
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record
from spanlint.model.apis import CALLBACK, Creator, Slot
from spanlint.model.facts import SpanCall

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_TUPLES = frozenset({"tuple", "expression_list", "array"})


class Handing(Record):
    """A function starts a span and only hands it on: to the function in its `slot`, as the argument at a position."""

    creator: Creator
    slot: Slot
    position: int


class SpanSource(LifetimeReader, Protocol):
    """The questions about functions that return spans that a language answers about one file."""

    grammar: PlaceGrammar

    def callee(self, leaf: Node) -> Callee | None:
        """The call of a name, or None where the name is only referenced."""

    def know(self, calls: tuple[SpanCall, ...]) -> None:
        """Tells what the creation calls of the file are."""

    def creator(self, call: Call) -> Creator | None:
        """What a call certainly starts a span with that its caller must end, or None."""

    def starts_spans(self, call: Call) -> bool:
        """Whether the function of the project that a call runs starts a span for any of its callers."""

    def returned(self, call: Call) -> Creator | None:
        """What a function of the project starts a span with that it only returns, for a call of the function."""

    def returned_part(self, call: Call) -> ReturnedPart | None:
        """The place of a span in the tuple that a function of the project returns, for a call of the function."""

    def asked(self, function: Node) -> frozenset[str]:
        """The words with which the conditions of a function begin."""

    def handing(self, call: Call) -> Handing | None:
        """How a function of the project hands on the span that it starts, for a call of the function."""


def returned_creator(source: SpanSource, function: Node) -> Creator | None:
    """What a function starts each span with that it returns, if it does nothing else with them."""
    grammar = source.grammar
    if "generator" in function.type or grammar.tree.leaves_within("yield", function):
        return None
    results = [result for result in grammar.returns(function) if not isinstance(grammar.value(result), Nothing)]
    creators = [_creator_of(source, result, function) for result in results]
    return creators[0] if creators and None not in creators else None


def returned_part(source: SpanSource, function: Node) -> ReturnedPart | None:
    """Where the span is in the tuples that a function returns, if there is one in each, and nothing else ends it."""
    if "generator" in function.type or source.grammar.tree.leaves_within("yield", function):
        return None
    found: list[ReturnedPart | None] = []
    for result in map(source.grammar.unwrapped, source.grammar.returns(function)):
        parts = result.named_children if result.type in _TUPLES else []
        creators = [_creator_of(source, part, function, is_part=True) for part in parts]
        started = [(place, creator) for place, creator in enumerate(creators) if creator is not None]
        found.append(ReturnedPart(started[0][1], started[0][0], len(parts)) if len(started) == 1 else None)
    same = found[0] if found else None
    return same if same is not None and all(part == same for part in found) else None


def _creator_of(source: SpanSource, result: Node, function: Node, is_part: bool = False) -> Creator | None:
    value = source.grammar.value(result)
    if isinstance(value, Call):
        return _started_by(source, value)
    if isinstance(value, Choice):
        creators = [_creator_of(source, part, function, is_part) for part in value.parts]
        return creators[0] if None not in creators else None
    if not isinstance(value, Name):
        return None
    bindings = source.grammar.visible(value.node)
    started = [source.grammar.value(binding.value) for binding in bindings if binding.value is not None]
    creators = [_started_by(source, call) for call in started if isinstance(call, Call)]
    creator = creators[0] if creators and None not in creators else None
    mentions = source.mentions(bindings[0].name, function) if creator is not None else None
    if creator is None or mentions is None:
        return None
    ending = ending_by_caller(source.tables, creator)
    return creator if all(_only_returns(source, mention, ending, is_part) for mention in mentions) else None


def _started_by(source: SpanSource, call: Call) -> Creator | None:
    """What a call starts a span with that it evaluates to, or that the methods after it return."""
    first = before_chain(source.grammar, call.node)
    call = first if isinstance(first, Call) else call
    creator = source.creator(call)
    return creator if creator is not None and creator.activates != CALLBACK else source.returned(call)


def _only_returns(source: SpanSource, mention: Node, ending: Ending, is_part: bool) -> bool:
    """Whether a mention returns the span, or neither keeps nor ends it nor puts it into a context.

    If it is part of a tuple, it may be in a context: the tuple may hold what detaches that.
    """
    role, tables = role_of_value(source.grammar, mention), source.tables
    if isinstance(role, Element) and is_part:
        role = role_of_value(source.grammar, role.holder)
    if isinstance(role, Returned):
        return source.function_of(mention) is not None
    if isinstance(role, Argument):
        name = source.grammar.last_name(role.call)
        if name in tables.roots.setters or name in tables.openers:
            return is_part
    return source.use(mention, ending) is SpanUse.NEUTRAL
