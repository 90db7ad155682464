"""The exports of a module: declarations, export lists, the default, and re-exports of other modules."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import module_path
from spanlint.lean.protocols import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class ModuleNames(Protocol):
    """The queries about a module's names that an export needs."""

    def origins(self, node: Node) -> frozenset[str]:
        """Returns the origins that an expression may evaluate to."""

    def top_level(self, name: str) -> frozenset[str]:
        """Returns the origins of a name of the top level; empty if nothing binds it there."""

    def member(self, origin: str, name: str) -> frozenset[str]:
        """Returns the origins of a member."""


def exported_origins(tree: SyntaxTree, names: ModuleNames, name: str, member: str = "") -> frozenset[str]:
    """Returns the origins of an export, or of its `member` if one is named; empty if there is no such export."""
    exports = frozenset(origin for origins in _export_origins(tree, names, name) for origin in origins)
    if not member:
        return exports
    return frozenset[str]().union(*(names.member(origin, member) for origin in exports))


def _export_origins(tree: SyntaxTree, names: ModuleNames, name: str) -> Iterator[frozenset[str]]:
    direct = names.top_level(name)
    if direct:
        yield direct
        return
    for statement in tree.root.named_children:
        if statement.type == "export_statement":
            yield from _statement_exports(tree, names, statement, name)


def _statement_exports(tree: SyntaxTree, names: ModuleNames, statement: Node, name: str) -> Iterator[frozenset[str]]:
    source = statement.child_by_field_name("source")
    clause = next((child for child in statement.named_children if child.type == "export_clause"), None)
    if clause is not None:
        for specifier in clause.named_children:
            local, alias = specifier.child_by_field_name("name"), specifier.child_by_field_name("alias")
            if local is not None and tree.text_of(alias or local) == name:
                written = tree.text_of(local)
                yield frozenset({module_path(tree, source) + written}) if source else names.top_level(written)
    elif source is not None:
        yield from _namespace_exports(tree, statement, source, name)
    elif name == "default" and any(child.type == "default" for child in statement.children):
        value = statement.child_by_field_name("value") or statement.child_by_field_name("declaration")
        if value is not None:
            named = value.child_by_field_name("name")
            yield names.top_level(tree.text_of(named)) if named is not None else names.origins(value)


def _namespace_exports(tree: SyntaxTree, statement: Node, source: Node, name: str) -> Iterator[frozenset[str]]:
    """Yields the origin of the module itself for `export * as name from`."""
    for child in statement.named_children:
        if child.type == "namespace_export" and tree.text_of(child.named_children[-1]) == name:
            yield frozenset({module_path(tree, source)})


def reexported_modules(tree: SyntaxTree) -> Iterator[str]:
    """Yields the origins of the modules whose exports a module re-exports all: `export * from`."""
    for statement in tree.root.named_children:
        source = statement.child_by_field_name("source") if statement.type == "export_statement" else None
        if source is not None and [child.type for child in statement.named_children] == ["string"]:
            yield module_path(tree, source)
