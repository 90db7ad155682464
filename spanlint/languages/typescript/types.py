"""What a TypeScript type annotation says about a value's origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tree_sitter import Node

from spanlint.languages.origins import called, member
from spanlint.languages.syntax import SyntaxTree

Resolve = Callable[[Node], frozenset[str]]


def annotated(tree: SyntaxTree, annotation: Node, resolve: Resolve) -> frozenset[str]:
    """The origins that a type allows: instances of the types it names, the type of `x` for `typeof x`."""
    found: set[str] = set()
    for part, returned in _parts(tree, annotation):
        if part.type == "type_query":
            value = {origin for name in part.named_children[:1] for origin in resolve(name)}
            found |= {called(origin) for origin in value} if returned else value
        elif part.type == "nested_type_identifier":
            module, name = part.child_by_field_name("module"), part.child_by_field_name("name")
            if module is not None and name is not None:
                found |= {called(member(origin, tree.text_of(name))) for origin in resolve(module)}
        else:
            found |= {called(origin) for origin in resolve(part)}
    return frozenset(found)


def _parts(tree: SyntaxTree, annotation: Node) -> Iterator[tuple[Node, bool]]:
    """The names and `typeof` queries in a type; the flag says that they stand inside `ReturnType<..>`."""
    pending = [(annotation, False)]
    while pending:
        node, returned = pending.pop()
        if node.type in ("type_query", "nested_type_identifier", "type_identifier", "identifier"):
            yield node, returned
            continue
        if node.type in ("object_type", "function_type"):
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
