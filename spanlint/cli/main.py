"""The program: options and configuration in, a report and an exit code out."""

from __future__ import annotations

import gc
import os
import sys

from spanlint.cli.exit_codes import CLEAN, FAILED, INTERRUPTED, fail
from spanlint.cli.quick_parser import parse
from spanlint.config.errors import ConfigError
from spanlint.disk.reading import reason_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from spanlint.model.request import Request


def entry() -> NoReturn:
    """Run as a program: exits with main's code, and without the interpreter's slow farewell."""
    # A stream that the caller has closed is None, and what is printed to None goes to the other one.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    gc.disable()  # up to the first file that is judged, all that is made stays to the end
    os._exit(main(sys.argv[1:], owns_process=True))


def main(argv: Sequence[str], owns_process: bool = False) -> int:
    """Run and return the exit code: 0 clean, 1 findings, 2 when something could not be run, read or reported.

    `alone` says that the process ends with this run.
    """
    try:
        code = _run(argv, owns_process)
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


def _run(argv: Sequence[str], owns_process: bool) -> int:
    try:
        request = parse(argv)
    except SystemExit as done:  # help, the version, or what is wrong with the options has been printed
        return FAILED if done.code else CLEAN
    if request.list_rules or request.explain is not None:
        return _print_rules(request)
    if request.print_completion:
        from spanlint.cli.completion import completion

        sys.stdout.write(completion(request.print_completion))
        return CLEAN
    if request.show_settings is not None:
        from spanlint.cli.show_settings import show_settings

        sys.stdout.write(show_settings(request.show_settings, request))
        return CLEAN
    if owns_process:  # else the answer to what is asked here could be taken for a later run's
        _begin_listing(request)
    if _reads_stdin(request):
        from spanlint.cli.stdin_command import stdin_command

        return stdin_command(request)
    from spanlint.cli.lint_command import lint_command

    return lint_command(request)


def _reads_stdin(request: Request) -> bool:
    if request.stdin_filename is None and "-" not in request.paths:
        return False
    if request.paths not in (("-",), (".",)):
        raise ConfigError("-: standard input cannot be combined with other paths")
    return True


def _begin_listing(request: Request) -> None:
    """Let git list the first folder while the configuration, and all that lints, is imported. The others are asked
    about in turn: there may be more of them than a process may have descriptors."""
    first = request.paths[0]
    if request.stdin_filename is None and os.path.isdir(first):
        from spanlint.discovery.with_git import begin

        begin(first)


def _print_rules(request: Request) -> int:
    from spanlint.config.resolved import known_codes
    from spanlint.config.selection import check_selectors
    from spanlint.rulebook.explain import explain, rule_list
    from spanlint.rulebook.rules import rule_of, rules

    if request.list_rules:
        sys.stdout.write(rule_list(rules()))
        return CLEAN
    code = (request.explain or "").upper()
    check_selectors([code], known_codes, "--explain")
    asked = rule_of(code)
    if asked is None:
        return fail(f"--explain: {request.explain!r} is a prefix; name one rule")
    sys.stdout.write(explain(asked))
    return CLEAN
