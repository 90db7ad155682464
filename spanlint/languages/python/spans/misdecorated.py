"""Python decorators that do not start the span that they promise, or that are not decorators."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.certainties import followed, may_be_tracer
from spanlint.languages.calls.owners import CONTEXT_APIS, imports_opentelemetry, is_tracer
from spanlint.languages.names.bindings import Kind
from spanlint.languages.python.names.bindings import FUNCTIONS
from spanlint.languages.python.names.expressions import last_name
from spanlint.languages.python.spans.decorated import decoration_of, name_of
from spanlint.languages.python.spans.decorator_order import DecoratorOrder, DecoratorPlace
from spanlint.languages.python.spans.own_misdecorated import own_misdecorated
from spanlint.languages.trees.tree import range_of
from spanlint.model.apis import WITH
from spanlint.model.facts import ParentState, SpanCall
from spanlint.model.usages import Decoration, Misdecorated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

# These inputs of the process are the same at every call.
_PROCESS_INPUTS = ("environ", "getenv", "argv")


def misdecorated(file: PythonFile, calls: tuple[SpanCall, ...]) -> Iterator[Misdecorated]:
    """Yields the decorators that do not do what they promise, in order."""
    of_library, order = {call.at for call in calls if call.is_decorator}, DecoratorOrder(file)
    found = (*_on_definitions(file, order, calls), *_on_calls(file, calls), *_without_call(file))
    yield from sorted((*found, *own_misdecorated(file, order, of_library)), key=lambda decorator: decorator.at)


def _on_definitions(file: PythonFile, order: DecoratorOrder, calls: tuple[SpanCall, ...]) -> Iterator[Misdecorated]:
    for call in calls:
        creator = call.creator
        name = file.tree.leaf_at(call.at) if call.is_decorator and creator.api in CONTEXT_APIS else None
        callee = file.callee(name) if name is not None and creator.method in file.tables.creators else None
        if callee is None:
            continue
        decorator, whole = file.tree.ancestors(callee.call)[:2]
        function_name = name_of(whole)
        if function_name is None:
            continue
        decoration, text = _decoration(file, call, callee, whole, order.place(decorator, whole))
        if decoration is not None:
            yield Misdecorated(call.at, creator.method, decoration, range_of(function_name), text)


def _on_calls(file: PythonFile, calls: tuple[SpanCall, ...]) -> Iterator[Misdecorated]:
    """Yields the managers that are called, as a decorator is, with a generator function or a class of the file."""
    has_import = bool(calls) and imports_opentelemetry(file.tables, file.tree.text)
    for call in calls:
        creator = call.creator
        manages = creator.activates == WITH and creator.api in CONTEXT_APIS and creator.method in file.tables.creators
        name = file.tree.leaf_at(call.at) if manages and not call.is_decorator else None
        callee = file.callee(name) if name is not None else None
        definition = _decorated_definition(file, callee.call) if callee is not None else None
        definition_name = definition.child_by_field_name("name") if definition is not None else None
        if callee is None or callee.receiver is None or definition is None or definition_name is None:
            continue
        decoration = decoration_of(file.tree, definition)
        if decoration and may_be_tracer(file.tables, followed(file, callee.receiver, creator.method), has_import):
            yield Misdecorated(call.at, creator.method, decoration, range_of(definition_name))


def _decorated_definition(file: PythonFile, called: Node) -> Node | None:
    """The undecorated definition that is the only argument of a call of `called`'s result, or None."""
    above = file.tree.parent(called)
    if above is None or above.type != "call" or above.child_by_field_name("function") != called:
        return None
    argument_list = above.child_by_field_name("arguments")
    values = argument_list.named_children if argument_list is not None else []
    bound = file.scopes.visible(file.tree.text_of(values[0]), values[0]) if len(values) == 1 else []
    is_definition = len(bound) == 1 and bound[0].kind in (Kind.FUNCTION, Kind.CLASS)
    value = bound[0].value if is_definition else None
    holder = file.tree.parent(value) if value is not None else None
    return value if holder is None or holder.type != "decorated_definition" else None


def _without_call(file: PythonFile) -> Iterator[Misdecorated]:
    """Yields the tracer methods used as decorators without a call; they take the function as the span's name."""
    methods = (
        name
        for name, creators in file.tables.creators.items()
        if any(creator.activates == WITH for creator in creators)
    )
    for leaf in (leaf for method in methods for leaf in file.tree.leaves(method)):
        above = file.tree.ancestors(leaf)
        receiver = above[0].child_by_field_name("object") if above[0].type == "attribute" else None
        function_name = name_of(above[2]) if receiver is not None and above[1].type == "decorator" else None
        if receiver is None or function_name is None or receiver == leaf:
            continue
        if is_tracer(file.tables, followed(file, receiver, file.tree.text_of(leaf))):
            yield Misdecorated(range_of(leaf), file.tree.text_of(leaf), Decoration.NOT_CALLED, range_of(function_name))


def _decoration(
    file: PythonFile, call: SpanCall, callee: Callee, whole: Node, place: DecoratorPlace
) -> tuple[Decoration | None, str]:
    """What is wrong with a decorator, and the text that shows it."""
    definition = whole.child_by_field_name("definition")
    origins = followed(file, callee.receiver, call.creator.method) if callee.receiver is not None else ()
    if call.creator.activates != WITH:
        return (Decoration.SPAN if origins and is_tracer(file.tables, origins) else None), ""
    if not may_be_tracer(file.tables, origins, imports_opentelemetry(file.tables, file.tree.text)):
        return None, ""
    by_kind = decoration_of(file.tree, definition) if definition is not None else Decoration.CLASS
    if by_kind is Decoration.CLASS or (by_kind is not None and place.gets_function):
        return by_kind, ""
    if place.too_late is not None:
        return place.too_late
    return (Decoration.FIXED_CONTEXT, call.parent.text) if _is_fixed(file, call, whole) else (None, "")


def _is_fixed(file: PythonFile, call: SpanCall, whole: Node) -> bool:
    """Whether the parent is evaluated once when the module is loaded, though it may differ at each call."""
    if call.parent.state is not ParentState.PASSED or call.parent.at is None:
        return False
    if any(above.type in FUNCTIONS for above in file.tree.ancestors(whole)):
        return False  # the enclosing function defines it anew at each call
    value = file.tree.root.descendant_for_byte_range(*call.parent.at)
    if value is None or any(word in call.parent.text for word in _PROCESS_INPUTS):
        return False
    return any(last_name(file.tree, inner) not in file.tables.pure.functions for inner in _calls_in(value))


def _calls_in(value: Node) -> Iterator[Node]:
    pending = [value]
    while pending:
        node = pending.pop()
        if node.type == "call":
            yield node
        pending += node.named_children if node.type != "lambda" else ()
