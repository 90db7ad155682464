"""The spans that a TypeScript or JavaScript function holds in a local variable."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.bindings import Kind
from spanlint.languages.spans.local_spans import SpanLocal, call_node, is_started_alone
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import FUNCTIONS
from spanlint.languages.typescript.names.expressions import unwrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile
    from spanlint.model.facts import SpanCall

_NAMES = frozenset({"identifier", "shorthand_property_identifier"})


def span_locals(file: TypeScriptFile, calls: tuple[SpanCall, ...]) -> Iterator[SpanLocal]:
    """Yields the spans that a name of their own holds, or that are only passed to another call, in order."""
    for call in filter(is_started_alone, calls):
        node = call_node(file.tree, call)
        if node is not None:
            yield from span_holders(file, call, node)


def span_holders(file: TypeScriptFile, call: SpanCall, node: Node) -> Iterator[SpanLocal]:
    """Yields an expression's span if another call takes it or a name of its own holds it."""
    holder = file.tree.parent(node)
    if holder is None:
        return
    function = function_around(file.tree, node)
    if holder.type == "arguments":
        yield SpanLocal(call, node, "", function, (node,), node.end_byte)
    name = _target_name(holder)
    uses = _uses(file, name) if name is not None else None
    if name is not None and uses is not None:
        yield SpanLocal(call, node, file.tree.text_of(name), function, uses, function.end_byte)


def function_around(tree: SyntaxTree, node: Node) -> Node:
    """Returns the innermost function around a node, or the root of the file."""
    return next((ancestor for ancestor in tree.ancestors(node) if ancestor.type in FUNCTIONS), tree.root)


def member_of(tree: SyntaxTree, use: Node) -> str:
    """Returns the member that a use of a name reads; empty if the name is used by itself."""
    inner = use
    for ancestor in tree.ancestors(use):
        if ancestor.type == "member_expression" and ancestor.child_by_field_name("object") == inner:
            member = ancestor.child_by_field_name("property")
            return tree.text_of(member) if member is not None else ""
        if unwrapped(ancestor) != use:
            return ""
        inner = ancestor
    return ""


def _target_name(holder: Node) -> Node | None:
    if holder.type not in ("variable_declarator", "assignment_expression"):
        return None
    target = holder.child_by_field_name("name" if holder.type == "variable_declarator" else "left")
    return target if target is not None and target.type == "identifier" else None


def _uses(file: TypeScriptFile, name: Node) -> tuple[Node, ...] | None:
    """Returns the other mentions of a name; None if it is not local or is assigned more than once."""
    text = file.tree.text_of(name)
    bindings = file.scopes.visible(text, name)
    valued = [binding for binding in bindings if binding.value is not None or binding.kind is Kind.ASSIGNED]
    if not bindings or bindings[0].kind is not Kind.VALUE or len(valued) != 1 or valued[0].name != name:
        return None
    own_names = {binding.name for binding in bindings}
    return tuple(
        leaf
        for leaf in file.tree.leaves_within(text, bindings[0].scope)
        if leaf.type in _NAMES
        and leaf not in own_names
        and own_names & {binding.name for binding in file.scopes.visible(text, leaf)}
    )
