"""The spans that a TypeScript or JavaScript function gets from another one of the file, which is given their parent."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.spans.local_spans import SpanLocal, call_node, is_started_alone
from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.names.bindings import PARAMETERS, Kind
from spanlint.languages.typescript.names.expressions import unwrapped
from spanlint.languages.typescript.names.scopes import returns
from spanlint.languages.typescript.spans.local_spans import function_around, span_holders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile
    from spanlint.model.facts import SpanCall


def forwarded(file: TypeScriptFile, calls: tuple[SpanCall, ...]) -> Iterator[SpanLocal]:
    """The local spans that a function gives whose own parameter is their parent: each as if it were started where that
    function is called, under what is passed there."""
    for call in filter(is_started_alone, calls):
        node = call_node(file.tree, call)
        at = _position(file, call, node) if node is not None else None
        if node is None or at is None:
            continue
        function = function_around(file.tree, node)
        for callee in _callers(file, function):
            values, spread = callee.arguments
            if len(values) > at and spread is None:
                parent = call.parent._replace(at=range_of(values[at]), text=file.tree.text_of(values[at]))
                yield from span_holders(file, call._replace(at=range_of(callee.name), parent=parent), callee.call)


def _position(file: TypeScriptFile, call: SpanCall, node: Node) -> int | None:
    """Which parameter of the function around a call, whose span it returns, is the parent: 0-based."""
    value = file.tree.root.descendant_for_byte_range(*call.parent.at) if call.parent.at is not None else None
    bound = file.scopes.visible(call.parent.text, value) if value is not None and value.type == "identifier" else []
    function = function_around(file.tree, node)
    if len(bound) != 1 or bound[0].kind is not Kind.PARAMETER or bound[0].scope != function:
        return None
    given = [unwrapped(file.scopes.sole_value(each)) for each in returns(function)]
    written = function.child_by_field_name("parameters")
    if written is None or not given or any(each != node for each in given):
        return None
    each_of = (each for each in written.named_children if each.type in PARAMETERS)
    patterns = [pattern for each in each_of if (pattern := each.child_by_field_name("pattern")) is not None]
    named = [each for each in patterns if each.type != "this"]
    return named.index(bound[0].name) if bound[0].name in named else None


def _callers(file: TypeScriptFile, function: Node) -> Iterator[Callee]:
    """The calls of a function in its own file."""
    holder = file.tree.parent(function)
    name = function.child_by_field_name("name") or (holder.child_by_field_name("name") if holder is not None else None)
    for leaf in file.tree.leaves(file.tree.text_of(name)) if name is not None else ():
        callee = file.callee(leaf) if file.is_mention(leaf) else None
        if callee is not None and file.names.function(callee.member or callee.name) == function:
            yield callee
