"""Whether the code around a creation call itself calls a provider, other than to set another span's parent."""

from __future__ import annotations

from spanlint.languages.names.values import Call, ValueGrammar
from spanlint.model.facts import Provider

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_PATTERNS = frozenset({"object_pattern", "pair_pattern", "object_assignment_pattern"})  # `const { ctx } = session`


class Consultations:
    """Answers for the calls of one file, computed once per enclosing function."""

    def __init__(self, grammar: ValueGrammar) -> None:
        self._grammar = grammar
        self._tree = grammar.tree
        self._types = grammar.types
        self._known: dict[tuple[Node, str], bool] = {}

    def consults(self, place: Node, provider: Provider) -> bool:
        """Whether a function around the place uses a provider."""
        if not provider.is_function:
            return self._reads(place, provider.function)
        return self._calls(place, provider.function) or self._calls(place, provider.via)

    def _calls(self, place: Node, name: str) -> bool:
        """Whether a function around the place calls the name.

        Calls in the arguments of other creation calls, and in functions that do not contain the place, do not count.
        """
        around = self._functions_around(place)
        if not name or not around:
            return False
        key = (around[0], name)
        if key not in self._known:
            leaves = self._tree.leaves_within(name, around[-1])
            self._known[key] = any(self._is_consulted(leaf, around) for leaf in leaves)
        return self._known[key]

    def _reads(self, place: Node, name: str) -> bool:
        """Whether a function around the place reads the name, other than for the parents of other spans."""
        around = self._functions_around(place)
        key = (around[0], f"={name}") if around else None
        if key is None or not name:
            return False
        if key not in self._known:
            leaves = self._tree.leaves_within(name, around[-1])
            self._known[key] = any(self._is_read(leaf, around) for leaf in leaves)
        return self._known[key]

    def _is_own_span(self, leaf: Node) -> bool:
        """Whether a name holds a span that is made here, which is none that functions share: `const span = ..`."""
        bindings = self._grammar.visible(leaf) if leaf.type == "identifier" else []
        value = self._grammar.value(bindings[0].value) if len(bindings) == 1 and bindings[0].value is not None else None
        return isinstance(value, Call) and value.name in self._grammar.tables.creators and not self._is_member(leaf)

    def _is_member(self, leaf: Node) -> bool:
        holder = self._tree.parent(leaf)
        return holder is not None and leaf in (
            holder.child_by_field_name("attribute"),
            holder.child_by_field_name("property"),
        )

    def _is_read(self, leaf: Node, around: list[Node]) -> bool:
        if self._is_own_span(leaf):
            return False
        holder = self._tree.parent(leaf)
        is_declared = holder is not None and holder.child_by_field_name(self._types.naming.get(holder.type, "")) == leaf
        is_taken = holder is not None and holder.type in _PATTERNS
        if is_declared or is_taken or next(iter(self._functions_around(leaf)), None) not in around:
            return False
        return not self._is_in_slot(leaf) and not self._is_held_for_slots(leaf)

    def _is_consulted(self, leaf: Node, around: list[Node]) -> bool:
        call = self._call_of(leaf)
        if call is None or next(iter(self._functions_around(call)), None) not in around:
            return False
        return not self._is_in_slot(call) and not self._is_held_for_slots(call)

    def _functions_around(self, node: Node) -> list[Node]:
        return [ancestor for ancestor in self._tree.ancestors(node) if ancestor.type in self._types.functions]

    def _call_of(self, leaf: Node) -> Node | None:
        """The call whose function has this name as its last name."""
        inner = leaf
        for above in self._tree.ancestors(leaf)[:2]:
            if above.type in self._types.calls:
                return above if above.child_by_field_name("function") == inner else None
            inner = above
        return None

    def _is_in_slot(self, value: Node) -> bool:
        """Whether a value is an argument of a creation call."""
        for above in self._tree.ancestors(value):
            if above.type in self._types.functions:
                return False
            if above.type in self._types.calls and self._grammar.last_name(above) in self._grammar.tables.creators:
                return True
        return False

    def _is_held_for_slots(self, call: Node) -> bool:
        """Whether a local holds the call's result and is read only as an argument of creation calls."""
        target, function = self._target(call), next(iter(self._functions_around(call)), None)
        if target is None or function is None:
            return False
        leaves = self._tree.leaves_within(self._tree.text_of(target), function)
        reads = [leaf for leaf in leaves if leaf != target and leaf.type == "identifier"]
        return bool(reads) and all(map(self._is_in_slot, reads))

    def _target(self, call: Node) -> Node | None:
        for above in self._tree.ancestors(call):
            if above.type in self._types.functions:
                return None
            if above.type in self._types.naming:
                target = above.child_by_field_name(self._types.naming[above.type])
                return target if target is not None and target.type == "identifier" else None
        return None
