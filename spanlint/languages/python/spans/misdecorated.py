"""Python decorators that start no span where they say, or that are none."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.certainties import CONTEXT_APIS, followed, is_tracer, may_be_tracer
from spanlint.languages.calls.owners import imports_opentelemetry
from spanlint.languages.python.names.bindings import FUNCTIONS, Kind
from spanlint.languages.python.names.expressions import last_name
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.model.facts import ParentState, SpanCall
from spanlint.model.usages import Decoration, Misdecorated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

# What the process was started with is the same whenever it is asked.
_PROCESS = ("environ", "getenv", "argv")
# They give back what they are given: Lib/functools.py, Lib/typing.py.
_SAME = frozenset({"functools.wraps()", "typing.override", "typing.final", "typing_extensions.override"})
_NESTED = FUNCTIONS | {"class_definition"}


def misdecorated(file: PythonFile, calls: tuple[SpanCall, ...]) -> Iterator[Misdecorated]:
    """The decorators that do not do what they say, in order."""
    yield from sorted((*_called(file, calls), *_applied(file, calls), *_bare(file)))


def _called(file: PythonFile, calls: tuple[SpanCall, ...]) -> Iterator[Misdecorated]:
    for call in calls:
        creator = call.creator
        name = file.tree.leaf_at(call.at) if call.is_decorator and creator.api in CONTEXT_APIS else None
        callee = file.callee(name) if name is not None and creator.method in file.tables.creators else None
        if callee is None:
            continue
        decorator, whole = file.tree.ancestors(callee.call)[:2]
        on = _name_of(whole)
        decoration = _decoration(file, call, callee, decorator) if on is not None else None
        if on is not None and decoration is not None:
            text = call.parent.text if decoration is Decoration.FIXED_CONTEXT else ""
            yield Misdecorated(call.at, creator.method, decoration, range_of(on), text)


def _applied(file: PythonFile, calls: tuple[SpanCall, ...]) -> Iterator[Misdecorated]:
    """A manager that is called with a generator function or a class of the file, as a decorator is."""
    imports = bool(calls) and imports_opentelemetry(file.tables, file.tree.text)
    for call in calls:
        creator = call.creator
        manages = creator.activates == "with" and creator.api in CONTEXT_APIS and creator.method in file.tables.creators
        name = file.tree.leaf_at(call.at) if manages and not call.is_decorator else None
        callee = file.callee(name) if name is not None else None
        given = _given(file, callee.call) if callee is not None else None
        on = given.child_by_field_name("name") if given is not None else None
        if callee is None or callee.receiver is None or given is None or on is None:
            continue
        decoration = _of_definition(file.tree, given)
        if decoration and may_be_tracer(file.tables, followed(file, callee.receiver, creator.method), imports):
            yield Misdecorated(call.at, creator.method, decoration, range_of(on))


def _given(file: PythonFile, called: Node) -> Node | None:
    """The definition, without decorators, that is all that a call is given whose function is the value of another."""
    above = file.tree.parent(called)
    if above is None or above.type != "call" or above.child_by_field_name("function") != called:
        return None
    passed = above.child_by_field_name("arguments")
    values = passed.named_children if passed is not None else []
    bound = file.scopes.visible(file.tree.text_of(values[0]), values[0]) if len(values) == 1 else []
    defined = len(bound) == 1 and bound[0].kind in (Kind.FUNCTION, Kind.CLASS)
    value = bound[0].value if defined else None
    holder = file.tree.parent(value) if value is not None else None
    return value if holder is None or holder.type != "decorated_definition" else None


def _bare(file: PythonFile) -> Iterator[Misdecorated]:
    """A tracer's method as a decorator that is not called: it takes the function for the span's name."""
    methods = (name for name, known in file.tables.creators.items() if any(each.activates == "with" for each in known))
    for leaf in (leaf for method in methods for leaf in file.tree.leaves(method)):
        above = file.tree.ancestors(leaf)
        receiver = above[0].child_by_field_name("object") if above[0].type == "attribute" else None
        on = _name_of(above[2]) if receiver is not None and above[1].type == "decorator" else None
        if receiver is None or on is None or receiver == leaf:
            continue
        if is_tracer(file.tables, followed(file, receiver, file.tree.text_of(leaf))):
            yield Misdecorated(range_of(leaf), file.tree.text_of(leaf), Decoration.NOT_CALLED, range_of(on))


def _name_of(whole: Node) -> Node | None:
    definition = whole.child_by_field_name("definition")
    return definition.child_by_field_name("name") if definition is not None else None


def _decoration(file: PythonFile, call: SpanCall, callee: Callee, decorator: Node) -> Decoration | None:
    whole = file.tree.ancestors(decorator)[0]
    definition = whole.child_by_field_name("definition")
    origins = followed(file, callee.receiver, call.creator.method) if callee.receiver is not None else ()
    if call.creator.activates != "with":
        return Decoration.SPAN if origins and is_tracer(file.tables, origins) else None
    if not may_be_tracer(file.tables, origins, imports_opentelemetry(file.tables, file.tree.text)):
        return None
    found = _of_definition(file.tree, definition) if definition is not None else Decoration.CLASS
    below = (each for each in whole.children if each.type == "decorator" and each.start_byte > decorator.start_byte)
    if found is Decoration.CLASS or (found is not None and all(_changes_nothing(file, each) for each in below)):
        return found
    return Decoration.FIXED_CONTEXT if _is_fixed(file, call, whole) else None


def _changes_nothing(file: PythonFile, decorator: Node) -> bool:
    """Whether a decorator gives the very function that it is put on."""
    return bool(decorator.named_children) and file.origins(decorator.named_children[0]) <= _SAME


def _of_definition(tree: SyntaxTree, definition: Node) -> Decoration | None:
    """What cannot be decorated so: a class, or a function whose body runs after the call."""
    if definition.type == "class_definition":
        return Decoration.CLASS
    if not _yields(tree, definition):
        return None
    return Decoration.ASYNC_GENERATOR if definition.children[0].type == "async" else Decoration.GENERATOR


def _yields(tree: SyntaxTree, function: Node) -> bool:
    """Whether a function's own body, not that of one inside it, holds a `yield`."""
    body = function.child_by_field_name("body")
    leaves = tree.leaves_within("yield", body) if body is not None else ()
    return any(
        leaf.type == "yield"
        and next((above for above in tree.ancestors(leaf) if above.type in _NESTED), None) == function
        for leaf in leaves
    )


def _is_fixed(file: PythonFile, call: SpanCall, whole: Node) -> bool:
    """Whether the parent is worked out when the module is loaded, though it may be another one at each call."""
    if call.parent.state is not ParentState.PASSED or call.parent.at is None:
        return False
    if any(above.type in FUNCTIONS for above in file.tree.ancestors(whole)):
        return False  # defined anew whenever the function around runs
    value = file.tree.root.descendant_for_byte_range(*call.parent.at)
    if value is None or any(word in call.parent.text for word in _PROCESS):
        return False
    return any(last_name(file.tree, each) not in file.tables.pure.functions for each in _calls_in(value))


def _calls_in(value: Node) -> Iterator[Node]:
    pending = [value]
    while pending:
        node = pending.pop()
        if node.type == "call":
            yield node
        pending += node.named_children if node.type != "lambda" else ()
