"""What a context that Python code attaches does to the active span."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.contexts.attached import ANOTHER, KEPT, NONE, START, UNKNOWN, Found, combined, with_value
from spanlint.languages.python.calls.arguments import Arguments, is_root, read_arguments
from spanlint.languages.python.contexts.carried_values import functions
from spanlint.languages.python.names.bindings import Binding, Kind
from spanlint.languages.python.names.expressions import last_name, unwrapped
from spanlint.languages.python.names.scopes import returns
from spanlint.model.apis import Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

_KEY = Slot(0, "key")
_ENVIRONMENT = frozenset({"environ", "getenv", "os.environ", "os.getenv", "sys.argv"})
_CHOICES = frozenset({"conditional_expression", "boolean_operator"})
_MOST = 50  # values on the way to one that is attached


def effect_on_active_span(file: PythonFile, value: Node) -> Found:
    """What a context may do to the active span, by each of the ways in which it is made."""
    return _brings(file, value, set())


def _brings(file: PythonFile, value: Node, seen: set[int]) -> Found:
    """The same; at the bytes that were `seen` a name is given a value that is counted already."""
    value = unwrapped(value)
    if value.type == "none":
        return frozenset()
    if len(seen) > _MOST:
        return UNKNOWN
    if value.type in _CHOICES:
        parts = (value.named_children[0], value.named_children[-1])
        return combined([_brings(file, each, seen) for each in parts])
    if value.type == "identifier":
        bound = list(reaching(file, value))
        return combined([_of_binding(file, each, seen) for each in bound]) if bound else UNKNOWN
    return _by_call(file, value, seen) if value.type == "call" else UNKNOWN


def _of_binding(file: PythonFile, binding: Binding, seen: set[int]) -> Found:
    if binding.name.start_byte in seen:
        return frozenset()
    seen.add(binding.name.start_byte)
    made = binding.value if binding.kind is Kind.VALUE else None
    return _brings(file, made, seen) if made is not None else UNKNOWN


def _by_call(file: PythonFile, call: Node, seen: set[int]) -> Found:
    name, passed = last_name(file.tree, call), call.child_by_field_name("arguments")
    if passed is None:
        return UNKNOWN
    arguments, calls = read_arguments(file.tree, passed), file.tables.contexts
    base = calls.adding.get(name) or calls.removing.get(name)
    if base is not None:
        return _with_value(file, arguments, base, seen)
    if is_root(file.tree, call, file.tables.roots):
        return NONE
    if name in calls.setters:
        span = arguments.at(calls.setters[name].span)
        return KEPT if span is not None and _is_active(file, span) else ANOTHER
    if name in calls.extracting:
        return START if any(is_environment(file, each) for each in passed.named_children) else ANOTHER
    if name in calls.active and not passed.named_children:
        return KEPT
    own = functions(file, call)
    if not own or call.start_byte in seen:
        return UNKNOWN
    seen.add(call.start_byte)
    return combined([_brings(file, each, seen) for function in own for each in returns(function)])


def _is_active(file: PythonFile, span: Node) -> bool:
    """Whether a span is the one that was active: what is put back is no other one."""
    made = [each.value for each in reaching(file, span)] if span.type == "identifier" else [span]
    active = file.tables.contexts.active_span
    return all(each is not None and last_name(file.tree, each) in active for each in made) and bool(made)


def _with_value(file: PythonFile, arguments: Arguments, slot: Slot, seen: set[int]) -> Found:
    key, base = arguments.at(_KEY), arguments.at(slot)
    if key is not None and not file.tables.contexts.span_keys.isdisjoint(file.origins(key)):
        return ANOTHER
    return with_value(_brings(file, base, seen) if base is not None else KEPT)


def reaching(file: PythonFile, name: Node) -> Iterator[Binding]:
    """The bindings that a mention may mean: not those after it, nor those before one that every path comes by."""
    bound = file.scopes.visible(file.tree.text_of(name), name)
    before = [each for each in bound if each.kind is Kind.PARAMETER or _is_before(file, each, name)]
    around = file.tree.ancestors(name)
    for each in reversed(before or bound):
        yield each
        statement = file.tree.ancestors(each.name)[:3]
        if len(statement) == 3 and statement[1].type == "expression_statement" and statement[2] in around:
            return


def _is_before(file: PythonFile, binding: Binding, name: Node) -> bool:
    above = file.tree.parent(binding.name)
    return above is not None and above.end_byte <= name.start_byte


def is_environment(file: PythonFile, value: Node) -> bool:
    """Whether an expression has in it what the process was started with: its environment, its arguments."""
    pending, seen = [value], set[str]()
    while pending:
        each = pending.pop()
        if each.type in ("identifier", "attribute") and file.tree.text_of(each) in _ENVIRONMENT:
            return True
        if each.type == "identifier" and (name := file.tree.text_of(each)) not in seen and len(seen) < _MOST:
            seen.add(name)
            pending += _made_of(file, each)
        pending += each.named_children
    return False


def _made_of(file: PythonFile, name: Node) -> Iterator[Node]:
    """The values that a name is given, and those that are put into it by a key."""
    text = file.tree.text_of(name)
    bound = file.scopes.visible(text, name)
    yield from (each.value for each in bound if each.kind is Kind.VALUE and each.value is not None)
    for leaf in file.tree.leaves_within(text, bound[0].scope) if bound else ():
        above = file.tree.ancestors(leaf)[:2]
        if above[0].type == "subscript" and above[1].type == "assignment":
            value = above[1].child_by_field_name("right")
            if value is not None and value.end_byte != leaf.end_byte:
                yield value
