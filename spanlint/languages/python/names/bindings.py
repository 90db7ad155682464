"""The bindings of a name in a Python file, found from the name's mentions."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.python.names.expressions import item_around
from spanlint.languages.trees.tree import SyntaxTree

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
_TARGET_LISTS = _SPLATS | {"pattern_list", "tuple_pattern", "list_pattern"}
_BINDING_PARENTS = frozenset(
    {"function_definition", "class_definition", "dotted_name", "aliased_import", "as_pattern", "as_pattern_target"}
    | {"splat_pattern"}
    | _ASSIGNING
    | _PARAMETERS
    | _TYPED
    | _LOOPS
    | _TARGET_LISTS
)
"""The node types that can be the parent of a bound name."""
_LOOK_BACK = 16  # bytes; where they are all blank, as good as nothing is known
_BEFORE_CALLS = b"fs\\"  # the last bytes of `def`, of `class` and of a line that goes on
_BEFORE_PATHS = b"t,\\"  # the last bytes of `import`, of a path before this one and of a line that goes on


def bindings(tree: SyntaxTree, name: str) -> Iterator[Binding]:
    """Yields every binding of a name in the file, in order."""
    for leaf in tree.leaves_if(_may_bind, name):
        # The parent takes a fifth of the time of the path to the root, and most names bind nothing.
        holder = leaf.parent if leaf.type == "identifier" else None
        binding = _binding(tree, leaf) if holder is not None and holder.type in _BINDING_PARENTS else None
        if binding is not None:
            yield binding


def without_overloads(tree: SyntaxTree, found: list[Binding]) -> list[Binding]:
    """Returns bindings without the functions that only declare a type for the one that follows: they never run."""
    functions = [binding for binding in found if binding.kind is Kind.FUNCTION]
    overloads = [binding for binding in functions if _is_overload(tree, binding.value)]
    implemented = {binding.scope for binding in functions if binding not in overloads}
    return [binding for binding in found if binding not in overloads or binding.scope not in implemented]


def _is_overload(tree: SyntaxTree, function: Node | None) -> bool:
    holder = tree.parent(function) if function is not None else None
    decorators = holder.children if holder is not None and holder.type == "decorated_definition" else []
    texts = (tree.text_of(child) for child in decorators if child.type == "decorator")
    return any(text.lstrip("@ ").rpartition(".")[2] == "overload" for text in texts)


def _may_bind(text: bytes, start: int, end: int) -> bool:
    """Whether the bytes around a name leave open that it is bound there.

    `a.name` is not, `name(` only after `def` or `class`, and `name.` only after `import` (`import name.a`).
    """
    after = text[end : end + 1]
    if text[start - 1 : start] == b".":
        return False
    if after != b"(" and after != b".":
        return True
    before = text[max(0, start - _LOOK_BACK) : start].rstrip()[-1:]
    return before in (_BEFORE_CALLS if after == b"(" else _BEFORE_PATHS)


def member_assignments(tree: SyntaxTree, name: str, within: Node) -> Iterator[tuple[Node, ...]]:
    """Yields the path to the root of each `self.name` or `cls.name` that a node assigns; the assignment is second."""
    for leaf in tree.leaves_within(name, within):
        holder = leaf.parent
        base = holder.child_by_field_name("object") if holder is not None and holder.type == "attribute" else None
        if base is None or tree.text_of(base) not in ("self", "cls"):
            continue
        ancestors = tree.ancestors(leaf)
        if ancestors[1].type == "assignment" and ancestors[1].child_by_field_name("left") == ancestors[0]:
            yield ancestors


def scope_of(tree: SyntaxTree, node: Node) -> Node:
    """Returns the function, class or module whose names this node sees first.

    A function's name, decorators, annotations and default values belong to the scope around it.
    """
    return next(scopes_around(tree, node), tree.root)


def scopes_around(tree: SyntaxTree, node: Node) -> Iterator[Node]:
    """Yields the scopes around a node, the innermost first, up to the module. The module is its own scope."""
    if node == tree.root:
        yield node
    inner = node
    for ancestor in tree.ancestors(node):
        if ancestor.type in SCOPES and (ancestor == tree.root or ancestor.child_by_field_name("body") == inner):
            yield ancestor
        inner = ancestor


def _binding(tree: SyntaxTree, leaf: Node) -> Binding | None:
    ancestors = tree.ancestors(leaf)
    parent_type = ancestors[0].type
    if parent_type in ("function_definition", "class_definition") and ancestors[0].child_by_field_name("name") == leaf:
        kind = Kind.CLASS if parent_type == "class_definition" else Kind.FUNCTION
        return Binding(kind, leaf, scope_of(tree, ancestors[0]), ancestors[0])
    if parent_type in _ASSIGNING:
        return _assignment(tree, leaf, ancestors[0])
    if _is_case_capture(ancestors):
        return Binding(Kind.OTHER, leaf, scope_of(tree, leaf))
    if parent_type in ("dotted_name", "aliased_import"):
        return _import(tree, leaf, ancestors)
    if parent_type in _PARAMETERS or parent_type in _TYPED or parent_type in _SPLATS:
        return _parameter(leaf, ancestors)
    if parent_type == "as_pattern_target":
        return _as_target(tree, leaf, ancestors)
    return _unpacked(tree, leaf, ancestors)


def _is_case_capture(ancestors: tuple[Node, ...]) -> bool:
    """Whether a `case` pattern binds a name: patterns also contain classes, constants and keywords."""
    if ancestors[0].type == "dotted_name":
        return ancestors[0].named_child_count == 1 and ancestors[1].type in ("case_pattern", "keyword_pattern")
    return ancestors[0].type in ("splat_pattern", "as_pattern") and ancestors[1].type == "case_pattern"


def _assignment(tree: SyntaxTree, leaf: Node, assignment: Node) -> Binding | None:
    target = assignment.child_by_field_name("name" if assignment.type == "named_expression" else "left")
    if target != leaf:
        return None
    value = assignment.child_by_field_name("value" if assignment.type == "named_expression" else "right")
    kind = Kind.OTHER if assignment.type == "augmented_assignment" else Kind.VALUE
    return Binding(kind, leaf, scope_of(tree, assignment), value, assignment.child_by_field_name("type"))


def _import(tree: SyntaxTree, leaf: Node, ancestors: tuple[Node, ...]) -> Binding | None:
    aliased = ancestors[0] if ancestors[0].type == "aliased_import" else ancestors[1]
    dotted = ancestors[0] if ancestors[0].type == "dotted_name" else ancestors[0].child_by_field_name("name")
    statement = next(
        (ancestor for ancestor in ancestors if ancestor.type in ("import_statement", "import_from_statement")), None
    )
    if statement is None or dotted is None or statement.child_by_field_name("module_name") in (dotted, aliased):
        return None
    path, alias = tree.text_of(dotted), aliased.child_by_field_name("alias")
    if (alias is not None and alias != leaf) or (alias is None and dotted.children[0] != leaf):
        return None
    if statement.type == "import_from_statement":
        module = statement.child_by_field_name("module_name")
        module_path = tree.text_of(module) if module is not None else ""
        path = f"{module_path}{path}" if module_path.endswith(".") else f"{module_path}.{path}"
    elif alias is None:
        path = tree.text_of(leaf)  # `import a.b` binds `a`
    return Binding(Kind.IMPORT, leaf, scope_of(tree, statement), path=path)


def _parameter(leaf: Node, ancestors: tuple[Node, ...]) -> Binding | None:
    holder = ancestors[0]
    function = next((ancestor for ancestor in ancestors if ancestor.type in FUNCTIONS), None)
    if function is None or not any(ancestor.type in _PARAMETERS for ancestor in ancestors[:4]):
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


def _as_target(tree: SyntaxTree, leaf: Node, ancestors: tuple[Node, ...]) -> Binding | None:
    item = item_around(ancestors[1:]) if len(ancestors) > 2 and ancestors[1].type == "as_pattern" else None
    if item is not None:
        return Binding(Kind.WITH, leaf, scope_of(tree, item), ancestors[1].children[0])
    return Binding(Kind.OTHER, leaf, scope_of(tree, ancestors[0]))


def _unpacked(tree: SyntaxTree, leaf: Node, ancestors: tuple[Node, ...]) -> Binding | None:
    """Returns the binding of one of several targets, or of a loop or comprehension; its value is not analyzed."""
    target = leaf
    for ancestor in ancestors:
        if ancestor.type == "assignment" or ancestor.type in _LOOPS:
            if ancestor.child_by_field_name("left") == target:
                return Binding(Kind.OTHER, leaf, scope_of(tree, ancestor))
            return None
        if ancestor.type not in _TARGET_LISTS:
            return None
        target = ancestor
    return None


def given(visible: list[Binding]) -> list[Binding]:
    """Returns the bindings without the None that stands for an import that has failed, or for what is made later.

    Nothing is done with it. A parameter's None stands for what a caller may pass.
    """
    if len(visible) == 1:
        return visible
    has_import = any(binding.kind is Kind.IMPORT for binding in visible)
    return [
        binding for binding in visible if not (_is_none(binding) if has_import else is_made_later(binding))
    ] or visible


def is_made_later(binding: Binding) -> bool:
    """Whether a binding gives a name no value but None, and no type."""
    return binding.kind is Kind.VALUE and binding.annotation is None and _is_none(binding)


def _is_none(binding: Binding) -> bool:
    return binding.value is not None and binding.value.type == "none"
