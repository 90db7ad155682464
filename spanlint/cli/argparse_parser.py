"""The argparse parser, which handles every command line, prints the help and reports errors in the options."""

from __future__ import annotations

import argparse
import os

from spanlint import __version__
from spanlint.cli.options import (
    CODES,
    COUNT,
    HELP,
    OPTIONS,
    PATHS,
    SWITCH,
    VALUE,
    VERSION,
    Option,
    parse_codes,
    parse_count,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_USAGE = "spanlint [OPTIONS] [PATHS ...]"
_DESCRIPTION = """\
Find calls that start a span (`startSpan`, `start_span` and their kin) and are
mistaken about it: first of all those that pass no parent context, so that the
span falls out of its trace. Reads Python, TypeScript and JavaScript, runs none
of it, and sends nothing anywhere. A place in a report is line and column of
the call, from 1, the column in Unicode code points."""
_EPILOG = """\
examples:
  spanlint                                  lint the current folder
  spanlint --select SPN001,SPN9 src         one rule and a family of rules
  spanlint --diff src                       show what --fix would change
  spanlint --fix src                        repair it, and report the rest
  spanlint --diff-base origin/main          lint only what a branch changes
  spanlint --stdin-filename src/a.ts -      lint what an editor holds
  spanlint --write-baseline known.json      begin with a clean slate
  spanlint --explain SPN001                 why, when not, and examples

exit codes:
  0    no finding, or none that --fail-on counts
  1    findings
  2    wrong options or configuration, or a file could not be read or written;
       what was found all the same is reported
  130  interrupted

configuration:
  [tool.spanlint] in pyproject.toml, or the same keys at the top of
  spanlint.toml or .spanlint.toml; the file nearest to a linted file counts,
  upwards. The defaults above hold where it says nothing; an option beats it.
  --show-settings FILE prints what applies to a file, and where it was read.

environment variables (empty is the same as unset):
  NO_COLOR                      no color, unless --color always
  FORCE_COLOR, CLICOLOR_FORCE   color, terminal or not, unless NO_COLOR
  TERM                          dumb: no color and no progress bar
  CI                            no progress bar, unless it is 0 or false
  COLUMNS                       the width of this help, in characters

documentation:
  spanlint --explain CODE prints the page of a rule. The project's docs/ folder
  has these pages too, and those on configuration, adoption, what to pass as a
  parent and the JSON report; docs/README.md gives the order to read them in."""


def parser() -> argparse.ArgumentParser:
    """Returns the argument parser of all options."""
    top = argparse.ArgumentParser(
        "spanlint",
        usage=_USAGE,
        description=_DESCRIPTION,
        epilog=_EPILOG,
        allow_abbrev=False,
        add_help=False,
        formatter_class=_Formatter,
    )
    groups: dict[str, argparse._ArgumentGroup] = {}
    for option in OPTIONS:
        group = groups.get(option.group) or groups.setdefault(option.group, top.add_argument_group(option.group))
        group.add_argument(
            *option.names, help=option.help, **_ARGUMENTS_BY_KIND[option.takes], **_value_arguments(option)
        )
    return top


def _value_arguments(option: Option) -> dict[str, Any]:
    if option.metavar is None:
        return {}
    default = list(option.default) if isinstance(option.default, tuple) else option.default
    return {"metavar": option.metavar, "default": default, "choices": option.choices or None}


def _count(text: str) -> int:
    number = parse_count(text)
    if number is None:
        raise argparse.ArgumentTypeError(f"expected a number, 0 or more, not {text[:20]!r}")
    return number


_ARGUMENTS_BY_KIND: dict[str, dict[str, Any]] = {
    PATHS: {"nargs": "*"},
    SWITCH: {"action": "store_true"},
    VALUE: {},
    CODES: {"action": "extend", "type": parse_codes},
    COUNT: {"type": _count},
    VERSION: {"action": "version", "version": f"spanlint {__version__}"},
    HELP: {"action": "help"},
}


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Prints `-o, --output-file FILE` in every version of Python; before 3.13, argparse prints FILE twice."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=_help_width() - 2)

    def _format_action_invocation(self, action: argparse.Action) -> str:
        value = f" {action.metavar}" if action.nargs is None and action.option_strings else ""
        return ", ".join(action.option_strings) + value or str(action.metavar)


def _help_width() -> int:
    """The width of the help in characters. To find it out, argparse would import shutil and three compressors."""
    setting = os.environ.get("COLUMNS", "")
    try:
        columns = int(setting) if setting.isdecimal() else os.get_terminal_size().columns
    except (OSError, ValueError):
        columns = 0
    return max(columns, 60) if columns else 80
