"""Which cure a finding names: the parent to pass, in order of how well it is known, and what else could be meant."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.evidence import Evidence, Reason
from spanlint.model.facts import Facts, Mistake, SpanCall
from spanlint.model.findings import MoveContext, ParentSource, PassParent, Proposal, Safety, WrapSpan
from spanlint.model.settings import Settings


def parent_proposals(
    call: SpanCall, facts: Facts, settings: Settings, safety: Safety, found: Evidence | None = None
) -> tuple[Proposal, ...]:
    """A Context parameter that nobody uses, the configured session context, a provider the siblings ask; then, never
    applied, the active context (which declares and repairs nothing) and a root.

    `safety` is that of the configured expression; the other two rest on evidence and are safe. All are OpenTelemetry
    Contexts, so nothing is proposed where another library's span, or a helper's own kind of value, belongs.
    """
    if not call.creator.takes_context:
        return ()
    return (*_known(call, facts, settings, safety, found), *_alternatives(call))


def _known(
    call: SpanCall, facts: Facts, settings: Settings, safety: Safety, found: Evidence | None
) -> Iterator[Proposal]:
    if found is not None and found.reason is Reason.PARAMETER:
        yield Proposal(PassParent(call, ParentSource.PARAMETER, found.name), Safety.SAFE)
    if dict(settings.session_contexts).get(facts.language) is not None:
        yield Proposal(PassParent(call, ParentSource.CONFIGURED), safety)
    if found is not None and found.provider is not None:
        provider = found.provider
        fallback = provider.fallback or facts.language == "typescript"
        yield Proposal(PassParent(call, ParentSource.PROVIDER, provider.written, fallback), Safety.SAFE)


def _alternatives(call: SpanCall) -> Iterator[Proposal]:
    yield Proposal(PassParent(call, ParentSource.ACTIVE), Safety.SHOWN)
    yield Proposal(PassParent(call, ParentSource.ROOT), Safety.SHOWN)


def misplaced_proposals(call: SpanCall) -> tuple[Proposal, ...]:
    """The cure for a misplaced value, where it follows from what the value is."""
    mistake = call.misplaced.mistake if call.misplaced is not None else None
    if mistake is Mistake.SPAN:
        return (Proposal(WrapSpan(call), Safety.SAFE),)
    return (Proposal(MoveContext(call), Safety.SAFE),) if mistake is Mistake.CONTEXT_AS_OPTIONS else ()
