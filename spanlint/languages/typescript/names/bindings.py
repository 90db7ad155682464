"""What binds a name in TypeScript and JavaScript, found from the places where the name is written."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

FUNCTIONS = frozenset(
    {
        "function_declaration",
        "function_expression",
        "generator_function",
        "generator_function_declaration",
        "arrow_function",
        "method_definition",
    }
)
CLASSES = frozenset({"class_declaration", "class", "abstract_class_declaration"})
_BLOCKS = frozenset({"program", "statement_block", "for_statement", "for_in_statement", "catch_clause", "switch_body"})
_NAMES = frozenset({"identifier", "type_identifier", "shorthand_property_identifier_pattern"})
_DECLARED = FUNCTIONS | CLASSES - {"method_definition"}
_TYPES = frozenset({"interface_declaration", "type_alias_declaration"})
_ASSIGNMENTS = frozenset({"assignment_expression", "augmented_assignment_expression"})
_PATTERNS = frozenset(
    {"object_pattern", "array_pattern", "rest_pattern", "object_assignment_pattern", "assignment_pattern"}
)
PARAMETERS = frozenset({"required_parameter", "optional_parameter"})


class Kind(Enum):
    """How a name is bound."""

    IMPORT = "import"
    VALUE = "value"
    PARAMETER = "parameter"
    FUNCTION = "function"
    CLASS = "class"
    TYPE = "type"
    ASSIGNED = "assigned"
    OTHER = "other"


class Binding(Record):
    """One binding of a name. `path` is an import's `module:name`, `key` the property a pattern takes out of the value.

    `value` is the assigned or default value, or the function, class or type itself. An ASSIGNED binding does not
    declare; its value is None where a pattern or a loop assigns.
    """

    kind: Kind
    name: Node
    scope: Node
    value: Node | None = None
    annotation: Node | None = None
    path: str = ""
    key: str = ""


def bindings(tree: SyntaxTree, name: str) -> Iterator[Binding]:
    """Every binding of a name in the file, in order."""
    for leaf in tree.leaves(name):
        if leaf.type in _NAMES:
            binding = _binding(tree, leaf)
            if binding is not None:
                yield binding


def scope_of(tree: SyntaxTree, node: Node, function: bool = False) -> Node:
    """The innermost block or function around a node; with `function`, the one that `var` belongs to."""
    for above in tree.ancestors(node):
        if above.type in FUNCTIONS or above.type == "program" or (above.type in _BLOCKS and not function):
            return above
    return tree.root


def _binding(tree: SyntaxTree, leaf: Node) -> Binding | None:
    above = tree.ancestors(leaf)
    holder = above[0]
    if holder.type in ("import_specifier", "import_clause", "namespace_import", "import_require_clause"):
        return _import(tree, leaf, above)
    if holder.type in _DECLARED and holder.child_by_field_name("name") == leaf:
        kind = Kind.CLASS if holder.type in CLASSES else Kind.FUNCTION
        return Binding(kind, leaf, scope_of(tree, holder), holder)
    if holder.type in _TYPES and holder.child_by_field_name("name") == leaf:
        return Binding(Kind.TYPE, leaf, scope_of(tree, holder), holder)
    if holder.type == "arrow_function" and holder.child_by_field_name("parameter") == leaf:
        return Binding(Kind.PARAMETER, leaf, holder)
    if holder.type in _ASSIGNMENTS:
        if holder.child_by_field_name("left") != leaf:
            return None
        return Binding(Kind.ASSIGNED, leaf, scope_of(tree, holder), holder.child_by_field_name("right"))
    if holder.type in ("catch_clause", "for_in_statement"):
        bound = holder.child_by_field_name("parameter") == leaf or holder.child_by_field_name("left") == leaf
        declares = holder.type == "catch_clause" or holder.child_by_field_name("kind") is not None
        return Binding(Kind.OTHER if declares else Kind.ASSIGNED, leaf, holder) if bound else None
    return _declared(tree, leaf, above)


def _import(tree: SyntaxTree, leaf: Node, above: tuple[Node, ...]) -> Binding | None:
    holder = above[0]
    statement = next((node for node in above if node.type == "import_statement"), None)
    source = next((node.child_by_field_name("source") for node in above if node.child_by_field_name("source")), None)
    if statement is None or source is None:
        return None
    path = module_path(tree, source)
    if holder.type == "import_specifier":
        name, alias = holder.child_by_field_name("name"), holder.child_by_field_name("alias")
        if name is None or (alias or name) != leaf:
            return None
        path += "" if tree.text_of(name) == "default" else tree.text_of(name)
    return Binding(Kind.IMPORT, leaf, tree.root, path=path)


def module_path(tree: SyntaxTree, source: Node) -> str:
    """The origin of a module: its specifier and a colon. A default import is the module too, as for CommonJS."""
    return tree.text_of(source).strip("'\"`") + ":"


def _declared(tree: SyntaxTree, leaf: Node, above: tuple[Node, ...]) -> Binding | None:
    """A name in a declaration or a parameter, by itself or in a pattern."""
    target, key = leaf, ""
    if leaf.type == "shorthand_property_identifier_pattern":
        key = tree.text_of(leaf)
    for node in above:
        if node.type == "variable_declarator":
            return _variable(tree, leaf, node, key) if node.child_by_field_name("name") == target else None
        if node.type in PARAMETERS:
            return _parameter(tree, leaf, node, key) if node.child_by_field_name("pattern") == target else None
        if node.type == "pair_pattern":
            name = node.child_by_field_name("key")
            if node.child_by_field_name("value") != target or name is None:
                return None
            key = tree.text_of(name)
        elif node.type in ("assignment_expression", "for_in_statement"):
            return Binding(Kind.ASSIGNED, leaf, node) if node.child_by_field_name("left") == target else None
        elif node.type not in _PATTERNS:
            return None
        elif node.type in ("array_pattern", "rest_pattern"):
            key = "?"
        target = node
    return None


def _variable(tree: SyntaxTree, leaf: Node, declarator: Node, key: str) -> Binding:
    declaration = tree.parent(declarator)
    scope = scope_of(tree, declarator, function=declaration is not None and declaration.type == "variable_declaration")
    value, annotation = declarator.child_by_field_name("value"), declarator.child_by_field_name("type")
    if value is None and declaration is not None and declaration.type == "for_in_statement":
        return Binding(Kind.OTHER, leaf, scope)
    if value is not None and value.type in FUNCTIONS and not key:
        return Binding(Kind.FUNCTION, leaf, scope, value, annotation)
    return Binding(Kind.VALUE, leaf, scope, value, annotation, key=key)


def _parameter(tree: SyntaxTree, leaf: Node, holder: Node, key: str) -> Binding:
    function = next((node for node in tree.ancestors(holder) if node.type in FUNCTIONS), tree.root)
    value, annotation = holder.child_by_field_name("value"), holder.child_by_field_name("type")
    return Binding(Kind.PARAMETER, leaf, function, value, annotation, key=key)
