"""The spans that a Python function gets from another function of the file, to which it passes their parent."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.values import Call
from spanlint.languages.python.names.bindings import scope_of
from spanlint.languages.python.names.expressions import unwrapped
from spanlint.languages.python.names.scopes import returns
from spanlint.languages.python.spans.local_spans import span_holders
from spanlint.languages.spans.local_spans import SpanLocal, call_node, is_started_alone
from spanlint.languages.trees.tree import range_of
from spanlint.model.apis import Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile
    from spanlint.model.facts import SpanCall


def forwarded(file: PythonFile, calls: tuple[SpanCall, ...]) -> Iterator[SpanLocal]:
    """Yields the local spans that come from a function that returns a span and takes its parent as a parameter.

    Each is reported as if it were started where the function is called, under the parent that is passed there.
    """
    for call in filter(is_started_alone, calls):
        node = call_node(file.tree, call)
        slot = _parent_slot(file, call, node) if node is not None else None
        if node is None or slot is None:
            continue
        for callee in _calls_of(file, scope_of(file.tree, node)):
            value = callee.arguments.at(slot)
            if value is not None:
                parent = call.parent._replace(at=range_of(value), text=file.tree.text_of(value))
                yield from span_holders(file, call._replace(at=range_of(callee.name), parent=parent), callee.call)


def _parent_slot(file: PythonFile, call: SpanCall, node: Node) -> Slot | None:
    """The slot in which the function around a call takes the span's parent, if the function returns that span."""
    value = file.tree.root.descendant_for_byte_range(*call.parent.at) if call.parent.at is not None else None
    bound = file.scopes.visible(call.parent.text, value) if value is not None and value.type == "identifier" else []
    function = scope_of(file.tree, node)
    if len(bound) != 1 or bound[0].kind is not Kind.PARAMETER or bound[0].scope != function:
        return None
    returned_values = [unwrapped(file.scopes.sole_value(result)) for result in returns(function)]
    parameters = function.child_by_field_name("parameters")
    if parameters is None or not returned_values or any(result != node for result in returned_values):
        return None
    names = [
        file.tree.text_of(parameter if parameter.type == "identifier" else parameter.children[0])
        for parameter in parameters.named_children
    ]
    own = [name for name in names if name not in ("self", "cls")]
    return Slot(own.index(call.parent.text), call.parent.text) if call.parent.text in own else None


def _calls_of(file: PythonFile, function: Node) -> Iterator[Callee]:
    """Yields the calls of a function in its own file."""
    name = function.child_by_field_name("name")
    for leaf in file.tree.leaves(file.tree.text_of(name)) if name is not None else ():
        callee = file.callee(leaf) if file.is_mention(leaf) else None
        call = file.grammar.value(callee.call) if callee is not None else None
        if callee is not None and isinstance(call, Call) and file.grammar.functions(call) == [function]:
            yield callee
