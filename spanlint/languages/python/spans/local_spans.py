"""The spans that a Python function holds in a local."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.bindings import Kind
from spanlint.languages.python.names.bindings import scope_of
from spanlint.languages.spans.local_spans import SpanLocal, call_node, is_started_alone
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile
    from spanlint.model.facts import SpanCall


def span_locals(file: PythonFile, calls: tuple[SpanCall, ...]) -> Iterator[SpanLocal]:
    """Yields the spans of the calls that a name of their own, a `with` or another call holds, in order."""
    for call in filter(is_started_alone, calls):
        node = call_node(file.tree, call)
        if node is not None:
            yield from span_holders(file, call, node)


def span_holders(file: PythonFile, call: SpanCall, node: Node) -> Iterator[SpanLocal]:
    """Yields what holds the span that an expression returns: a name of its own, a `with` or another call."""
    holder, scope = file.tree.parent(node), scope_of(file.tree, node)
    statement = next((ancestor for ancestor in file.tree.ancestors(node) if ancestor.type == "with_statement"), None)
    if holder is None:
        return
    if holder.type == "with_item" and statement is not None:
        yield SpanLocal(call, node, "", scope, (), statement.end_byte, True)
    if holder.type in ("argument_list", "keyword_argument"):
        yield SpanLocal(call, node, "", scope, (node,), node.end_byte)
    name = _name(holder, node)
    uses = _uses(file, name) if name is not None else None
    if name is not None and uses is not None:
        is_entered = holder.type == "as_pattern" and statement is not None
        until = statement.end_byte if is_entered and statement is not None else scope.end_byte
        yield SpanLocal(call, node, file.tree.text_of(name), scope, uses, until, is_entered)


def member_of(tree: SyntaxTree, use: Node) -> str:
    """The member of a name that a use accesses, or empty if the name is used by itself."""
    above = tree.parent(use)
    if above is None or above.type != "attribute" or above.child_by_field_name("object") != use:
        return ""
    member = above.child_by_field_name("attribute")
    return tree.text_of(member) if member is not None else ""


def _name(holder: Node, value: Node) -> Node | None:
    if holder.type == "assignment" and holder.child_by_field_name("right") == value:
        target = holder.child_by_field_name("left")
    elif holder.type == "as_pattern" and holder.named_children[:1] == [value]:
        alias = holder.child_by_field_name("alias")
        target = alias.named_children[0] if alias is not None and alias.named_children else None
    else:
        return None
    return target if target is not None and target.type == "identifier" else None


def _uses(file: PythonFile, name: Node) -> tuple[Node, ...] | None:
    """The other mentions of this name, or None if another value than None is assigned to it as well."""
    text, scope = file.tree.text_of(name), scope_of(file.tree, name)
    bound = file.scopes.visible(text, name)
    others = [binding for binding in bound if binding.name != name]
    if any(
        binding.kind is not Kind.VALUE or binding.value is None or binding.value.type != "none" for binding in others
    ):
        return None
    bindings = {binding.name for binding in bound}
    return tuple(
        leaf
        for leaf in file.tree.leaves_within(text, scope)
        if leaf.type == "identifier" and leaf not in bindings and _means(file, leaf, name)
    )


def _means(file: PythonFile, leaf: Node, name: Node) -> bool:
    above = file.tree.parent(leaf)
    if above is not None and above.type == "attribute" and above.child_by_field_name("attribute") == leaf:
        return False
    if above is not None and above.type == "keyword_argument" and above.child_by_field_name("name") == leaf:
        return False
    return any(binding.name == name for binding in file.scopes.visible(file.tree.text_of(leaf), leaf))
