"""The spans of a Python file that are started under one context and made current on another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.languages.contexts.carried_values import Carried
from spanlint.languages.python.calls.arguments import Arguments, read_arguments
from spanlint.languages.python.contexts.carried_values import carried
from spanlint.languages.python.names.bindings import scope_of
from spanlint.languages.python.names.expressions import last_name, unwrapped
from spanlint.languages.trees.tree import range_of
from spanlint.model.activations import Rebased
from spanlint.model.apis import Slot
from spanlint.model.facts import ParentState
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile
    from spanlint.languages.spans.local_spans import SpanLocal

_SPAN = Slot(0, "span")  # of what makes a span current for a `with`
_SIMPLE = frozenset({"identifier", "attribute"})


def rebased(file: PythonFile, spans: Iterable[SpanLocal]) -> Iterator[Rebased]:
    """The local spans whose parent context is not what they are made current on."""
    for span in spans:
        parent = span.call.parent
        if parent.at is None or parent.state is not ParentState.PASSED:
            continue
        value = file.tree.root.descendant_for_byte_range(*parent.at)
        found = _uses(file, value, span) if value is not None else []
        carries = carried(file, value) if found and value is not None else Carried.NOTHING
        if value is None or not carries or _is_active(file, value, span):
            continue
        if carries is not Carried.VALUES:
            found = [each for each in found if each.setter in file.tables.contexts.setters]
        yield from found[:1]


def _uses(file: PythonFile, parent: Node, span: SpanLocal) -> list[Rebased]:
    """The uses of a span that put it into another context, in order."""
    puts = (_put(file, use, parent, span) or _entered(file, use, parent, span) for use in span.uses)
    return [each for each in puts if each is not None]


def _is_active(file: PythonFile, parent: Node, span: SpanLocal) -> bool:
    """Whether the function makes the parent context active itself, or enters something that is given it."""
    text = file.tree.text_of(parent)
    for leaf in file.tree.leaves_within(text, span.function) if parent.type == "identifier" else ():
        above = file.tree.ancestors(leaf)
        call = next((each for each in above[:3] if each.type == "call"), None)
        if call is None or call == span.node:
            continue
        entered = any(each.type == "with_item" for each in above[:6])
        name = last_name(file.tree, call)
        if name in file.tables.contexts.activating or (entered and name not in file.tables.creators):
            return True
    return False


def _call_around(file: PythonFile, use: Node) -> tuple[Node, Arguments] | None:
    """The call that is given a value, and its arguments."""
    call = next((each for each in file.tree.ancestors(use)[:3] if each.type == "call"), None)
    passed = call.child_by_field_name("arguments") if call is not None else None
    return (call, read_arguments(file.tree, passed)) if call is not None and passed is not None else None


def _put(file: PythonFile, use: Node, parent: Node, span: SpanLocal) -> Rebased | None:
    """The use that puts the span into the active context, where the result is made current or sent on."""
    call, arguments = _call_around(file, use) or (None, None)
    name = last_name(file.tree, call) if call is not None else ""
    setter = file.tables.contexts.setters.get(name)
    if call is None or arguments is None or setter is None or arguments.at(setter.span) != use:
        return None
    given = arguments.at(setter.context)
    if arguments.has_kwargs or arguments.has_splat or not _is_taken(file, call):
        return None
    if given is not None and not _is_current(file, given):
        return None
    text = file.tree.text_of(parent)
    edit = None
    if _is_same(file, parent, use):
        keyword = f"{setter.context.keyword}=" if setter.span.keyword in arguments.keywords else ""
        last = use.end_byte
        edit = (range_of(given), text) if given is not None else (ByteRange(last, last), f", {keyword}{text}")
    written = file.tree.text_of(given) if given is not None else ""
    return Rebased(span.call.at, text, range_of(call), name, written, edit)


def _is_current(file: PythonFile, given: Node) -> bool:
    given = unwrapped(file.scopes.sole_value(given))
    active = given.type == "call" and last_name(file.tree, given) in file.tables.contexts.active
    return active or given.type == "none"


def _is_taken(file: PythonFile, made: Node) -> bool:
    """Whether a context that is made here is attached or injected, by itself or through the local that holds it."""
    holder = file.tree.parent(made)
    target = holder.child_by_field_name("left") if holder is not None and holder.type == "assignment" else None
    taking = file.tables.contexts.activating | file.tables.contexts.injecting
    values = [made]
    if target is not None and target.type == "identifier":
        values = list(file.tree.leaves_within(file.tree.text_of(target), scope_of(file.tree, made)))
    for each in values:
        above = file.tree.ancestors(each)[:3]
        call = next((node for node in above if node.type == "call"), None)
        if call is not None and last_name(file.tree, call) in taking:
            return True
    return False


def _entered(file: PythonFile, use: Node, parent: Node, span: SpanLocal) -> Rebased | None:
    """The call in a `with` that makes the span current on the active context, as it always does."""
    call, arguments = _call_around(file, use) or (None, None)
    if call is None or arguments is None or arguments.at(_SPAN) != use:
        return None
    name = last_name(file.tree, call)
    if all(each.ends is None for each in file.tables.openers.get(name, ())):  # what has it takes a span
        return None
    return Rebased(span.call.at, file.tree.text_of(parent), range_of(call), name, "")


def _is_same(file: PythonFile, parent: Node, use: Node) -> bool:
    """Whether the parent's text means the same where the span is used: a name that is given one value."""
    first = parent
    while first.type == "attribute" and first.children:
        first = first.children[0]
    if parent.type not in _SIMPLE or first.type != "identifier":
        return False
    name = file.tree.text_of(first)
    here, there = file.scopes.visible(name, parent), file.scopes.visible(name, use)
    return len(here) == 1 and here == there
