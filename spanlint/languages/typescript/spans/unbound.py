"""Methods that are taken off a tracer and called without it."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.certainties import is_tracer
from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.contexts.discarded import expects_error
from spanlint.languages.typescript.names.bindings import Kind
from spanlint.model.usages import Unbound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile

_THROUGH = frozenset(
    {"parenthesized_expression", "non_null_expression", "as_expression", "satisfies_expression", "type_assertion"}
)


def unbound(file: TypeScriptFile) -> Iterator[Unbound]:
    """The names that hold a tracer's method and are called, in order."""
    methods = [name for name, known in file.tables.creators.items() if any(each.form == "method" for each in known)]
    found = (
        each
        for method in methods
        for leaf in file.tree.leaves(method)
        if (holder := _holder(file, leaf)) is not None and (each := _unbound(file, holder, method)) is not None
    )
    yield from sorted(found)


def _holder(file: TypeScriptFile, leaf: Node) -> Node | None:
    """The name that a method is bound to where it is mentioned: by a pattern, or by `name = tracer.method`."""
    above = file.tree.ancestors(leaf)
    if leaf.type == "shorthand_property_identifier_pattern":
        return leaf
    if leaf.type != "property_identifier":
        return None
    if above[0].type == "pair_pattern" and above[0].child_by_field_name("key") == leaf:
        value = above[0].child_by_field_name("value")
        return value if value is not None and value.type == "identifier" else None
    if above[0].type != "member_expression":
        return None
    outer = next((each for each in above[1:] if each.type not in _THROUGH), above[0])
    name = outer.child_by_field_name("name") if outer.type == "variable_declarator" else None
    return name if name is not None and name.type == "identifier" else None


def _unbound(file: TypeScriptFile, holder: Node, method: str) -> Unbound | None:
    name = file.tree.text_of(holder)
    bound = [each for each in file.scopes.bindings(name) if each.name == holder]
    if not bound or bound[0].kind not in (Kind.VALUE, Kind.PARAMETER):
        return None
    for leaf in file.tree.leaves_within(name, bound[0].scope):
        called = leaf.type == "identifier" and _is_called(file, leaf) and file.scopes.visible(name, leaf) == bound
        if called and _is_bare_method(file, leaf, method) and not expects_error(file, leaf):
            return Unbound(range_of(holder), name, method, range_of(leaf))
    return None


def _is_called(file: TypeScriptFile, leaf: Node) -> bool:
    inner = leaf
    for above in file.tree.ancestors(leaf):
        if above.type not in _THROUGH:
            return above.type == "call_expression" and above.child_by_field_name("function") == inner
        inner = above
    return False


def _is_bare_method(file: TypeScriptFile, leaf: Node, method: str) -> bool:
    """Whether a name is nothing but the method of a tracer, whose methods need the tracer."""
    origins = file.origins(leaf)
    if not all(each.endswith(f".{method}") for each in origins):
        return False
    owners = frozenset(each.removesuffix(f".{method}") for each in origins)
    known = (file.followed(each, method) for each in owners)
    return is_tracer(file.tables, frozenset[str]().union(*known), may_be_bound=False)
