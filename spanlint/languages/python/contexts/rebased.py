"""The spans of a Python file that start under one context and are made current on another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.languages.contexts.carried_values import Carried, carried
from spanlint.languages.names.values import Arguments
from spanlint.languages.python.calls.arguments import read_arguments
from spanlint.languages.python.names.bindings import scope_of
from spanlint.languages.python.names.expressions import last_name, unwrapped
from spanlint.languages.trees.tree import range_of
from spanlint.model.activations import Rebased
from spanlint.model.apis import Setter, Slot
from spanlint.model.facts import ParentState
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile
    from spanlint.languages.spans.local_spans import SpanLocal

_SPAN = Slot(0, "span")  # of calls that make a span current in a `with`
_PLAIN_NAMES = frozenset({"identifier", "attribute"})


def rebased(file: PythonFile, spans: Iterable[SpanLocal]) -> Iterator[Rebased]:
    """Yields the local spans whose parent context differs from the context on which they are made current."""
    for span in spans:
        parent = span.call.parent
        if parent.at is None or parent.state is not ParentState.PASSED:
            continue
        value = file.tree.root.descendant_for_byte_range(*parent.at)
        rebasings = _rebasings(file, value, span) if value is not None else []
        carries = carried(file.grammar, value) if rebasings and value is not None else Carried.NOTHING
        if value is None or not carries or _is_active(file, value, span):
            continue
        if carries is not Carried.VALUES:
            rebasings = [rebasing for rebasing in rebasings if rebasing.setter in file.tables.contexts.setters]
        yield from rebasings[:1]


def _rebasings(file: PythonFile, parent: Node, span: SpanLocal) -> list[Rebased]:
    """Returns the uses of a span that put it into another context, in order."""
    candidates = (
        _rebased_by_setter(file, use, parent, span) or _rebased_by_entering(file, use, parent, span)
        for use in span.uses
    )
    return [rebasing for rebasing in candidates if rebasing is not None]


def _is_active(file: PythonFile, parent: Node, span: SpanLocal) -> bool:
    """Whether the function itself makes the parent context active, or enters something that takes it."""
    text = file.tree.text_of(parent)
    for leaf in file.tree.leaves_within(text, span.function) if parent.type == "identifier" else ():
        ancestors = file.tree.ancestors(leaf)
        call = next((ancestor for ancestor in ancestors[:3] if ancestor.type == "call"), None)
        if call is None or call == span.node:
            continue
        is_entered = any(ancestor.type == "with_item" for ancestor in ancestors[:6])
        name = last_name(file.tree, call)
        if name in file.tables.contexts.activating or (is_entered and name not in file.tables.creators):
            return True
    return False


def _call_around(file: PythonFile, use: Node) -> tuple[Node, Arguments] | None:
    """Returns the call that takes a value, and its arguments."""
    call = next((ancestor for ancestor in file.tree.ancestors(use)[:3] if ancestor.type == "call"), None)
    argument_list = call.child_by_field_name("arguments") if call is not None else None
    return (call, read_arguments(file.tree, argument_list)) if call is not None and argument_list is not None else None


def put_on_active(file: PythonFile, use: Node, takers: frozenset[str]) -> tuple[Node, Arguments, Setter] | None:
    """Returns the call that puts a span into the active context, its arguments and its slots.

    None if no such call has the use as its span, or if none of the `takers` gets the result.
    """
    call, arguments = _call_around(file, use) or (None, None)
    setter = file.tables.contexts.setters.get(last_name(file.tree, call)) if call is not None else None
    if call is None or arguments is None or setter is None or arguments.at(setter.span) != use:
        return None
    context = arguments.at(setter.context)
    if arguments.is_open or arguments.spread is not None or not _is_taken(file, call, takers):
        return None
    if context is not None and not _is_active_context(file, context):
        return None
    return call, arguments, setter


def _rebased_by_setter(file: PythonFile, use: Node, parent: Node, span: SpanLocal) -> Rebased | None:
    """Returns the use that puts the span into the active context, if the result is then attached or injected."""
    takers = file.tables.contexts.activating | file.tables.contexts.injecting
    call, arguments, setter = put_on_active(file, use, takers) or (None, None, None)
    if call is None or arguments is None or setter is None:
        return None
    context, name = arguments.at(setter.context), last_name(file.tree, call)
    text = file.tree.text_of(parent)
    edit = None
    if _is_same(file, parent, use):
        keyword = f"{setter.context.keyword}=" if setter.span.keyword in arguments.keywords else ""
        last = use.end_byte
        edit = (range_of(context), text) if context is not None else (ByteRange(last, last), f", {keyword}{text}")
    context_text = file.tree.text_of(context) if context is not None else ""
    return Rebased(span.call.at, text, range_of(call), name, context_text, edit)


def _is_active_context(file: PythonFile, context: Node) -> bool:
    context = unwrapped(file.scopes.sole_value(context))
    is_active = context.type == "call" and last_name(file.tree, context) in file.tables.contexts.active
    return is_active or context.type == "none"


def _is_taken(file: PythonFile, context_call: Node, takers: frozenset[str]) -> bool:
    """Whether a function of these names takes a context made by this call, directly or through a local."""
    holder = file.tree.parent(context_call)
    target = holder.child_by_field_name("left") if holder is not None and holder.type == "assignment" else None
    values = [context_call]
    if target is not None and target.type == "identifier":
        values = list(file.tree.leaves_within(file.tree.text_of(target), scope_of(file.tree, context_call)))
    for value in values:
        ancestors = file.tree.ancestors(value)[:3]
        call = next((ancestor for ancestor in ancestors if ancestor.type == "call"), None)
        if call is not None and last_name(file.tree, call) in takers:
            return True
    return False


def entering(file: PythonFile, use: Node) -> Node | None:
    """Returns the call that takes a span to make it current, such as `use_span`; it does so on the active context."""
    call, arguments = _call_around(file, use) or (None, None)
    if call is None or arguments is None or arguments.at(_SPAN) != use:
        return None
    openers = file.tables.openers.get(last_name(file.tree, call), ())
    return call if any(opener.ends is not None for opener in openers) else None  # only openers of a span have `ends`


def _rebased_by_entering(file: PythonFile, use: Node, parent: Node, span: SpanLocal) -> Rebased | None:
    """Returns the call in a `with` that makes the span current; it always does so on the active context."""
    call = entering(file, use)
    if call is None:
        return None
    return Rebased(span.call.at, file.tree.text_of(parent), range_of(call), last_name(file.tree, call), "")


def _is_same(file: PythonFile, parent: Node, use: Node) -> bool:
    """Whether the parent's text means the same where the span is used: its first name has one binding."""
    root = parent
    while root.type == "attribute" and root.children:
        root = root.children[0]
    if parent.type not in _PLAIN_NAMES or root.type != "identifier":
        return False
    name = file.tree.text_of(root)
    here, there = file.scopes.visible(name, parent), file.scopes.visible(name, use)
    return len(here) == 1 and here == there
