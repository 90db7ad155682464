"""SPN105: a span is started under one context and put into another."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.wording import one_line
from spanlint.model.activations import Rebased
from spanlint.model.facts import Facts
from spanlint.model.findings import Finding, Proposal, Related, ReplaceText, Safety
from spanlint.model.settings import Settings
from spanlint.text.edits import Edit


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each span that is made current on another context than its parent context."""
    for span in facts.activations().rebased:
        related = (Related(span.use, f"`{span.setter}` uses {_base(span)} here"),)
        yield Finding(span.at, _message(span), _help(span), related, tuple(_proposals(span)))


def _base(span: Rebased) -> str:
    return f"`{one_line(span.base)}`" if span.base else "the active context"


def _message(span: Rebased) -> str:
    parent = one_line(span.parent)
    return (
        f"this span is started under `{parent}`, but `{span.setter}` puts it into {_base(span)}, "
        f"where the baggage and values of `{parent}` are lost"
    )


def _help(span: Rebased) -> str:
    parent = one_line(span.parent)
    if span.edit is None:
        return f"attach `{parent}` around it, or put the span into `{parent}` and attach the result"
    return f"put the span into `{parent}`, the context it is started under"


def _proposals(span: Rebased) -> Iterator[Proposal]:
    if span.edit is not None:
        at, text = span.edit
        title = f"Put the span into `{one_line(span.parent)}`"
        yield Proposal(ReplaceText(title, (Edit(at, text.encode()),)), Safety.UNSAFE)
