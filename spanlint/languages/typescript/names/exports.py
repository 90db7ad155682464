"""The exports of a module: declarations, export lists, the default, and re-exports of other modules."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import module_path
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record

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


class Exports:
    """What the export statements of a file export; they are read once, since the index of a package has hundreds."""

    def __init__(self, tree: SyntaxTree) -> None:
        self._tree = tree
        self._found: dict[str, list[ModuleExport]] | None = None
        self._modules: list[str] | None = None

    def named(self, name: str) -> list[ModuleExport]:
        """Returns the exports of a name, in order."""
        if self._found is None:
            self._found = {}
            for statement in self._tree.root.named_children:
                for export in _exports(self._tree, statement) if statement.type == "export_statement" else ():
                    self._found.setdefault(export.name, []).append(export)
        return self._found.get(name, [])

    def modules(self) -> list[str]:
        """Returns the origins of the modules whose exports the file re-exports all: `export * from`."""
        if self._modules is None:
            statements = [node for node in self._tree.root.named_children if node.type == "export_statement"]
            sources = [(statement, statement.child_by_field_name("source")) for statement in statements]
            self._modules = [
                module_path(self._tree, source)
                for statement, source in sources
                if source is not None and [child.type for child in statement.named_children] == ["string"]
            ]
        return self._modules


class ModuleExport(Record):
    """One name that a file exports: `origin` if another module defines it, else the `local` name or the `value`."""

    name: str
    origin: str = ""
    local: str = ""
    value: Node | None = None


def exported_origins(exports: Exports, names: ModuleNames, name: str) -> frozenset[str]:
    """Returns the origins of an export, or of that member of the default one; empty if there is no such export."""
    return _origins(exports, names, name) or _origins(exports, names, "default", name)


def _origins(exports: Exports, names: ModuleNames, name: str, member: str = "") -> frozenset[str]:
    found = names.top_level(name)
    if not found:
        found = frozenset[str]().union(*(_origins_of(export, names) for export in exports.named(name)))
    if not member:
        return found
    return frozenset[str]().union(*(names.member(origin, member) for origin in found))


def _origins_of(export: ModuleExport, names: ModuleNames) -> frozenset[str]:
    if export.origin:
        return frozenset({export.origin})
    return names.top_level(export.local) if export.value is None else names.origins(export.value)


def _exports(tree: SyntaxTree, statement: Node) -> Iterator[ModuleExport]:
    source = statement.child_by_field_name("source")
    clause = next((child for child in statement.named_children if child.type == "export_clause"), None)
    if clause is not None:
        for specifier in clause.named_children:
            local, alias = specifier.child_by_field_name("name"), specifier.child_by_field_name("alias")
            if local is not None:
                written = tree.text_of(local)
                origin = module_path(tree, source) + written if source is not None else ""
                yield ModuleExport(tree.text_of(alias or local), origin, written)
    elif source is not None:
        for child in statement.named_children:
            if child.type == "namespace_export":  # `export * as name from`
                yield ModuleExport(tree.text_of(child.named_children[-1]), module_path(tree, source))
    elif any(child.type == "default" for child in statement.children):
        value = statement.child_by_field_name("value") or statement.child_by_field_name("declaration")
        named = value.child_by_field_name("name") if value is not None else None
        if value is not None:
            yield ModuleExport(
                "default", "", tree.text_of(named) if named is not None else "", value if named is None else None
            )
