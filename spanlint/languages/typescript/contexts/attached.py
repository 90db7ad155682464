"""What a context that TypeScript or JavaScript code attaches does to the active span."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.contexts.attached import ANOTHER, KEPT, NONE, START, UNKNOWN, Found, combined, with_value
from spanlint.languages.typescript.calls.arguments import Arguments, is_root, read_arguments
from spanlint.languages.typescript.names.bindings import Binding, Kind
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.names.scopes import returns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile

_ENVIRONMENT = frozenset({"process.env", "process.argv", "Deno.env", "Bun.env"})
_CHOICES = frozenset({"ternary_expression", "binary_expression"})
_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
_MOST = 50  # values on the way to one that is attached


def effect_on_active_span(file: TypeScriptFile, value: Node) -> Found:
    """What a context may do to the active span, by each of the ways in which it is made."""
    return _brings(file, value, set())


def _brings(file: TypeScriptFile, value: Node, seen: set[int]) -> Found:
    """The same; at the bytes that were `seen` a name is given a value that is counted already."""
    value = unwrapped(value)
    if value.type in ("null", "undefined"):
        return frozenset()
    if len(seen) > _MOST:
        return UNKNOWN
    if value.type in _CHOICES:
        fields = ("left", "right", "consequence", "alternative")
        parts = (value.child_by_field_name(field) for field in fields)
        return combined([_brings(file, each, seen) for each in parts if each is not None])
    if is_root(file.tree, value, file.tables):
        return NONE
    if value.type == "identifier":
        bound = list(_reaching(file, value))
        return combined([_of_binding(file, each, seen) for each in bound]) if bound else UNKNOWN
    return _by_call(file, value, seen) if value.type == "call_expression" else UNKNOWN


def _of_binding(file: TypeScriptFile, binding: Binding, seen: set[int]) -> Found:
    if binding.name.start_byte in seen:
        return frozenset()
    seen.add(binding.name.start_byte)
    if binding.key or binding.kind not in (Kind.VALUE, Kind.ASSIGNED):
        return UNKNOWN
    return _brings(file, binding.value, seen) if binding.value is not None else frozenset()


def _by_call(file: TypeScriptFile, call: Node, seen: set[int]) -> Found:
    name, passed, calls = last_name(file.tree, call), call.child_by_field_name("arguments"), file.tables.contexts
    arguments = read_arguments(passed) if passed is not None else Arguments((), None)
    function = unwrapped(call.child_by_field_name("function") or call)
    slots = calls.adding if name in calls.adding else calls.removing
    slot = slots.get(name)
    base = (arguments.at(slot) if slot is not None else None) or function.child_by_field_name("object")
    if name in slots and base is not None:
        return with_value(_brings(file, base, seen))
    span = arguments.at(calls.setters[name].span) if name in calls.setters else None
    if span is not None:
        again = last_name(file.tree, file.scopes.sole_value(span)) in calls.active_span
        return KEPT if again else ANOTHER
    if name in calls.extracting:
        return START if any(is_environment(file, each) for each in arguments.values) else ANOTHER
    if name in calls.active and not arguments.values:
        return KEPT
    own = file.names.function(function)
    if own is None or call.start_byte in seen:
        return UNKNOWN
    seen.add(call.start_byte)
    return combined([_brings(file, each, seen) for each in returns(own)])


def _reaching(file: TypeScriptFile, name: Node) -> Iterator[Binding]:
    """The bindings that a mention may mean: not those after it, nor those before one that every path comes by."""
    bound = file.scopes.visible(file.tree.text_of(name), name)
    before = [each for each in bound if each.kind is Kind.PARAMETER or _is_before(file, each, name)]
    around = file.tree.ancestors(name)
    for each in sorted(before or bound, key=lambda each: -each.name.start_byte):
        yield each
        statement = file.tree.ancestors(each.name)[:3]
        if each.value is not None and len(statement) == 3 and statement[2] in around:
            return


def _is_before(file: TypeScriptFile, binding: Binding, name: Node) -> bool:
    above = file.tree.parent(binding.name)
    return above is not None and above.end_byte <= name.start_byte


def is_environment(file: TypeScriptFile, value: Node) -> bool:
    """Whether an expression has in it what the process was started with: its environment, its arguments."""
    pending, seen = [value], set[str]()
    while pending:
        each = pending.pop()
        if each.type == "member_expression" and file.tree.text_of(each) in _ENVIRONMENT:
            return True
        if each.type in _NAMES and (name := file.tree.text_of(each)) not in seen and len(seen) < _MOST:
            seen.add(name)
            bound = file.scopes.visible(name, each)
            pending += [one.value for one in bound if one.value is not None and one.kind in (Kind.VALUE, Kind.ASSIGNED)]
        pending += each.named_children
    return False
