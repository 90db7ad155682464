"""The decorated definitions of a Python file: their decorators, and when their bodies run."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.python.names.bindings import FUNCTIONS
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.model.usages import Decoration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_NESTED = FUNCTIONS | {"class_definition"}


def decoration_of(tree: SyntaxTree, definition: Node) -> Decoration | None:
    """Why a definition cannot be decorated with a span: it is a class, or a function whose body runs after the call."""
    if definition.type == "class_definition":
        return Decoration.CLASS
    if not _yields(tree, definition):
        return None
    return Decoration.ASYNC_GENERATOR if definition.children[0].type == "async" else Decoration.GENERATOR


def name_of(whole: Node) -> Node | None:
    """The name of the definition in a `decorated_definition`; None for any other node."""
    definition = whole.child_by_field_name("definition")
    return definition.child_by_field_name("name") if definition is not None else None


def decorators_of(whole: Node) -> list[Node]:
    """The decorators of a `decorated_definition`, in the order of the file."""
    return [child for child in whole.children if child.type == "decorator"]


def wrapped_definitions(tree: SyntaxTree) -> Iterator[Node]:
    """Yields each `decorated_definition` whose function yields, or that has more than one decorator, in no order."""
    known: set[Node] = set()
    for leaf in tree.leaves("yield"):
        function = next((above for above in tree.ancestors(leaf) if above.type in _NESTED), tree.root)
        holder = tree.parent(function)
        if holder is not None and holder.type == "decorated_definition" and holder not in known:
            known.add(holder)
            yield holder
    for holder in _stacks(tree):
        if holder not in known:
            known.add(holder)
            yield holder


def _stacks(tree: SyntaxTree) -> Iterator[Node]:
    """Yields the definition of each decorator that another one follows."""
    at = tree.text.find(b"@")
    while at >= 0:
        line_start = tree.text.rfind(b"\n", 0, at) + 1
        sign = tree.root.descendant_for_byte_range(at, at + 1) if not tree.text[line_start:at].strip() else None
        decorator = tree.parent(sign) if sign is not None else None
        if decorator is not None and decorator.type == "decorator":
            following = decorator.next_named_sibling
            while following is not None and following.type == "comment":
                following = following.next_named_sibling
            holder = tree.parent(decorator) if following is not None and following.type == "decorator" else None
            if holder is not None and holder.type == "decorated_definition":
                yield holder
        at = tree.text.find(b"@", at + 1)


def _yields(tree: SyntaxTree, function: Node) -> bool:
    """Whether a function's own body, without nested definitions, contains a `yield`."""
    body = function.child_by_field_name("body")
    leaves = tree.leaves_within("yield", body) if body is not None else ()
    return any(
        leaf.type == "yield"
        and next((above for above in tree.ancestors(leaf) if above.type in _NESTED), None) == function
        for leaf in leaves
    )
