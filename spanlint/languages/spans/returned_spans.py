"""The spans that functions of the project start and return: their callers must end them, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Argument, Awaited, Returned
from spanlint.languages.names.values import Call, Choice, Name, Nothing, role_of_value
from spanlint.languages.spans.endings import Ending, SpanUse
from spanlint.languages.spans.unended import LifetimeReader, is_left_to_test_runner, unended_span, unended_value
from spanlint.languages.trees.tree import range_of
from spanlint.lean.protocols import Protocol
from spanlint.model.apis import Creator
from spanlint.model.facts import SpanCall
from spanlint.model.lifetimes import UnendedSpan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_NAMED_FOR_SPANS = re.compile(rb"\b\w*[sS]pan\w*(?=\s*\()")  # the imported functions that are followed
_MAX_ROUNDS = 3  # of functions that return what another function returns


class SpanSource(LifetimeReader, Protocol):
    """The questions about functions that return spans that a language answers about one file."""

    grammar: PlaceGrammar

    def callee(self, leaf: Node) -> Callee | None:
        """The call of a name, or None where the name is only referenced."""

    def know(self, calls: tuple[SpanCall, ...]) -> None:
        """Tells what the creation calls of the file are."""

    def creator(self, call: Call) -> Creator | None:
        """What a call certainly starts a span with that its caller must end, or None."""

    def returned(self, call: Call) -> Creator | None:
        """What a function of the project starts a span with that it only returns, for a call of the function."""


def unended_results(source: SpanSource, calls: tuple[SpanCall, ...]) -> Iterator[UnendedSpan]:
    """Yields the spans that a function of the project returns and that its caller does not end on every path."""
    names, known = _names_of_helpers(source, calls), {call.at for call in calls}
    done = set[str]()
    for _ in range(_MAX_ROUNDS):
        further = set[str]()
        for leaf in (leaf for name in sorted(names - done) for leaf in source.tree.leaves(name)):
            callee = source.callee(leaf) if range_of(leaf) not in known else None
            value = source.grammar.value(callee.call) if callee is not None else None
            creator = source.returned(value) if isinstance(value, Call) else None
            if callee is None or creator is None:
                continue
            further |= _name_around(source, callee.call)
            yield from _unended_result(source, callee, creator)
        done |= names
        names = further


def _names_of_helpers(source: SpanSource, calls: tuple[SpanCall, ...]) -> set[str]:
    """The names of the functions that may return a span: those that start one here, and imported ones."""
    names = {match.decode() for match in _NAMED_FOR_SPANS.findall(source.tree.text)}
    for call in calls:
        node = source.call_at(call.call) if call.creator.ends else None
        names |= _name_around(source, node) if node is not None else set()
    return names


def _name_around(source: SpanSource, node: Node) -> set[str]:
    """The name of the function around a node, if it returns anything."""
    function = source.function_of(node)
    name = source.grammar.name_of(function) if function is not None and source.grammar.returns(function) else None
    return {source.tree.text_of(name)} if name is not None else set()


def _unended_result(source: SpanSource, callee: Callee, creator: Creator) -> Iterator[UnendedSpan]:
    role = source.grammar.role(callee.call)
    node = role.outer if isinstance(role, Awaited) else callee.call
    open_span = unended_value(source, node, Ending(creator.ends, is_ended_by_with=True))
    if open_span is not None and not is_left_to_test_runner(source, node, open_span.unended):
        yield unended_span(source, range_of(callee.name), source.tree.text_of(callee.name), node, open_span)


def returned_creator(source: SpanSource, function: Node) -> Creator | None:
    """What a function starts each span with that it returns, if it does nothing else with them."""
    grammar = source.grammar
    if "generator" in function.type or grammar.tree.leaves_within("yield", function):
        return None
    results = [result for result in grammar.returns(function) if not isinstance(grammar.value(result), Nothing)]
    creators = [_creator_of(source, result, function) for result in results]
    return creators[0] if creators and None not in creators else None


def _creator_of(source: SpanSource, result: Node, function: Node) -> Creator | None:
    value = source.grammar.value(result)
    if isinstance(value, Call):
        return source.creator(value) or source.returned(value)
    if isinstance(value, Choice):
        creators = [_creator_of(source, part, function) for part in value.parts]
        return creators[0] if None not in creators else None
    if not isinstance(value, Name):
        return None
    bound = [binding.value for binding in source.grammar.visible(value.node)]
    started = [source.grammar.value(node) for node in bound if node is not None]
    creators = [source.creator(call) or source.returned(call) for call in started if isinstance(call, Call)]
    creator = creators[0] if creators and None not in creators else None
    mentions = source.mentions(value.node, function) if creator is not None else None
    if creator is None or mentions is None:
        return None
    ending = Ending(creator.ends, is_ended_by_with=True)
    return creator if all(_only_returns(source, mention, ending) for mention in mentions) else None


def _only_returns(source: SpanSource, mention: Node, ending: Ending) -> bool:
    """Whether a mention returns the span, or neither keeps nor ends it nor puts it into a context."""
    role, tables = role_of_value(source.grammar, mention), source.tables
    if isinstance(role, Returned):
        return source.function_of(mention) is not None
    if isinstance(role, Argument):
        name = source.grammar.last_name(role.call)
        if name in tables.roots.setters or name in tables.openers:
            return False
    return source.use(mention, ending) is SpanUse.NEUTRAL
