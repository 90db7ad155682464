"""Tracer methods that are stored under a name of their own, and called or handed on without their tracer."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.owners import is_tracer
from spanlint.languages.names.bindings import Kind
from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.names.expressions import last_name
from spanlint.lean.patterns import lazy_pattern
from spanlint.model.usages import Unbound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile

_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
_DECLARATIONS = frozenset({"lexical_declaration", "variable_declaration"})
_HANDING_ON = frozenset({"return_statement", "export_specifier", "array"})
_EXPORTS = lazy_pattern(r"(?:module\.)?exports\b")
_INSPECTING = lazy_pattern(r"expect|assert\w*|\w*[mM]ocked\w*|is[A-Z]\w*|spyOn|stub|Boolean|apply|log")
_TRANSPARENT = frozenset(
    {"parenthesized_expression", "non_null_expression", "as_expression", "satisfies_expression", "type_assertion"}
)


def unbound(file: TypeScriptFile) -> Iterator[Unbound]:
    """Yields the names that hold a tracer's method and are called or handed on, in order."""
    methods = [
        name for name, creators in file.tables.creators.items() if any(creator.form == "method" for creator in creators)
    ]
    misuses = (
        misuse
        for method in methods
        for leaf in file.tree.leaves_if(_may_be_taken, method)
        if (holder := _holder(file, leaf)) is not None and (misuse := _unbound(file, holder, method)) is not None
    )
    yield from sorted(misuses)


def _may_be_taken(text: bytes, _start: int, end: int) -> bool:
    """Whether a mention is no call of the method, as most are, and reads no member of it."""
    return text[end : end + 1] not in (b"(", b".")


def _holder(file: TypeScriptFile, leaf: Node) -> Node | None:
    """Returns the name that a mention binds a method to, in a pattern or in `name = tracer.method`."""
    ancestors = file.tree.ancestors(leaf)
    if leaf.type == "shorthand_property_identifier_pattern":
        return leaf
    if leaf.type != "property_identifier":
        return None
    if ancestors[0].type == "pair_pattern" and ancestors[0].child_by_field_name("key") == leaf:
        value = ancestors[0].child_by_field_name("value")
        return value if value is not None and value.type == "identifier" else None
    if ancestors[0].type != "member_expression":
        return None
    outer = next((ancestor for ancestor in ancestors[1:] if ancestor.type not in _TRANSPARENT), ancestors[0])
    name = outer.child_by_field_name("name") if outer.type == "variable_declarator" else None
    return name if name is not None and name.type == "identifier" else None


def _unbound(file: TypeScriptFile, holder: Node, method: str) -> Unbound | None:
    name = file.tree.text_of(holder)
    bindings = [binding for binding in file.scopes.bindings(name) if binding.name == holder]
    if not bindings or bindings[0].kind not in (Kind.VALUE, Kind.PARAMETER):
        return None
    leaves = [
        leaf
        for leaf in file.tree.leaves_within(name, bindings[0].scope)
        if leaf.type in _NAMES and file.scopes.visible(name, leaf) == bindings
    ]
    for leaf in leaves:
        if _is_called(file, leaf) and _is_bare_method(file, leaf, method) and not file.expects_error(leaf):
            return Unbound(range_of(holder), name, method, range_of(leaf))
    # A patch keeps the original by `tracer.method`, and gives it a tracer later: it takes none out of a pattern.
    handed_on = _handed_on(file, holder, leaves) if bindings[0].key else None
    if handed_on is None or not _is_bare_method(file, handed_on, method):
        return None
    return Unbound(range_of(holder), name, method, range_of(handed_on), is_called=False)


def _handed_on(file: TypeScriptFile, holder: Node, leaves: list[Node]) -> Node | None:
    """Returns the first mention that gives a method to other code; None if one of them may bind it."""
    parents = [(leaf, file.tree.parent(leaf)) for leaf in leaves if leaf != holder]
    if any(parent is not None and parent.type == "member_expression" for _, parent in parents):
        return None
    statements = (ancestor for ancestor in file.tree.ancestors(holder) if ancestor.type in _DECLARATIONS)
    declaration = next(statements, None)
    above = file.tree.parent(declaration) if declaration is not None else None
    if above is not None and above.type == "export_statement":
        return holder
    return next((leaf for leaf, parent in parents if parent is not None and _is_handing_on(file, leaf, parent)), None)


def _is_handing_on(file: TypeScriptFile, leaf: Node, parent: Node) -> bool:
    if parent.type == "arguments":
        call = file.tree.parent(parent)
        return call is not None and _INSPECTING.fullmatch(last_name(file.tree, call)) is None
    if parent.type in ("pair", "export_statement"):
        return parent.child_by_field_name("value") == leaf
    if parent.type == "assignment_expression":
        target = parent.child_by_field_name("left")
        is_export = target is not None and _EXPORTS.match(file.tree.text_of(target)) is not None
        return is_export and parent.child_by_field_name("right") == leaf
    return leaf.type == "shorthand_property_identifier" or parent.type in _HANDING_ON


def _is_called(file: TypeScriptFile, leaf: Node) -> bool:
    inner = leaf
    for ancestor in file.tree.ancestors(leaf):
        if ancestor.type not in _TRANSPARENT and ancestor.type != "await_expression":
            return ancestor.type == "call_expression" and ancestor.child_by_field_name("function") == inner
        inner = ancestor
    return False


def _is_bare_method(file: TypeScriptFile, leaf: Node, method: str) -> bool:
    """Whether a name can only be the method of a tracer whose methods need the tracer."""
    origins = file.names.name_origins(file.tree.text_of(leaf), leaf)
    if not all(origin.endswith(f".{method}") for origin in origins):
        return False
    owners = frozenset(origin.removesuffix(f".{method}") for origin in origins)
    followed = (file.followed(owner, method) for owner in owners)
    return is_tracer(file.tables, frozenset[str]().union(*followed), may_be_bound=False)
