"""Texts in Python that are put together, the members of a class, and where a function's calls pass a parameter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.python.names.bindings import member_assignments
from spanlint.languages.python.names.expressions import last_name, unwrapped
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.patterns import lazy_pattern
from spanlint.model.apis import Slot
from spanlint.model.span_names import ANY, EACH, NameParameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from tree_sitter import Node

_PERCENT = lazy_pattern(r"%(?:\(\w*\))?[-#0 +]*[\d*]*(?:\.[\d*]+)?[a-zA-Z]|%%")
_BRACES = lazy_pattern(r"\{\{|\}\}|\{[^{}]*\}")
_SEQUENCES = frozenset({"list", "tuple"})
_COLLECTIONS = _SEQUENCES | {"set", "dictionary"}
_UNKNOWN = frozenset({"list_splat", "dictionary_splat", "list_comprehension"})
_ESCAPES = {"{{": "{", "}}": "}", "%%": "%"}


def pieces(tree: SyntaxTree, node: Node) -> tuple[str | Node, ...] | None:
    """Returns the texts and expressions of a literal, an f-string, `+`, `%` or `.format`; None for anything else.

    A node that stands for a part of which nothing is known is the node itself of a `%` or `.format`.
    """
    if node.type == "string":
        return _of_string(tree, node)
    if node.type == "concatenated_string":
        parts = [_of_string(tree, child) for child in node.named_children if child.type == "string"]
        return tuple(piece for part in parts for piece in part)
    if node.type == "binary_operator":
        return _of_operator(tree, node)
    return _of_call(tree, node) if node.type == "call" else None


def _of_call(tree: SyntaxTree, node: Node) -> tuple[str | Node, ...] | None:
    """Returns the parts of `"a.{}".format(b)` and of `".".join(("a", b))`."""
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    template = function.child_by_field_name("object") if function is not None else None
    if template is None or arguments is None:
        return None
    passed = [argument for argument in arguments.named_children if argument.type != "comment"]
    if last_name(tree, node) == "format":
        return _filled(tree, template, _BRACES, passed)
    parts = passed[0] if len(passed) == 1 and passed[0].type in _SEQUENCES else None
    if last_name(tree, node) != "join" or template.type != "string" or parts is None:
        return None
    joined = [piece for part in parts.named_children for piece in (template, part)]
    return tuple(joined[1:]) if not any(part.type in _UNKNOWN for part in parts.named_children) else None


def _of_string(tree: SyntaxTree, node: Node) -> tuple[str | Node, ...]:
    found: list[str | Node] = []
    for child in node.children:
        if child.type == "interpolation":
            inner = child.child_by_field_name("expression")
            found.append(inner if inner is not None else child)
        elif child.type in ("string_content", "escape_sequence"):
            found.append(tree.text_of(child).replace("{{", "{").replace("}}", "}") if _is_format(tree, node) else
                         tree.text_of(child))  # fmt: skip
    return tuple(found)


def _is_format(tree: SyntaxTree, node: Node) -> bool:
    prefix = tree.text_of(node.children[0]) if node.children else ""
    return "f" in prefix.lower()


def _of_operator(tree: SyntaxTree, node: Node) -> tuple[str | Node, ...] | None:
    left, right, operator = (node.child_by_field_name(field) for field in ("left", "right", "operator"))
    if left is None or right is None or operator is None:
        return None
    if operator.type == "+":
        return unwrapped(left), unwrapped(right)
    if operator.type != "%":
        return None
    right = unwrapped(right)
    return _filled(tree, left, _PERCENT, right.named_children if right.type == "tuple" else [right])


def _filled(
    tree: SyntaxTree, template: Node, holes: re.Pattern[str], passed: Sequence[Node]
) -> tuple[str | Node, ...] | None:
    template = unwrapped(template)
    if template.type != "string" or any(child.type == "interpolation" for child in template.children):
        return None
    text = "".join(tree.text_of(child) for child in template.children if child.type == "string_content")
    fillers = _fillers(tree, passed, [found.group() for found in holes.finditer(text)])
    found: list[str | Node] = []
    end = 0
    for hole in holes.finditer(text):
        filler = _ESCAPES.get(hole.group()) or fillers.get(hole.group())
        found += text[end : hole.start()], filler or template.children[0]  # a quotation mark: nothing is known of it
        end = hole.end()
    return (*found, text[end:])


def _fillers(tree: SyntaxTree, passed: Sequence[Node], holes: list[str]) -> dict[str, Node]:
    """Returns what stands in `%s`, `{}` or `{name}`, as far as each hole is there once."""
    if any(value.type in _UNKNOWN for value in passed):
        return {}
    named = [value for value in passed if value.type == "keyword_argument"]
    fillers = {f"{{{tree.text_of(value.named_children[0])}}}": value.named_children[-1] for value in named}
    positional = [value for value in passed if value.type != "keyword_argument"]
    if len(positional) == 1 and len([hole for hole in holes if hole in ("%s", "{}")]) == 1:
        fillers |= dict.fromkeys(("%s", "{}"), positional[0])
    return fillers


def class_members(tree: SyntaxTree, scopes: Scopes, holder: Node, name: str) -> Iterator[Node]:
    """Yields the values of a name in a class's body, and of `self.name` in its methods; or those of a dictionary; or
    for EACH the elements of a list, a tuple or a set, and the keys of a dictionary."""
    if name == EACH:
        keys = (child.child_by_field_name("key") or child for child in holder.named_children)
        yield from (child for child in keys if child.type != "comment" and holder.type in _COLLECTIONS)
    elif holder.type == "dictionary":
        yield from _items(tree, holder, name)
    if holder.type != "class_definition":
        return
    for binding in scopes.bound_in(name, holder):
        if binding.kind is Kind.VALUE and binding.value is not None:
            yield binding.value
    for ancestors in member_assignments(tree, name, holder):
        value = ancestors[1].child_by_field_name("right")
        if value is not None:
            yield value


def _items(tree: SyntaxTree, holder: Node, name: str) -> Iterator[Node]:
    for entry in holder.named_children:
        key, value = entry.child_by_field_name("key"), entry.child_by_field_name("value")
        if key is not None and value is not None and (name == ANY or pieces(tree, key) == (name,)):
            yield value


def parameter(tree: SyntaxTree, binding: Binding) -> NameParameter | None:
    """Returns the function of a parameter and its slot; None for a lambda's, that of a splat, and a part of one."""
    function, position = binding.scope, 0
    name, parameters = function.child_by_field_name("name"), function.child_by_field_name("parameters")
    if name is None or parameters is None or binding.key or function.type != "function_definition":
        return None
    is_positional = True
    for declaration in parameters.named_children:
        if declaration.type in ("keyword_separator", "list_splat_pattern"):
            is_positional = False
        elif declaration.start_byte <= binding.name.start_byte < declaration.end_byte:
            slot = Slot(position if is_positional else None, tree.text_of(binding.name))
            return NameParameter(_called(tree, function, tree.text_of(name)), slot)
        elif tree.text_of(declaration) not in ("self", "cls"):
            position += 1
    return None


def _called(tree: SyntaxTree, function: Node, name: str) -> str:
    """Returns the name by which a function is called: that of the class for `__init__`."""
    around = tree.ancestors(function) if name == "__init__" else ()
    owner = next((above for above in around if above.type == "class_definition"), None)
    of = owner.child_by_field_name("name") if owner is not None else None
    return tree.text_of(of) if of is not None else name
