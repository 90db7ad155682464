"""The effects on the active span of a context that TypeScript or JavaScript code attaches."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.contexts.attached import ANOTHER, KEPT, NONE, START, UNKNOWN, SpanEffects, combined, with_value
from spanlint.languages.typescript.calls.arguments import Arguments, is_root, read_arguments
from spanlint.languages.typescript.names.bindings import Binding, Kind
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.names.scopes import returns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile

_PROCESS_VALUES = frozenset({"process.env", "process.argv", "Deno.env", "Bun.env"})
_CHOICES = frozenset({"ternary_expression", "binary_expression"})
_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
_MAX_VALUES = 50  # values that are followed for one attached context


def effect_on_active_span(file: TypeScriptFile, value: Node) -> SpanEffects:
    """Returns the possible effects of a context on the active span, one for each way in which it is made."""
    return _effects(file, value, set())


def _effects(file: TypeScriptFile, value: Node, seen: set[int]) -> SpanEffects:
    """The same. `seen` holds the start bytes of the bindings and calls that are counted already."""
    value = unwrapped(value)
    if value.type in ("null", "undefined"):
        return frozenset()
    if len(seen) > _MAX_VALUES:
        return UNKNOWN
    if value.type in _CHOICES:
        fields = ("left", "right", "consequence", "alternative")
        parts = (value.child_by_field_name(field) for field in fields)
        return combined([_effects(file, part, seen) for part in parts if part is not None])
    if is_root(file.tree, value, file.tables):
        return NONE
    if value.type == "identifier":
        bindings = list(_reaching_bindings(file, value))
        return combined([_effects_of_binding(file, binding, seen) for binding in bindings]) if bindings else UNKNOWN
    return _effects_of_call(file, value, seen) if value.type == "call_expression" else UNKNOWN


def _effects_of_binding(file: TypeScriptFile, binding: Binding, seen: set[int]) -> SpanEffects:
    if binding.name.start_byte in seen:
        return frozenset()
    seen.add(binding.name.start_byte)
    if binding.key or binding.kind not in (Kind.VALUE, Kind.ASSIGNED):
        return UNKNOWN
    return _effects(file, binding.value, seen) if binding.value is not None else frozenset()


def _effects_of_call(file: TypeScriptFile, call: Node, seen: set[int]) -> SpanEffects:
    name, argument_list, calls = last_name(file.tree, call), call.child_by_field_name("arguments"), file.tables.contexts
    arguments = read_arguments(argument_list) if argument_list is not None else Arguments((), None)
    function = unwrapped(call.child_by_field_name("function") or call)
    slots = calls.adding if name in calls.adding else calls.removing
    slot = slots.get(name)
    base = (arguments.at(slot) if slot is not None else None) or function.child_by_field_name("object")
    if name in slots and base is not None:
        return with_value(_effects(file, base, seen))
    span = arguments.at(calls.setters[name].span) if name in calls.setters else None
    if span is not None:
        is_active_span = last_name(file.tree, file.scopes.sole_value(span)) in calls.active_span
        return KEPT if is_active_span else ANOTHER
    if name in calls.extracting:
        return START if any(is_environment(file, argument) for argument in arguments.values) else ANOTHER
    if name in calls.active and not arguments.values:
        return KEPT
    definition = file.names.function(function)
    if definition is None or call.start_byte in seen:
        return UNKNOWN
    seen.add(call.start_byte)
    return combined([_effects(file, returned, seen) for returned in returns(definition)])


def _reaching_bindings(file: TypeScriptFile, name: Node) -> Iterator[Binding]:
    """Yields the bindings that a mention may refer to: none after it, and none before one that every path passes."""
    bindings = file.scopes.visible(file.tree.text_of(name), name)
    earlier = [
        candidate for candidate in bindings if candidate.kind is Kind.PARAMETER or _is_before(file, candidate, name)
    ]
    ancestors = file.tree.ancestors(name)
    for binding in sorted(earlier or bindings, key=lambda candidate: -candidate.name.start_byte):
        yield binding
        holders = file.tree.ancestors(binding.name)[:3]
        if binding.value is not None and len(holders) == 3 and holders[2] in ancestors:
            return


def _is_before(file: TypeScriptFile, binding: Binding, name: Node) -> bool:
    holder = file.tree.parent(binding.name)
    return holder is not None and holder.end_byte <= name.start_byte


def is_environment(file: TypeScriptFile, value: Node) -> bool:
    """Whether an expression contains the environment or the arguments that the process was started with."""
    pending, seen = [value], set[str]()
    while pending:
        node = pending.pop()
        if node.type == "member_expression" and file.tree.text_of(node) in _PROCESS_VALUES:
            return True
        if node.type in _NAMES and (name := file.tree.text_of(node)) not in seen and len(seen) < _MAX_VALUES:
            seen.add(name)
            bindings = file.scopes.visible(name, node)
            pending += [
                binding.value
                for binding in bindings
                if binding.value is not None and binding.kind in (Kind.VALUE, Kind.ASSIGNED)
            ]
        pending += node.named_children
    return False
