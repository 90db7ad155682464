"""Which conditions of a function do not depend on what one of its places shows, in any language."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.flow.graph import Graph
from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.places import PlaceGrammar, same_members
from spanlint.languages.names.roles import Target
from spanlint.languages.names.values import Call, Member
from spanlint.languages.spans.statuses.iterated_names import iterated_names
from spanlint.languages.trees.tree import leaves_of
from spanlint.model.flow import Condition
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DEFINED = frozenset({Kind.IMPORT, Kind.FUNCTION, Kind.CLASS, Kind.TYPE})
_FIXED = _DEFINED | {Kind.PARAMETER}
_MADE = frozenset({Kind.VALUE, Kind.ASSIGNED})
_DEPTH = 3  # variables that are made of one another
_LOOPS = frozenset({"for_statement", "for_in_statement"})
_CLAUSES = ("except", "catch")  # the beginnings of the types of handlers


class ReadConditions:
    """The conditions of one function, in order, and where they first read each variable, and each member of the object
    itself. A condition also reads what the variables in it are made of."""

    def __init__(self, grammar: PlaceGrammar, graph: Graph) -> None:
        self._grammar = grammar
        self._first: dict[str, int] = {}
        places = {node.part.at for node in graph.nodes if isinstance(node.part, Condition)}
        for at in sorted(places):
            for text in self.read(at):
                self._first.setdefault(text, at.start)

    def reads_before(self, text: str, place: Node) -> bool:
        """Whether a condition that begins before a place reads a variable."""
        return text in self._first and self._first[text] < place.start_byte

    def parts(self, at: ByteRange) -> Iterator[Node]:
        """The nodes of a condition."""
        node = self._grammar.tree.root.descendant_for_byte_range(*at)
        pending = [node] if node is not None else []
        while pending:
            part = pending.pop()
            pending += part.children
            yield part

    def is_variable(self, leaf: Node) -> bool:
        """Whether a name is not that of a function, a class or a module."""
        return any(binding.kind not in _DEFINED for binding in self._grammar.visible(leaf))

    def names(self, at: ByteRange) -> Iterator[Node]:
        """The leaves of a condition that name variables or the object itself."""
        return self._named(self.parts(at))

    def read(self, at: ByteRange) -> set[str]:
        """The variables that a condition reads, and the members of the object itself, as they are written."""
        return self._read(self.names(at), _DEPTH)

    def texts(self, value: Node) -> set[str]:
        """The same of an expression, without what its variables are made of."""
        return self._read(self._named(leaves_of(value)), 0)

    def member(self, owner: Node) -> Node | None:
        """The expression that reads a member of an object."""
        above = self._grammar.tree.parent(owner)
        value = self._grammar.value(above) if above is not None else None
        return value.node if isinstance(value, Member) and value.of == owner else None

    def _named(self, parts: Iterator[Node]) -> Iterator[Node]:
        for part in parts:
            if not part.children and (self._grammar.is_name(part) or self._grammar.is_self(part)):
                yield part

    def _read(self, leaves: Iterator[Node], depth: int) -> set[str]:
        texts = set[str]()
        for leaf in leaves:
            member = self.member(leaf) if self._grammar.is_self(leaf) else None
            if member is not None:
                texts.add(self._grammar.tree.text_of(member))
            elif self.is_variable(leaf):
                texts.add(self._grammar.tree.text_of(leaf))
            for binding in self._grammar.visible(leaf) if depth else ():
                texts |= self._made_of(binding, depth - 1)
        return texts

    def _made_of(self, binding: Binding, depth: int) -> set[str]:
        """What the value is made of that a function gives a variable of its own."""
        if binding.kind not in _MADE or binding.value is None or binding.scope == self._grammar.tree.root:
            return set()
        if binding.key and self._grammar.is_self(binding.value):
            return {f"{self._grammar.tree.text_of(binding.value)}.{binding.key}"}
        return self._read(self._named(leaves_of(binding.value)), depth)


class FreeConditions:
    """The conditions of one function, seen from a place in it.

    A condition depends on the place if it reads a variable or a member that the function assigns, or one that a
    condition before the place reads as well, itself or what is made of it, or a loop around the place iterates. A
    place outside of handlers decides nothing of a variable that has one value. A condition may depend on it if it
    calls anything. What it asks the span tells nothing. What a later loop gives a variable depends on a failure
    (`has_failed`), since the loop may be another attempt.
    """

    def __init__(
        self,
        read: ReadConditions,
        grammar: PlaceGrammar,
        function: Node,
        place: Node,
        span: str,
        has_failed: bool = False,
    ) -> None:
        self._read = read
        self._grammar = grammar
        self._function = function
        self._place = place
        self._span = span
        self._has_failed = has_failed
        self._iterated: set[str] | None = None
        around = grammar.tree.ancestors(place)
        self._is_handling = any(above.type.startswith(_CLAUSES) for above in around[: _index(around, function)])

    def is_free(self, at: ByteRange) -> bool:
        """Whether a condition does not depend on the place."""
        return not self._has_call(at) and all(map(self._is_independent, self._names(at)))

    def is_bound_later(self, at: ByteRange) -> bool:
        """Whether a condition may depend on the place, and on each later place of the function."""
        return self._has_call(at) or any(map(self._is_bound_later, self._names(at)))

    def _is_bound_later(self, name: Node) -> bool:
        if self._grammar.is_self(name):
            member = self._read.member(name)
            return member is None or not self._is_unassigned(member)
        is_read = self._read.reads_before(self._grammar.tree.text_of(name), self._place)
        return is_read or not all(map(self._may_be_fixed, self._grammar.visible(name)))

    def _may_be_fixed(self, binding: Binding) -> bool:
        """Whether some place of the function may know nothing of the value that a binding gives."""
        if binding.kind in _FIXED:
            return True
        if binding.value is not None:
            return binding.kind is Kind.VALUE and self._is_sole(binding)
        return binding.kind is Kind.OTHER

    def _has_call(self, at: ByteRange) -> bool:
        """Whether a condition calls a function, other than to look at a value or to ask the span."""
        for part in self._read.parts(at):
            call = self._grammar.value(part) if part.type in self._grammar.types.calls else None
            if isinstance(call, Call) and call.name not in self._grammar.inspecting:
                receiver = call.receiver
                if receiver is None or self._grammar.tree.text_of(receiver) != self._span:
                    return True
        return False

    def _names(self, at: ByteRange) -> Iterator[Node]:
        """The names in a condition without the span."""
        return (leaf for leaf in self._read.names(at) if self._grammar.tree.text_of(leaf) != self._span)

    def _is_decided(self, text: str) -> bool:
        """Whether a condition before the place reads a variable, or a loop around the place iterates it."""
        if text == self._span or self._read.reads_before(text, self._place):
            return text != self._span
        if self._iterated is None:
            self._iterated = iterated_names(self._grammar, self._place, self._function)
        return text in self._iterated

    def _is_independent(self, name: Node) -> bool:
        text = self._grammar.tree.text_of(name)
        if self._grammar.is_self(name):
            member = self._read.member(name)
            return member is not None and self._is_unassigned(member)
        return not self._is_decided(text) and all(map(self._is_fixed, self._grammar.visible(name)))

    def _is_fixed(self, binding: Binding) -> bool:
        if binding.kind in _FIXED:
            return True
        if binding.kind is Kind.VALUE and binding.value is not None and self._is_sole(binding):
            return binding.scope == self._grammar.tree.root or self._is_undecided(binding.value)
        if binding.value is not None or binding.kind is not Kind.OTHER:
            return False
        return self._is_of_later_loop(binding.name) or self._is_caught_here(binding.name)

    def _is_of_later_loop(self, name: Node) -> bool:
        """Whether a loop behind the place gives a name its values, of which the place says nothing."""
        above = self._grammar.tree.ancestors(name)
        loop = next((ancestor for ancestor in above if ancestor.type in _LOOPS), None)
        target = loop.child_by_field_name("left") if loop is not None else None
        iterated = loop.child_by_field_name("right") if loop is not None else None
        if loop is None or target is None or iterated is None or target.end_byte < name.end_byte or self._has_failed:
            return False
        return loop.start_byte > self._place.start_byte and self._is_undecided(iterated)

    def _is_sole(self, binding: Binding) -> bool:
        return len(self._grammar.visible(binding.name)) == 1

    def _is_undecided(self, value: Node, depth: int = _DEPTH) -> bool:
        """Whether the only value of a variable says nothing of the place: it is no constant, is not made of the place
        itself, nor of what a condition before the place reads."""
        if self._is_handling or value.start_byte <= self._place.start_byte < value.end_byte:
            return False
        leaves = [leaf for leaf in leaves_of(value) if self._grammar.is_name(leaf) and self._read.is_variable(leaf)]
        if not leaves or any(map(self._is_decided, self._read.texts(value))):
            return False
        bindings = [binding for leaf in leaves if depth for binding in self._grammar.visible(leaf)]
        made = [
            binding for binding in bindings if binding.kind is Kind.VALUE and binding.scope != self._grammar.tree.root
        ]
        return bool(depth) and all(
            self._is_sole(binding) and (binding.value is None or self._is_undecided(binding.value, depth - 1))
            for binding in made
        )

    def _is_caught_here(self, name: Node) -> bool:
        """Whether a handler around the place binds a name."""
        around = self._grammar.tree.ancestors(self._place)
        clauses = [above for above in self._grammar.tree.ancestors(name) if above.type.startswith(_CLAUSES)]
        return bool(clauses) and clauses[0] in around

    def _is_unassigned(self, node: Node) -> bool:
        """Whether the function assigns nothing to a member, and no condition before the place reads it."""
        member = self._grammar.value(node)
        if not isinstance(member, Member) or self._read.reads_before(self._grammar.tree.text_of(node), self._place):
            return False
        mentions = list(same_members(self._grammar, member, self._function))
        return not any(isinstance(self._grammar.role(mention), Target) for mention in mentions)


def _index(around: tuple[Node, ...], function: Node) -> int:
    return around.index(function) if function in around else len(around)
