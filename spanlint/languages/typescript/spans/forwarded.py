"""The spans that a TypeScript or JavaScript function gets from another function of the file that takes their parent."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.names.bindings import Kind
from spanlint.languages.spans.local_spans import SpanLocal, call_node, is_started_alone
from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.names.bindings import PARAMETERS
from spanlint.languages.typescript.names.expressions import unwrapped
from spanlint.languages.typescript.names.scopes import returns
from spanlint.languages.typescript.spans.local_spans import function_around, span_holders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile
    from spanlint.model.facts import SpanCall


def forwarded(file: TypeScriptFile, calls: tuple[SpanCall, ...]) -> Iterator[SpanLocal]:
    """Yields the local spans that come from a function whose own parameter is their parent. Each counts as started
    where that function is called, under the argument that is passed there."""
    for call in filter(is_started_alone, calls):
        node = call_node(file.tree, call)
        position = _parent_position(file, call, node) if node is not None else None
        if node is None or position is None:
            continue
        function = function_around(file.tree, node)
        for callee in _callers(file, function):
            values, spread = callee.arguments.positional, callee.arguments.spread
            if len(values) > position and spread is None:
                parent = call.parent._replace(at=range_of(values[position]), text=file.tree.text_of(values[position]))
                yield from span_holders(file, call._replace(at=range_of(callee.name), parent=parent), callee.call)


def _parent_position(file: TypeScriptFile, call: SpanCall, node: Node) -> int | None:
    """Returns the 0-based position of the parent parameter, if the function around the call returns its span."""
    value = file.tree.root.descendant_for_byte_range(*call.parent.at) if call.parent.at is not None else None
    bindings = file.scopes.visible(call.parent.text, value) if value is not None and value.type == "identifier" else []
    function = function_around(file.tree, node)
    if len(bindings) != 1 or bindings[0].kind is not Kind.PARAMETER or bindings[0].scope != function:
        return None
    results = [unwrapped(file.scopes.sole_value(returned)) for returned in returns(function)]
    parameter_list = function.child_by_field_name("parameters")
    if parameter_list is None or not results or any(result != node for result in results):
        return None
    declarations = (child for child in parameter_list.named_children if child.type in PARAMETERS)
    patterns = [
        pattern for declaration in declarations if (pattern := declaration.child_by_field_name("pattern")) is not None
    ]
    positional = [pattern for pattern in patterns if pattern.type != "this"]
    return positional.index(bindings[0].name) if bindings[0].name in positional else None


def _callers(file: TypeScriptFile, function: Node) -> Iterator[Callee]:
    """Yields the calls of a function in its own file."""
    holder = file.tree.parent(function)
    name = function.child_by_field_name("name") or (holder.child_by_field_name("name") if holder is not None else None)
    for leaf in file.tree.leaves(file.tree.text_of(name)) if name is not None else ():
        callee = file.callee(leaf) if file.is_mention(leaf) else None
        if callee is not None and file.names.function(callee.member or callee.name) == function:
            yield callee
