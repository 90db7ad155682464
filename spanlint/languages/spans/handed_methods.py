"""What a function of the project does with a span that it is handed if it only calls methods of it, in any language."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Argument, Owner, Tested
from spanlint.languages.names.values import Call, Name, role_of_value
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DEPTH = 3  # functions of the project that hand a span on


class HandedMethods(Record):
    """The methods that a function calls on a span, and whether it calls nothing else (`is_all`)."""

    names: frozenset[str]
    is_all: bool


def receiving_parameter(grammar: PlaceGrammar, function: Node, call: Call, value: Node) -> Node | None:
    """The name of a function's parameter that gets an argument of a call; None if a pattern or a star may get it.

    `grammar` is that of the file that defines the function.
    """
    spread = call.arguments.spread
    if spread is not None and value in call.arguments.positional[spread:]:
        return None
    for parameter in grammar.parameters(function):
        slot = grammar.slot_of(parameter)
        if slot is not None and call.arguments.at(slot) == value:
            return parameter if isinstance(grammar.value(parameter), Name) else None
    return None


def handed_methods(grammar: PlaceGrammar, mention: Node, depth: int = _DEPTH) -> HandedMethods | None:
    """The methods that the function calls to which a mention passes a span; None if it may do anything else with it."""
    role = role_of_value(grammar, mention)
    call = grammar.value(role.call) if isinstance(role, Argument) and depth else None
    view, function = (grammar.definition(call) if isinstance(call, Call) else None) or (None, None)
    home = view.grammar if view is not None else grammar
    if function is None or not isinstance(call, Call) or not home.is_plain(function):
        return None
    parameter = receiving_parameter(home, function, call, mention)
    return _methods_of(home, function, parameter, depth) if parameter is not None else None


def ends_span(grammar: PlaceGrammar, mention: Node) -> bool:
    """Whether a mention ends a span, by a method of it or in a function of the project."""
    role, ends = role_of_value(grammar, mention), grammar.tables.shapes.span_ends
    if isinstance(role, Argument):
        handed = handed_methods(grammar, mention)
        return handed is not None and not ends.isdisjoint(handed.names)
    return isinstance(role, Owner) and role.name in ends


def _methods_of(grammar: PlaceGrammar, function: Node, parameter: Node, depth: int) -> HandedMethods | None:
    names, calls = set[str](), set[int]()
    for mention in grammar.mentions(grammar.tree.text_of(parameter), function):
        role = role_of_value(grammar, mention)
        if mention == parameter or isinstance(role, Tested):
            continue
        handed = handed_methods(grammar, mention, depth - 1) if isinstance(role, Argument) else None
        if grammar.function_of(mention) != function or not (isinstance(role, Owner) or handed):
            return None
        if isinstance(role, Owner) and role.call is not None:
            names.add(role.name)
            calls.add(role.call.id)
        elif isinstance(role, Argument) and handed is not None:
            names |= handed.names
            calls |= {role.call.id} if handed.is_all else set()
        else:
            return None
    return HandedMethods(frozenset(names), calls.issuperset(_calls_in(grammar, function)))


def _calls_in(grammar: PlaceGrammar, function: Node) -> Iterator[int]:
    """Yields the ids of the calls in a function."""
    pending = [function]
    while pending:
        node = pending.pop()
        pending += node.named_children
        if node.type in grammar.types.calls:
            yield node.id
