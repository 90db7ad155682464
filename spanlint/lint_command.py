"""The command that lints: discovery, the run, what adoption leaves of it, the report and the exit code."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from typing import TYPE_CHECKING, TextIO

from spanlint.config import Config, ConfigError
from spanlint.configured import config_of, enabled_codes, settings_of
from spanlint.exit_codes import CLEAN, FAILED, FOUND, fail
from spanlint.reading import reason_of
from spanlint.settings import Settings

if TYPE_CHECKING:
    from spanlint.discover import Discovery
    from spanlint.run import Outcome


def lint_command(options: Namespace) -> int:
    """Lint, and repair if asked to; the exit code. Raises ConfigError and OSError."""
    from spanlint.discover import discover
    from spanlint.file_run import Repair
    from spanlint.run import run

    config = config_of(options)
    options.output_format = options.output_format or config.output_format
    settings = settings_of(config, enabled_codes(options, config))
    settings = settings._replace(show_fixes=_shows_fixes(options))
    discovery = discover(options.paths, config.exclude, config.root)
    if options.force_exclude or config.force_exclude:
        discovery = _without_excluded(discovery, config)
    repair = Repair(options.unsafe_fixes, write=not options.diff) if options.fix or options.diff else None
    outcome = run(discovery.files, settings, discovery.skipped, repair)
    problems = [*discovery.problems, *outcome.problems]
    if options.write_baseline or options.add_ignores is not None:
        return _adopted(options, settings, outcome, problems)
    path = options.baseline or (config.baseline and os.path.join(config.root, config.baseline))
    if path:
        from spanlint.adoption import compared

        outcome = compared(path, outcome, discovery.files, settings.codes, options.prune_baseline)
    problems = [*_report(options, outcome), *problems]
    return _ended(problems) or _code(options, config, outcome)


def _ended(problems: list[str]) -> int:
    for problem in problems:
        fail(problem)
    return FAILED if problems else CLEAN


def _without_excluded(discovery: Discovery, config: Config) -> Discovery:
    from spanlint.exclusion import is_excluded

    left = [
        each for each in discovery.files if not (each.named and is_excluded(each.path, config.exclude, config.root))
    ]
    return discovery._replace(files=left)


def _adopted(options: Namespace, settings: Settings, outcome: Outcome, problems: list[str]) -> int:
    from spanlint.adoption import record, suppress_all

    if options.write_baseline:
        record(options.write_baseline, outcome)
    else:
        problems = [*problems, *suppress_all(outcome, settings, options.add_ignores)]
    return _ended(problems)


def _shows_fixes(options: Namespace) -> bool:
    from spanlint.report import SHOWING_FIXES

    if options.statistics and options.output_format not in ("text", "json"):
        raise ConfigError(f"--statistics: only with --output-format text or json, not {options.output_format}")
    return options.output_format in SHOWING_FIXES and not options.diff and not options.statistics


def _report(options: Namespace, outcome: Outcome) -> list[str]:
    """Write the report where it belongs; what stopped it, if anything."""
    if options.output_file == "-":
        if options.diff:
            sys.stdout.flush()
            sys.stdout.buffer.write(outcome.diff)
        else:
            _tell(options, outcome, sys.stdout)
        sys.stdout.flush()  # where both streams end in one log, problems come last
        return []
    from io import StringIO

    from spanlint.output import write_output

    text = StringIO()
    if not options.diff:
        _tell(options, outcome, text)
    try:
        write_output(options.output_file, outcome.diff or text.getvalue().encode("utf-8"))
    except OSError as error:
        return [f"{options.output_file}: the report was not written: {reason_of(error)}"]
    return []


def _tell(options: Namespace, outcome: Outcome, stream: TextIO) -> None:
    from spanlint.report import writer
    from spanlint.report.colors import wants_color

    if options.statistics:
        from spanlint.report.statistics import statistics

        stream.write(statistics(outcome.diagnostics, outcome.summary, options.output_format == "json"))
        return
    color = wants_color(options.color, stream, os.environ)
    writer(options.output_format)(outcome.diagnostics, None if options.quiet else outcome.summary, stream, color)


def _code(options: Namespace, config: Config, outcome: Outcome) -> int:
    if options.exit_zero:
        return CLEAN
    if options.diff:
        return FOUND if outcome.diff else CLEAN
    if options.exit_non_zero_on_fix and outcome.summary.fixed:
        return FOUND
    least = options.fail_on or config.fail_on
    return FOUND if any(least in ("warning", found.severity.value) for found in outcome.diagnostics) else CLEAN
