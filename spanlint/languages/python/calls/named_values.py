"""What the names and the members of a Python file may hold, as its assignments say."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.values import ValueGrammar
from spanlint.languages.python.names.bindings import member_assignments
from spanlint.languages.python.names.expressions import unwrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_PARTIAL = frozenset({"functools.partial"})


def named_values(grammar: ValueGrammar, expression: Node) -> Iterator[Node]:
    """Yields the values of a name, of a member of the object itself, or of a conditional expression."""
    if expression.type == "conditional_expression":
        yield from (expression.named_children[0], expression.named_children[-1])
        return
    if expression.type == "attribute":
        yield from _values_of_member(grammar, expression)
        return
    for binding in grammar.visible(expression):
        if binding.kind is Kind.VALUE and binding.value is not None:
            yield binding.value


def aliased_functions(grammar: ValueGrammar, name: Node) -> Iterator[Node]:
    """Yields the functions that a name is another name for, or that it holds as a `partial`."""
    for value in map(unwrapped, named_values(grammar, name)):
        arguments = value.child_by_field_name("arguments") if value.type == "call" else None
        if arguments is not None and arguments.named_children and grammar.origins(value.children[0]) == _PARTIAL:
            yield unwrapped(arguments.named_children[0])
        elif value.type in ("identifier", "attribute"):
            yield value


def _values_of_member(grammar: ValueGrammar, expression: Node) -> Iterator[Node]:
    """Yields what the methods of a class assign to a member of the object itself."""
    base, name = expression.child_by_field_name("object"), expression.child_by_field_name("attribute")
    owners = (above for above in grammar.tree.ancestors(expression) if above.type == "class_definition")
    owner = next(owners, None) if base is not None and grammar.tree.text_of(base) == "self" else None
    if owner is None or name is None:
        return
    for assigned in member_assignments(grammar.tree, grammar.tree.text_of(name), owner):
        value = assigned[1].child_by_field_name("right")
        if value is not None:
            yield value
