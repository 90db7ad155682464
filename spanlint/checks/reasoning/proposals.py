"""The proposals of a finding: the parents to pass, the most certain first, and the alternatives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spanlint.checks.reasoning.evidence import Evidence, Reason
from spanlint.checks.reasoning.shared_parents import expression_of
from spanlint.model.facts import Facts, Provider, SpanCall
from spanlint.model.findings import MoveContext, ParentSource, PassParent, Proposal, Safety, WrapSpan
from spanlint.model.misplaced import Mistake
from spanlint.model.nearby_parents import Holds
from spanlint.model.settings import SessionContext, Settings

_MAX_EXPRESSION = 40  # code points of an expression in a help
_VAGUE_KEYS = frozenset({"id", "key", "name", "value", "data", "args", "options", "params", "input", "event"})


def parent_proposals(
    call: SpanCall, facts: Facts, settings: Settings, safety: Safety, evidence: Evidence | None = None
) -> tuple[Proposal, ...]:
    """Returns an unused Context or Span parameter or what a sibling passes, the configured session context, and a
    provider that the siblings consult; then the active context (a declaration that repairs nothing) and a root, which
    are never applied.

    `safety` applies to the configured expression. The others rest on evidence, so they are safe. The call that makes
    the session context is not passed it. All three are unsafe where something speaks against them. All are
    OpenTelemetry Contexts, so calls that take another library's span or a helper's own kind of value get none.
    """
    if not call.creator.takes_context:
        return ()
    known = tuple(_known_parents(call, facts, settings, safety, evidence))
    if known and _is_doubtful(call, facts, evidence):
        known = tuple(Proposal(remedy, Safety.UNSAFE) for remedy, _ in known)
    return (*known, *_alternatives(call))


def _is_doubtful(call: SpanCall, facts: Facts, evidence: Evidence | None) -> bool:
    """Whether something at the call speaks against passing a parent, so that doing it is a guess.

    A comment says that the span has none. The function makes the span current on the active context, which would stay
    the base. Or code that cannot be read may give the span a parent: then only the siblings' word counts.
    """
    if call.may_be_meant_as_root() or call.at in facts.activations().by_hand():
        return True
    return evidence is None and call.details().depends_on_outside_code()


def _known_parents(
    call: SpanCall, facts: Facts, settings: Settings, safety: Safety, evidence: Evidence | None
) -> Iterator[Proposal]:
    if evidence is not None:
        yield from _callers_parent(call, evidence)
    if evidence is not None and evidence.reason is Reason.UNREAD:
        yield Proposal(PassParent(call, ParentSource.LOCAL, evidence.name), Safety.UNSAFE)
        return  # whatever else would do, it is not what the local was made for
    session = dict(settings.session_contexts).get(facts.language)
    if session is not None and not call.details().runs_in_session(session):
        is_circular = call.details().closes_import_cycle(session)
        has_fallback = call.details().may_lack_session(session) or _falls_back(session, evidence)
        remedy = PassParent(call, ParentSource.CONFIGURED, has_fallback=has_fallback)
        yield Proposal(remedy, Safety.UNSAFE if is_circular else safety)
    provider = evidence.provider if evidence is not None else None
    if provider is not None and not (provider.guarded and provider.is_put_together):  # the guard asks a sibling's local
        yield _of_provider(call, provider, facts.language)


def _falls_back(session: SessionContext, evidence: Evidence | None) -> bool:
    """Whether the siblings fall back to the active context behind the provider that the configuration names."""
    provider = evidence.provider if evidence is not None else None
    return provider is not None and provider.has_fallback and session.expression.strip() == expression_of(provider)


def _of_provider(call: SpanCall, provider: Provider, language: str) -> Proposal:
    """Returns the remedy to pass what the siblings do. A key that only has the same name is a guess, as is a parameter
    without a type, and what they read from a local, which they may have checked."""
    if not provider.is_function:
        is_sure = not provider.is_put_together and all(
            key.scope is not None
            or (key.last.lower() not in _VAGUE_KEYS and (key.annotation or key.name != provider.first))
            for key in provider.keys
        )
        remedy = PassParent(call, ParentSource.SHARED, provider.guarded or provider.written, provider.has_fallback)
        return Proposal(remedy, Safety.SAFE if is_sure else Safety.UNSAFE)
    fallback = provider.has_fallback or language == "typescript"
    return Proposal(PassParent(call, ParentSource.PROVIDER, provider.written, fallback), Safety.SAFE)


def _callers_parent(call: SpanCall, evidence: Evidence) -> Iterator[Proposal]:
    """Yields what the caller passes: a parameter, or the expression in which a sibling passes it on.

    A Span that may be missing has no context to be put into.
    """
    parameter = evidence.parameter
    if parameter is not None and parameter.holds is Holds.CONTEXT:
        yield Proposal(PassParent(call, ParentSource.PARAMETER, parameter.name), Safety.SAFE)
    elif parameter is not None and parameter.holds is Holds.SPAN and not parameter.may_be_missing:
        yield Proposal(PassParent(call, ParentSource.SPAN, parameter.name), Safety.SAFE)
    elif evidence.expression and (span := evidence.siblings[0].misplaced) and span.mistake is Mistake.SPAN:
        remedy = PassParent(call, ParentSource.SPAN, evidence.expression)
        yield Proposal(remedy, Safety.UNSAFE if span.may_be_empty else Safety.SAFE)
    elif evidence.expression:
        yield Proposal(PassParent(call, ParentSource.SIBLING, evidence.expression), Safety.SAFE)


def _alternatives(call: SpanCall) -> Iterator[Proposal]:
    yield Proposal(PassParent(call, ParentSource.ACTIVE), Safety.SHOWN)
    yield Proposal(PassParent(call, ParentSource.ROOT), Safety.SHOWN)


def misplaced_proposals(call: SpanCall) -> tuple[Proposal, ...]:
    """Returns the remedy for a misplaced value, if its kind determines one."""
    mistake = call.misplaced.mistake if call.misplaced is not None else None
    if mistake is Mistake.SPAN and call.misplaced is not None:
        # A context around an empty span starts a new trace, where an empty context would join the active one.
        return (Proposal(WrapSpan(call), Safety.UNSAFE if call.misplaced.may_be_empty else Safety.SAFE),)
    return (Proposal(MoveContext(call), Safety.SAFE),) if mistake is Mistake.CONTEXT_AS_OPTIONS else ()


def written_parent(proposals: Sequence[Proposal]) -> str:
    """Returns the expression that the preferred proposal passes, if it is a short one of the file's own; else empty."""
    remedy = proposals[0].remedy if proposals else None
    if not isinstance(remedy, PassParent) or "\n" in remedy.name or len(remedy.name) > _MAX_EXPRESSION:
        return ""
    if remedy.source is ParentSource.PROVIDER:
        return f"{remedy.name}()"
    return remedy.name if remedy.source in (ParentSource.PARAMETER, ParentSource.SIBLING, ParentSource.LOCAL) else ""
