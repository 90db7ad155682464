"""The slot of a TypeScript or JavaScript function's parameter that its calls may omit."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import PARAMETERS
from spanlint.languages.typescript.names.scopes import Scopes
from spanlint.model.apis import Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DECLARED = frozenset({"identifier", "shorthand_property_identifier_pattern"})
_PATTERNS = {
    "object_pattern": "",
    "array_pattern": "",
    "pair_pattern": "value",
    "object_assignment_pattern": "left",
    "assignment_pattern": "left",
}


def omittable_slot(tree: SyntaxTree, scopes: Scopes, parameter: Binding, key: str) -> Slot | None:
    """Returns where calls pass a parameter or its key, if they may omit it: it is optional, or untyped as in
    JavaScript."""
    parameters = parameter.scope.child_by_field_name("parameters")
    declarations = [child for child in parameters.named_children if child.type in PARAMETERS] if parameters else []
    patterns = [(declaration, declaration.child_by_field_name("pattern")) for declaration in declarations]
    positional = [
        (declaration, pattern) for declaration, pattern in patterns if pattern is not None and pattern.type != "this"
    ]
    for position, (declaration, pattern) in enumerate(positional):
        if not pattern.start_byte <= parameter.name.start_byte < pattern.end_byte:
            continue
        if key == "?" or (pattern != parameter.name and not key):
            return None
        return Slot(position, key=key or None) if _may_be_omitted(tree, scopes, declaration, key) else None
    return None


def _may_be_omitted(tree: SyntaxTree, scopes: Scopes, parameter: Node, key: str) -> bool:
    annotation, default = parameter.child_by_field_name("type"), parameter.child_by_field_name("value")
    if default is not None:
        return default.type in ("undefined", "null") or (bool(key) and default.type == "object")
    if parameter.type == "optional_parameter" or annotation is None:
        return True
    return bool(key) and any(_has_optional_property(tree, scopes, child, key) for child in annotation.named_children)


def _has_optional_property(tree: SyntaxTree, scopes: Scopes, type_node: Node, key: str) -> bool:
    """Whether a type, written inline or declared in the file, has an optional property of this name."""
    bindings = scopes.bindings(tree.text_of(type_node)) if not type_node.child_count else ()
    declarations = [binding.value for binding in bindings if binding.kind is Kind.TYPE and binding.value is not None]
    for declaration in sorted((type_node, *declarations), key=lambda node: node.start_byte):
        for leaf in tree.leaves_within(key, declaration):
            above = tree.parent(leaf)
            if above is not None and above.type == "property_signature":
                return any(child.type == "?" for child in above.children)
    return False


def declared_by(pattern: Node) -> Iterator[Node]:
    """Yields the names that a pattern declares, without those of the rest."""
    pending = [pattern]
    while pending:
        node = pending.pop()
        if node.type in _DECLARED:
            yield node
        elif node.type in _PATTERNS:  # `{ a }`, `{ a = 1 }`, `{ a: b }`
            field = _PATTERNS[node.type]
            pending += node.children_by_field_name(field) if field else node.named_children
