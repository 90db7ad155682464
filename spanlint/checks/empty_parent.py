"""SPN004: the parent slot holds a value that is not a parent."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.checks.reasoning.proposals import parent_proposals, written_parent
from spanlint.checks.reasoning.verdicts import ParentVerdict, verdicts
from spanlint.checks.reasoning.wording import how_to_pass
from spanlint.model.facts import Facts, SpanCall
from spanlint.model.findings import Finding, Safety
from spanlint.model.settings import Settings

_MEANS = {
    "ambient": "the span joins whatever context is active, as if nothing were passed",
    "root": "the span starts a new trace",
    "either": "the span starts a new trace, or joins the active context if the tracer is OpenTelemetry's shim",
    "crash": "the call throws",
}


def check(facts: Facts, settings: Settings) -> Iterator[Finding]:
    """Yield each call whose parent is None, undefined, null, or a name that is never anything else."""
    for call, verdict in verdicts(facts, settings):
        if verdict.verdict is ParentVerdict.EMPTY:
            is_written = call.parent.is_written_empty()
            what = f"not a valid parent for `{call.creator.method}`" if is_written else "never set to a parent"
            message = f"`{call.parent.text}` is {what}: {_meaning(call)}"
            is_sure = verdict.evidence is not None or call.creator.activates == "no"
            safety = Safety.SAFE if is_sure else Safety.UNSAFE
            proposals = parent_proposals(call, facts, settings, safety, verdict.evidence)
            help_text = how_to_pass(call, written_parent(proposals))
            yield Finding(call.at, message, help_text, proposals=proposals)


def _meaning(call: SpanCall) -> str:
    return _MEANS[call.creator.null if call.parent.is_null else call.creator.none]
