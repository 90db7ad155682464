"""What a call does with a span that it makes current for a `with`, in any language."""

from __future__ import annotations

from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Alone, Managed, Owner, Target, Tested
from spanlint.languages.names.values import Call, Name, role_of_value
from spanlint.languages.spans.lifetimes.endings import Ending, SpanUse
from spanlint.model.apis import Opener


def use_by_opener(grammar: PlaceGrammar, call: Call, opener: Opener, ending: Ending) -> SpanUse:
    """What a call does with a span that it makes current for a `with`, and may end there."""
    ends = call.arguments.at(opener.ends) if opener.ends is not None else None
    if not call.arguments.is_open and (ends is None or grammar.tree.text_of(ends).lower() == "false"):
        return SpanUse.ESCAPES if _is_given_on(grammar, call, ending) else SpanUse.NEUTRAL
    return SpanUse.ENDS if isinstance(grammar.role(call.node), Managed) else SpanUse.ESCAPES


def _is_given_on(grammar: PlaceGrammar, call: Call, ending: Ending) -> bool:
    """Whether the `as` of a `with` gives the span another name, by which it is ended or handed on."""
    role = grammar.role(call.node)
    target = role.target if isinstance(role, Managed) else None
    alias = grammar.value(target) if target is not None else None
    bindings = grammar.visible(alias.node) if isinstance(alias, Name) else []
    if not isinstance(alias, Name) or len(bindings) != 1:
        return False
    return any(
        not isinstance(use, Alone | Tested | Target | Owner) or (isinstance(use, Owner) and ending.is_by(use.name))
        for use in (role_of_value(grammar, mention) for mention in grammar.mentions(alias.text, bindings[0].scope))
    )
