"""What a function does with a span if the call tells it which way to take, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.flow.decided import decided
from spanlint.languages.flow.graph import Graph
from spanlint.languages.flow.paths import Obligation, find_exit
from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.values import Call, Name, Nothing
from spanlint.languages.spans.endings import Ending, SpanUse
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record
from spanlint.model.flow import Condition
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_NAME = re.compile(r"[\w$]+")
_TRUTH = {"True": True, "true": True, "False": False, "false": False}
_CLAUSES = ("except", "catch")  # the beginnings of the types of handlers


class _Told(Record):
    """What is known of an argument: whether it is true, and whether it is none."""

    is_true: bool
    is_none: bool


class ToldUses(Protocol):
    """The questions about the uses of one file's values."""

    grammar: PlaceGrammar

    def mentions(self, name: Node, function: Node) -> list[Node] | None:
        """Every mention of a function's local variable; None if it is not a local or may hold other values."""

    def use(self, mention: Node, ending: Ending) -> SpanUse:
        """What a mention does with the value."""

    def function_of(self, node: Node) -> Node | None:
        """The innermost function around a node."""

    def graph(self, function: Node) -> Graph:
        """The control flow of a function."""


def use_if_told(uses: ToldUses, parameter: Node, ending: Ending, call: Call, passed: PlaceGrammar) -> SpanUse | None:
    """What a function does with the value of a parameter if a call tells it the way: it ends it, or it does not.

    None if it may do either. `uses` are those of the file that defines the function, `passed` is that of the call.
    """
    function = uses.function_of(parameter)
    flow = _told_graph(uses.grammar, function, call, passed, uses.graph(function)) if function is not None else None
    mentions = uses.mentions(parameter, function) if function is not None and flow is not None else None
    ends = [leaf for leaf in mentions or () if uses.use(leaf, ending) is SpanUse.ENDS]
    if flow is None or any(uses.function_of(end) != function for end in ends):
        return None
    places = frozenset(end.start_byte for end in ends)
    if find_exit(flow, Obligation(None, places)) is None:
        return SpanUse.ENDS
    return SpanUse.NEUTRAL if flow.reached.isdisjoint(flow.places.numbers_of(places)) else None


def _told_graph(grammar: PlaceGrammar, function: Node, call: Call, passed: PlaceGrammar, flow: Graph) -> Graph | None:
    """The control flow of a function with the conditions that a call decides; None if it decides none."""
    if call.arguments.is_open or call.arguments.spread is not None:
        return None
    known = dict(_told_parameters(grammar, function, call, passed))
    answers: dict[ByteRange, bool] = {}
    for node in flow.nodes if known else ():
        condition = node.part if isinstance(node.part, Condition) else None
        told = known.get(condition.text) if condition is not None else None
        if condition is not None and told is not None:
            is_bare = _NAME.fullmatch(grammar.tree.text[condition.at.start : condition.at.end].decode()) is not None
            answers[condition.at] = told.is_true if is_bare else not told.is_none  # `x` stands for `x is not None`, too
    return decided(flow, answers) if answers else None


def _told_parameters(
    grammar: PlaceGrammar, function: Node, call: Call, passed: PlaceGrammar
) -> Iterator[tuple[str, _Told]]:
    """Yields the parameters that nothing else is assigned to, of which a call says enough."""
    for parameter in grammar.parameters(function):
        text, slot = grammar.tree.text_of(parameter), grammar.slot_of(parameter)
        bindings = grammar.visible_at(text, function.child_by_field_name("body") or function)
        if slot is None or len(bindings) != 1 or bindings[0].kind is not Kind.PARAMETER:
            continue
        argument = call.arguments.at(slot)
        if argument is not None:
            told = _told(passed, argument)
        else:
            told = _told(grammar, bindings[0].value) if bindings[0].value is not None else None
        if told is not None:
            yield text, told


def _told(grammar: PlaceGrammar, argument: Node) -> _Told | None:
    value = grammar.value(argument)
    if isinstance(value, Nothing):
        return _Told(False, True)
    text = grammar.tree.text_of(value.node)
    if text in _TRUTH:
        return _Told(_TRUTH[text], False)
    bindings = grammar.visible(value.node) if isinstance(value, Name) else []
    is_caught = len(bindings) == 1 and _is_caught(grammar, bindings[0].name)
    return _Told(True, False) if is_caught else None


def _is_caught(grammar: PlaceGrammar, name: Node) -> bool:
    """Whether a handler gives a name the exception that it catches."""
    return any(above.type.startswith(_CLAUSES) for above in grammar.tree.ancestors(name)[:3])
