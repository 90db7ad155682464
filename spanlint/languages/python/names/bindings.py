"""What binds a name in Python, found from the places where the name is written."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

FUNCTIONS = frozenset({"function_definition", "lambda"})
SCOPES = FUNCTIONS | {"class_definition", "module"}
_PARAMETERS = frozenset({"parameters", "lambda_parameters"})
_TYPED = frozenset({"typed_parameter", "default_parameter", "typed_default_parameter"})
_SPLATS = frozenset({"list_splat_pattern", "dictionary_splat_pattern"})
_ASSIGNING = frozenset({"assignment", "augmented_assignment", "named_expression"})
_LOOPS = frozenset({"for_statement", "for_in_clause"})
_SEVERAL = _SPLATS | {"pattern_list", "tuple_pattern", "list_pattern"}
_HOLDERS = frozenset(
    {"function_definition", "class_definition", "dotted_name", "aliased_import", "as_pattern", "as_pattern_target"}
    | {"splat_pattern"}
    | _ASSIGNING
    | _PARAMETERS
    | _TYPED
    | _LOOPS
    | _SEVERAL
)
"""What a name that is bound stands right in."""


class Kind(Enum):
    """How a name is bound."""

    IMPORT = "import"
    VALUE = "value"
    PARAMETER = "parameter"
    FUNCTION = "function"
    CLASS = "class"
    WITH = "entered"
    OTHER = "other"


class Binding(Record):
    """One binding of a name. `path` is the dotted path of an import, relative ones with their leading dots.

    `value` is the assigned or default value, the entered expression of a `with`, or the definition itself.
    """

    kind: Kind
    name: Node
    scope: Node
    value: Node | None = None
    annotation: Node | None = None
    path: str = ""


def bindings(tree: SyntaxTree, name: str) -> Iterator[Binding]:
    """Every binding of a name in the file, in order."""
    for leaf in tree.leaves(name):
        # To ask for the node above takes a fifth of what the path to the root does, and most names bind nothing.
        holder = leaf.parent if leaf.type == "identifier" else None
        binding = _binding(tree, leaf) if holder is not None and holder.type in _HOLDERS else None
        if binding is not None:
            yield binding


def member_assignments(tree: SyntaxTree, name: str) -> Iterator[tuple[Node, ...]]:
    """The path to the root of each `self.name` (or `cls.name`) that is given a value, its assignment second."""
    for leaf in tree.leaves(name):
        holder = leaf.parent
        base = holder.child_by_field_name("object") if holder is not None and holder.type == "attribute" else None
        if base is None or tree.text_of(base) not in ("self", "cls"):
            continue
        above = tree.ancestors(leaf)
        if above[1].type == "assignment" and above[1].child_by_field_name("left") == above[0]:
            yield above


def scope_of(tree: SyntaxTree, node: Node) -> Node:
    """The function, class or module whose names this node sees first.

    A function's name, decorators, annotations and default values belong to the scope around it.
    """
    return next(scopes_around(tree, node), tree.root)


def scopes_around(tree: SyntaxTree, node: Node) -> Iterator[Node]:
    """The scope of a node, the scope of that one, and so on up to the module, which is its own."""
    if node == tree.root:
        yield node
    inner = node
    for above in tree.ancestors(node):
        if above.type in SCOPES and (above == tree.root or above.child_by_field_name("body") == inner):
            yield above
        inner = above


def _binding(tree: SyntaxTree, leaf: Node) -> Binding | None:
    above = tree.ancestors(leaf)
    kind = above[0].type
    if kind in ("function_definition", "class_definition") and above[0].child_by_field_name("name") == leaf:
        made = Kind.CLASS if kind == "class_definition" else Kind.FUNCTION
        return Binding(made, leaf, scope_of(tree, above[0]), above[0])
    if kind in _ASSIGNING:
        return _assignment(tree, leaf, above[0])
    if _is_captured(above):
        return Binding(Kind.OTHER, leaf, scope_of(tree, leaf))
    if kind in ("dotted_name", "aliased_import"):
        return _import(tree, leaf, above)
    if kind in _PARAMETERS or kind in _TYPED or kind in _SPLATS:
        return _parameter(leaf, above)
    if kind == "as_pattern_target":
        return _entered(tree, leaf, above)
    return _unpacked(tree, leaf, above)


def _is_captured(above: tuple[Node, ...]) -> bool:
    """Whether a name is bound by a `case`, which has classes, constants and keywords as well."""
    if above[0].type == "dotted_name":
        return above[0].named_child_count == 1 and above[1].type in ("case_pattern", "keyword_pattern")
    return above[0].type in ("splat_pattern", "as_pattern") and above[1].type == "case_pattern"


def _assignment(tree: SyntaxTree, leaf: Node, assignment: Node) -> Binding | None:
    target = assignment.child_by_field_name("name" if assignment.type == "named_expression" else "left")
    if target != leaf:
        return None
    value = assignment.child_by_field_name("value" if assignment.type == "named_expression" else "right")
    kind = Kind.OTHER if assignment.type == "augmented_assignment" else Kind.VALUE
    return Binding(kind, leaf, scope_of(tree, assignment), value, assignment.child_by_field_name("type"))


def _import(tree: SyntaxTree, leaf: Node, above: tuple[Node, ...]) -> Binding | None:
    aliased = above[0] if above[0].type == "aliased_import" else above[1]
    dotted = above[0] if above[0].type == "dotted_name" else above[0].child_by_field_name("name")
    statement = next((node for node in above if node.type in ("import_statement", "import_from_statement")), None)
    if statement is None or dotted is None or statement.child_by_field_name("module_name") in (dotted, aliased):
        return None
    path, alias = tree.text_of(dotted), aliased.child_by_field_name("alias")
    if (alias is not None and alias != leaf) or (alias is None and dotted.children[0] != leaf):
        return None
    if statement.type == "import_from_statement":
        module = statement.child_by_field_name("module_name")
        within = tree.text_of(module) if module is not None else ""
        path = f"{within}{path}" if within.endswith(".") else f"{within}.{path}"
    elif alias is None:
        path = tree.text_of(leaf)  # `import a.b` binds `a`
    return Binding(Kind.IMPORT, leaf, scope_of(tree, statement), path=path)


def _parameter(leaf: Node, above: tuple[Node, ...]) -> Binding | None:
    holder = above[0]
    function = next((node for node in above if node.type in FUNCTIONS), None)
    if function is None or not any(node.type in _PARAMETERS for node in above[:4]):
        return None
    if holder.type in _TYPED and holder.children[0] != leaf:
        return None
    if holder.type in _SPLATS:
        return Binding(Kind.OTHER, leaf, function)
    if holder.type in _PARAMETERS:
        return Binding(Kind.PARAMETER, leaf, function)
    return Binding(
        Kind.PARAMETER, leaf, function, holder.child_by_field_name("value"), holder.child_by_field_name("type")
    )


def _entered(tree: SyntaxTree, leaf: Node, above: tuple[Node, ...]) -> Binding | None:
    if len(above) > 2 and above[1].type == "as_pattern" and above[2].type == "with_item":
        return Binding(Kind.WITH, leaf, scope_of(tree, above[2]), above[1].children[0])
    return Binding(Kind.OTHER, leaf, scope_of(tree, above[0]))


def _unpacked(tree: SyntaxTree, leaf: Node, above: tuple[Node, ...]) -> Binding | None:
    """A name among several targets, or of a loop or comprehension: bound, to what is not looked into."""
    target = leaf
    for node in above:
        if node.type == "assignment" or node.type in _LOOPS:
            if node.child_by_field_name("left") == target:
                return Binding(Kind.OTHER, leaf, scope_of(tree, node))
            return None
        if node.type not in _SEVERAL:
            return None
        target = node
    return None
