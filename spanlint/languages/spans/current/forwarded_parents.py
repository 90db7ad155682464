"""The spans that a function gets from another function of the file, to which it passes their parent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.languages.calls.call_sites import Callee, CallGrammar
from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.values import Call, Name
from spanlint.languages.spans.current.local_spans import SpanLocal, call_node, span_holders
from spanlint.languages.trees.tree import range_of
from spanlint.lean.protocols import Protocol
from spanlint.model.apis import Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.model.facts import SpanCall


class SpanFile(CallGrammar, Protocol):
    """One file, as algorithms ask about its calls and its expressions."""

    @property
    def grammar(self) -> PlaceGrammar:
        """The file's expressions and their places."""


def spans_with_forwarded_parent(file: SpanFile, calls: Iterable[SpanCall]) -> Iterator[SpanLocal]:
    """Yields the local spans that come from a function that returns a span and takes its parent as a parameter.

    Each counts as started where that function is called, under the argument that is passed there.
    """
    for call in (call for call in calls if call.is_started_alone):
        node = call_node(file.tree, call)
        slot = _parent_slot(file.grammar, call, node) if node is not None else None
        if node is None or slot is None:
            continue
        for callee in calls_in_file(file, file.grammar.scope_of(node)):
            value = callee.arguments.at(slot) if callee.arguments.spread is None else None
            if value is not None:
                parent = call.parent._replace(at=range_of(value), text=file.tree.text_of(value))
                caller = call._replace(at=range_of(callee.name), parent=parent)
                yield from span_holders(file.grammar, caller, callee.call)


def _parent_slot(grammar: PlaceGrammar, call: SpanCall, node: Node) -> Slot | None:
    """Returns the slot of the parent parameter, if the function around a call returns the call's span."""
    parent, function = call.parent.at, grammar.scope_of(node)
    value = grammar.tree.root.descendant_for_byte_range(*parent) if parent is not None else None
    bindings = grammar.visible(value) if value is not None and isinstance(grammar.value(value), Name) else []
    if len(bindings) != 1 or bindings[0].kind is not Kind.PARAMETER or bindings[0].scope != function:
        return None
    results = [grammar.unwrapped(grammar.sole_value(result)) for result in grammar.returns(function)]
    has_other_result = not results or any(result != node for result in results)
    return None if has_other_result else grammar.slot_of(bindings[0].name)


def calls_in_file(file: SpanFile, function: Node) -> Iterator[Callee]:
    """Yields the calls of a function in its own file."""
    name = file.grammar.name_of(function)
    for leaf in file.tree.leaves(file.tree.text_of(name)) if name is not None else ():
        callee = file.callee(leaf) if file.is_mention(leaf) else None
        call = file.grammar.value(callee.call) if callee is not None else None
        if callee is not None and isinstance(call, Call) and file.grammar.functions(call) == [function]:
            yield callee
