"""The effect on the active span of a context that Python code attaches."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.contexts.attached import ANOTHER, KEPT, NONE, START, UNKNOWN, SpanEffects, combined, with_value
from spanlint.languages.python.calls.arguments import Arguments, is_root, read_arguments
from spanlint.languages.python.contexts.carried_values import called_functions
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
_MAX_VALUES = 50  # values followed for one attached context


def effect_on_active_span(file: PythonFile, value: Node) -> SpanEffects:
    """Returns what a context may do to the active span, one effect for each way in which it is made."""
    return _effects_of(file, value, set())


def _effects_of(file: PythonFile, value: Node, seen: set[int]) -> SpanEffects:
    """Returns the same; `seen` has the start bytes of the bindings and calls that are already counted."""
    value = unwrapped(value)
    if value.type == "none":
        return frozenset()
    if len(seen) > _MAX_VALUES:
        return UNKNOWN
    if value.type in _CHOICES:
        parts = (value.named_children[0], value.named_children[-1])
        return combined([_effects_of(file, part, seen) for part in parts])
    if value.type == "identifier":
        bindings = list(reaching_bindings(file, value))
        return combined([_effects_of_binding(file, binding, seen) for binding in bindings]) if bindings else UNKNOWN
    return _effects_of_call(file, value, seen) if value.type == "call" else UNKNOWN


def _effects_of_binding(file: PythonFile, binding: Binding, seen: set[int]) -> SpanEffects:
    if binding.name.start_byte in seen:
        return frozenset()
    seen.add(binding.name.start_byte)
    value = binding.value if binding.kind is Kind.VALUE else None
    return _effects_of(file, value, seen) if value is not None else UNKNOWN


def _effects_of_call(file: PythonFile, call: Node, seen: set[int]) -> SpanEffects:
    name, argument_list = last_name(file.tree, call), call.child_by_field_name("arguments")
    if argument_list is None:
        return UNKNOWN
    arguments, context_calls = read_arguments(file.tree, argument_list), file.tables.contexts
    base = context_calls.adding.get(name) or context_calls.removing.get(name)
    if base is not None:
        return _effects_with_value(file, arguments, base, seen)
    if is_root(file.tree, call, file.tables.roots):
        return NONE
    if name in context_calls.setters:
        span = arguments.at(context_calls.setters[name].span)
        return KEPT if span is not None and _is_active(file, span) else ANOTHER
    if name in context_calls.extracting:
        return START if any(is_environment(file, argument) for argument in argument_list.named_children) else ANOTHER
    if name in context_calls.active and not argument_list.named_children:
        return KEPT
    definitions = called_functions(file, call)
    if not definitions or call.start_byte in seen:
        return UNKNOWN
    seen.add(call.start_byte)
    return combined([_effects_of(file, value, seen) for function in definitions for value in returns(function)])


def _is_active(file: PythonFile, span: Node) -> bool:
    """Whether a span is the one that was active already, so that it is only put back."""
    values = [binding.value for binding in reaching_bindings(file, span)] if span.type == "identifier" else [span]
    active_calls = file.tables.contexts.active_span
    return all(value is not None and last_name(file.tree, value) in active_calls for value in values) and bool(values)


def _effects_with_value(file: PythonFile, arguments: Arguments, slot: Slot, seen: set[int]) -> SpanEffects:
    key, base = arguments.at(_KEY), arguments.at(slot)
    if key is not None and not file.tables.contexts.span_keys.isdisjoint(file.origins(key)):
        return ANOTHER
    return with_value(_effects_of(file, base, seen) if base is not None else KEPT)


def reaching_bindings(file: PythonFile, name: Node) -> Iterator[Binding]:
    """Yields the bindings that may reach a mention: none after it, and none before one that every path passes."""
    visible = file.scopes.visible(file.tree.text_of(name), name)
    earlier = [binding for binding in visible if binding.kind is Kind.PARAMETER or _is_before(file, binding, name)]
    ancestors = file.tree.ancestors(name)
    for binding in reversed(earlier or visible):
        yield binding
        statement = file.tree.ancestors(binding.name)[:3]
        if len(statement) == 3 and statement[1].type == "expression_statement" and statement[2] in ancestors:
            return


def _is_before(file: PythonFile, binding: Binding, name: Node) -> bool:
    parent = file.tree.parent(binding.name)
    return parent is not None and parent.end_byte <= name.start_byte


def is_environment(file: PythonFile, value: Node) -> bool:
    """Whether an expression contains what the process was started with: its environment or its arguments."""
    pending, seen = [value], set[str]()
    while pending:
        node = pending.pop()
        if node.type in ("identifier", "attribute") and file.tree.text_of(node) in _ENVIRONMENT:
            return True
        if node.type == "identifier" and (name := file.tree.text_of(node)) not in seen and len(seen) < _MAX_VALUES:
            seen.add(name)
            pending += _assigned_values(file, node)
        pending += node.named_children
    return False


def _assigned_values(file: PythonFile, name: Node) -> Iterator[Node]:
    """Yields the values assigned to a name, and those stored in it under a key."""
    text = file.tree.text_of(name)
    bindings = file.scopes.visible(text, name)
    yield from (binding.value for binding in bindings if binding.kind is Kind.VALUE and binding.value is not None)
    for leaf in file.tree.leaves_within(text, bindings[0].scope) if bindings else ():
        ancestors = file.tree.ancestors(leaf)[:2]
        if ancestors[0].type == "subscript" and ancestors[1].type == "assignment":
            value = ancestors[1].child_by_field_name("right")
            if value is not None and value.end_byte != leaf.end_byte:
                yield value
