"""The bindings of a name in TypeScript and JavaScript, found from the occurrences of the name."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.specifiers import package_path

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
_DEFINITIONS = FUNCTIONS | CLASSES - {"method_definition"}
_EXPRESSIONS = frozenset({"function_expression", "generator_function", "class"})
_TYPES = frozenset({"interface_declaration", "type_alias_declaration"})
_OBJECTS = frozenset({"enum_declaration", "internal_module"})
"""The declarations of objects: of an enum, and of a namespace."""
_ASSIGNMENTS = frozenset({"assignment_expression", "augmented_assignment_expression"})
_PATTERNS = frozenset(
    {"object_pattern", "array_pattern", "rest_pattern", "object_assignment_pattern", "assignment_pattern"}
)
PARAMETERS = frozenset({"required_parameter", "optional_parameter"})
_BINDING_PARENTS = frozenset(
    {"import_specifier", "import_clause", "namespace_import", "import_require_clause", "variable_declarator"}
    | {"pair_pattern", "catch_clause", "for_in_statement"}
    | _DEFINITIONS
    | _TYPES
    | _OBJECTS
    | _ASSIGNMENTS
    | _PATTERNS
    | PARAMETERS
)
"""The node types that can be the parent of a bound name."""
_LOOK_BACK = 16  # bytes; where they are all blank, as good as nothing is known
_BEFORE_FUNCTIONS = b"n*/"  # the last bytes of `function`, of `function *` and of a comment


def bindings(tree: SyntaxTree, name: str) -> Iterator[Binding]:
    """Yields every binding of a name in the file, in source order."""
    for leaf in tree.leaves_if(_may_bind, name):
        # The parent takes a fifth of the time of the path to the root, and most names bind nothing.
        holder = tree.parent(leaf) if leaf.type in _NAMES else None
        binding = _binding(tree, leaf) if holder is not None and holder.type in _BINDING_PARENTS else None
        if binding is not None:
            yield binding


def _may_bind(text: bytes, start: int, end: int) -> bool:
    """Whether the bytes around a name leave open that it is bound there: `a.name` and `name.a` are not, and `name(` is
    only after `function`, `*` or a comment."""
    if text[start - 1 : start] == b".":
        return text[start - 2 : start] == b".."
    after = text[end : end + 1]
    if after == b"(":
        return text[max(0, start - _LOOK_BACK) : start].rstrip()[-1:] in _BEFORE_FUNCTIONS
    return after != b"."


def scope_of(tree: SyntaxTree, node: Node, is_var: bool = False) -> Node:
    """Returns the innermost block or function around a node; with `is_var`, the scope of a `var`."""
    for ancestor in tree.ancestors(node):
        if ancestor.type in FUNCTIONS or ancestor.type == "program" or (ancestor.type in _BLOCKS and not is_var):
            return ancestor
    return tree.root


def _binding(tree: SyntaxTree, leaf: Node) -> Binding | None:
    ancestors = tree.ancestors(leaf)
    holder = ancestors[0]
    if holder.type in ("import_specifier", "import_clause", "namespace_import", "import_require_clause"):
        return _import_binding(tree, leaf, ancestors)
    if holder.type in _DEFINITIONS and holder.child_by_field_name("name") == leaf:
        kind = Kind.CLASS if holder.type in CLASSES else Kind.FUNCTION
        # The name of an expression means it in its own body alone.
        return Binding(kind, leaf, holder if holder.type in _EXPRESSIONS else scope_of(tree, holder), holder)
    if holder.type in _TYPES and holder.child_by_field_name("name") == leaf:
        return Binding(Kind.TYPE, leaf, scope_of(tree, holder), holder)
    if holder.type in _OBJECTS and holder.child_by_field_name("name") == leaf:
        return Binding(Kind.OTHER, leaf, scope_of(tree, holder))
    if holder.type == "arrow_function" and holder.child_by_field_name("parameter") == leaf:
        return Binding(Kind.PARAMETER, leaf, holder)
    if holder.type in _ASSIGNMENTS:
        if holder.child_by_field_name("left") != leaf:
            return None
        return Binding(Kind.ASSIGNED, leaf, scope_of(tree, holder), holder.child_by_field_name("right"))
    if holder.type in ("catch_clause", "for_in_statement"):
        is_bound = holder.child_by_field_name("parameter") == leaf or holder.child_by_field_name("left") == leaf
        is_declaration = holder.type == "catch_clause" or holder.child_by_field_name("kind") is not None
        return Binding(Kind.OTHER if is_declaration else Kind.ASSIGNED, leaf, holder) if is_bound else None
    return _declared_binding(tree, leaf, ancestors)


def _import_binding(tree: SyntaxTree, leaf: Node, ancestors: tuple[Node, ...]) -> Binding | None:
    holder = ancestors[0]
    statement = next((node for node in ancestors if node.type == "import_statement"), None)
    source = next(
        (node.child_by_field_name("source") for node in ancestors if node.child_by_field_name("source")), None
    )
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
    """Returns the origin of a module: its specifier and a colon. A default import has the same one, as in CommonJS."""
    return package_path(tree.text_of(source).strip("'\"`")) + ":"


def _declared_binding(tree: SyntaxTree, leaf: Node, ancestors: tuple[Node, ...]) -> Binding | None:
    """Returns the binding of a name in a declaration, a parameter or an assignment, by itself or in a pattern."""
    target, key = leaf, ""
    if leaf.type == "shorthand_property_identifier_pattern":
        key = tree.text_of(leaf)
    for ancestor in ancestors:
        if ancestor.type == "variable_declarator":
            return (
                _variable_binding(tree, leaf, ancestor, key) if ancestor.child_by_field_name("name") == target else None
            )
        if ancestor.type in PARAMETERS:
            return (
                _parameter_binding(tree, leaf, ancestor, key)
                if ancestor.child_by_field_name("pattern") == target
                else None
            )
        if ancestor.type == "pair_pattern":
            name = ancestor.child_by_field_name("key")
            if ancestor.child_by_field_name("value") != target or name is None:
                return None
            key = tree.text_of(name)
        elif ancestor.type in ("assignment_expression", "for_in_statement"):
            is_declaration = ancestor.child_by_field_name("kind") is not None
            kind = Kind.OTHER if is_declaration else Kind.ASSIGNED
            return Binding(kind, leaf, ancestor) if ancestor.child_by_field_name("left") == target else None
        elif ancestor.type not in _PATTERNS:
            return None
        elif ancestor.type in ("array_pattern", "rest_pattern"):
            key = "?"
        target = ancestor
    return None


def _variable_binding(tree: SyntaxTree, leaf: Node, declarator: Node, key: str) -> Binding:
    declaration = tree.parent(declarator)
    scope = scope_of(tree, declarator, is_var=declaration is not None and declaration.type == "variable_declaration")
    value, annotation = declarator.child_by_field_name("value"), declarator.child_by_field_name("type")
    if value is None and declaration is not None and declaration.type == "for_in_statement":
        return Binding(Kind.OTHER, leaf, scope)
    if value is not None and value.type in FUNCTIONS and not key:
        return Binding(Kind.FUNCTION, leaf, scope, value, annotation)
    return Binding(Kind.VALUE, leaf, scope, value, annotation, key=key)


def _parameter_binding(tree: SyntaxTree, leaf: Node, holder: Node, key: str) -> Binding:
    function = next((node for node in tree.ancestors(holder) if node.type in FUNCTIONS), tree.root)
    value, annotation = holder.child_by_field_name("value"), holder.child_by_field_name("type")
    return Binding(Kind.PARAMETER, leaf, function, value, annotation, key=key)
