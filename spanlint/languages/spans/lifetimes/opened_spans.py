"""What a call does with a span that it makes current for a `with`, in any language."""

from __future__ import annotations

from spanlint.languages.names.roles import Managed
from spanlint.languages.names.values import Call, ValueGrammar
from spanlint.languages.spans.lifetimes.endings import SpanUse
from spanlint.model.apis import Opener


def use_by_opener(grammar: ValueGrammar, call: Call, opener: Opener) -> SpanUse:
    """What a call does with a span that it makes current for a `with`, and may end there."""
    ends = call.arguments.at(opener.ends) if opener.ends is not None else None
    if not call.arguments.is_open and (ends is None or grammar.tree.text_of(ends).lower() == "false"):
        return SpanUse.NEUTRAL
    return SpanUse.ENDS if isinstance(grammar.role(call.node), Managed) else SpanUse.ESCAPES
