"""One audit, from a request to its outcome."""

from __future__ import annotations

import os

from spanlint.config.errors import ConfigError
from spanlint.config.model import Config
from spanlint.config.run_settings import run_config
from spanlint.model.request import Request
from spanlint.trace.audit import Audit
from spanlint.trace.buckets import Buckets, bucket_count
from spanlint.trace.call_sites import SiteFinder
from spanlint.trace.checks_by_code import trace_checks
from spanlint.trace.choices import settings_of
from spanlint.trace.findings import FindingWriter
from spanlint.trace.ingestion import Ingestion
from spanlint.trace.inputs import find_inputs
from spanlint.trace.options import TraceRequest
from spanlint.trace.outcome import AuditOutcome, AuditTotals, NameCount
from spanlint.trace.pictures import Painter
from spanlint.trace.session_store import SessionStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spanlint.trace.code_index import CodeIndex
    from spanlint.trace.faults import FaultTally

BAD_SPAN = "SPN216"
"""The rule that spans are reported by which cannot be placed in any trace."""

_STDIN_BUCKETS = 64


def run(request: TraceRequest) -> AuditOutcome:
    """Returns what an audit came to. Raises ConfigError and OSError."""
    config = run_config(Request(config=request.config, isolated=request.isolated))
    settings = settings_of(request, config)
    checks = trace_checks(settings.codes)
    inputs, problems = find_inputs(request.paths)
    size = sum(found.size for found in inputs)
    buckets = Buckets(bucket_count(size) if all(found.size for found in inputs) else _STDIN_BUCKETS)
    store = SessionStore(len(buckets))
    try:
        ingestion = Ingestion(buckets, settings, request.input_format)
        for found in inputs:
            ingestion.read(found)
        audit = Audit(checks, ingestion.origins, settings._replace(end=ingestion.end))
        audit.judge_traces(buckets, store)
        audit.judge_sessions(store)
        audit.judge_names()
        audit.note_bad(ingestion.bad, BAD_SPAN)
        tallies = _in_order(audit.findings())
        painter = Painter(buckets, store, ingestion.origins.all, audit.settings)
        pictures = painter.pictures(tallies, _pictured(request, tallies))
        if not pictures and (settings.session or settings.trace):
            pictures = painter.asked(settings.session, settings.trace)
    finally:
        buckets.close()
        store.close()
    writer = FindingWriter(_finder(request, _sources(config), bool(tallies)), ingestion.files, _derivation(audit))
    findings = tuple(writer.finding(tally) for tally in tallies)
    names = tuple(
        NameCount(name.service, name.name, name.count, name.root_count, name.lone, name.lost)
        for name in audit.names.all()
    )
    return AuditOutcome(findings, pictures, names, _totals(audit, ingestion), (*problems, *ingestion.problems))


def _pictured(request: TraceRequest, tallies: Sequence[FaultTally]) -> list[int]:
    """Returns the indexes of the findings that get a picture: the first that the text report can show, for now."""
    if request.output_format not in ("", "text") or request.statistics:
        return []
    is_asked = request.session is not None or request.trace_of is not None
    return [number for number, tally in enumerate(tallies) if is_asked or tally.homes][:1]


def _in_order(tallies: Sequence[FaultTally]) -> list[FaultTally]:
    """Returns what is counted most first, rule by rule."""
    return sorted(tallies, key=lambda tally: (tally.key.code, -tally.count, tally.key))


def _derivation(audit: Audit) -> str:
    return str(audit.settings.derivations[0]) if audit.settings.derivations else ""


def _totals(audit: Audit, ingestion: Ingestion) -> AuditTotals:
    held = audit.held
    counts = (len(ingestion.files), audit.spans, audit.traces, audit.sessions, held.name, held.holds)
    return AuditTotals(
        *counts, audit.still_open, audit.unexported_roots, ingestion.logs, ingestion.metrics, ingestion.broken
    )


def _finder(request: TraceRequest, sources: Mapping[str, str], is_needed: bool) -> SiteFinder:
    """Returns where calls are looked for. Raises ConfigError for a folder that there is not."""
    if request.no_source or not is_needed:
        return SiteFinder(None, {})
    from spanlint.trace.code_index import index_of

    folders: list[str] = []
    by_service: dict[str, CodeIndex] = {}
    for service, folder in sources.items():
        if os.path.exists(folder):
            by_service[service] = index_of(folder, request.config, request.isolated)
    for text in request.source or (".",):
        service, equals, folder = text.partition("=")
        if not os.path.exists(folder if equals else text):
            raise ConfigError(f"--source: {text}: there is no such file or folder")
        if equals:
            by_service[service] = index_of(folder, request.config, request.isolated)
        else:
            folders.append(text)
    if len(folders) > 1:
        raise ConfigError("--source: only one folder is for all services; write SERVICE=DIR for the others")
    index = index_of(folders[0], request.config, request.isolated) if folders else None
    return SiteFinder(index, by_service)


def _sources(config: Config) -> dict[str, str]:
    """Returns the folder of each service that the configuration names, relative to the current folder."""
    sources: dict[str, str] = dict(config.trace).get("sources", {})  # type: ignore[assignment]  # validated
    return {service: os.path.normpath(os.path.join(config.root, folder)) for service, folder in sources.items()}
