"""The values that the context of a Python expression carries besides its span."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from spanlint.languages.contexts.carried_values import (
    MAX_VALUES,
    Carried,
    asks_active_context,
    carried_by_result,
    may_receive_baggage,
    most_carried,
)
from spanlint.languages.python.calls.arguments import Arguments, read_arguments
from spanlint.languages.python.names.bindings import Kind
from spanlint.languages.python.names.expressions import last_name, unwrapped
from spanlint.languages.python.names.scopes import returns
from spanlint.model.apis import Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

_CONTEXT_TYPES = frozenset({"identifier", "call"})
DEPTH = 6  # of values followed: a name that is assigned from itself adds nothing


def carried(file: PythonFile, value: Node, depth: int = DEPTH) -> Carried:
    """Returns what a context carries that the active one does not, from the expression that evaluates to it."""
    value = unwrapped(value)
    if not depth:
        return Carried.NOTHING
    if value.type == "conditional_expression":
        parts = (value.named_children[0], value.named_children[-1])
        return most_carried(carried(file, part, depth - 1) for part in parts)
    if value.type == "boolean_operator":
        return most_carried(carried(file, operand, depth - 1) for operand in value.named_children)
    if value.type == "await" and value.named_children:
        return carried(file, value.named_children[0], depth)
    if value.type == "identifier":
        return _by_name(file, value, depth)
    return _by_call(file, value, depth) if value.type == "call" else Carried.NOTHING


def _by_name(file: PythonFile, name: Node, depth: int) -> Carried:
    bindings = file.scopes.visible(file.tree.text_of(name), name)
    if any(binding.kind is Kind.OTHER for binding in bindings):
        return Carried.NOTHING  # unpacked, or bound by a loop: its value is unknown
    if any(binding.kind is Kind.PARAMETER for binding in bindings):
        return Carried.UNKNOWN
    values = (binding.value for binding in bindings if binding.kind is Kind.VALUE and binding.value is not None)
    return most_carried(carried(file, value, depth - 1) for value in islice(values, MAX_VALUES))


def _by_call(file: PythonFile, call: Node, depth: int) -> Carried:
    name, context_calls = last_name(file.tree, call), file.tables.contexts
    argument_list = call.child_by_field_name("arguments")
    arguments = read_arguments(file.tree, argument_list) if argument_list is not None else None
    if name in context_calls.adding:
        return (
            _by_slot(file, arguments, context_calls.adding[name], depth)
            if _copies_active(file, call)
            else Carried.VALUES
        )
    if name in context_calls.extracting and _receives(file, call):
        return Carried.VALUES
    if name in context_calls.active or name in file.tables.roots.calls:
        return Carried.NOTHING
    if name in context_calls.setters and arguments is not None:
        return _by_slot(file, arguments, context_calls.setters[name].context, depth)
    returned = [carried(view, value, depth - 1) for view, value in islice(_returned_values(file, call), MAX_VALUES)]
    contexts = (
        [argument for argument in arguments.positional if argument.type in _CONTEXT_TYPES]
        if arguments is not None
        else []
    )
    # What another function adds to the active context cannot be distinguished from the span that it adds.
    return carried_by_result(returned, (carried(file, context, depth - 1) for context in contexts))


def _copies_active(file: PythonFile, call: Node) -> bool:
    """Whether a call is in a loop that copies the values of the active context."""
    loops = (ancestor for ancestor in file.tree.ancestors(call) if ancestor.type == "for_statement")
    iterables = (loop.child_by_field_name("right") for loop in loops)
    return any(
        asks_active_context(file.tables.contexts, file.tree.text_of(iterable))
        for iterable in iterables
        if iterable is not None
    )


def _by_slot(file: PythonFile, arguments: Arguments | None, slot: Slot | None, depth: int) -> Carried:
    """Returns what the context that a call starts from carries."""
    base = arguments.at(slot) if arguments is not None and slot is not None else None
    return carried(file, base, depth - 1) if base is not None else Carried.NOTHING


def _receives(file: PythonFile, call: Node) -> bool:
    """Whether an `extract` returns propagated baggage."""
    function = call.child_by_field_name("function")
    receiver = function.child_by_field_name("object") if function is not None else None
    if function is None or receiver is None:
        return not called_functions(file, call)
    return may_receive_baggage(file.origins(receiver), last_name(file.tree, receiver))


def _returned_values(file: PythonFile, call: Node) -> Iterator[tuple[PythonFile, Node]]:
    """Yields the values that the project's own function returns, each with the file that contains it."""
    definitions = called_functions(file, call)
    for function in definitions:
        yield from ((file, value) for value in returns(function))
    callee = call.child_by_field_name("function")
    for origin in file.origins(callee) if callee is not None and not definitions else ():
        view, definition = file.follower.definition(origin) or (None, None)
        if view is not None and definition is not None and definition.type == "function_definition":
            yield from ((view, value) for value in returns(definition))


def called_functions(file: PythonFile, call: Node) -> list[Node]:
    """Returns the functions of the file that a call may run: by name, or the methods for a call on `self` or `cls`."""
    function, name = call.child_by_field_name("function"), last_name(file.tree, call)
    is_member = function is not None and function.type == "attribute"
    if function is None or (is_member and not file.tree.text_of(function).startswith(("self.", "cls."))):
        return []
    bindings = file.scopes.bindings(name) if is_member else file.scopes.visible(name, function)
    return [binding.value for binding in bindings if binding.kind is Kind.FUNCTION and binding.value is not None]
