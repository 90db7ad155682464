"""The functions that ask which span is current, to use it."""

from __future__ import annotations

from spanlint.languages.names.roles import Assigned, Owner
from spanlint.languages.names.values import Call, Name, role_of_value
from spanlint.languages.spans.current.calls_between import calls_between
from spanlint.languages.spans.current.current_file import CurrentFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def asks_for_span(file: CurrentFile, function: Node) -> bool:
    """Whether a function asks for the active span, or for that of the active context, and uses its members."""
    grammar, contexts = file.grammar, file.tables.contexts
    if not file.tree.has_within(contexts.active_span | contexts.span_of, function):
        return False
    for node in calls_between(grammar, function, function.start_byte, function.end_byte):
        call, role = grammar.value(node), role_of_value(grammar, node)
        if not isinstance(call, Call) or not _gives_span(file, call):
            continue
        target = grammar.value(role.target) if isinstance(role, Assigned) and role.target is not None else None
        mentions = grammar.mentions(target.text, function) if isinstance(target, Name) else ()
        if isinstance(role, Owner) or any(grammar.member_read(mention) for mention in mentions):
            return True
    return False


def _gives_span(file: CurrentFile, call: Call) -> bool:
    """Whether a call returns the active span."""
    contexts = file.tables.contexts
    if call.name in contexts.active_span:
        return True
    passed = call.arguments.positional if call.name in contexts.span_of else ()
    return bool(passed) and file.grammar.last_name(passed[0]) in contexts.active
