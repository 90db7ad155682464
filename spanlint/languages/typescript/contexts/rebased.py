"""The spans of a TypeScript or JavaScript file that are started under one context and made current on another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.languages.contexts.carried_values import carried
from spanlint.languages.names.values import Arguments
from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.calls.arguments import read_arguments
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
    """Yields the local spans that are made current on a context other than their parent's."""
    for span in spans:
        parent = span.call.parent
        if parent.at is None or parent.state is not ParentState.PASSED:
            continue
        value = file.tree.root.descendant_for_byte_range(*parent.at)
        rebases = (_rebase(file, use, value, span) for use in span.uses) if value is not None else ()
        first_rebase = next((rebase for rebase in rebases if rebase is not None), None)
        if first_rebase is None or value is None or _is_parent_active(file, value, span.node):
            continue
        if carried(file.grammar, value):
            yield first_rebase


def _is_parent_active(file: TypeScriptFile, parent: Node, node: Node) -> bool:
    """Whether code around a call makes the parent context active or attaches it."""
    text, calls = file.tree.text_of(parent), file.tables.contexts
    for ancestor in file.tree.ancestors(node):
        arguments = ancestor.child_by_field_name("arguments") if ancestor.type == "call_expression" else None
        values = read_arguments(arguments).positional[:1] if arguments is not None else ()
        if last_name(file.tree, ancestor) in calls.activating and any(
            file.tree.text_of(value) == text for value in values
        ):
            return True
    function = next((ancestor for ancestor in file.tree.ancestors(node) if ancestor.type in FUNCTIONS), file.tree.root)
    return any(f".{name}({text})" in file.tree.text_of(function) for name in calls.attaching)


def _call_around(file: TypeScriptFile, value: Node) -> tuple[Node, Arguments] | None:
    """Returns the call that takes a value as an argument, and all its arguments."""
    ancestors = file.tree.ancestors(value)
    if len(ancestors) < 2 or ancestors[0].type != "arguments" or ancestors[1].type != "call_expression":
        return None
    return ancestors[1], read_arguments(ancestors[0])


def put_on_active(file: TypeScriptFile, use: Node, takers: frozenset[str]) -> tuple[Node, Node] | None:
    """Returns the call that puts a span into the active context, and that context as it is written.

    None if no such call has the use as its span, or if none of the `takers` gets the result.
    """
    call, arguments = _call_around(file, use) or (None, None)
    setter = file.tables.contexts.setters.get(last_name(file.tree, call)) if call is not None else None
    if call is None or arguments is None or setter is None or arguments.at(setter.span) != use:
        return None
    context = arguments.at(setter.context)
    if context is None or not _is_active_context(file, context) or not _is_taken(file, call, takers):
        return None
    return call, context


def _rebase(file: TypeScriptFile, use: Node, parent: Node, span: SpanLocal) -> Rebased | None:
    """Returns the use that puts the span into the active context, if the result is activated or injected."""
    takers = file.tables.contexts.activating | file.tables.contexts.injecting
    call, context = put_on_active(file, use, takers) or (None, None)
    if call is None or context is None:
        return None
    name = last_name(file.tree, call)
    parent = unwrapped(parent)
    parent_text, context_text = file.tree.text_of(parent), file.tree.text_of(context)
    edit = (
        (range_of(context), _parent_or_active(file, parent, context_text))
        if _has_same_meaning(file, parent, use)
        else None
    )
    return Rebased(span.call.at, parent_text, range_of(call), name, context_text, edit)


def _is_active_context(file: TypeScriptFile, context: Node) -> bool:
    value = unwrapped(file.scopes.sole_value(context))
    return value.type == "call_expression" and last_name(file.tree, value) in file.tables.contexts.active


def _is_taken(file: TypeScriptFile, context: Node, takers: frozenset[str]) -> bool:
    """Whether a function of these names takes a new context, directly or through the local that holds it."""
    holder = file.tree.parent(context)
    target = holder.child_by_field_name("name") if holder is not None and holder.type == "variable_declarator" else None
    values: Iterable[Node] = [context]
    if target is not None and target.type == "identifier":
        text = file.tree.text_of(target)
        leaves = file.tree.leaves(text)
        values = [leaf for leaf in leaves if target in {binding.name for binding in file.scopes.visible(text, leaf)}]
    values_and_calls = ((value, _call_around(file, value)) for value in values)
    return any(
        call is not None and call[1].positional[:1] == (value,) and last_name(file.tree, call[0]) in takers
        for value, call in values_and_calls
    )


def _has_same_meaning(file: TypeScriptFile, parent: Node, use: Node) -> bool:
    """Whether the parent's text means the same where the span is used. A name must have a single binding."""
    base = parent
    while base.type == "member_expression" and base.children:
        base = base.children[0]
    if parent.type not in ("identifier", "member_expression") or base.type not in ("identifier", "this"):
        return False
    name = file.tree.text_of(base)
    at_parent, at_use = file.scopes.visible(name, parent), file.scopes.visible(name, use)
    return base.type == "this" or (len(at_parent) == 1 and at_parent == at_use)


def _parent_or_active(file: TypeScriptFile, parent: Node, active: str) -> str:
    """Returns the parent's text, with the active context as its fallback if the parent may be missing."""
    text = file.tree.text_of(parent)
    bindings = file.scopes.visible(text, parent) if parent.type == "identifier" else []
    holder = file.tree.parent(bindings[0].name) if bindings else None
    annotation = bindings[0].annotation if bindings else None
    type_text = file.tree.text_of(annotation) if annotation is not None else ""
    may_be_missing = (
        (holder is not None and holder.type == "optional_parameter") or "undefined" in type_text or "null" in type_text
    )
    return f"{text} ?? {active}" if may_be_missing else text
