"""Calls of the project's own functions that do nothing but return a new context, as statements, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.certainties import is_context, origins_of_result
from spanlint.languages.calls.misplaced_values import MisplacementGrammar
from spanlint.languages.names.roles import Alone, Returned
from spanlint.languages.names.values import Call, Choice, Name, Nothing, ValueGrammar, role_of_value
from spanlint.languages.trees.syntax_errors import in_broken_statement
from spanlint.languages.trees.tree import range_of
from spanlint.model.usages import Discarded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_REACH = 80  # bytes before a name that are searched for what returns it
_MAX_NODES = 300  # nodes of one function
_EFFECTS = frozenset({"raise_statement", "throw_statement", "yield", "yield_expression", "with_statement"})
_ASSIGNMENTS = frozenset({"assignment", "augmented_assignment", "assignment_expression"})


def dropped_results(grammar: MisplacementGrammar, makers: Iterable[Node]) -> Iterator[Discarded]:
    """Yields the statements that only call such a function: one of the file, or one that is named after a library's
    function that extracts a context. `makers` are the names of what makes a context."""
    names = set[str]()
    for maker in makers:
        start = maker.start_byte
        before = grammar.tree.text[start - _REACH if start > _REACH else 0 : start]
        if b"return" in before or b"=>" in before:
            names.add(_function_that_returns(grammar, maker))
    for name in sorted(names.union(_extracting_names(grammar)) - {""}):
        for leaf in grammar.tree.leaves(name):
            callee = grammar.callee(leaf) if grammar.is_mention(leaf) else None
            if callee is not None and _is_dropped(grammar, callee) and _is_known_to_make(grammar, callee):
                text = grammar.tree.text_of(callee.member or callee.name)
                yield Discarded(range_of(callee.name), text, "", callee.call.start_byte)


def _function_that_returns(grammar: MisplacementGrammar, name: Node) -> str:
    """The name of the function that returns at once what a call makes; empty if that is not sure."""
    callee = grammar.callee(name) if grammar.is_mention(name) else None
    is_returned = callee is not None and isinstance(role_of_value(grammar.grammar, callee.call), Returned)
    function = grammar.grammar.function_of(name) if is_returned else None
    return grammar.grammar.function_name(function) if function is not None else ""


def _extracting_names(grammar: MisplacementGrammar) -> Iterator[str]:
    """The names of functions that are called and are named after a library's that extracts a context."""
    text = grammar.tree.text
    for name in grammar.tables.contexts.extracting:
        for match in re.finditer(rf"{name[1:]}\w+(?=\()".encode(), text):
            start = match.start()
            while text[start - 1 : start].isalnum() or text[start - 1 : start] in (b"_", b"$"):
                start -= 1
            yield text[start : match.end()].decode()


def _is_dropped(grammar: MisplacementGrammar, callee: Callee) -> bool:
    is_alone = isinstance(role_of_value(grammar.grammar, callee.call), Alone)
    is_broken = in_broken_statement(grammar.tree, callee.name, grammar.blocks)
    return is_alone and not is_broken and not grammar.expects_error(callee.call)


def _is_known_to_make(grammar: MisplacementGrammar, callee: Callee) -> bool:
    """Whether the one function that a call runs does nothing but make a context."""
    call = grammar.grammar.value(callee.call)
    view, function = (isinstance(call, Call) and grammar.grammar.definition(call)) or (None, None)
    return function is not None and _only_makes_context(view or grammar, function)


def _only_makes_context(file: MisplacementGrammar, function: Node) -> bool:
    returned = file.grammar.returns(function)
    makes_one = any(not isinstance(file.grammar.value(value), Nothing) for value in returned)
    return makes_one and all(_is_new(file, value) for value in returned) and not _has_effects(file.grammar, function)


def _is_new(file: MisplacementGrammar, value: Node) -> bool:
    """Whether a returned value is a context, or nothing."""
    made = file.grammar.value(file.sole_value(value))
    if isinstance(made, Choice):
        return all(_is_new(file, part) for part in made.parts)
    return isinstance(made, Nothing) or (
        isinstance(made, Call) and is_context(file.tables, origins_of_result(file, made.node, ()))
    )


def _has_effects(grammar: ValueGrammar, function: Node) -> bool:
    """Whether a function sets anything but its own variables, raises, or calls something for its effect."""
    pending, nodes_left = list(function.named_children), _MAX_NODES
    while pending and nodes_left > 0:
        node, nodes_left = pending.pop(), nodes_left - 1
        if node.type in _EFFECTS or (node.type in grammar.types.calls and isinstance(grammar.role(node), Alone)):
            return True
        target = node.child_by_field_name("left") if node.type in _ASSIGNMENTS else None
        if target is not None and not isinstance(grammar.value(target), Name):
            return True
        pending += node.named_children
    return bool(pending)
