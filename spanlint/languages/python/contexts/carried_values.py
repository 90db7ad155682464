"""What the context that a Python expression gives carries beside its span."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from spanlint.languages.contexts.carried_values import MOST, Carried, is_of_active, least, most, receives
from spanlint.languages.python.calls.arguments import Arguments, read_arguments
from spanlint.languages.python.names.bindings import Kind
from spanlint.languages.python.names.expressions import last_name, unwrapped
from spanlint.languages.python.names.scopes import returns
from spanlint.model.apis import Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

_HOLDING = frozenset({"identifier", "call"})
DEPTH = 6  # a name that is made of itself adds nothing


def carried(file: PythonFile, value: Node, depth: int = DEPTH) -> Carried:
    """What a context carries that the active one does not, by the expression that gives it."""
    value = unwrapped(value)
    if not depth:
        return Carried.NOTHING
    if value.type == "conditional_expression":
        parts = (value.named_children[0], value.named_children[-1])
        return most(carried(file, each, depth - 1) for each in parts)
    if value.type == "boolean_operator":
        return most(carried(file, each, depth - 1) for each in value.named_children)
    if value.type == "await" and value.named_children:
        return carried(file, value.named_children[0], depth)
    if value.type == "identifier":
        return _by_name(file, value, depth)
    return _by_call(file, value, depth) if value.type == "call" else Carried.NOTHING


def _by_name(file: PythonFile, name: Node, depth: int) -> Carried:
    bound = file.scopes.visible(file.tree.text_of(name), name)
    if any(each.kind is Kind.OTHER for each in bound):
        return Carried.NOTHING  # one of several values that are taken apart: there is no telling
    if any(each.kind is Kind.PARAMETER for each in bound):
        return Carried.UNKNOWN
    given = (each.value for each in bound if each.kind is Kind.VALUE and each.value is not None)
    return most(carried(file, each, depth - 1) for each in islice(given, MOST))


def _by_call(file: PythonFile, call: Node, depth: int) -> Carried:
    name, passed, calls = last_name(file.tree, call), call.child_by_field_name("arguments"), file.tables.contexts
    arguments = read_arguments(file.tree, passed) if passed is not None else None
    if name in calls.adding:
        return _by_slot(file, arguments, calls.adding[name], depth) if _copies(file, call) else Carried.VALUES
    if name in calls.extracting and _receives(file, call):
        return Carried.VALUES
    if name in calls.active or name in file.tables.roots.calls:
        return Carried.NOTHING
    if name in calls.setters and arguments is not None:
        return _by_slot(file, arguments, calls.setters[name].context, depth)
    own = [carried(view, each, depth - 1) for view, each in islice(_given_by(file, call), MOST)]
    contexts = [each for each in arguments.positional if each.type in _HOLDING] if arguments is not None else []
    # What another function adds to the active context is not told apart from the span that it adds.
    return least(own, (carried(file, each, depth - 1) for each in contexts))


def _copies(file: PythonFile, call: Node) -> bool:
    """Whether what a call puts in is taken from the active context, one by one."""
    loops = (each for each in file.tree.ancestors(call) if each.type == "for_statement")
    taken = (each.child_by_field_name("right") for each in loops)
    return any(is_of_active(file.tables.contexts, file.tree.text_of(each)) for each in taken if each is not None)


def _by_slot(file: PythonFile, arguments: Arguments | None, slot: Slot | None, depth: int) -> Carried:
    """What the context carries that a call starts from."""
    base = arguments.at(slot) if arguments is not None and slot is not None else None
    return carried(file, base, depth - 1) if base is not None else Carried.NOTHING


def _receives(file: PythonFile, call: Node) -> bool:
    """Whether an `extract` gives the baggage that was propagated."""
    function = call.child_by_field_name("function")
    of = function.child_by_field_name("object") if function is not None else None
    if function is None or of is None:
        return not functions(file, call)
    return receives(file.origins(of), last_name(file.tree, of))


def _given_by(file: PythonFile, call: Node) -> Iterator[tuple[PythonFile, Node]]:
    """What the project's own function gives, with the file that it stands in."""
    own = functions(file, call)
    for function in own:
        yield from ((file, each) for each in returns(function))
    callee = call.child_by_field_name("function")
    for origin in file.origins(callee) if callee is not None and not own else ():
        view, definition = file.follower.definition(origin) or (None, None)
        if view is not None and definition is not None and definition.type == "function_definition":
            yield from ((view, each) for each in returns(definition))


def functions(file: PythonFile, call: Node) -> list[Node]:
    """The functions of the file that a call may be of: the one of that name, or the methods for a call on `self`."""
    function, name = call.child_by_field_name("function"), last_name(file.tree, call)
    member = function is not None and function.type == "attribute"
    if function is None or (member and not file.tree.text_of(function).startswith(("self.", "cls."))):
        return []
    bound = file.scopes.bindings(name) if member else file.scopes.visible(name, function)
    return [each.value for each in bound if each.kind is Kind.FUNCTION and each.value is not None]
