"""The arguments of a Python call, and the value in its parent slot."""

from __future__ import annotations

import re

from spanlint.languages.calls.declared_roots import with_declaration
from spanlint.languages.names.values import Arguments
from spanlint.languages.python.names.expressions import TRIVIA, last_name, unwrapped
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.model.apis import Creator, Roots
from spanlint.model.facts import Parent, ParentState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_MAPPINGS = frozenset({"dictionary", "dictionary_comprehension"})
_IS_TRACER = re.compile(rb"tracer$", re.IGNORECASE)


def read_arguments(tree: SyntaxTree, argument_list: Node) -> Arguments:
    """Returns the arguments of an `argument_list` node."""
    positional: list[Node] = []
    keywords: dict[str, Node] = {}
    spread: int | None = None
    is_open = False
    for argument in argument_list.named_children:
        if argument.type == "keyword_argument":
            name, value = argument.child_by_field_name("name"), argument.child_by_field_name("value")
            if name is not None and value is not None:
                keywords[tree.text_of(name)] = value
        elif argument.type == "list_splat":
            spread = len(positional) if spread is None else spread
        elif argument.type == "dictionary_splat":
            is_open = True
        elif argument.type not in TRIVIA and spread is None:
            positional.append(argument)
    return Arguments(tuple(positional), keywords, spread, is_open)


def shape(arguments: Arguments, creator: Creator) -> bool | None:
    """Whether the arguments fit a creation call, which takes a span name. None if a splat hides the name."""
    name = arguments.at(creator.name)
    if name is None:
        return None if arguments.spread is not None or arguments.is_open else False
    name = unwrapped(name)
    if name.type in ("identifier", "attribute") and _IS_TRACER.search(name.text or b""):
        return False  # a function that takes the tracer
    return name.type not in _MAPPINGS | {"none", "lambda", "list", "integer"}


def foreign_keywords(arguments: Arguments, creator: Creator) -> tuple[str, ...]:
    """Returns the keywords that the creation call does not accept; none if it is not known what it accepts."""
    known = (*creator.accepts, *creator.tolerates)
    return tuple(keyword for keyword in arguments.keywords if keyword not in known) if creator.accepts else ()


def parent_of(tree: SyntaxTree, arguments: Arguments, creator: Creator, roots: Roots, scopes: Scopes) -> Parent:
    """Returns the parent of a call of `creator`."""
    declared = arguments.at(creator.root) if creator.root is not None else None
    return with_declaration(tree, declared, lambda: _passed_parent(tree, arguments, creator, roots, scopes))


def _passed_parent(tree: SyntaxTree, arguments: Arguments, creator: Creator, roots: Roots, scopes: Scopes) -> Parent:
    for slot in creator.parents:
        value = arguments.at(slot)
        if value is not None:
            return Parent(
                _parent_state(tree, scopes.sole_value(value), roots, scopes), range_of(value), tree.text_of(value)
            )
    return Parent(ParentState.UNKNOWN if arguments.spread is not None or arguments.is_open else ParentState.ABSENT)


def _parent_state(tree: SyntaxTree, value: Node, roots: Roots, scopes: Scopes) -> ParentState:
    value = unwrapped(value)
    if _is_none(value):
        return ParentState.EMPTY
    return ParentState.ROOT if is_root(tree, value, roots, scopes) else ParentState.PASSED


def _is_none(value: Node) -> bool:
    value = unwrapped(value)
    if value.type == "conditional_expression":
        return _is_none(value.named_children[0]) and _is_none(value.named_children[-1])
    return value.type == "none"


def is_root(tree: SyntaxTree, value: Node, roots: Roots, scopes: Scopes) -> bool:
    """Whether a value requests a new trace, always or as the right operand of a boolean operator."""
    value = unwrapped(value)
    if value.type == "boolean_operator":
        right = value.child_by_field_name("right")
        return right is not None and is_root(tree, right, roots, scopes)
    if value.type != "call":
        return False
    function, argument_list = value.child_by_field_name("function"), value.child_by_field_name("arguments")
    if function is None or argument_list is None:
        return False
    name = scopes.exported_name(function) if function.type == "identifier" else last_name(tree, function)
    values = [argument for argument in argument_list.named_children if argument.type not in TRIVIA]
    if name in roots.setters and values:
        return last_name(tree, values[0]) in roots.invalid_spans
    return name in roots.calls and not values
