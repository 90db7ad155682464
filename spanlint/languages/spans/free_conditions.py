"""Which conditions of a function do not depend on what one of its places shows, in any language."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.flow.graph import Graph
from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Target
from spanlint.languages.names.values import Call, Member
from spanlint.languages.spans.local_spans import same_members
from spanlint.model.flow import Condition
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_FIXED = frozenset({Kind.IMPORT, Kind.FUNCTION, Kind.CLASS, Kind.TYPE, Kind.PARAMETER})
_CLAUSES = ("except", "catch")  # the beginnings of the types of handlers


class FreeConditions:
    """The conditions of one function, seen from a place in it.

    A condition depends on the place if it reads a variable or a member that the function assigns, or one that a
    condition before the place reads as well. It may if it calls anything. What it asks the span tells nothing.
    """

    def __init__(self, grammar: PlaceGrammar, graph: Graph, function: Node, place: Node, span: str) -> None:
        self._grammar = grammar
        self._function = function
        self._place = place
        self._span = span
        earlier = (node.part.at for node in graph.nodes if isinstance(node.part, Condition))
        before = [at for at in earlier if at.start < place.start_byte]
        self._decided = {grammar.tree.text_of(leaf) for at in before for leaf in self._names(at)}

    def is_free(self, at: ByteRange) -> bool:
        """Whether a condition does not depend on the place."""
        return not self._has_call(at) and all(map(self._is_independent, self._names(at)))

    def _has_call(self, at: ByteRange) -> bool:
        """Whether a condition calls a function, other than to look at a value or to ask the span."""
        for part in self._parts(at):
            call = self._grammar.value(part) if part.type in self._grammar.types.calls else None
            if isinstance(call, Call) and call.name not in self._grammar.inspecting:
                receiver = call.receiver
                if receiver is None or self._grammar.tree.text_of(receiver) != self._span:
                    return True
        return False

    def _parts(self, at: ByteRange) -> Iterator[Node]:
        """The nodes of a condition."""
        node = self._grammar.tree.root.descendant_for_byte_range(*at)
        pending = [node] if node is not None else []
        while pending:
            part = pending.pop()
            pending += part.children
            yield part

    def _names(self, at: ByteRange) -> Iterator[Node]:
        """The leaves of a condition that name variables or the object itself, without the span."""
        for part in self._parts(at):
            is_variable = not part.children and (self._grammar.is_name(part) or self._grammar.is_self(part))
            if is_variable and self._grammar.tree.text_of(part) != self._span:
                yield part

    def _is_independent(self, name: Node) -> bool:
        text = self._grammar.tree.text_of(name)
        if self._grammar.is_self(name):
            return self._is_unassigned_member(name)
        return text not in self._decided and all(map(self._is_fixed, self._grammar.visible(name)))

    def _is_fixed(self, binding: Binding) -> bool:
        if binding.kind in _FIXED:
            return True
        if binding.kind is Kind.VALUE and binding.scope == self._grammar.tree.root:
            return len(self._grammar.visible(binding.name)) == 1
        return binding.value is None and binding.kind is Kind.OTHER and self._is_caught_here(binding.name)

    def _is_caught_here(self, name: Node) -> bool:
        """Whether a handler around the place binds a name."""
        around = self._grammar.tree.ancestors(self._place)
        clauses = [above for above in self._grammar.tree.ancestors(name) if above.type.startswith(_CLAUSES)]
        return bool(clauses) and clauses[0] in around

    def _is_unassigned_member(self, owner: Node) -> bool:
        """Whether the function assigns nothing to the member that is read of an object."""
        above = self._grammar.tree.parent(owner)
        member = self._grammar.value(above) if above is not None else None
        if not isinstance(member, Member):
            return False
        mentions = list(same_members(self._grammar, member, self._function))
        return not any(isinstance(self._grammar.role(mention), Target) for mention in mentions)
