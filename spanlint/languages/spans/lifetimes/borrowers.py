"""What a call tells a function of the project, beside the value that it hands it."""

from __future__ import annotations

from spanlint.languages.flow.graph import Graph
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Tested
from spanlint.languages.names.values import Call, Choice, Member, Name, Nothing, ValueGrammar, role_of_value
from spanlint.model.flow import Condition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_TRUE, _FALSE = frozenset({"true", "True"}), frozenset({"false", "False"})
_CATCHING = frozenset({"catch_clause", "as_pattern_target"})  # what names the error that a handler has caught


Answers = frozenset[tuple[str, bool]]
"""The texts of conditions, and whether each is true."""


def answers_of(grammar: PlaceGrammar, function: Node, call: Call, passed: ValueGrammar, flow: Graph) -> Answers | None:
    """What a call answers of the conditions of a function: by constants, by what it leaves out, or passes an error for.

    None if it may tell the function in another way which way to take. `grammar` is that of the file that defines the
    function, `passed` that of the file that calls it.
    """
    if call.arguments.is_open or call.arguments.spread is not None:
        return None
    conditions = [node.part for node in flow.nodes if isinstance(node.part, Condition)]
    answers = set[tuple[str, bool]]()
    for parameter in grammar.parameters(function):
        slot, name = grammar.slot_of(parameter), grammar.tree.text_of(parameter)
        argument = call.arguments.at(slot) if slot is not None else None
        answer = _truth_of(passed, argument) if argument is not None else _truth_of_default(grammar, parameter)
        if argument is not None and answer is None and _varies(passed, argument):
            continue
        for leaf in grammar.mentions(name, function):
            around = [
                condition.text for condition in conditions if condition.at.start <= leaf.start_byte < condition.at.end
            ]
            if not around and not isinstance(role_of_value(grammar, leaf), Tested):
                continue
            if answer is None or not around or set(around) != {name} or not _is_only_passed(grammar, name, function):
                return None
            answers.add((name, answer))
    return frozenset(answers)


def _is_only_passed(grammar: PlaceGrammar, name: str, function: Node) -> bool:
    """Whether a function gives one of its parameters no other value."""
    return len(grammar.visible_at(name, function.child_by_field_name("body") or function)) == 1


def _truth_of(grammar: ValueGrammar, value: Node) -> bool | None:
    """Whether a value is always or never true; None if that is unclear. What a handler has caught is never empty."""
    text = grammar.tree.text_of(value)
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    known = grammar.value(value)
    if isinstance(known, Nothing):
        return False
    holders = (
        [grammar.tree.parent(binding.name) for binding in grammar.visible(known.node)]
        if isinstance(known, Name)
        else []
    )
    is_caught = bool(holders) and all(holder is not None and holder.type in _CATCHING for holder in holders)
    return True if is_caught else None


def _truth_of_default(grammar: PlaceGrammar, parameter: Node) -> bool | None:
    holder = grammar.tree.parent(parameter)
    default = (
        holder.child_by_field_name("value") if holder is not None and holder != grammar.scope_of(parameter) else None
    )
    return _truth_of(grammar, default) if default is not None else False


def _varies(grammar: ValueGrammar, argument: Node) -> bool:
    value = grammar.value(argument)
    name = value.text if isinstance(value, Name) else value.name if isinstance(value, Member) else ""
    return isinstance(value, Name | Member | Call | Choice) and not name.isupper()
