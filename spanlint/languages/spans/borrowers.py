"""Which parameter of a function of the project gets an argument, and what else a call tells that function."""

from __future__ import annotations

from spanlint.languages.flow.graph import Graph
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Tested
from spanlint.languages.names.values import Call, Choice, Member, Name, ValueGrammar, role_of_value
from spanlint.model.flow import Condition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


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


def is_told(grammar: PlaceGrammar, function: Node, call: Call, passed: ValueGrammar, flow: Graph) -> bool:
    """Whether a call may tell a function by a constant, or by leaving a default, which way to take.

    `grammar` is that of the file that defines the function, `passed` that of the file that calls it.
    """
    if call.arguments.is_open or call.arguments.spread is not None:
        return True
    conditions = [node.part.at for node in flow.nodes if isinstance(node.part, Condition)]
    for parameter in grammar.parameters(function):
        slot = grammar.slot_of(parameter)
        argument = call.arguments.at(slot) if slot is not None else None
        if argument is not None and _varies(passed, argument):
            continue
        for leaf in grammar.mentions(grammar.tree.text_of(parameter), function):
            is_in_condition = any(at.start <= leaf.start_byte < at.end for at in conditions)
            if is_in_condition or isinstance(role_of_value(grammar, leaf), Tested):
                return True
    return False


def _varies(grammar: ValueGrammar, argument: Node) -> bool:
    value = grammar.value(argument)
    name = value.text if isinstance(value, Name) else value.name if isinstance(value, Member) else ""
    return isinstance(value, Name | Member | Call | Choice) and not name.isupper()
