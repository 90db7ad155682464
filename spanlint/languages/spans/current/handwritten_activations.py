"""The creation calls that are an activating call written out: the function around makes their span current itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from spanlint.languages.contexts.span_activations import makes_current
from spanlint.languages.names.bindings import reaching_bindings
from spanlint.languages.names.places import PlaceGrammar, mentions, same_members
from spanlint.languages.names.roles import Assigned, Managed, Part, Returned, Target
from spanlint.languages.names.values import Member, Name, role_of_value
from spanlint.languages.spans.chained_calls import after_chain
from spanlint.languages.spans.current.forwarded_parents import SpanFile, calls_in_file
from spanlint.languages.spans.current.local_spans import SpanLocal, call_node
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.model.facts import SpanCall

_MAX_VALUES = 8  # that one mention of a variable may read


def handwritten_activations(
    file: SpanFile, calls: Sequence[SpanCall], spans: Sequence[SpanLocal]
) -> Iterator[ByteRange]:
    """Yields the calls whose span the same function makes current on the active context, or holds across a `yield`.

    A function that only returns a span leaves it to those that call it: in the file, all of them do one of these.
    `spans` are those that names hold.
    """
    may_yield = b"yield" in file.tree.text
    held = {span.call.at for span in spans if _is_held_across_yield(file.grammar, span)} if may_yield else set()
    activations = _HandwrittenActivations(file)
    for call in (call for call in calls if call.is_started_alone):
        node = call_node(file.tree, call)
        if call.at in held or (node is not None and activations.has(node)):
            yield call.at


class _HandwrittenActivations:
    """Answers for the spans of one file. There may be thousands of them in one variable, with as many mentions."""

    def __init__(self, file: SpanFile) -> None:
        self._file = file
        self._grammar = file.grammar
        self._of_names: dict[tuple[int, str], dict[int, list[Node]]] = {}
        self._of_functions: dict[int, bool] = {}

    def has(self, node: Node) -> bool:
        """Whether the function around a call makes its span current, or all that call the function do."""
        return self._is_made_current(node) or self._is_left_to_callers(node)

    def _is_made_current(self, node: Node) -> bool:
        grammar = self._grammar
        return any(makes_current(grammar, _whole(grammar, use)) for use in (node, *self._later_uses(node)))

    def _is_left_to_callers(self, node: Node) -> bool:
        """Whether the function around a call only returns its span, and every call of it in the file is in a function
        that makes the span current. A span that a member keeps may be returned again later."""
        grammar = self._grammar
        if any(isinstance(grammar.value(target), Member) for target in _targets(grammar, node)):
            return False
        values = (node, *self._later_uses(node))
        is_returned = any(isinstance(role_of_value(grammar, value), Returned) for value in values)
        return is_returned and self._is_made_current_by_callers(grammar.scope_of(node))

    def _is_made_current_by_callers(self, function: Node) -> bool:
        known = self._of_functions.get(function.id)
        if known is None:
            callers = [callee.call for callee in calls_in_file(self._file, function)]
            known = bool(callers) and all(map(self._is_made_current, callers))
            self._of_functions[function.id] = known
        return known

    def _later_uses(self, node: Node) -> Iterator[Node]:
        """Yields the later mentions, in the same function, of the names and the members that get a value."""
        grammar = self._grammar
        function = grammar.scope_of(node)
        for target in _targets(grammar, node):
            holder = grammar.value(target)
            uses: Iterable[Node] = self._reached(target) if isinstance(holder, Name) else ()
            if isinstance(holder, Member):
                uses = _until_set_again(grammar, holder, function, node.end_byte)
            for use in uses:
                if grammar.scope_of(use) == function and use.start_byte > node.end_byte:
                    yield use

    def _reached(self, name: Node) -> list[Node]:
        """The mentions of a variable that may read what it is set to at a name."""
        grammar = self._grammar
        bindings = grammar.visible(name)
        place = bindings[0].scope.id if bindings else 0, grammar.tree.text_of(name)
        if place not in self._of_names:
            reached = self._of_names[place] = {}
            for use in mentions(grammar, name):
                for binding in islice(reaching_bindings(grammar.tree, bindings, use), _MAX_VALUES):
                    reached.setdefault(binding.name.start_byte, []).append(use)
        return self._of_names[place].get(name.start_byte, [])


def _until_set_again(grammar: PlaceGrammar, member: Member, function: Node, start: int) -> Iterator[Node]:
    """Yields the mentions of a member in a function from a byte on, until it is set again."""
    for use in same_members(grammar, member, function, start):
        if use.start_byte > start:
            if isinstance(grammar.role(use), Target):
                return
            yield use


def _whole(grammar: PlaceGrammar, node: Node) -> Node:
    """An expression with the parentheses, the casts and the alternatives around it."""
    role = grammar.role(node)
    while isinstance(role, Part):
        node = role.outer
        role = grammar.role(node)
    return node


def _targets(grammar: PlaceGrammar, node: Node) -> Iterator[Node]:
    """Yields what an expression is assigned to, in `a = b = value` both."""
    outer: Node | None = after_chain(grammar, node)
    while outer is not None:
        role = role_of_value(grammar, outer)
        target = role.target if isinstance(role, Assigned | Managed) else None
        outer = role.outer if isinstance(role, Assigned) else None
        if target is not None:
            yield target


def _is_held_across_yield(grammar: PlaceGrammar, span: SpanLocal) -> bool:
    """Whether the function yields between the call and an end of the span."""
    span_ends = grammar.tables.shapes.span_ends
    ends = [use.start_byte for use in span.uses if grammar.member_read(use) in span_ends]
    last_end = span.until if span.is_entered else max(ends, default=0)
    leaves = grammar.tree.leaves_between("yield", span.node.end_byte, min(last_end, span.function.end_byte))
    return any(leaf.type == "yield" and grammar.scope_of(leaf) == span.function for leaf in leaves)
