"""The command that lints: discovery, the run, what adoption leaves of it, the report and the exit code."""

from __future__ import annotations

import os
import sys

from spanlint.cli.exit_codes import CLEAN, FAILED, FOUND, fail, warn
from spanlint.config.errors import ConfigError
from spanlint.config.model import Config
from spanlint.config.resolved import config_of, configs_of, enabled_codes, jobs_of, settings_of
from spanlint.disk.reading import reason_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from typing import TextIO

    from spanlint.cli.progress import Watched
    from spanlint.config.nearest import ConfigOf
    from spanlint.discovery.named_paths import Discovery
    from spanlint.model.settings import Settings
    from spanlint.run.many_files import Outcome
    from spanlint.run.one_file import Repair
    from spanlint.run.tasks import Tasks


def lint_command(options: Namespace) -> int:
    """Lint, and repair if asked to; the exit code. Raises ConfigError and OSError."""
    from spanlint.run.one_file import Repair

    if _reads_stdin(options):
        from spanlint.cli.stdin_command import stdin_command

        return stdin_command(options)
    config = config_of(options)
    options.output_format = options.output_format or config.output_format
    discovery, tasks = _to_do(options, config)
    if options.diff_base is not None:
        tasks = _narrowed(options, tasks)
    repair = Repair(options.unsafe_fixes, write=not options.diff) if options.fix or options.diff else None
    outcome = _ran(options, tasks, discovery.skipped, repair, jobs_of(options, config))
    for line in outcome.warnings:
        warn(line)
    problems = [*discovery.problems, *outcome.problems]
    if options.write_baseline or options.add_ignores is not None:
        return _adopted(options, tasks, outcome, problems)
    path = options.baseline or config.baseline
    if path:
        from spanlint.adoption.adopt import compared

        outcome = compared(path, outcome, tasks, options.prune_baseline)
    outcome = outcome._replace(diagnostics=[each for each in outcome.diagnostics if not each.old])
    problems = [*report(options, outcome), *problems]
    return ended(problems) or exit_code(options, config, outcome)


def _reads_stdin(options: Namespace) -> bool:
    if options.stdin_filename is None and "-" not in options.paths:
        return False
    if options.paths not in (["-"], ["."]):
        raise ConfigError("-: standard input is linted alone, without other paths")
    return True


def _to_do(options: Namespace, config: Config) -> tuple[Discovery, Tasks]:
    """What the paths lead to, and the files of it to lint, each by the configuration that applies to it."""
    import spanlint.run.many_files  # noqa: F401 - not needed before the files are known, but git may be listing them right now
    from spanlint.discovery.exclusion import excluded_below
    from spanlint.discovery.named_paths import discover
    from spanlint.run.tasks import tasks_of

    configs, settings = configs_of(options, config), settings_for(options)
    settings(config)  # what is wrong with the options is said wherever there is nothing to lint
    discovery = discover(options.paths, lambda top, shown: excluded_below(top, shown, configs))
    if options.force_exclude or config.force_exclude:
        discovery = _without_excluded(discovery, configs)
    tasks, broken = tasks_of(discovery, configs, settings)
    return discovery._replace(problems=[*broken, *discovery.problems]), tasks


def _ran(options: Namespace, tasks: Tasks, skipped: int, repair: Repair | None, jobs: int) -> Outcome:
    from spanlint.run.many_files import run

    bar = _bar(options, len(tasks.paths)) if sys.stderr.isatty() else None  # where nobody watches, it is not imported
    if bar is None:
        return run(tasks, skipped, repair, jobs=jobs)
    try:
        return run(tasks, skipped, repair, bar.tell, jobs)
    finally:
        bar.end()


def _bar(options: Namespace, files: int) -> Watched | None:
    """What shows how far the run is, if somebody wants to see it."""
    from spanlint.cli.progress import wants_bar, watched
    from spanlint.report.colors import wants_color

    if not wants_bar(options.quiet, sys.stderr, os.environ):
        return None
    return watched(files, sys.stderr, wants_color(options.color, sys.stderr, os.environ))


def ended(problems: list[str]) -> int:
    """Say what went wrong, a line each; the exit code for it, 0 where nothing did."""
    for problem in problems:
        fail(problem)
    return FAILED if problems else CLEAN


def _without_excluded(discovery: Discovery, configs: ConfigOf) -> Discovery:
    from spanlint.discovery.exclusion import is_excluded

    left = [each for each in discovery.files if not (each in discovery.named and is_excluded(each, configs))]
    return discovery._replace(files=left)


def _narrowed(options: Namespace, tasks: Tasks) -> Tasks:
    from functools import partial

    from spanlint.adoption.changed_lines import touched
    from spanlint.adoption.diff_base import changed_since
    from spanlint.run.tasks import changed as with_settings

    if options.write_baseline:
        raise ConfigError("--write-baseline: not with --diff-base: a baseline covers whole files")
    changed = changed_since(options.diff_base, tasks.paths)
    by_lines = partial(touched, changed.before)
    return with_settings(tasks.only(set(changed.files)), lambda settings: settings._replace(touched=by_lines))


def _adopted(options: Namespace, tasks: Tasks, outcome: Outcome, problems: list[str]) -> int:
    from spanlint.adoption.adopt import record, suppress_all

    if options.write_baseline:
        record(options.write_baseline, outcome)
    else:
        problems = [*problems, *suppress_all(outcome, tasks, options.add_ignores)]
    return ended(problems)


def settings_for(options: Namespace) -> Callable[[Config], Settings]:
    """How a configuration and the options judge a file. Raises ConfigError."""
    asked = {"show_fixes": _shows_fixes(options), "counts_apis": options.statistics}
    return lambda config: settings_of(config, enabled_codes(options, config))._replace(**asked)


def _shows_fixes(options: Namespace) -> bool:
    """Whether the report says how each finding can be fixed. Raises ConfigError for a format that has no statistics."""
    from spanlint.report import SHOWING_FIXES

    if options.statistics and options.output_format not in ("text", "json"):
        raise ConfigError(f"--statistics: only with --output-format text or json, not {options.output_format}")
    return options.output_format in SHOWING_FIXES and not options.diff and not options.statistics


def report(options: Namespace, outcome: Outcome) -> list[str]:
    """Write the report where it belongs; what stopped it, if anything."""
    if options.output_file == "-":
        if options.diff:
            sys.stdout.flush()
            sys.stdout.buffer.write(outcome.diff)
        else:
            tell(options, outcome, sys.stdout)
        sys.stdout.flush()  # where both streams end in one log, problems come last
        return []
    from io import StringIO

    from spanlint.output import write_output

    text = StringIO()
    if not options.diff:
        tell(options, outcome, text)
    try:
        write_output(options.output_file, outcome.diff or text.getvalue().encode("utf-8"))
    except OSError as error:
        return [f"{options.output_file}: the report was not written: {reason_of(error)}"]
    return []


def tell(options: Namespace, outcome: Outcome, stream: TextIO) -> None:
    """Write the report, or the statistics in its place."""
    from spanlint.report import writer
    from spanlint.report.colors import wants_color

    if options.statistics:
        from spanlint.report.statistics import statistics

        stream.write(statistics(outcome.diagnostics, outcome.summary, options.output_format == "json"))
        return
    color = wants_color(options.color, stream, os.environ)
    writer(options.output_format)(outcome.diagnostics, None if options.quiet else outcome.summary, stream, color)


def exit_code(options: Namespace, config: Config, outcome: Outcome) -> int:
    """The exit code of a run in which nothing failed."""
    if options.exit_zero:
        return CLEAN
    if options.diff:
        return FOUND if outcome.diff else CLEAN
    if options.exit_non_zero_on_fix and outcome.summary.fixed:
        return FOUND
    least = options.fail_on or config.fail_on
    return FOUND if any(least in ("warning", found.severity.value) for found in outcome.diagnostics) else CLEAN
