"""Values that were meant as a parent and are not one: the facts of SPN005 for Python."""

from __future__ import annotations

from spanlint.languages.calls.misplaced_values import MisplacementGrammar, misplaced_value
from spanlint.languages.calls.owners import SAYS_PARENT
from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.origins import last_name as origin_name
from spanlint.languages.names.values import Arguments
from spanlint.languages.python.calls.arguments import foreign_keywords
from spanlint.languages.python.names.expressions import last_name
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.model.apis import Creator, Shapes
from spanlint.model.misplaced import Misplaced, Mistake

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

_SPAN = "span"
_VARIABLES = "contextvars.copy_context()"
_OWN = frozenset({"self", "cls"})
_MAPPINGS = frozenset({"dictionary", "dictionary_comprehension"})


def misplaced(grammar: MisplacementGrammar, arguments: Arguments, creator: Creator) -> Misplaced | None:
    """Returns what is wrong with the value in the parent slot, or with a keyword that the method lacks."""
    if not creator.takes_context:
        return None
    tree = grammar.tree
    foreign = foreign_keywords(arguments, creator)
    keyword = next(filter(SAYS_PARENT.search, foreign), foreign[0] if foreign else "")
    if keyword:
        option = arguments.keywords[keyword]
        mistake = Mistake.PARENT_OPTION if SAYS_PARENT.search(keyword) else Mistake.UNKNOWN_OPTION
        return Misplaced(mistake, range_of(option), tree.text_of(option), keyword)
    value = arguments.at(creator.parents[0])
    return misplaced_value(grammar, value) if value is not None else None


def alternatives(value: Node) -> tuple[Node, ...]:
    """Returns the values of which a conditional or a boolean operator has one; none for any other expression."""
    if value.type == "boolean_operator":
        operator, parts = value.child_by_field_name("operator"), value.named_children
        return tuple(parts[-1:] if operator is not None and operator.type == "and" else parts)
    return (value.named_children[0], value.named_children[-1]) if value.type == "conditional_expression" else ()


def mistake(
    tree: SyntaxTree, scopes: Scopes, origins: Callable[[Node], frozenset[str]], value: Node, shapes: Shapes
) -> Mistake | None:
    """Returns what an expression that is no choice is, if it is certainly no context."""
    if value.type in _MAPPINGS or _makes_dict(tree, scopes, value):
        return Mistake.MAPPING
    if value.type == "call" and _is_span_context_call(tree, scopes, value, shapes):
        return Mistake.SPAN_CONTEXT
    is_member = value.type == "attribute" and last_name(tree, value) in shapes.span_context_members
    owner = value.child_by_field_name("object") if is_member else None
    if owner is not None and {_mistake_of_origin(origin, shapes) for origin in origins(owner)} == {Mistake.SPAN}:
        return Mistake.SPAN_CONTEXT
    mistakes = {_mistake_of_origin(origin, shapes) for origin in origins(value)}
    only = mistakes.pop()
    return None if mistakes else only


def _makes_dict(tree: SyntaxTree, scopes: Scopes, value: Node) -> bool:
    function = value.child_by_field_name("function") if value.type == "call" else None
    return function is not None and tree.text_of(function) == "dict" and not scopes.visible("dict", value)


def _is_span_context_call(tree: SyntaxTree, scopes: Scopes, call: Node, shapes: Shapes) -> bool:
    """Whether a call is a span's `get_span_context()`. A method of the file's own may return anything."""
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    base, name = function.child_by_field_name("object") if function is not None else None, last_name(tree, call)
    if base is None or name not in shapes.span_contexts:
        return False
    if _SPAN in last_name(tree, base).lower():
        return True
    is_own = tree.text_of(base) in _OWN or any(binding.kind is Kind.FUNCTION for binding in scopes.bindings(name))
    return name in shapes.span_states and not is_own and arguments is not None and not arguments.named_children


def _mistake_of_origin(origin: str, shapes: Shapes) -> Mistake | None:
    if ".SpanKind." in origin:
        return Mistake.SPAN_KIND
    if origin == _VARIABLES:
        return Mistake.VARIABLES
    name = origin_name(origin)
    if not origin.startswith("opentelemetry."):
        return None
    if not origin.endswith("()"):
        return Mistake.FUNCTION if name in shapes.contexts and name.islower() else None
    if name in shapes.spans:
        return Mistake.SPAN
    return Mistake.SPAN_CONTEXT if name in shapes.span_contexts else None
