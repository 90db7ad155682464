"""The project's own context managers, decorators and takers of a function, where their body opens a context."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spanlint.languages.python.names.bindings import FUNCTIONS, Binding, Kind
from spanlint.languages.python.names.scopes import Scopes, returns
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record
from spanlint.model.apis import WITH
from spanlint.model.facts import OpenedBy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_ENTER = frozenset({"__enter__", "__aenter__"})


class Opening(Record):
    """How to ask what opens a context: around a node, when an expression is entered, and at the end of a block."""

    around: Callable[[Node], OpenedBy | None]
    entered: Callable[[Node], OpenedBy | None]
    at_end: Callable[[Node], OpenedBy | None]


class OwnOpeners:
    """Finds them in one file. Each definition is looked into once at a time: they may name each other."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, opening: Opening) -> None:
        self._tree = tree
        self._scopes = scopes
        self._opening = opening
        self._inside: set[Node] = set()

    def opens(self, function: Node, name: str, form: str) -> OpenedBy | None:
        """What a function or class of the file opens as a `with`, a `decorator` or a `callback`."""
        for binding in self._definitions(function, name):
            found = self.opened(binding.value, form) if binding.value is not None else None
            if found is not None:
                return found
        return None

    def opened(self, definition: Node, form: str) -> OpenedBy | None:
        """What a definition of this file opens."""
        if definition in self._inside:
            return None
        self._inside.add(definition)
        found = next(self._opened(definition, form), None)
        self._inside.remove(definition)
        return found

    def _definitions(self, function: Node, name: str) -> Iterator[Binding]:
        """What a name refers to: as a member, the methods of that name."""
        member = function.type == "attribute"
        for each in self._scopes.bindings(name) if member else self._scopes.visible(name, function):
            if each.kind in (Kind.FUNCTION, Kind.CLASS) and (not member or each.scope.type == "class_definition"):
                yield each

    def _opened(self, definition: Node, form: str) -> Iterator[OpenedBy]:
        if form == WITH:
            found = self._as_manager(definition)
        else:
            found = map(self._opening.around, self._calls_of_parameters(definition))
        return (each for each in found if each is not None)

    def _as_manager(self, definition: Node) -> Iterator[OpenedBy | None]:
        if definition.type == "class_definition":
            for name in _ENTER:
                for binding in self._scopes.bindings(name):
                    body = binding.value.child_by_field_name("body") if binding.value is not None else None
                    if binding.scope == definition and body is not None:
                        yield self._opening.at_end(body)
            return
        yield from map(self._opening.entered, returns(definition))
        yield from map(self._opening.around, self._yields(definition))

    def _yields(self, function: Node) -> Iterator[Node]:
        for leaf in self._tree.leaves("yield"):
            above = self._tree.ancestors(leaf)
            if next((each for each in above if each.type in FUNCTIONS), None) == function:
                yield above[0]

    def _calls_of_parameters(self, definition: Node) -> Iterator[Node]:
        """The calls, inside a definition, of a function that it or one of its inner functions is given."""
        for above, name in self._parameters(definition):
            for leaf in self._tree.leaves(name):
                call = self._tree.parent(leaf)
                if call is None or call.type != "call" or call.child_by_field_name("function") != leaf:
                    continue
                if any(each.scope == above for each in self._scopes.visible(name, leaf)):
                    yield call

    def _parameters(self, definition: Node) -> Iterator[tuple[Node, str]]:
        pending = [definition]
        while pending:
            node = pending.pop()
            if node.type == "function_definition":
                parameters = node.child_by_field_name("parameters")
                for each in parameters.named_children if parameters is not None else ():
                    named = each.child_by_field_name("name") or next(iter(each.named_children), each)
                    yield node, self._tree.text_of(named)
            pending += [child for child in node.named_children if child.type not in ("lambda", "class_definition")]
