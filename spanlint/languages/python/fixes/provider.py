"""A provider as one call of a file can ask it: the way other calls of the file do."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.python.fixes.expression import NewImport, Spelled, lacking
from spanlint.languages.python.fixes.names import InsertionPlace
from spanlint.languages.python.names.bindings import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def provided(place: InsertionPlace, name: str) -> Spelled | None:
    """A call of the provider whose last name is given; None where the place does not see it."""
    asked = list(_asked(place, name))
    if any(_is_awaited(place, function) for function, _ in asked):
        return None
    for function, root in asked:
        if _is_seen(place, root):
            return Spelled(f"{place.tree.text_of(function)}()")
    for function, root in asked:
        imported = _import_of(place, root)
        if imported is not None:
            rest = place.tree.text_of(function).removeprefix(place.tree.text_of(root))
            return Spelled(f"{imported.text}{rest}()", imported.imports)
    return Spelled(f"{name}()") if not asked and place.is_bound(name) else None


def _asked(place: InsertionPlace, name: str) -> Iterator[tuple[Node, Node]]:
    """The functions of that name which are called without arguments, and the first name of each."""
    for leaf in place.tree.leaves(name):
        above = place.tree.ancestors(leaf)
        is_member = above[0].type == "attribute" and above[0].child_by_field_name("attribute") == leaf
        function, call = (above[0], above[1]) if is_member else (leaf, above[0])
        passed = call.child_by_field_name("arguments") if call.type == "call" else None
        if passed is None or call.child_by_field_name("function") != function:
            continue
        root = _root(function)
        plain = root is not None and function.start_point.row == function.end_point.row
        if root is not None and plain and not any(each.type != "comment" for each in passed.named_children):
            yield function, root


def _is_awaited(place: InsertionPlace, function: Node) -> bool:
    return place.tree.ancestors(function)[1].type == "await"


def _root(function: Node) -> Node | None:
    while function.type == "attribute":
        inner = function.child_by_field_name("object")
        if inner is None:
            return None
        function = inner
    return function if function.type == "identifier" else None


def _is_seen(place: InsertionPlace, root: Node) -> bool:
    """Whether a name means the same at the place as where it stands."""
    name = place.tree.text_of(root)
    here, there = place.bindings(name), place.scopes.visible(name, root)
    if here and here == there:
        return place.is_bound(name) and not any(_is_async(each.value) for each in here)
    if name in ("self", "cls") and place.is_parameter(name) and all(each.kind is Kind.PARAMETER for each in there):
        return bool(there) and _class_around(place, here[0].scope) == _class_around(place, there[0].scope) is not None
    return False


def _is_async(definition: Node | None) -> bool:
    return (
        definition is not None and definition.type == "function_definition" and definition.children[0].type == "async"
    )


def _class_around(place: InsertionPlace, node: Node) -> Node | None:
    return next((each for each in place.tree.ancestors(node) if each.type == "class_definition"), None)


def _import_of(place: InsertionPlace, root: Node) -> Spelled | None:
    """The name of what an import gave where the root stands, by another import or a new one."""
    leaves = [each.name for each in place.scopes.visible(place.tree.text_of(root), root)]
    imported = next((each for each in place.imports if each.leaf in leaves), None)
    if imported is None or "." in imported.name or place.is_type_only(imported.leaf):
        return None
    found = place.spelling((imported.path,))
    own = imported.name if imported.name != (imported.original or imported.module) else ""
    new = NewImport((imported.module,), imported.original, own)
    return Spelled(found) if found is not None else lacking(place, new)
