"""The values that a name, or a member of the object itself, may have, and which of them bring no parent."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spanlint.languages.names.imports import ImportFollower
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record
from spanlint.model.apis import ContextCalls, Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

_DEPTH = 6
_MEMBERS = frozenset({"member_expression", "attribute"})
_ASSIGNMENTS = frozenset({"assignment_expression", "augmented_assignment_expression", "assignment"})
_FIELDS = frozenset({"public_field_definition", "field_definition"})
_CHOICES = frozenset({"binary_expression", "boolean_operator", "ternary_expression", "conditional_expression"})
_TRANSPARENT = frozenset({"await_expression", "await"})
_EMPTY = frozenset({"null", "undefined", "none"})
_CALLS = frozenset({"call_expression", "call"})
_VALUED = ("value", "assigned")  # kinds of bindings
_OBJECTS = frozenset({"self", "cls", "this"})


class ValueQueries(Record):
    """A language's queries about an expression.

    `definition` returns the function of the file that an expression means, `returns` what a function returns, `origins`
    where an expression comes from. `is_root` is whether a value is a declared root. `argument` returns the value in a
    slot of a call. `condition` is the index of the condition among the named children of a conditional expression.
    """

    visible: Callable[[str, Node], list[Any]]
    unwrapped: Callable[[Node], Node]
    last_name: Callable[[Node], str]
    definition: Callable[[Node], Node | None]
    returns: Callable[[Node], list[Node]]
    origins: Callable[[Node], frozenset[str]]
    is_root: Callable[[Node], bool]
    argument: Callable[[Node, Slot], Node | None]
    condition: int


class HeldValues:
    """Answers for the expressions of one file."""

    def __init__(
        self, tree: SyntaxTree, queries: ValueQueries, follower: ImportFollower, contexts: ContextCalls
    ) -> None:
        self._tree = tree
        self._queries = queries
        self._follower = follower
        self._contexts = contexts

    def of(self, node: Node) -> list[Node]:
        """Every value that is given to a name or a member of the object itself; none if one of them is not shown."""
        if node.type == "identifier":
            bindings = self._queries.visible(self._tree.text_of(node), node)
            is_shown = all(
                binding.kind.value in _VALUED and (binding.value is not None or binding.kind.value == "value")
                for binding in bindings
            ) and not any(getattr(binding, "key", "") for binding in bindings)
            return [binding.value for binding in bindings if binding.value is not None] if is_shown else []
        base = node.child_by_field_name("object") if node.type in _MEMBERS else None
        if base is None or self._tree.text_of(base) not in _OBJECTS:
            return []
        return list(self.given_to_member(self._queries.last_name(node)))

    def given_to_member(self, name: str) -> Iterator[Node]:
        """Yields the values that this file gives to members of a name, whichever object they belong to."""
        for leaf in self._tree.leaves(name):
            ancestors = self._tree.ancestors(leaf)
            target = ancestors[0]
            holder = ancestors[1] if target.type in _MEMBERS and len(ancestors) > 1 else target
            value = None
            if target.type in _FIELDS and target.child_by_field_name("name") == leaf:
                value = target.child_by_field_name("value")
            elif holder.type in _ASSIGNMENTS and holder.child_by_field_name("left") == target and target != holder:
                value = holder.child_by_field_name("right")
            if value is not None:
                yield value

    def has_no_parent(self, value: Node, depth: int = _DEPTH) -> bool:
        """Whether a value is nothing but the active context, captured or not, or a context without a span.

        Passed as a parent, it changes nothing, or it declares a root.
        """
        value = self._queries.unwrapped(value)
        if depth <= 0:
            return False
        if value.type in _EMPTY:
            return True
        if value.type in _CHOICES:
            is_conditional = value.type in ("ternary_expression", "conditional_expression")
            parts = [
                part
                for index, part in enumerate(value.named_children)
                if not is_conditional or index != self._queries.condition
            ]
            return all(self.has_no_parent(part, depth - 1) for part in parts)
        if value.type in _TRANSPARENT:
            return self.has_no_parent(value.named_children[0], depth - 1)
        if self._queries.is_root(value):
            return True
        if value.type in _CALLS:
            return self._returns_no_parent(value, depth)
        values = [
            held for held in self.of(value) if held.type not in _EMPTY
        ]  # a name that is only empty is set elsewhere
        return bool(values) and all(self.has_no_parent(held, depth - 1) for held in values)

    def gives_no_parent(self, function: Node, depth: int = _DEPTH) -> bool:
        """Whether a function, of this file or of one that it imports from, returns no parent."""
        definition = self._queries.definition(function)
        if definition is not None:
            return self.all_without_parent(definition, depth)
        for origin in self._queries.origins(function):
            view, node = self._follower.definition(origin) or (None, None)
            if view is not None and node is not None:
                return view.held_values.all_without_parent(node, depth)  # type: ignore[no-any-return]  # of a view
        return False

    def all_without_parent(self, definition: Node, depth: int = _DEPTH) -> bool:
        """Whether a definition of this file returns values, and none that brings a parent."""
        values = self._queries.returns(definition)
        return bool(values) and all(self.has_no_parent(value, depth - 1) for value in values)

    def _returns_no_parent(self, call: Node, depth: int) -> bool:
        name, contexts = self._queries.last_name(call), self._contexts
        function = self._queries.unwrapped(call.child_by_field_name("function") or call)
        if name in contexts.active or name in contexts.active_span or name in contexts.deleting:
            return True
        if name in contexts.adding or name in contexts.removing:
            slot = {**contexts.adding, **contexts.removing}[name]
            base = function.child_by_field_name("object") if slot is None else self._queries.argument(call, slot)
            return base is None or self.has_no_parent(base, depth - 1)
        if name in contexts.setters:
            span = self._queries.argument(call, contexts.setters[name].span)
            return span is not None and self._queries.last_name(span) in contexts.active_span
        return self.gives_no_parent(function, depth)
