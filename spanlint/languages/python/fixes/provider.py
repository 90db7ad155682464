"""Spells a call of a provider the way that other calls of the file do."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.bindings import Kind
from spanlint.languages.python.fixes.expression import NewImport, Spelled, spell_with_import
from spanlint.languages.python.fixes.names import InsertionPlace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def provider_call(place: InsertionPlace, name: str) -> Spelled | None:
    """A call of the provider that the siblings call `name`, or whose last name that is; None if the provider is not
    visible at the place."""
    calls = list(_provider_calls(place, name.rpartition(".")[2]))
    calls = [call for call in calls if "." not in name or place.tree.text_of(call[0]) == name]
    if any(_is_awaited(place, function) for function, _ in calls):
        return None
    for function, root in calls:
        if _is_seen(place, root):
            return Spelled(f"{place.tree.text_of(function)}()")
    for function, root in calls:
        imported = _import_of(place, root)
        if imported is not None:
            rest = place.tree.text_of(function).removeprefix(place.tree.text_of(root))
            return Spelled(f"{imported.text}{rest}()", imported.imports)
    return Spelled(f"{name}()") if not calls and place.is_bound(name) else None


def _provider_calls(place: InsertionPlace, name: str) -> Iterator[tuple[Node, Node]]:
    """Yields the functions of that name that are called without arguments, and the first name of each."""
    for leaf in place.tree.leaves(name):
        above = place.tree.ancestors(leaf)
        is_member = above[0].type == "attribute" and above[0].child_by_field_name("attribute") == leaf
        function, call = (above[0], above[1]) if is_member else (leaf, above[0])
        argument_list = call.child_by_field_name("arguments") if call.type == "call" else None
        if argument_list is None or call.child_by_field_name("function") != function:
            continue
        root = _root(function)
        is_on_one_line = root is not None and function.start_point.row == function.end_point.row
        if (
            root is not None
            and is_on_one_line
            and not any(argument.type != "comment" for argument in argument_list.named_children)
        ):
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
    """Whether a name means the same at the place as where it is written."""
    name = place.tree.text_of(root)
    here, there = place.bindings(name), place.scopes.visible(name, root)
    if here and here == there:
        return place.is_bound(name) and not any(_is_async(binding.value) for binding in here)
    if (
        name in ("self", "cls")
        and place.is_parameter(name)
        and all(binding.kind is Kind.PARAMETER for binding in there)
    ):
        return bool(there) and _class_around(place, here[0].scope) == _class_around(place, there[0].scope) is not None
    return False


def _is_async(definition: Node | None) -> bool:
    return (
        definition is not None and definition.type == "function_definition" and definition.children[0].type == "async"
    )


def _class_around(place: InsertionPlace, node: Node) -> Node | None:
    return next((ancestor for ancestor in place.tree.ancestors(node) if ancestor.type == "class_definition"), None)


def _import_of(place: InsertionPlace, root: Node) -> Spelled | None:
    """The spelling of the imported name `root` at the place, by an existing import or a new one; None if impossible."""
    leaves = [binding.name for binding in place.scopes.visible(place.tree.text_of(root), root)]
    imported = next((candidate for candidate in place.imports if candidate.leaf in leaves), None)
    if imported is None or "." in imported.name or place.is_type_only(imported.leaf):
        return None
    spelling = place.spelling((imported.path,))
    own = imported.name if imported.name != (imported.original or imported.module) else ""
    new = NewImport((imported.module,), imported.original, own)
    return Spelled(spelling) if spelling is not None else spell_with_import(place, new)
