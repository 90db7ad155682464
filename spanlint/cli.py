"""The program: options and configuration in, a report and an exit code out."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn, TextIO

from spanlint.apis import Chosen
from spanlint.config import Config, ConfigError, check_selectors, enabled, find, load
from spanlint.options import parser
from spanlint.reading import reason_of
from spanlint.settings import Settings

if TYPE_CHECKING:
    from spanlint.discover import Discovery
    from spanlint.run import Outcome

CLEAN, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


def entry() -> NoReturn:
    """Run as a program: exits with main's code, and without the interpreter's slow farewell."""
    # A stream that the caller has closed is None, and what is printed to None goes to the other one.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    os._exit(main(sys.argv[1:]))


def main(argv: Sequence[str]) -> int:
    """Run and return the exit code: 0 clean, 1 findings, 2 when something could not be run, read or reported."""
    try:
        code = _run(argv)
        sys.stdout.flush()
    except ConfigError as error:
        return _fail(str(error))
    except BrokenPipeError:
        return FAILED
    except OSError as error:
        return _fail(f"{error.filename or 'cannot write the report'}: {reason_of(error)}")
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _run(argv: Sequence[str]) -> int:
    try:
        options = parser().parse_args(argv)
    except SystemExit as done:  # help, the version, or what is wrong with the options has been printed
        return FAILED if done.code else CLEAN
    if options.list_rules or options.explain is not None:
        return _about(options)
    return _lint(options)


def _fail(reason: str) -> int:
    from spanlint.report.escape import visible

    print(f"spanlint: {visible(reason)}", file=sys.stderr)
    return FAILED


def _about(options: Namespace) -> int:
    from spanlint.explain import explain, rule_list
    from spanlint.rulebook import rule, rules

    if options.list_rules:
        sys.stdout.write(rule_list(rules()))
        return CLEAN
    check_selectors([options.explain.upper()], known_codes, "--explain")
    asked = rule(options.explain.upper())
    if asked is None:
        return _fail(f"--explain: {options.explain!r} is a prefix; name one rule")
    sys.stdout.write(explain(asked))
    return CLEAN


def _lint(options: Namespace) -> int:
    from spanlint.discover import discover
    from spanlint.file_run import Repair
    from spanlint.run import run

    config = _config(options)
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
        _fail(problem)
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


def _config(options: Namespace) -> Config:
    if options.isolated:
        return Config()
    path = options.config or find(".")
    return load(path, known_codes, known_apis) if path else Config()


def settings_of(config: Config, codes: frozenset[str]) -> Settings:
    """What judging a file depends on, of what the configuration says."""
    chosen = Chosen(
        frozenset(name for name, on in config.apis if on),
        frozenset(name for name, on in config.apis if not on),
        (*config.creators, *config.wrappers),
        config.openers,
    )
    folder = os.path.abspath(config.root)
    contexts = tuple((language, context._replace(folder=folder)) for language, context in config.session_context)
    return Settings(codes, chosen, contexts)


def enabled_codes(options: Namespace, config: Config) -> frozenset[str]:
    """The rules. `--select` sets aside what the file selects and ignores, the other two add to it (as in ruff)."""
    from spanlint.rulebook import rules

    for where in ("select", "extend_select", "ignore"):
        check_selectors(getattr(options, where) or (), known_codes, f"--{where.replace('_', '-')}")
    if options.select is not None:
        config = Config(select=options.select)
    extend = (*config.extend_select, *options.extend_select)
    ignore = (*config.ignore, *options.ignore)
    return enabled(((rule.code, rule.default) for rule in rules()), config.select, extend, ignore)


def known_codes() -> list[str]:
    """The codes of every rule."""
    from spanlint.rulebook import rules

    return [rule.code for rule in rules()]


def known_apis() -> list[str]:
    """The names of every tracing library in the tables."""
    from spanlint.apis import all_apis

    return sorted({api.name for api in all_apis()})
