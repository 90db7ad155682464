"""What a TypeScript type annotation says about a value's origin."""

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
    """How names are resolved: the origins of an expression, of what calling one gives, and of a member of one."""

    resolve: Callable[[Node], frozenset[str]]
    call: Callable[[str], frozenset[str]]
    member: Callable[[str, str], frozenset[str]]


def annotated(tree: SyntaxTree, annotation: Node, resolver: Resolver) -> frozenset[str]:
    """The origins that a type allows: instances of the types it names, the type of `x` for `typeof x`, of a member for
    `T["key"]`."""
    found: set[str] = set()
    for part, returned in _parts(tree, annotation):
        if part.type == "lookup_type":
            base, key = part.named_children[0], tree.text_of(part.named_children[-1]).strip("'\"`")
            found |= {each for origin in annotated(tree, base, resolver) for each in resolver.member(origin, key)}
        elif part.type == "type_query":
            value = {origin for name in part.named_children[:1] for origin in resolver.resolve(name)}
            found |= {each for origin in value for each in resolver.call(origin)} if returned else value
        elif part.type == "nested_type_identifier":
            module, name = part.child_by_field_name("module"), part.child_by_field_name("name")
            if module is not None and name is not None:
                found |= {
                    each
                    for origin in resolver.resolve(module)
                    for type_ in resolver.member(origin, tree.text_of(name))
                    for each in resolver.call(type_)
                }
        else:
            found |= {each for origin in resolver.resolve(part) for each in resolver.call(origin)}
    return frozenset(found)


def _parts(tree: SyntaxTree, annotation: Node) -> Iterator[tuple[Node, bool]]:
    """The names, queries and lookups in a type; the flag says that they stand inside `ReturnType<..>`."""
    pending = [(annotation, False)]
    while pending:
        node, returned = pending.pop()
        if node.type in _NAMES or node.type == "lookup_type":
            yield node, returned
            continue
        if node.type in _OPAQUE:
            continue
        name = node.child_by_field_name("name") if node.type == "generic_type" else None
        wrapped = name is not None and tree.text_of(name) == "ReturnType"
        children = node.named_children[1:] if wrapped else node.named_children
        pending += [(child, returned or wrapped) for child in children]


def property_type(tree: SyntaxTree, annotation: Node, key: str) -> Node | None:
    """The type of a property in an object type written out in place: `{ tracer: Tracer }`."""
    for part in annotation.named_children:
        if part.type != "object_type":
            continue
        for signature in part.named_children:
            name = signature.child_by_field_name("name") if signature.type == "property_signature" else None
            if name is not None and tree.text_of(name) == key:
                return signature.child_by_field_name("type")
    return None
