"""The findings of an audit as diagnostics: at the line of source that makes the span, or at the line of the export."""

from __future__ import annotations

from spanlint.model.findings import Diagnostic, RelatedPlace
from spanlint.text.source import Position

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.trace.model.outcome import CallSite, SpanExample, TraceFinding

_BILLION = 1_000_000_000


def diagnostics_of(findings: Sequence[TraceFinding]) -> list[Diagnostic]:
    """Returns a diagnostic for each finding, by place."""
    found = [diagnostic_of(finding) for finding in findings]
    return sorted(
        found, key=lambda diagnostic: (diagnostic.path, diagnostic.start, diagnostic.code, diagnostic.identity)
    )


def diagnostic_of(finding: TraceFinding) -> Diagnostic:
    """Returns the diagnostic of a finding."""
    words = (finding.code, finding.rule, finding.severity, finding.message, finding.help)
    identity = "\0".join((finding.code, finding.service, finding.scope, finding.span, finding.kind))
    more = (("trace", _trace_object(finding)),)
    if finding.sites:
        first, *others = finding.sites
        related = tuple(_related(site) for site in others)
        located = Diagnostic(first.path, first.start, first.end, *words, first.frame, related)
        located = located._replace(call=f"{finding.span} {first.call}")
        return located._replace(notes=finding.notes, more=more, identity=identity)
    example = finding.examples[0]
    start = Position(max(1, example.line), 1)
    unlocated = Diagnostic(example.file, start, start, *words, "", call=identity)
    return unlocated._replace(notes=finding.notes, more=more, identity=identity)


def _related(site: CallSite) -> RelatedPlace:
    from spanlint.lint.quoted_code import text_around

    frame = text_around(site.frame, site.start)
    return RelatedPlace(site.start, "such spans are made here, too", site.path, frame)


def _trace_object(finding: TraceFinding) -> dict[str, object]:
    return {
        "service": finding.service,
        "scope": finding.scope,
        "span": finding.span,
        "count": finding.wrong,
        "of": finding.of,
        "sessions": finding.sessions,
        "traces": finding.traces,
        "evidence": finding.evidence,
        "lone": finding.lone,
        "match": finding.match,
        "sites": [_site_object(site) for site in finding.sites],
        "examples": [_example_object(example) for example in finding.examples],
    }


def _site_object(site: CallSite) -> dict[str, object]:
    return {
        "path": site.path,
        "line": site.start.line,
        "column": site.start.column,
        "method": site.method,
        "api": site.api,
        "parent": site.parent,
        "codes": list(site.codes),
    }


def _example_object(example: SpanExample) -> dict[str, object]:
    return {
        "session": example.session,
        "trace_id": example.trace_id,
        "span_id": example.span_id,
        "start": iso_time(example.start),
        "file": example.file,
        "line": example.line,
    }


def iso_time(nanoseconds: int) -> str:
    """Returns a time in UTC to the microsecond; empty for one that is not known or out of range."""
    from datetime import datetime, timezone

    seconds, rest = divmod(nanoseconds, _BILLION)
    try:
        moment = datetime.fromtimestamp(seconds, timezone.utc)
    except (OverflowError, ValueError, OSError):
        return ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{rest // 1000:06d}Z" if nanoseconds else ""
