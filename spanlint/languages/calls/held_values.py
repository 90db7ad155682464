"""The values that a name, or a member of the object itself, may have, and which of them bring no parent."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.imports import ImportFollower
from spanlint.languages.names.values import Call, Choice, Member, Name, Nothing, Value, ValueGrammar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DEPTH = 6
_MEMBERS = frozenset({"member_expression", "attribute"})
_ASSIGNMENTS = frozenset({"assignment_expression", "augmented_assignment_expression", "assignment"})
_FIELDS = frozenset({"public_field_definition", "field_definition"})
_VALUED = (Kind.VALUE, Kind.ASSIGNED)


class HeldValues:
    """Answers for the expressions of one file."""

    def __init__(self, grammar: ValueGrammar, follower: ImportFollower) -> None:
        self._grammar = grammar
        self._follower = follower
        self._contexts = grammar.tables.contexts
        self._given: dict[str, list[Node]] = {}
        self._of_names: dict[tuple[str, int], list[Node]] = {}
        self._without_parent: dict[tuple[tuple[str, int], int], bool] = {}

    def of(self, node: Node) -> list[Node]:
        """Every value that is given to a name or a member of the object itself; none if one of them is not shown."""
        value = self._grammar.value(node)
        if isinstance(value, Name):
            bindings = self._grammar.visible(value.node)
            place = (value.text, bindings[0].scope.id if bindings else 0)
            known = self._of_names.get(place)
            if known is None:
                known = self._of_names[place] = _shown_values(bindings)
            return known
        is_own = isinstance(value, Member) and self._grammar.is_self(value.of)
        return self.given_to_member(value.name) if isinstance(value, Member) and is_own else []

    def given_to_member(self, name: str) -> list[Node]:
        """Returns the values that this file gives to members of a name, whichever object they belong to."""
        known = self._given.get(name)
        if known is None:
            known = self._given[name] = list(self._given_to(name))
        return known

    def _given_to(self, name: str) -> Iterator[Node]:
        tree = self._grammar.tree
        for leaf in tree.leaves(name):
            ancestors = tree.ancestors(leaf)
            target = ancestors[0]
            holder = ancestors[1] if target.type in _MEMBERS and len(ancestors) > 1 else target
            value = None
            if target.type in _FIELDS and target.child_by_field_name("name") == leaf:
                value = target.child_by_field_name("value")
            elif holder.type in _ASSIGNMENTS and holder.child_by_field_name("left") == target and target != holder:
                value = holder.child_by_field_name("right")
            if value is not None:
                yield value

    def has_no_parent(self, node: Node, depth: int = _DEPTH) -> bool:
        """Whether a value is nothing but the active context, captured or not, or a context without a span.

        Passed as a parent, it changes nothing, or it declares a root.
        """
        value = self._grammar.value(node)
        if depth <= 0:
            return False
        if isinstance(value, Nothing):
            return True
        if isinstance(value, Choice):
            return all(self.has_no_parent(part, depth - 1) for part in value.parts)
        if self._grammar.is_root(value.node):
            return True
        if isinstance(value, Call):
            return self._returns_no_parent(value, depth)
        return self._holds_no_parent(value.node, self._holder(value), depth)

    def _holder(self, value: Value) -> tuple[str, int] | None:
        """What has the same values wherever it is read: a variable, or a member of any object itself."""
        if isinstance(value, Name):
            bindings = self._grammar.visible(value.node)
            return (value.text, bindings[0].scope.id) if bindings else None
        is_own = isinstance(value, Member) and self._grammar.is_self(value.of)
        return (value.name, 0) if isinstance(value, Member) and is_own else None

    def _holds_no_parent(self, node: Node, holder: tuple[str, int] | None, depth: int) -> bool:
        if holder is None:
            return False
        known = self._without_parent.get((holder, depth))
        if known is None:
            # A name that is only empty is set elsewhere.
            values = [held for held in self.of(node) if not isinstance(self._grammar.value(held), Nothing)]
            known = bool(values) and all(self.has_no_parent(held, depth - 1) for held in values)
            self._without_parent[holder, depth] = known
        return known

    def gives_no_parent(self, function: Node, depth: int = _DEPTH) -> bool:
        """Whether a function, of this file or of one that it imports from, returns no parent."""
        definition = self._grammar.own_definition(function)
        if definition is not None:
            return self.all_without_parent(definition, depth)
        for origin in self._grammar.origins(function):
            view, node = self._follower.definition(origin) or (None, None)
            if view is not None and node is not None:
                return view.held_values.all_without_parent(node, depth)  # type: ignore[no-any-return]  # of a view
        return False

    def all_without_parent(self, definition: Node, depth: int = _DEPTH) -> bool:
        """Whether a definition of this file returns values, and none that brings a parent."""
        values = self._grammar.returns(definition)
        return bool(values) and all(self.has_no_parent(value, depth - 1) for value in values)

    def _returns_no_parent(self, call: Call, depth: int) -> bool:
        name, contexts = call.name, self._contexts
        if name in contexts.active or name in contexts.active_span or name in contexts.deleting:
            return True
        if name in contexts.adding or name in contexts.removing:
            slot = contexts.adding[name] if name in contexts.adding else contexts.removing[name]
            base = call.receiver if slot is None else call.arguments.at(slot)
            return base is None or self.has_no_parent(base, depth - 1)
        if name in contexts.setters:
            span = call.arguments.at(contexts.setters[name].span)
            return span is not None and self._grammar.last_name(span) in contexts.active_span
        return self.gives_no_parent(call.callee, depth)


def _shown_values(bindings: list[Binding]) -> list[Node]:
    """The values of all bindings of a name; none if one of them is not shown."""
    is_shown = all(
        binding.kind in _VALUED and not binding.key and (binding.value is not None or binding.kind is Kind.VALUE)
        for binding in bindings
    )
    return [binding.value for binding in bindings if binding.value is not None] if is_shown else []
