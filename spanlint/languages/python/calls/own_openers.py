"""The project's own context managers, decorators and callback takers whose bodies open a context."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.python.names.bindings import FUNCTIONS
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record
from spanlint.model.apis import WITH
from spanlint.model.facts import OpenedBy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_ENTER = frozenset({"__enter__", "__aenter__"})


class Opening(Record):
    """Looks up what opens a context: around a node, when an expression is entered, and at the end of a block."""

    around: Callable[[Node], OpenedBy | None]
    entered: Callable[[Node], OpenedBy | None]
    at_end: Callable[[Node], OpenedBy | None]


class OwnOpeners:
    """Finds the project's own openers in one file. A definition is not entered again while it is being read, because
    definitions may refer to each other."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, opening: Opening) -> None:
        self._tree = tree
        self._scopes = scopes
        self._opening = opening
        self._in_progress: set[Node] = set()
        self._without: set[tuple[int, str]] = set()
        """The definitions that were found to open nothing while the outermost of them is being read."""

    def opens(self, function: Node, name: str, form: str) -> OpenedBy | None:
        """Returns what a function or class of the file opens as a `with`, a `decorator` or a `callback`."""
        for binding in self._definitions(function, name):
            opened = self.definition_opens(binding.value, form) if binding.value is not None else None
            if opened is not None:
                return opened
        return None

    def definition_opens(self, definition: Node, form: str) -> OpenedBy | None:
        """Returns what a definition of this file opens."""
        if definition in self._in_progress or (definition.id, form) in self._without:
            return None
        self._in_progress.add(definition)
        opened = next(self._openings(definition, form), None)
        self._in_progress.remove(definition)
        if opened is None:
            self._without.add((definition.id, form))
        if not self._in_progress:
            self._without.clear()
        return opened

    def _definitions(self, function: Node, name: str) -> Iterator[Binding]:
        """Yields the definitions that a name refers to; for a member, the methods of that name."""
        is_member = function.type == "attribute"
        for binding in self._scopes.bindings(name) if is_member else self._scopes.visible(name, function):
            if binding.kind in (Kind.FUNCTION, Kind.CLASS) and (
                not is_member or binding.scope.type == "class_definition"
            ):
                yield binding

    def _openings(self, definition: Node, form: str) -> Iterator[OpenedBy]:
        if form == WITH:
            candidates = self._manager_openings(definition)
        else:
            candidates = map(self._opening.around, self._calls_of_parameters(definition))
        return (opened for opened in candidates if opened is not None)

    def _manager_openings(self, definition: Node) -> Iterator[OpenedBy | None]:
        if definition.type == "class_definition":
            for name in _ENTER:
                for binding in self._scopes.bound_in(name, definition):
                    body = binding.value.child_by_field_name("body") if binding.value is not None else None
                    if body is not None:
                        yield self._opening.at_end(body)
            return
        yield from map(self._opening.entered, self._scopes.returns(definition))
        yield from map(self._opening.around, self._yields(definition))

    def _yields(self, function: Node) -> Iterator[Node]:
        for leaf in self._tree.leaves_within("yield", function):
            ancestors = self._tree.ancestors(leaf)
            if next((ancestor for ancestor in ancestors if ancestor.type in FUNCTIONS), None) == function:
                yield ancestors[0]

    def _calls_of_parameters(self, definition: Node) -> Iterator[Node]:
        """Yields the calls, inside a definition, of the parameters of that definition and of its inner functions."""
        for function, name in parameters_within(self._tree, definition):
            for leaf in self._tree.leaves_within(name, definition):
                call = self._tree.parent(leaf)
                if call is None or call.type != "call" or call.child_by_field_name("function") != leaf:
                    continue
                if any(binding.scope == function for binding in self._scopes.visible(name, leaf)):
                    yield call


def parameters_within(tree: SyntaxTree, definition: Node) -> Iterator[tuple[Node, str]]:
    """Yields the parameters of a definition and of its inner functions: the function, and the name."""
    pending = [definition]
    while pending:
        node = pending.pop()
        if node.type == "function_definition":
            parameters = node.child_by_field_name("parameters")
            for parameter in parameters.named_children if parameters is not None else ():
                name_node = parameter.child_by_field_name("name") or next(iter(parameter.named_children), parameter)
                yield node, tree.text_of(name_node)
        pending += [child for child in node.named_children if child.type not in ("lambda", "class_definition")]
