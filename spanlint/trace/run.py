"""One audit, from a request to its outcome."""

from __future__ import annotations

import os

from spanlint.config.errors import ConfigError
from spanlint.config.model import Config
from spanlint.config.run_settings import complete, processes, run_config
from spanlint.model.problems import Problem
from spanlint.report import PAGES
from spanlint.trace.choices import settings_of
from spanlint.trace.findings.findings import FindingWriter
from spanlint.trace.findings.pictures import Painter
from spanlint.trace.judging.audit import Audit
from spanlint.trace.judging.judging import Judged, Workers, judged
from spanlint.trace.model.outcome import AuditOutcome, AuditTotals, NameCount
from spanlint.trace.options import TraceRequest
from spanlint.trace.reading.inputs import find_inputs
from spanlint.trace.sources.call_sites import SiteFinder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spanlint.trace.model.faults import FaultTally
    from spanlint.trace.sources.code_index import CodeIndex

MAX_PICTURES = 20
"""The findings of which a page shows a picture."""

LOST_PARENT = "SPN203"
"""The rule that says nothing of an export that was sampled span by span."""
BAD_SPAN = "SPN216"
"""The rule that spans are reported by which cannot be placed in any trace."""


def run(request: TraceRequest, workers: Workers | None = None) -> AuditOutcome:
    """Returns what an audit came to, made by some workers or by this machine. Raises ConfigError and OSError."""
    own = request.lint_request()
    config = run_config(own)
    settings = settings_of(request, config)
    inputs, problems = find_inputs(request.paths)
    with judged(inputs, settings, request.input_format, processes(complete(own, config)), workers) as found:
        audit = found.audit
        audit.judge_names(found.buckets)
        audit.note_sampling(LOST_PARENT)
        audit.note_callers()
        audit.note_bad(found.bad, BAD_SPAN)
        tallies = _in_order(audit.findings())
        painter = Painter(found.buckets, found.store, audit.origins, audit.settings, audit.large)
        pictures = painter.pictures(tallies, _pictured(request, tallies))
        if not pictures and (settings.session or settings.trace):
            pictures = painter.asked(settings.session, settings.trace)
            problems += _not_found(request, found) if not pictures and audit.spans else ()
    writer = FindingWriter(_finder(request, _sources(config), bool(tallies)), found.files, _derivation(audit))
    findings = tuple(writer.finding(tally) for tally in tallies)
    names = (
        NameCount(name.service, name.name, name.count, name.root_count, name.lone, name.lost)
        for name in (audit.names.all() if _is_counting(request) else ())
    )
    return AuditOutcome(findings, pictures, tuple(names), _totals(found), (*problems, *found.problems))


def _not_found(request: TraceRequest, found: Judged) -> Iterator[Problem]:
    """Yields a problem for what was asked for, has no picture, and is not among what is too large for one."""
    audit = found.audit
    if request.trace_of is not None:
        if audit.settings.trace not in audit.large:
            yield Problem("no span of this trace was read", f"--trace-of {request.trace_of}")
    elif request.session is not None and not found.store.session(request.session, audit.origins).traces:
        yield Problem("no span names this session", f"--session {request.session}")


def _has_page(request: TraceRequest) -> bool:
    return request.html is not None or any(report.format in PAGES for report in request.output_format)


def _is_counting(request: TraceRequest) -> bool:
    """Whether a report has all names of spans, of which there may be very many."""
    return request.statistics or _has_page(request)


def _pictured(request: TraceRequest, tallies: Sequence[FaultTally]) -> list[int]:
    """Returns the indexes of the findings that get a picture: the first ones for a page, one for the text report."""
    formats = {report.format for report in request.output_format}
    first = range(min(len(tallies), MAX_PICTURES if _has_page(request) else 0))
    if (formats and "text" not in formats) or request.statistics:
        return list(first)
    is_asked = request.session is not None or request.trace_of is not None
    told = [number for number, tally in enumerate(tallies) if is_asked or tally.homes][:1]
    return sorted({*first, *told})


def _in_order(tallies: Sequence[FaultTally]) -> list[FaultTally]:
    """Returns what is counted most first, rule by rule."""
    return sorted(tallies, key=lambda tally: (tally.key.code, -tally.count, tally.key))


def _derivation(audit: Audit) -> str:
    return str(audit.settings.derivations[0]) if audit.settings.derivations else ""


def _totals(found: Judged) -> AuditTotals:
    audit = found.audit
    counts = len(found.files), audit.spans, audit.traces, audit.sessions, audit.held.name, audit.held.holds
    passed = found.logs, found.metrics, found.broken
    return AuditTotals(
        *counts, audit.still_open, audit.unexported_roots, *passed, audit.sampled_traces, tuple(audit.large.items())
    )


def _finder(request: TraceRequest, sources: Mapping[str, str], is_needed: bool) -> SiteFinder:
    """Returns where calls are looked for. Raises ConfigError for a folder that there is not."""
    if request.no_source or not is_needed:
        return SiteFinder(None, {})
    from spanlint.trace.sources.code_index import CodeIndex

    folders: list[str] = []
    by_service: dict[str, CodeIndex] = {}
    for service, folder in sources.items():
        if os.path.exists(folder):
            by_service[service] = CodeIndex(folder, request.lint_request())
    for text in request.source or (".",):
        service, equals, folder = text.partition("=")
        if not os.path.exists(folder if equals else text):
            raise ConfigError(f"--source: {text}: there is no such file or folder")
        if equals:
            by_service[service] = CodeIndex(folder, request.lint_request())
        else:
            folders.append(text)
    if len(folders) > 1:
        raise ConfigError("--source: only one folder is for all services; write SERVICE=DIR for the others")
    index = CodeIndex(folders[0], request.lint_request()) if folders else None
    return SiteFinder(index, by_service)


def _sources(config: Config) -> dict[str, str]:
    """Returns the folder of each service that the configuration names, relative to the current folder."""
    sources: dict[str, str] = dict(config.trace).get("sources", {})  # type: ignore[assignment]  # validated
    return {service: os.path.normpath(os.path.join(config.root, folder)) for service, folder in sources.items()}
