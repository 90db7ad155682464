"""The spans that a TypeScript or JavaScript function holds in a local."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.spans.local_spans import SpanLocal, call_node, is_started_alone
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import FUNCTIONS, Kind
from spanlint.languages.typescript.names.expressions import unwrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile
    from spanlint.model.facts import SpanCall

_NAMES = frozenset({"identifier", "shorthand_property_identifier"})


def span_locals(file: TypeScriptFile, calls: tuple[SpanCall, ...]) -> Iterator[SpanLocal]:
    """The spans that the calls make and a name of their own, or nothing but another call, is given, in order."""
    for call in filter(is_started_alone, calls):
        node = call_node(file.tree, call)
        if node is not None:
            yield from span_holders(file, call, node)


def span_holders(file: TypeScriptFile, call: SpanCall, node: Node) -> Iterator[SpanLocal]:
    """What holds the span that an expression gives, if a name of its own or another call does."""
    holder = file.tree.parent(node)
    if holder is None:
        return
    function = function_around(file.tree, node)
    if holder.type == "arguments":
        yield SpanLocal(call, node, "", function, (node,), node.end_byte)
    name = _name(holder)
    uses = _uses(file, name) if name is not None else None
    if name is not None and uses is not None:
        yield SpanLocal(call, node, file.tree.text_of(name), function, uses, function.end_byte)


def function_around(tree: SyntaxTree, node: Node) -> Node:
    """The innermost function around a node, or the file."""
    return next((each for each in tree.ancestors(node) if each.type in FUNCTIONS), tree.root)


def member_of(tree: SyntaxTree, use: Node) -> str:
    """The member that is asked of a name, empty where the name is used by itself."""
    inner = use
    for above in tree.ancestors(use):
        if above.type == "member_expression" and above.child_by_field_name("object") == inner:
            member = above.child_by_field_name("property")
            return tree.text_of(member) if member is not None else ""
        if unwrapped(above) != use:
            return ""
        inner = above
    return ""


def _name(holder: Node) -> Node | None:
    if holder.type not in ("variable_declarator", "assignment_expression"):
        return None
    target = holder.child_by_field_name("name" if holder.type == "variable_declarator" else "left")
    return target if target is not None and target.type == "identifier" else None


def _uses(file: TypeScriptFile, name: Node) -> tuple[Node, ...] | None:
    """The other places that mean this name, None when it is given something else as well, or is not local."""
    text = file.tree.text_of(name)
    bound = file.scopes.visible(text, name)
    given = [each for each in bound if each.value is not None or each.kind is Kind.ASSIGNED]
    if not bound or bound[0].kind is not Kind.VALUE or len(given) != 1 or given[0].name != name:
        return None
    own = {each.name for each in bound}
    return tuple(
        leaf
        for leaf in file.tree.leaves_within(text, bound[0].scope)
        if leaf.type in _NAMES and leaf not in own and own & {each.name for each in file.scopes.visible(text, leaf)}
    )
