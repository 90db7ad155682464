"""The program: parses the options and dispatches to a command."""

from __future__ import annotations

import gc
import os
import sys

from spanlint.cli.commands import command_of, without_command
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
    """Run as a program. Exits with the code of `main` and skips interpreter shutdown."""
    # A stream that the caller has closed is None, and print(file=None) would write to the other one.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    gc.disable()  # nothing created before the first file is judged is ever freed
    os._exit(main(sys.argv[1:], owns_process=True))


def main(argv: Sequence[str], owns_process: bool = False) -> int:
    """Run and return the exit code: 0 clean, 1 findings, 2 when something could not be run, read or reported.

    `owns_process` is True if the process ends with this run.
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
    except _broken_data() as error:
        return fail(str(error))
    return code


def _broken_data() -> tuple[type[Exception], ...]:
    """Returns the errors of a rule or a table of a library that lacks a part.

    They are imported once something is raised: only who adds one of these sees such an error.
    """
    from spanlint.apis import TableError
    from spanlint.rulebook.rules import RuleError

    return RuleError, TableError


def _run(argv: Sequence[str], owns_process: bool) -> int:
    command = command_of(argv)
    if command is not None:
        return command(argv[1:])
    argv = without_command(argv)
    _refuse_files_like_options(argv)
    try:
        request = parse(argv)
    except SystemExit as error:  # help, the version, or an error in the options has been printed
        return FAILED if error.code else CLEAN
    if request.list_rules or request.list_apis or request.explain is not None:
        return _print_about(request)
    if request.print_completion:
        from spanlint.cli.completion import completion

        sys.stdout.write(completion(request.print_completion))
        return CLEAN
    if request.show_settings is not None or request.show_files:
        return _show(request)
    if not owns_process:
        request = request._replace(no_cache=True)  # all that a process asks of the disk is watched once it remembers
    elif not request.watch:  # otherwise a later run in this process could take this listing for its own
        _begin_listing(request)
    if request.watch:
        from spanlint.cli.watch import watch_command

        return watch_command(request)
    if _reads_stdin(request):
        from spanlint.cli.stdin_command import stdin_command

        return stdin_command(request)
    from spanlint.cli.lint_command import lint_command

    return lint_command(request)


def _refuse_files_like_options(argv: Sequence[str]) -> None:
    """Raises ConfigError for an option that is also the name of a file: a tool may have passed on a file's name."""
    for word in argv:
        if word == "--":
            return
        if word.startswith("-") and word != "-" and os.path.lexists(word):
            raise ConfigError(f"{word}: an option, and a file: write `./{word}` or put `--` before the files")


def _reads_stdin(request: Request) -> bool:
    if request.stdin_filename is None and "-" not in request.paths:
        return False
    if request.paths not in (("-",), (".",)):
        named = "-" if request.stdin_filename is None else "--stdin-filename"
        raise ConfigError(f"{named}: standard input cannot be combined with other paths")
    return True


def _begin_listing(request: Request) -> None:
    """Let git list the first folder while the configuration and the linter are imported.

    The other folders are listed one after another: a process may have fewer descriptors than there are folders.
    """
    first = request.paths[0]
    if request.stdin_filename is None and not request.no_ignore and os.path.isdir(first):
        from spanlint.discovery.with_git import begin

        begin(first)


def _show(request: Request) -> int:
    if request.show_settings is None:
        from spanlint.cli.file_list import show_files

        return show_files(request)
    from spanlint.cli.show_settings import show_settings

    sys.stdout.write(show_settings(request.show_settings, request))
    return CLEAN


def _print_about(request: Request) -> int:
    from spanlint.cli.about import explain_rules, list_apis, list_rules
    from spanlint.rulebook.rules import all_rules, rules

    if request.list_rules:
        list_rules(rules(), request.output_format, request.color)
    elif request.list_apis:
        list_apis(request.output_format, request.color)
    else:
        explain_rules(request.explain or "", all_rules(), request.color, request.output_format)
    return CLEAN
