"""The project's own context managers, decorators and callback takers whose bodies open a context."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from spanlint.languages.names.bindings import Kind
from spanlint.languages.python.calls.inner_functions import receiving_call
from spanlint.languages.python.names.bindings import FUNCTIONS, scope_of
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record
from spanlint.model.apis import DECORATOR, WITH
from spanlint.model.facts import OpenedBy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_ENTER = frozenset({"__enter__", "__aenter__"})
_OWN_OBJECTS = ("self", "cls")


class Opening(Record):
    """Looks up what opens a context: around a node, at the end of a block, when an expression is entered or decorates,
    and for what a call is passed."""

    around: Callable[[Node], OpenedBy | None]
    at_end: Callable[[Node], OpenedBy | None]
    entered: Callable[[Node], OpenedBy | None]
    decorating: Callable[[Node], OpenedBy | None]
    passed: Callable[[Node], OpenedBy | None]


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

    def definitions(self, function: Node, name: str) -> Iterator[Node]:
        """Yields the functions and classes of the file that a name refers to; for a member, the methods of that
        name."""
        is_member = function.type == "attribute"
        for binding in self._scopes.bindings(name) if is_member else self._scopes.visible(name, function):
            is_reached = not is_member or binding.scope.type == "class_definition"
            if binding.kind in (Kind.FUNCTION, Kind.CLASS) and binding.value is not None and is_reached:
                yield binding.value

    def _openings(self, definition: Node, form: str) -> Iterator[OpenedBy]:
        if form == WITH:
            candidates = self._manager_openings(definition)
        else:
            candidates = map(self._opening.around, self._calls_of_parameters(definition))
        if form == DECORATOR:
            candidates = chain(candidates, self._openings_elsewhere(definition))
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

    def _openings_elsewhere(self, decorator: Node) -> Iterator[OpenedBy | None]:
        """Yields what functions open that a wrapper hands what is decorated to, or that make the decorator."""
        yield from map(self._opening.passed, self._handing_calls(decorator))
        yield from (
            self._opening.decorating(value) for value in self._scopes.returns(decorator) if value.type == "call"
        )

    def _handing_calls(self, decorator: Node) -> Iterator[Node]:
        """Yields the calls in inner functions that are passed what is decorated, also by another name."""
        for maker, name in makers_within(self._tree, decorator):
            for leaf in self._tree.leaves_within(name, maker):
                if all(binding.scope != maker for binding in self._scopes.visible(name, leaf)):
                    continue
                for mention in (leaf, *self._renamed(leaf)):
                    call = receiving_call(self._tree, mention)
                    if call is not None and scope_of(self._tree, call) != maker:
                        yield call

    def _renamed(self, value: Node) -> Iterator[Node]:
        """Yields the mentions of the local that a value is assigned to."""
        above = self._tree.parent(value)
        if above is None or above.type != "assignment" or above.child_by_field_name("right") != value:
            return
        local, function = above.child_by_field_name("left"), scope_of(self._tree, above)
        if local is not None and local.type == "identifier":
            yield from self._tree.leaves_within(self._tree.text_of(local), function)

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


def makers_within(tree: SyntaxTree, definition: Node) -> Iterator[tuple[Node, str]]:
    """Yields the functions that may be given what is decorated, each with its first parameter."""
    known: set[Node] = set()
    for function, name in parameters_within(tree, definition):
        if function not in known and name not in _OWN_OBJECTS:
            known.add(function)
            yield function, name


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
