"""The command `spanlint trace`: reads exported traces, judges them, and reports at the lines that made the spans."""

from __future__ import annotations

from spanlint.cli.exit_codes import CLEAN, FAILED, FOUND, fail
from spanlint.config.errors import ConfigError
from spanlint.config.output_files import refuse_source
from spanlint.trace.options import TRACE_OPTIONS, TraceRequest, parse
from spanlint.trace.packages import NEEDED, can_decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.model.problems import Problem
    from spanlint.trace.judging.judging import Workers
    from spanlint.trace.model.outcome import AuditOutcome


OPTIONS = TRACE_OPTIONS
"""All options of the command."""


def command(argv: Sequence[str], workers: Workers | None = None) -> int:
    """Run the command, on a cluster if given workers. Returns the exit code. Raises ConfigError and OSError."""
    try:
        request = parse(argv)
    except SystemExit as error:  # help, or an error in the options has been printed
        return FAILED if error.code else CLEAN
    if request.list_rules or request.explain is not None:
        return _print_rules(request)
    if not request.paths:
        raise ConfigError("spanlint trace: needs files of exported traces, or - for standard input")
    if not can_decode():
        return fail(NEEDED)
    from spanlint.trace.choices import with_configured
    from spanlint.trace.reports import deliver
    from spanlint.trace.run import run

    request = with_configured(request)
    _require_pages(request)
    outcome = run(request, workers)
    if request.write_baseline:
        from spanlint.trace.findings.known_findings import record_baseline

        return _report_problems(outcome.problems) or record_baseline(request.write_baseline, outcome)
    if request.baseline:
        from spanlint.trace.findings.known_findings import without_baselined

        outcome = without_baselined(request.baseline, outcome)
    problems = [*deliver(request, outcome), *outcome.problems]
    return _report_problems(problems) or _exit_code(request, outcome)


def _require_pages(request: TraceRequest) -> None:
    """Raises ConfigError if a page cannot be written."""
    from spanlint.report import PAGES

    is_page = any(report.format in PAGES for report in request.output_format)
    if request.html is None and not is_page:
        return
    from spanlint.report.page.rendering import NEEDED, can_render

    if request.html == "-":
        raise ConfigError("--html: needs the name of a file; `--output-format html` writes to standard output")
    if request.html is not None:
        refuse_source("--html", request.html)
    if not can_render():
        raise ConfigError(f"{'--output-format html' if is_page else '--html'}: {NEEDED}")


def _report_problems(problems: Sequence[Problem]) -> int:
    for problem in problems:
        fail(problem.line())
    return FAILED if problems else CLEAN


def _exit_code(request: TraceRequest, outcome: AuditOutcome) -> int:
    counted = ("error",) if request.fail_on == "error" else ("error", "warning")
    has_findings = any(finding.severity.value in counted for finding in outcome.findings)
    return FOUND if has_findings and not request.exit_zero else CLEAN


def _print_rules(request: TraceRequest) -> int:
    from spanlint.cli.about import explain_rules, list_rules
    from spanlint.rulebook.rules import trace_rules

    if request.list_rules:
        list_rules(trace_rules(), request.output_format, request.color)
    else:
        explain_rules(request.explain or "", trace_rules(), request.color)
    return CLEAN
