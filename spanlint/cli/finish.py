"""The end of a run over files or standard input: the report, the problems and the exit code.

Every request in this module already contains the values of its configuration.
"""

from __future__ import annotations

import os
import sys

from spanlint.cli.exit_codes import CLEAN, FAILED, FOUND, fail
from spanlint.disk.reading import reason_of
from spanlint.model.problems import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from spanlint.model.request import Request
    from spanlint.run.many_files import Outcome


def deliver_report(request: Request, outcome: Outcome) -> list[Problem]:
    """Write the report to standard output or the output file. Returns one problem if it could not be written."""
    if request.output_file == "-":
        if request.diff:
            sys.stdout.flush()
            sys.stdout.buffer.write(outcome.diff)
        else:
            write_report(request, outcome, sys.stdout)
        sys.stdout.flush()  # if both streams go to one log, the problems come last
        return []
    from io import StringIO

    from spanlint.disk.writing import write_output

    text = StringIO()
    if not request.diff:
        write_report(request, outcome, text)
    try:
        write_output(request.output_file, outcome.diff or text.getvalue().encode("utf-8"))
    except OSError as error:
        return [Problem(f"the report was not written: {reason_of(error)}", request.output_file)]
    return []


def write_report(request: Request, outcome: Outcome, stream: TextIO) -> None:
    """Write the report, or the statistics instead."""
    from spanlint.report import Report, writer
    from spanlint.report.colors import wants_color

    if request.statistics:
        from spanlint.report.statistics import statistics

        stream.write(statistics(outcome.diagnostics, outcome.summary, request.output_format == "json"))
        return
    color = wants_color(request.color, stream, os.environ)
    summary = None if request.quiet else outcome.summary
    report = Report(outcome.diagnostics, summary, outcome.problems)
    writer(request.output_format)(report, stream, color)


def exit_code(request: Request, outcome: Outcome) -> int:
    """Returns the exit code of a run in which nothing failed."""
    if request.exit_zero:
        return CLEAN
    if request.diff:
        return FOUND if outcome.diff else CLEAN
    if request.exit_non_zero_on_fix and outcome.summary.fixed:
        return FOUND
    counted = ("warning", "error") if request.fail_on == "warning" else ("error",)
    return FOUND if any(diagnostic.severity.value in counted for diagnostic in outcome.diagnostics) else CLEAN


def report_problems(problems: list[Problem]) -> int:
    """Print each problem as one line. Returns the exit code: 2 with problems, 0 without."""
    for problem in problems:
        fail(problem.line())
    return FAILED if problems else CLEAN
