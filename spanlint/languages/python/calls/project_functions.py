"""The functions of the project that the calls of one Python file run."""

from __future__ import annotations

from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.imports import ImportFollower
from spanlint.languages.names.values import Call
from spanlint.languages.python.calls.definitions import definition_of, is_as_defined, needs_no_instance
from spanlint.languages.python.calls.passing_decorators import Passing, passing
from spanlint.languages.python.names.origins import Names
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

_DEFINITION = "function_definition"


class ProjectFunctions:
    """Answers for one file. A decorated function counts if its decorators pass on all that it is called with."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, names: Names, follower: ImportFollower) -> None:
        self._tree = tree
        self._scopes = scopes
        self._names = names
        self._follower = follower
        self._definitions: dict[int, tuple[tuple[Any | None, Node] | None]] = {}
        self._passing: dict[int, Passing | None] = {}

    def definition(self, call: Call) -> tuple[Any | None, Node] | None:
        """The one function that a call runs, and the view of the file that defines it, None for this file."""
        known = self._definitions.get(call.callee.id)
        if known is None:
            known = self._definitions[call.callee.id] = (self._find(call),)
        return known[0]

    def _find(self, call: Call) -> tuple[Any | None, Node] | None:
        own = definition_of(self._tree, self._scopes, call.callee) or self._method(call) or self._decorated(call.callee)
        if own is not None:
            return None, own
        origins = list(self._names.origins(call.callee))
        view, definition = (self._follower.definition(origins[0]) if len(origins) == 1 else None) or (None, None)
        if view is None or definition is None or definition.type != _DEFINITION:
            return None
        is_run = is_as_defined(view.tree, definition) or view.grammar.called.passed(definition) is not None
        return (view, definition) if is_run else None

    def swallows(self, call: Call) -> bool:
        """Whether a decorator of the function that a call runs goes on after what the function raises."""
        view, function = self.definition(call) or (None, None)
        if function is None:
            return False
        called: ProjectFunctions = view.grammar.called if view is not None else self
        found = called.passed(function)
        return found is not None and found.swallows

    def passed(self, function: Node) -> Passing | None:
        """What the decorators of a function of this file do together; None if it has none or one does anything else."""
        if function.id not in self._passing:
            self._passing[function.id] = self._passed(function)
        return self._passing[function.id]

    def _passed(self, function: Node) -> Passing | None:
        holder = self._tree.parent(function)
        if holder is None or holder.type != "decorated_definition":
            return None
        decorators = [child.named_children[0] for child in holder.named_children if child.type == "decorator"]
        kinds = [self._passing_of(expression) for expression in decorators]
        known = [kind for kind in kinds if kind is not None]
        return Passing(any(kind.swallows for kind in known)) if len(known) == len(kinds) else None

    def _passing_of(self, expression: Node) -> Passing | None:
        if expression.type == "identifier":
            bound = self._scopes.visible(self._tree.text_of(expression), expression)
            if len(bound) == 1 and bound[0].kind is Kind.FUNCTION and bound[0].value is not None:
                return passing(self._tree, self._scopes, bound[0].value)
        origins = list(self._names.origins(expression))
        view, definition = (self._follower.definition(origins[0]) if len(origins) == 1 else None) or (None, None)
        return passing(view.tree, view.scopes, definition) if view is not None and definition is not None else None

    def _method(self, call: Call) -> Node | None:
        """The method of a class of this file that is called on an instance of it, or on the class if it needs none."""
        owners = self._names.origins(call.receiver) if call.receiver is not None else frozenset()
        if not owners or not all(owner.startswith("=") for owner in owners):
            return None
        methods = {self._names.method(owner, call.name) for owner in owners}
        method = methods.pop() if len(methods) == 1 else None
        if method is None or not is_as_defined(self._tree, method):
            return None
        are_instances = all(owner.endswith("()") for owner in owners)
        return method if are_instances or needs_no_instance(self._tree, method) else None

    def _decorated(self, callee: Node) -> Node | None:
        """The function of this file that a name refers to, if its decorators pass everything on."""
        bound = self._scopes.visible(self._tree.text_of(callee), callee) if callee.type == "identifier" else []
        value = bound[0].value if len(bound) == 1 and bound[0].kind is Kind.FUNCTION else None
        return value if value is not None and self.passed(value) is not None else None
