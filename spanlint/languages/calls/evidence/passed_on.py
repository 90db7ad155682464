"""Whether a function's body passes a parameter on to another call, as a method does that only wraps another."""

from __future__ import annotations

from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_CALLS = frozenset({"call", "call_expression", "new_expression"})
_KEEPING = frozenset({"add", "append", "insert", "push", "unshift"})  # methods of collections
_STUBS = frozenset({"comment", "pass_statement", "raise_statement", "throw_statement"})
_SAYS_NOTHING = frozenset({"ellipsis", "string"})  # as a statement


def may_pass_on(tree: SyntaxTree, body: Node | None, name: str) -> bool:
    """Whether a body passes the parameter `name` on, other than to a collection. True if there is no real body."""
    if body is None or all(map(_is_stub, body.named_children)):
        return True
    return any(_is_passed_on(tree, leaf, body) for leaf in tree.leaves_within(name, body))


def _is_stub(statement: Node) -> bool:
    is_said = statement.type == "expression_statement" and bool(statement.named_children)
    return statement.type in _STUBS or (is_said and statement.named_children[0].type in _SAYS_NOTHING)


def _is_passed_on(tree: SyntaxTree, leaf: Node, body: Node) -> bool:
    functions: list[str] = []
    for ancestor in tree.ancestors(leaf):
        if ancestor == body:
            break
        arguments = ancestor.child_by_field_name("arguments") if ancestor.type in _CALLS else None
        if arguments is not None and arguments.start_byte <= leaf.start_byte:
            function = ancestor.child_by_field_name("function") or ancestor.child_by_field_name("constructor")
            functions.append(tree.text_of(function).rpartition(".")[2] if function is not None else "")
    return bool(functions) and _KEEPING.isdisjoint(functions)
