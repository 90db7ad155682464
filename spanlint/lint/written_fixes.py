"""Writes the remedies of a finding as fixes: edits of the source with a title."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages import reader
from spanlint.model.findings import (
    CopyContext,
    EndSpan,
    Finding,
    Fix,
    ParentSource,
    PassParent,
    Proposal,
    RemoveText,
    ReplaceText,
    SetStatus,
    WrapSpan,
)
from spanlint.model.settings import Settings
from spanlint.text.edits import Edit
from spanlint.text.source import Source

_TITLES = {
    ParentSource.PARAMETER: "Pass the parameter `{name}` as the parent",
    ParentSource.LOCAL: "Pass `{name}` as the parent",
    ParentSource.SPAN: "Pass a context with the parameter `{name}` as the parent",
    ParentSource.SIBLING: "Pass `{name}` as the parent, as another call does",
    ParentSource.CONFIGURED: "Pass the configured session context as the parent",
    ParentSource.PROVIDER: "Pass `{name}()` as the parent",
    ParentSource.SHARED: "Pass `{name}` as the parent",
    ParentSource.ACTIVE: "Declare the active context as the parent",
    ParentSource.ROOT: "Declare this span a root",
}


def fixes_of(source: Source, finding: Finding, settings: Settings) -> Iterator[Fix]:
    """Yields every fix that can be written for a finding, in order of preference."""
    session = dict(settings.session_contexts).get(source.language)
    for remedy, safety in finding.proposals:
        if isinstance(remedy, RemoveText):
            edits: tuple[Edit, ...] | None = tuple(Edit(byte_range, b"") for byte_range in remedy.ranges)
        elif isinstance(remedy, ReplaceText):
            edits = remedy.edits
        else:
            edits = reader(source.language).edits(source, remedy, session)
        if edits and source.regions:
            from spanlint.lint.region_edits import fitted

            edits = fitted(source, edits)
        if edits:
            yield Fix(_title(Proposal(remedy, safety)), safety, edits)


def _title(proposal: Proposal) -> str:
    remedy = proposal.remedy
    if isinstance(remedy, PassParent):
        return _TITLES[remedy.source].format(name=remedy.name)
    if isinstance(remedy, RemoveText):
        return f"Remove {remedy.what}"
    if isinstance(remedy, ReplaceText):
        return remedy.title
    if isinstance(remedy, SetStatus):
        return f"Set the status of `{remedy.name}` to ERROR"
    if isinstance(remedy, EndSpan):
        return f"End `{remedy.name}` in a finally block"
    if isinstance(remedy, CopyContext):
        return "Run each task in a copy of the context"
    return "Wrap the span in a context" if isinstance(remedy, WrapSpan) else "Move the context to its own argument"
