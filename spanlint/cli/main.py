"""The program: options and configuration in, a report and an exit code out."""

from __future__ import annotations

import gc
import os
import sys

from spanlint.cli.exit_codes import CLEAN, FAILED, INTERRUPTED, fail
from spanlint.cli.quick_parser import read
from spanlint.config.errors import ConfigError
from spanlint.disk.reading import reason_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from typing import NoReturn


def entry() -> NoReturn:
    """Run as a program: exits with main's code, and without the interpreter's slow farewell."""
    # A stream that the caller has closed is None, and what is printed to None goes to the other one.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    gc.disable()  # up to the first file that is judged, all that is made stays to the end
    os._exit(main(sys.argv[1:], alone=True))


def main(argv: Sequence[str], alone: bool = False) -> int:
    """Run and return the exit code: 0 clean, 1 findings, 2 when something could not be run, read or reported.

    `alone` says that the process ends with this run.
    """
    try:
        code = _run(argv, alone)
        sys.stdout.flush()
    except ConfigError as error:
        return fail(str(error))
    except BrokenPipeError:
        return FAILED
    except OSError as error:
        return fail(f"{error.filename or 'cannot write the report'}: {reason_of(error)}")
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _run(argv: Sequence[str], alone: bool) -> int:
    try:
        options = read(argv)
    except SystemExit as done:  # help, the version, or what is wrong with the options has been printed
        return FAILED if done.code else CLEAN
    if options.list_rules or options.explain is not None:
        return _about(options)
    if options.print_completion:
        from spanlint.cli.completion import completion

        sys.stdout.write(completion(options.print_completion))
        return CLEAN
    if options.show_settings is not None:
        from spanlint.cli.show_settings import show_settings

        sys.stdout.write(show_settings(options))
        return CLEAN
    if alone:  # else the answer to what is asked here could be taken for a later run's
        _list_ahead(options)
    from spanlint.cli.lint_command import lint_command

    return lint_command(options)


def _list_ahead(options: Namespace) -> None:
    """Let git list the first folder while the configuration, and all that lints, is imported. The others are asked
    about in turn: there may be more of them than a process may have descriptors."""
    first = options.paths[0]
    if options.stdin_filename is None and os.path.isdir(first):
        from spanlint.discovery.with_git import begin

        begin(first)


def _about(options: Namespace) -> int:
    from spanlint.config.resolved import known_codes
    from spanlint.config.selection import check_selectors
    from spanlint.rulebook.explain import explain, rule_list
    from spanlint.rulebook.rules import rule, rules

    if options.list_rules:
        sys.stdout.write(rule_list(rules()))
        return CLEAN
    check_selectors([options.explain.upper()], known_codes, "--explain")
    asked = rule(options.explain.upper())
    if asked is None:
        return fail(f"--explain: {options.explain!r} is a prefix; name one rule")
    sys.stdout.write(explain(asked))
    return CLEAN
