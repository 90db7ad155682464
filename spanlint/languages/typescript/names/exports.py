"""What a module exports under a name: a declaration, an export list, a default, or another module's export."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import module_path
from spanlint.lean.protocols import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class Resolving(Protocol):
    """What is asked of the module's names."""

    def origins(self, node: Node) -> frozenset[str]:
        """What an expression may evaluate to."""

    def top_level(self, name: str) -> frozenset[str]:
        """What a name of the top level is."""

    def member(self, origin: str, name: str) -> frozenset[str]:
        """A member of what an origin names."""


def exported(tree: SyntaxTree, names: Resolving, name: str, member: str = "") -> frozenset[str]:
    """The origins of an export, of one of its members if that is asked for; empty when there is no such export."""
    found = frozenset(each for origins in _exports(tree, names, name) for each in origins)
    if not member:
        return found
    return frozenset[str]().union(*(names.member(each, member) for each in found))


def _exports(tree: SyntaxTree, names: Resolving, name: str) -> Iterator[frozenset[str]]:
    direct = names.top_level(name)
    if direct:
        yield direct
        return
    for statement in tree.root.named_children:
        if statement.type == "export_statement":
            yield from _from_statement(tree, names, statement, name)


def _from_statement(tree: SyntaxTree, names: Resolving, statement: Node, name: str) -> Iterator[frozenset[str]]:
    source = statement.child_by_field_name("source")
    clause = next((each for each in statement.named_children if each.type == "export_clause"), None)
    if clause is not None:
        for specifier in clause.named_children:
            local, alias = specifier.child_by_field_name("name"), specifier.child_by_field_name("alias")
            if local is not None and tree.text_of(alias or local) == name:
                written = tree.text_of(local)
                yield frozenset({module_path(tree, source) + written}) if source else names.top_level(written)
    elif source is not None:
        yield from _from_namespace(tree, statement, source, name)
    elif name == "default" and any(each.type == "default" for each in statement.children):
        value = statement.child_by_field_name("value") or statement.child_by_field_name("declaration")
        if value is not None:
            named = value.child_by_field_name("name")
            yield names.top_level(tree.text_of(named)) if named is not None else names.origins(value)


def _from_namespace(tree: SyntaxTree, statement: Node, source: Node, name: str) -> Iterator[frozenset[str]]:
    """The module itself, for `export * as name from`."""
    for each in statement.named_children:
        if each.type == "namespace_export" and tree.text_of(each.named_children[-1]) == name:
            yield frozenset({module_path(tree, source)})


def everything(tree: SyntaxTree) -> Iterator[str]:
    """The origins of the modules that a module exports all of: `export * from`."""
    for statement in tree.root.named_children:
        source = statement.child_by_field_name("source") if statement.type == "export_statement" else None
        if source is not None and [each.type for each in statement.named_children] == ["string"]:
            yield module_path(tree, source)
