"""The spans that a Python function holds in a local."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.python.names.bindings import Kind, scope_of
from spanlint.languages.spans.local_spans import SpanLocal, call_node, is_started_alone
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile
    from spanlint.model.facts import SpanCall


def span_locals(file: PythonFile, calls: tuple[SpanCall, ...]) -> Iterator[SpanLocal]:
    """The spans that the calls make and a name of their own, or nothing but another call, is given, in order."""
    for call in filter(is_started_alone, calls):
        node = call_node(file.tree, call)
        if node is not None:
            yield from held(file, call, node)


def held(file: PythonFile, call: SpanCall, node: Node) -> Iterator[SpanLocal]:
    """What holds the span that an expression gives, if a name of its own, a `with` or another call does."""
    holder, scope = file.tree.parent(node), scope_of(file.tree, node)
    statement = next((each for each in file.tree.ancestors(node) if each.type == "with_statement"), None)
    if holder is None:
        return
    if holder.type == "with_item" and statement is not None:
        yield SpanLocal(call, node, "", scope, (), statement.end_byte, True)
    if holder.type in ("argument_list", "keyword_argument"):
        yield SpanLocal(call, node, "", scope, (node,), node.end_byte)
    name = _name(holder, node)
    uses = _uses(file, name) if name is not None else None
    if name is not None and uses is not None:
        entered = holder.type == "as_pattern" and statement is not None
        until = statement.end_byte if entered and statement is not None else scope.end_byte
        yield SpanLocal(call, node, file.tree.text_of(name), scope, uses, until, entered)


def member_of(tree: SyntaxTree, use: Node) -> str:
    """The member that is asked of a name, empty where the name is used by itself."""
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
    """The other places that mean this name, None when it is given something else as well."""
    text, scope = file.tree.text_of(name), scope_of(file.tree, name)
    bound = file.scopes.visible(text, name)
    others = [each for each in bound if each.name != name]
    if any(each.kind is not Kind.VALUE or each.value is None or each.value.type != "none" for each in others):
        return None
    bindings = {each.name for each in bound}
    return tuple(
        leaf
        for leaf in file.tree.leaves_within(text, scope)
        if leaf.type == "identifier" and leaf not in bindings and _is(file, leaf, name)
    )


def _is(file: PythonFile, leaf: Node, name: Node) -> bool:
    above = file.tree.parent(leaf)
    if above is not None and above.type == "attribute" and above.child_by_field_name("attribute") == leaf:
        return False
    if above is not None and above.type == "keyword_argument" and above.child_by_field_name("name") == leaf:
        return False
    return any(each.name == name for each in file.scopes.visible(file.tree.text_of(leaf), leaf))
