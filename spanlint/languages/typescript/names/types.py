"""The origins that a TypeScript type annotation allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_NAMES = frozenset({"type_query", "nested_type_identifier", "type_identifier", "identifier", "member_expression"})
_OPAQUE = frozenset({"object_type", "function_type", "constructor_type"})


class Resolver(Record):
    """Resolves the origins of an expression, of the result of calling an origin, and of a member of an origin."""

    resolve: Callable[[Node], frozenset[str]]
    call: Callable[[str], frozenset[str]]
    member: Callable[[str, str], frozenset[str]]


def annotation_origins(tree: SyntaxTree, annotation: Node, resolver: Resolver) -> frozenset[str]:
    """Returns the origins that a type allows: instances of the types that it names.

    For `typeof x`, that is the type of `x`; for `T["key"]`, the type of the member.
    """
    origins: set[str] = set()
    for part, is_return_type in _parts(tree, annotation):
        if part.type == "lookup_type":
            base, key = part.named_children[0], tree.text_of(part.named_children[-1]).strip("'\"`")
            origins |= {
                result for origin in annotation_origins(tree, base, resolver) for result in resolver.member(origin, key)
            }
        elif part.type == "type_query":
            value_origins = {origin for name in part.named_children[:1] for origin in resolver.resolve(name)}
            origins |= (
                {result for origin in value_origins for result in resolver.call(origin)}
                if is_return_type
                else value_origins
            )
        elif part.type == "nested_type_identifier":
            module, name = part.child_by_field_name("module"), part.child_by_field_name("name")
            if module is not None and name is not None:
                origins |= {
                    result
                    for origin in resolver.resolve(module)
                    for type_ in resolver.member(origin, tree.text_of(name))
                    for result in resolver.call(type_)
                }
        else:
            origins |= {result for origin in resolver.resolve(part) for result in resolver.call(origin)}
    return frozenset(origins)


def _parts(tree: SyntaxTree, annotation: Node) -> Iterator[tuple[Node, bool]]:
    """Yields the names, queries and lookups in a type, each with whether it is inside `ReturnType<..>`."""
    pending = [(annotation, False)]
    while pending:
        node, is_return_type = pending.pop()
        if node.type in _NAMES or node.type == "lookup_type":
            yield node, is_return_type
            continue
        if node.type in _OPAQUE:
            continue
        name = node.child_by_field_name("name") if node.type == "generic_type" else None
        is_wrapper = name is not None and tree.text_of(name) == "ReturnType"
        children = node.named_children[1:] if is_wrapper else node.named_children
        pending += [(child, is_return_type or is_wrapper) for child in children]


def property_type(tree: SyntaxTree, annotation: Node, key: str) -> Node | None:
    """Returns the type of a property in an inline object type: `{ tracer: Tracer }`."""
    for part in annotation.named_children:
        if part.type != "object_type":
            continue
        for signature in part.named_children:
            name = signature.child_by_field_name("name") if signature.type == "property_signature" else None
            if name is not None and tree.text_of(name) == key:
                return signature.child_by_field_name("type")
    return None
