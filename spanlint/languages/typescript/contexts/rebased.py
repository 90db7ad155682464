"""The spans of a TypeScript or JavaScript file that are started under one context and made current on another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.calls.arguments import Arguments, read_arguments
from spanlint.languages.typescript.contexts.carried_values import carried
from spanlint.languages.typescript.names.bindings import FUNCTIONS
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.model.activations import Rebased
from spanlint.model.facts import ParentState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.spans.local_spans import SpanLocal
    from spanlint.languages.typescript.file import TypeScriptFile


def rebased(file: TypeScriptFile, spans: Iterable[SpanLocal]) -> Iterator[Rebased]:
    """The local spans whose parent context is not what they are made current on."""
    for span in spans:
        parent = span.call.parent
        if parent.at is None or parent.state is not ParentState.PASSED:
            continue
        value = file.tree.root.descendant_for_byte_range(*parent.at)
        puts = (_put(file, use, value, span) for use in span.uses) if value is not None else ()
        found = next((each for each in puts if each is not None), None)
        if found is None or value is None or _is_active(file, value, span.node):
            continue
        if carried(file, value):
            yield found


def _is_active(file: TypeScriptFile, parent: Node, node: Node) -> bool:
    """Whether something around a call is given the parent context to make it active, or has attached it."""
    text, calls = file.tree.text_of(parent), file.tables.contexts
    for above in file.tree.ancestors(node):
        passed = above.child_by_field_name("arguments") if above.type == "call_expression" else None
        values = read_arguments(passed).values[:1] if passed is not None else ()
        if last_name(file.tree, above) in calls.activating and any(file.tree.text_of(each) == text for each in values):
            return True
    around = next((each for each in file.tree.ancestors(node) if each.type in FUNCTIONS), file.tree.root)
    return any(f".{name}({text})" in file.tree.text_of(around) for name in calls.attaching)


def _call_around(file: TypeScriptFile, value: Node) -> tuple[Node, Arguments] | None:
    """The call that is given a value, and its arguments."""
    above = file.tree.ancestors(value)
    if len(above) < 2 or above[0].type != "arguments" or above[1].type != "call_expression":
        return None
    return above[1], read_arguments(above[0])


def _put(file: TypeScriptFile, use: Node, parent: Node, span: SpanLocal) -> Rebased | None:
    """The use that puts the span into the active context, where the result is made current or sent on."""
    call, arguments = _call_around(file, use) or (None, None)
    name = last_name(file.tree, call) if call is not None else ""
    setter = file.tables.contexts.setters.get(name)
    if call is None or arguments is None or setter is None or arguments.at(setter.span) != use:
        return None
    given = arguments.at(setter.context)
    if given is None or not _is_current(file, given) or not _is_taken(file, call):
        return None
    parent = unwrapped(parent)
    text, written = file.tree.text_of(parent), file.tree.text_of(given)
    edit = (range_of(given), _written(file, parent, written)) if _is_same(file, parent, use) else None
    return Rebased(span.call.at, text, range_of(call), name, written, edit)


def _is_current(file: TypeScriptFile, given: Node) -> bool:
    made = unwrapped(file.scopes.sole_value(given))
    return made.type == "call_expression" and last_name(file.tree, made) in file.tables.contexts.active


def _is_taken(file: TypeScriptFile, made: Node) -> bool:
    """Whether a context that is made here is activated or injected, by itself or through the local that holds it."""
    holder = file.tree.parent(made)
    target = holder.child_by_field_name("name") if holder is not None and holder.type == "variable_declarator" else None
    values: Iterable[Node] = [made]
    if target is not None and target.type == "identifier":
        text = file.tree.text_of(target)
        leaves = file.tree.leaves(text)
        values = [each for each in leaves if target in {one.name for one in file.scopes.visible(text, each)}]
    taking = file.tables.contexts.activating | file.tables.contexts.injecting
    found = ((each, _call_around(file, each)) for each in values)
    return any(
        taken is not None and taken[1].values[:1] == (each,) and last_name(file.tree, taken[0]) in taking
        for each, taken in found
    )


def _is_same(file: TypeScriptFile, parent: Node, use: Node) -> bool:
    """Whether the parent's text means the same where the span is used: a name that is given one value."""
    first = parent
    while first.type == "member_expression" and first.children:
        first = first.children[0]
    if parent.type not in ("identifier", "member_expression") or first.type not in ("identifier", "this"):
        return False
    name = file.tree.text_of(first)
    here, there = file.scopes.visible(name, parent), file.scopes.visible(name, use)
    return first.type == "this" or (len(here) == 1 and here == there)


def _written(file: TypeScriptFile, parent: Node, active: str) -> str:
    """The parent, with the active context behind it where it may be left out."""
    text = file.tree.text_of(parent)
    bound = file.scopes.visible(text, parent) if parent.type == "identifier" else []
    holder = file.tree.parent(bound[0].name) if bound else None
    annotation = bound[0].annotation if bound else None
    written = file.tree.text_of(annotation) if annotation is not None else ""
    may_lack = (
        (holder is not None and holder.type == "optional_parameter") or "undefined" in written or "null" in written
    )
    return f"{text} ?? {active}" if may_lack else text
