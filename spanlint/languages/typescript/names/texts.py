"""Texts in TypeScript and JavaScript that are put together, the values of members, and the slots of parameters."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.bindings import Binding
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import CLASSES
from spanlint.languages.typescript.names.members import members
from spanlint.model.apis import Slot
from spanlint.model.span_names import ANY, EACH, NameParameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_TEXTS = frozenset({"string_fragment", "escape_sequence"})
_CONSTRUCTOR = "constructor"  # `new` names the class
_ENUM, _KEYWORD = "enum_declaration", "enum"


def pieces(tree: SyntaxTree, node: Node) -> tuple[str | Node, ...] | None:
    """Returns the texts and expressions of a literal, a template or a `+`; None for anything else."""
    if node.type == "string":
        return tuple(tree.text_of(child) for child in node.named_children if child.type in _TEXTS)
    if node.type == "template_string":
        return tuple(
            tree.text_of(child) if child.type in _TEXTS else child.named_children[0]
            for child in node.named_children
            if child.type in _TEXTS or child.named_children
        )
    if node.type == "binary_expression":
        left, right, operator = (node.child_by_field_name(field) for field in ("left", "right", "operator"))
        if left is not None and right is not None and operator is not None and operator.type == "+":
            return left, right
    return None


def enums(tree: SyntaxTree, name: str) -> list[Node]:
    """Returns the enums of a name."""
    holders = (tree.parent(keyword) for keyword in tree.leaves(_KEYWORD))
    found = [holder for holder in holders if holder is not None and holder.type == _ENUM]
    names = (holder.child_by_field_name("name") for holder in found)
    return [holder for holder, own in zip(found, names, strict=True) if own is not None and tree.text_of(own) == name]


def default_exports(tree: SyntaxTree) -> list[Node]:
    """Returns what a file exports by default: `export default {..}`, or `module.exports = {..}`."""
    found = []
    for statement in tree.root.named_children:
        value = statement.child_by_field_name("value") if statement.type == "export_statement" else None
        inner = statement.named_children[0] if statement.type == "expression_statement" else None
        left = inner.child_by_field_name("left") if inner is not None else None
        if inner is not None and left is not None and tree.text_of(left) == "module.exports":
            value = inner.child_by_field_name("right")
        if value is not None:
            found.append(value)
    return found


def member_values(tree: SyntaxTree, holder: Node, name: str) -> Iterator[Node]:
    """Yields the values of a member of an enum, an object literal or a class, or the elements of an array for EACH."""
    if holder.type == _ENUM:
        body = holder.child_by_field_name("body")
        for entry in body.named_children if body is not None else ():
            key, value = entry.child_by_field_name("name"), entry.child_by_field_name("value")
            if key is not None and value is not None and tree.text_of(key) == name:
                yield value
    elif holder.type == "array" and name == EACH:
        yield from (child for child in holder.named_children if child.type != "comment")
    elif holder.type == "call_expression":  # Object.freeze({...})
        arguments = holder.child_by_field_name("arguments")
        for argument in arguments.named_children[:1] if arguments is not None else ():
            yield from member_values(tree, argument, name)
    elif holder.type == "object" and name != EACH and not name.isidentifier():
        yield from _pairs(tree, holder, name)
    elif holder.type == "object" or holder.type in CLASSES:
        yield from (found.value for found in members(tree, holder, name) if found.value is not None)


def _pairs(tree: SyntaxTree, holder: Node, name: str) -> Iterator[Node]:
    """Yields the values of a key that is no identifier, or of all keys."""
    for entry in holder.named_children:
        key, value = entry.child_by_field_name("key"), entry.child_by_field_name("value")
        if key is not None and value is not None and (name == ANY or pieces(tree, key) == (name,)):
            yield value


def parameter(tree: SyntaxTree, binding: Binding) -> NameParameter | None:
    """Returns the function of a parameter and its slot: a position, and a key if it is taken out of an object."""
    function = binding.scope
    parameters = function.child_by_field_name("parameters")
    name = _name_of(tree, function)
    if parameters is None or name in ("", _CONSTRUCTOR) or binding.key == "?":
        return None
    for position, declaration in enumerate(parameters.named_children):
        if declaration.start_byte <= binding.name.start_byte < declaration.end_byte:
            return NameParameter(name, Slot(position, None, binding.key or None))
    return None


def _name_of(tree: SyntaxTree, function: Node) -> str:
    holder = tree.parent(function)
    name = function.child_by_field_name("name")
    if name is None and holder is not None:
        name = holder.child_by_field_name("key" if holder.type == "pair" else "name")
    return tree.text_of(name) if name is not None else ""
