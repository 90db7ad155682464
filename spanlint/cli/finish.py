"""The end of a run over files or standard input: the report, the problems and the exit code.

Every request in this module already contains the values of its configuration.
"""

from __future__ import annotations

import os
import sys

from spanlint.cli.exit_codes import CLEAN, FAILED, FOUND, fail, warn
from spanlint.disk.reading import reason_of
from spanlint.model.problems import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from spanlint.model.request import Request
    from spanlint.run.many_files import Outcome


def deliver_reports(request: Request, outcome: Outcome, standard: TextIO | None = None) -> list[Problem]:
    """Write each report, or the diff instead. Returns a problem for each that could not be written.

    `standard` is the stream for what has no file of its own; None is standard output.
    """
    standard = standard or sys.stdout
    if request.diff:
        return _deliver_diff(request, outcome)
    if request.fix_only:
        if not request.quiet:
            from spanlint.cli.exit_reasons import fixed_sentence

            standard.write(f"{fixed_sentence(outcome)}\n")
        return []
    problems = list[Problem]()
    for target in request.output_format:
        if target.file == "-":
            _write_report(request, target.format, outcome, standard)
            standard.flush()  # if both streams go to one log, the problems come last
            continue
        from io import StringIO

        text = StringIO()
        _write_report(request, target.format, outcome, text)
        problems += _written(target.file, text.getvalue().encode("utf-8"))
    return problems


def _deliver_diff(request: Request, outcome: Outcome) -> list[Problem]:
    if not (request.quiet or request.fix_only):
        from spanlint.cli.exit_reasons import unfixed_sentence

        for sentence in unfixed_sentence(outcome):
            warn(sentence)
    if request.output_file != "-":
        return _written(request.output_file, outcome.diff)
    sys.stdout.flush()
    sys.stdout.buffer.write(outcome.diff)
    sys.stdout.flush()
    return []


def _written(path: str, data: bytes) -> list[Problem]:
    from spanlint.disk.writing import write_output

    try:
        write_output(path, data)
    except OSError as error:
        return [Problem(f"the report was not written: {reason_of(error)}", path)]
    return []


def _write_report(request: Request, name: str, outcome: Outcome, stream: TextIO) -> None:
    """Write the report of this format, or the statistics instead."""
    from spanlint.report import Report, writer
    from spanlint.report.terminal import look_of

    if request.statistics:
        from spanlint.report.statistics import statistics

        stream.write(statistics(outcome.diagnostics, outcome.summary, name == "json"))
        return
    look = look_of(request.color, stream, os.environ, not request.no_show_fixes)
    summary, closing = (None, ()) if request.quiet else (outcome.summary, _closing(request, outcome))
    writer(name)(Report(outcome.diagnostics, summary, outcome.problems, closing), stream, look)


def _closing(request: Request, outcome: Outcome) -> Sequence[str]:
    if not outcome.diagnostics:
        return _unjudged_sentence(outcome)
    from spanlint.cli.exit_reasons import exit_sentence

    return exit_sentence(request, outcome)


def _unjudged_sentence(outcome: Outcome) -> Sequence[str]:
    if not outcome.summary.unjudged:
        return ()
    from spanlint.report.statistics import unjudged_sentence

    return unjudged_sentence(outcome.summary)


def exit_code(request: Request, outcome: Outcome) -> int:
    """Returns the exit code of a run in which nothing failed."""
    if request.exit_zero:
        return CLEAN
    if (request.diff and outcome.diff) or (request.exit_non_zero_on_fix and outcome.summary.fixed and not request.diff):
        return FOUND
    if not outcome.diagnostics or request.fix_only:
        return CLEAN
    from spanlint.cli.exit_reasons import has_failed

    return FOUND if has_failed(request, outcome) else CLEAN


def report_problems(problems: list[Problem]) -> int:
    """Print each problem as one line. Returns the exit code: 2 with problems, 0 without."""
    for problem in problems:
        fail(problem.line())
    return FAILED if problems else CLEAN
