"""Whether the code around a creation call asks a function itself, other than to give what it says to another span."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from tree_sitter import Node

from spanlint.languages.syntax import SyntaxTree


class Grammar(NamedTuple):
    """A language's node types, and the last name of what is called."""

    calls: frozenset[str]
    functions: frozenset[str]
    naming: dict[str, tuple[str, str]]
    last_name: Callable[[Node], str]
    creators: frozenset[str]


def consults(tree: SyntaxTree, grammar: Grammar, place: Node, name: str) -> bool:
    """Whether a function around the place calls the name, outside of the parents of other spans and of functions that
    the place is not in."""
    around = [each for each in tree.ancestors(place) if each.type in grammar.functions]
    if not name or not around:
        return False
    for leaf in tree.leaves(name):
        call = _call_of(tree, grammar, leaf)
        if call is None or _function_of(tree, grammar, call) not in around:
            continue
        if not _in_slot(tree, grammar, call) and not _held_for_slots(tree, grammar, call):
            return True
    return False


def _call_of(tree: SyntaxTree, grammar: Grammar, leaf: Node) -> Node | None:
    """The call of what a name is the last name of."""
    inner = leaf
    for above in tree.ancestors(leaf)[:2]:
        if above.type in grammar.calls:
            return above if above.child_by_field_name("function") == inner else None
        inner = above
    return None


def _function_of(tree: SyntaxTree, grammar: Grammar, node: Node) -> Node | None:
    return next((each for each in tree.ancestors(node) if each.type in grammar.functions), None)


def _in_slot(tree: SyntaxTree, grammar: Grammar, value: Node) -> bool:
    """Whether a value is among the arguments of a creation call."""
    for above in tree.ancestors(value):
        if above.type in grammar.functions:
            return False
        if above.type in grammar.calls and grammar.last_name(above) in grammar.creators:
            return True
    return False


def _held_for_slots(tree: SyntaxTree, grammar: Grammar, call: Node) -> bool:
    """Whether a local holds what the call gives, and other spans' parents are all that it is read for."""
    target = next(_targets(tree, grammar, call), None)
    function = _function_of(tree, grammar, call)
    if target is None or function is None:
        return False
    reads = [
        leaf
        for leaf in tree.leaves(tree.text_of(target))
        if leaf != target and function in tree.ancestors(leaf) and leaf.type == "identifier"
    ]
    return bool(reads) and all(_in_slot(tree, grammar, leaf) for leaf in reads)


def _targets(tree: SyntaxTree, grammar: Grammar, call: Node) -> Iterator[Node]:
    for above in tree.ancestors(call):
        if above.type in grammar.functions:
            return
        if above.type in grammar.naming:
            target = above.child_by_field_name(grammar.naming[above.type][0])
            if target is not None and target.type == "identifier":
                yield target
            return
