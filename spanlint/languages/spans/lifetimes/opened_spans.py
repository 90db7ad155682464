"""What a call does with a span that it makes current for a `with`, in any language."""

from __future__ import annotations

from spanlint.languages.names.roles import Managed, Owner
from spanlint.languages.names.values import Call, Name, ValueGrammar
from spanlint.languages.spans.lifetimes.endings import SpanUse
from spanlint.model.apis import Opener

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def use_by_opener(grammar: ValueGrammar, call: Call, opener: Opener) -> SpanUse:
    """What a call does with a span that it makes current for a `with`, and may end there."""
    ends, role = call.arguments.at(opener.ends) if opener.ends is not None else None, grammar.role(call.node)
    if not call.arguments.is_open and (ends is None or grammar.tree.text_of(ends).lower() == "false"):
        is_renamed = isinstance(role, Managed) and role.target is not None and _may_leave(grammar, role.target)
        return SpanUse.ESCAPES if is_renamed else SpanUse.NEUTRAL
    return SpanUse.ENDS if isinstance(role, Managed) else SpanUse.ESCAPES


def _may_leave(grammar: ValueGrammar, target: Node) -> bool:
    """Whether code may keep or end the span by the name that the `with` gives it."""
    name, ends = grammar.value(target), grammar.tables.shapes.span_ends
    function = grammar.function_of(target)
    mentions = grammar.mentions(name.text, function) if isinstance(name, Name) and function is not None else ()
    roles = [grammar.role(mention) for mention in mentions if mention != target]
    return not isinstance(name, Name) or not all(
        isinstance(role, Owner) and role.call is not None and role.name not in ends for role in roles
    )
