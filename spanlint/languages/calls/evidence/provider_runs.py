"""The calls that run when a provider is called: in its body, in functions that it reaches, and in values that it reads.

A span that one of them starts is the root of what the provider returns. Passed the provider, it would call itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from spanlint.languages.calls.declared_results import may_return_nothing
from spanlint.languages.calls.owners import api_of
from spanlint.languages.names.import_cycles import Imported, closes_cycle
from spanlint.languages.names.imports import ImportFollower
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.protocols import Protocol
from spanlint.model.apis import ApiTables
from spanlint.model.facts import Provider
from spanlint.text.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

    from spanlint.model.settings import SessionContext

    Place = tuple[Any, Node]
    Calls = frozenset[tuple[int, int]]

_LIMIT = 300  # definitions and values; a provider that reaches more is a program of its own
_MEMBERS = {"member_expression": "property", "attribute": "attribute"}
_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
_CALLS = frozenset({"call_expression", "call", "new_expression"})
_CONSTRUCTORS = frozenset({"constructor", "__init__", "__new__"})
_CLASSES = frozenset({"class_declaration", "class", "abstract_class_declaration", "class_definition"})
_FUNCTIONS = frozenset({"function_definition", "method_definition", "lambda", "arrow_function", "function_expression"})
_KEPT = frozenset({"method_definition"}) | _CLASSES  # a value that holds these does not run them


class RunFile(Protocol):
    """One file of a project."""

    path: str
    tree: SyntaxTree
    tables: ApiTables
    scopes: Any
    names: Any
    follower: ImportFollower

    @property
    def providers(self) -> Any:
        """What its values in parent slots come from."""

    @property
    def held_values(self) -> Any:
        """What its variables hold."""


class ProviderRuns:
    """Answers for the calls of one file. `parse` returns the file of a text that belongs to no file, `imported` the
    origins that the top level of a file imports."""

    def __init__(self, file: RunFile, parse: Callable[[Source], RunFile], imported: Imported) -> None:
        self._file = file
        self._parse = parse
        self._imported_by = imported
        self._cycles: dict[SessionContext, bool] = {}
        self._known: dict[Any, Calls] = {}

    def runs(self, call: Node, provider: Provider) -> bool:
        """Whether calling a provider of the file runs this call."""
        function = self._file.providers.expression(provider)
        if function is None:
            return False
        if provider not in self._known:
            self._known[provider] = self._calls_from([(self._file, function)])
        return (call.start_byte, call.end_byte) in self._known[provider]

    def runs_in_session(self, call: Node, session: SessionContext) -> bool:
        """Whether the expression of a configured session context runs this call."""
        if session not in self._known:
            file = self._session_file(session)
            named = [(self._file, node) for name in _names_in(file) for node in self._definitions_of(name)]
            self._known[session] = self._calls_from([(file, file.tree.root), *named])
        return (call.start_byte, call.end_byte) in self._known[session]

    def closes_cycle(self, session: SessionContext) -> bool:
        """Whether the imports of a configured session context lead back to this file."""
        if session not in self._cycles:
            wanting = self._session_file(session)
            self._cycles[session] = closes_cycle(self._file, wanting, self._imported_by)
        return self._cycles[session]

    def may_lack_session(self, session: SessionContext) -> bool:
        """Whether the function that the expression of a configured session context calls may return nothing."""
        file = self._session_file(session)
        statements = file.tree.root.named_children
        expression = statements[-1].named_children[0] if statements and statements[-1].named_children else None
        function = expression.child_by_field_name("function") if expression is not None else None
        found = (file.follower.definition(origin) for origin in file.names.origins(function)) if function else ()
        return any(definition is not None and may_return_nothing(definition[1]) for definition in found)

    def _session_file(self, session: SessionContext) -> RunFile:
        text = "\n".join((*session.imports, session.expression, "")).encode()
        path = os.path.join(session.folder, "session_context" + os.path.splitext(self._file.path)[1])
        return self._parse(Source(path, self._file.tables.language, text, text))

    def _definitions_of(self, name: str) -> Iterator[Node]:
        """Yields the functions and methods of this file that have a name."""
        for leaf in self._file.tree.leaves(name):
            holder = self._file.tree.parent(leaf)
            is_named = holder is not None and holder.child_by_field_name("name") == leaf
            value = holder.child_by_field_name("value") if holder is not None else None
            if holder is not None and is_named and (holder.child_by_field_name("body") is not None):
                yield holder
            elif is_named and value is not None:
                yield value

    def _calls_from(self, places: list[Place]) -> Calls:
        calls: set[tuple[int, int]] = set()
        visited: set[tuple[str, int, int]] = set()
        while places and len(visited) < _LIMIT:
            file, node = places.pop()
            key = (file.path, node.start_byte, node.end_byte)
            if key in visited:
                continue
            visited.add(key)
            for part in _parts(node):
                if part.type in _CALLS and file is self._file:
                    calls.add((part.start_byte, part.end_byte))
                elif part.type in _MEMBERS:
                    places += self._of_member(file, part)
                elif part.type in _NAMES:
                    places += self._of_name(file, part)
        return frozenset(calls)

    def _of_name(self, file: Any, leaf: Node) -> Iterator[Place]:
        name = file.tree.text_of(leaf)
        for binding in file.scopes.visible(name, leaf):
            if binding.path:
                yield from self._imported(file, binding.path)
            elif binding.value is not None and binding.kind.value != "parameter":
                yield file, binding.value

    def _of_member(self, file: Any, member: Node) -> Iterator[Place]:
        name = file.tree.text_of(member.child_by_field_name(_MEMBERS[member.type]) or member)
        definition = file.providers.definition(member)
        if definition is not None:
            yield file, definition
            return
        yield from ((self._file, value) for value in self._file.held_values.given_to_member(name))
        if file is not self._file:
            yield from ((file, value) for value in file.held_values.given_to_member(name))
        for origin in file.names.origins(member):
            yield from self._imported(file, origin)

    def _imported(self, file: Any, origin: str) -> Iterator[Place]:
        if not origin or origin.startswith("=") or api_of(file.tables, origin) is not None:
            return
        found = file.follower.definition(origin)
        if found is not None:
            yield from self._places_of(*found)
            return
        for view, target in file.follower.targets(origin):
            file_there = self._file if self._is_own(view) else view
            for binding in file_there.scopes.bindings(target.steps[0]):
                if binding.value is not None and binding.scope == file_there.tree.root:
                    yield file_there, binding.value

    def _places_of(self, view: Any, definition: Node) -> Iterator[Place]:
        """Yields a definition. A view of this file shows what is on the disk, so its own is looked up by the name."""
        if not self._is_own(view):
            yield view, definition
            return
        holder = definition if definition.child_by_field_name("name") is not None else view.tree.parent(definition)
        name = holder.child_by_field_name("name") if holder is not None else None
        for node in self._definitions_of(view.tree.text_of(name)) if name is not None else ():
            yield self._file, node

    def _is_own(self, view: Any) -> bool:
        return bool(os.path.realpath(view.path) == os.path.realpath(self._file.path))


def _parts(root: Node) -> Iterator[Node]:
    """Yields the nodes that run with a node: not the methods of classes and objects in it, but those of its own."""
    pending = list(filter(_runs_when_made, _class_members(root))) if root.type in _CLASSES else [root]
    while pending:
        node = pending.pop()
        yield node
        if node.type in _MEMBERS:
            base = node.child_by_field_name("object")
            pending += [base] if base is not None else []
            continue
        for child in node.named_children:
            is_kept = child.type in _KEPT or (node.type == "pair" and child.type in _FUNCTIONS)
            if not is_kept:
                pending.append(child)


def _class_members(definition: Node) -> Iterator[Node]:
    body = definition.child_by_field_name("body")
    for child in body.named_children if body is not None else ():
        yield child.child_by_field_name("definition") or child


def _runs_when_made(member: Node) -> bool:
    name = member.child_by_field_name("name")
    is_function = member.type in _FUNCTIONS
    return not is_function or (name is not None and name.text is not None and name.text.decode() in _CONSTRUCTORS)


def _names_in(file: RunFile) -> Iterator[str]:
    """Yields the last names of the functions that a text calls."""
    for part in _parts(file.tree.root):
        if part.type in _CALLS:
            function = part.child_by_field_name("function") or part.child_by_field_name("constructor")
            if function is not None:
                yield file.tree.text_of(function).rpartition(".")[2]
