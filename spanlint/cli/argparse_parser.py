"""The argparse parser, which handles every command line, prints the help and reports errors in the options."""

from __future__ import annotations

import argparse
import os
from itertools import takewhile

from spanlint.cli.options import (
    BRIEF_HELP,
    CODES,
    COUNT,
    HELP,
    OPTIONS,
    PATHS,
    REPORTS,
    SWITCH,
    TEXT,
    VALUE,
    VALUES,
    VERSION,
    Option,
    parse_codes,
    parse_count,
    parse_report,
)
from spanlint.report import FORMATS
from spanlint.rulebook.addresses import documentation
from spanlint.text.near_names import nearest
from spanlint.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, NoReturn

    from spanlint.model.request import ReportTarget

_USAGE = "spanlint [OPTIONS] [PATHS ...]"
_DESCRIPTION = """\
Find span-creating calls (`startSpan`, `start_span` and similar) that get it
wrong, above all those without a parent context, whose span drops out of its
trace. Reads Python, TypeScript and JavaScript, in notebooks and components
too, without running any of it, and sends nothing anywhere. Reports give the
line and column of the call, both 1-based; columns count Unicode code points."""
_EPILOG = """\
other commands, each with its own --help:
  spanlint init                             write a configuration of your own
  spanlint trace FILES                      judge exported traces
  spanlint sweep REPOS                      lint many repositories
  spanlint server                           serve an editor, which starts it
  spanlint mcp                              serve a coding agent

examples:
  spanlint                                  lint the current folder
  spanlint --select SPN001,SPN9 src         one rule and all rules of a prefix
  spanlint --diff src                       show what --fix would change
  spanlint --fix src                        fix what is safe, report the rest
  spanlint --diff-base origin/main          lint the lines changed by a branch
  spanlint --stdin-filename src/a.ts -      lint unsaved text from an editor
  spanlint --write-baseline known.json      start with a clean slate
  spanlint --explain skipped-parent         explain a rule, with examples
  spanlint 'src/**/*.{ts,tsx}'              a pattern, which no shell expands

exit codes:
  0    no findings, or none that --fail-on or --max-warnings counts
  1    findings; with --diff: changes, or findings that have no fix
  2    invalid options or configuration, or a file could not be read or
       written; the findings in other files are still reported
  130  interrupted

configuration:
  [tool.spanlint] in pyproject.toml, or the same keys at the top level of
  spanlint.toml or .spanlint.toml. Each file uses the nearest one, in its own
  folder or above. Options override the configuration, and the defaults above
  apply to whatever it leaves out. --show-settings FILE prints the settings
  that apply to a file, and where they come from.

environment variables (empty means unset):
  NO_COLOR                      no color, unless --color always
  FORCE_COLOR, CLICOLOR_FORCE   color even without a terminal, unless NO_COLOR
  TERM                          if dumb: no color and no progress bar
  COLORFGBG                     if it ends in 7 or 15: colors for a light
                                background
  FORCE_HYPERLINK               1 or 0: codes are links to the rules' pages,
                                whatever the terminal says
  CI                            no progress bar, unless 0 or false
  COLUMNS                       the width of the report and of this help

documentation:
  spanlint --explain CODE prints the page of a rule. The project's docs/ folder
  has these pages, too, and pages on configuration, adoption, choosing a parent
  and the JSON report; docs/README.md lists them in reading order."""


def parser() -> argparse.ArgumentParser:
    """Returns the argument parser of all options."""
    address = f"\n  {documentation()}" if documentation() else ""
    return parser_of(OPTIONS, usage=_USAGE, description=_DESCRIPTION, epilog=f"{_EPILOG}{address}")


def parser_of(options: Iterable[Option], **words: str) -> argparse.ArgumentParser:
    """Returns the argument parser of these options, with the words around them in its help."""
    top = _Parser("spanlint", allow_abbrev=False, add_help=False, formatter_class=_Formatter, **words)  # type: ignore[arg-type]
    add_options(top, options)
    return top


def add_options(top: argparse.ArgumentParser, options: Iterable[Option]) -> None:
    """Add options to a parser, in groups."""
    groups: dict[str, argparse._ArgumentGroup] = {}
    for option in options:
        group = groups.get(option.group) or groups.setdefault(option.group, top.add_argument_group(option.group))
        arguments = _ARGUMENTS_BY_KIND[option.takes] | _value_arguments(option)
        group.add_argument(*option.names, help=option.help, **arguments)


def _value_arguments(option: Option) -> dict[str, Any]:
    if option.metavar is None:
        return {}
    default = list(option.default) if isinstance(option.default, tuple) else option.default
    arguments: dict[str, Any] = {"metavar": option.metavar, "default": default}
    if option.takes != REPORTS and option.choices:
        arguments |= {"type": _choice_of(option.choices), "choices": option.choices}
    return arguments


def _codes(text: str) -> tuple[str, ...]:
    codes = parse_codes(text)
    if codes is None:
        raise argparse.ArgumentTypeError("expected codes of rules, such as SPN001, not an empty value")
    return codes


def _value(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("expected a value, not an empty one")
    return text


def _text(text: str) -> tuple[str]:
    return (_value(text),)


def _count(text: str) -> int:
    number = parse_count(text)
    if number is None:
        raise argparse.ArgumentTypeError(f"expected a number, 0 or more, not {text[:20]!r}")
    return number


def _choice_of(choices: tuple[str, ...]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in ("", *choices):  # argparse parses a default, too, and judges what is empty itself
            raise argparse.ArgumentTypeError(_invalid_choice(text, choices))
        return text

    return parse


def _report(text: str) -> tuple[ReportTarget]:
    report = parse_report(text)
    if report is None:
        name, equals, _ = text.partition("=")
        reason = "expected a file after `=`" if equals and name in FORMATS else _invalid_choice(name, FORMATS)
        raise argparse.ArgumentTypeError(reason)
    return report


def _invalid_choice(text: str, choices: Iterable[str]) -> str:
    near = nearest(text, choices)
    hint = f"; did you mean `{near}`?" if near else ""
    return f"invalid choice: {text[:40]!r} (choose from {', '.join(choices)}){hint}"


class _BriefHelp(argparse._HelpAction):
    """Prints the options that are used most."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from spanlint.cli.brief_help import brief_help

        print(brief_help(), end="")
        parser.exit()


_ARGUMENTS_BY_KIND: dict[str, dict[str, Any]] = {
    PATHS: {"nargs": "*"},
    SWITCH: {"action": "store_true"},
    VALUE: {"type": _value},
    TEXT: {},
    VALUES: {"action": "extend", "type": _text},
    CODES: {"action": "extend", "type": _codes},
    COUNT: {"type": _count},
    REPORTS: {"action": "extend", "type": _report},
    VERSION: {"action": "version", "version": f"spanlint {__version__}"},
    HELP: {"action": "help"},
    BRIEF_HELP: {"action": _BriefHelp},
}


_NEEDLESS = ": ignored explicit argument"
"""What argparse says of a value for a switch."""


class _Parser(argparse.ArgumentParser):
    """Reports an error in the options as one line, with the option that was probably meant."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Returns the values of the options. Exits if one is not known."""
        for word in takewhile("--".__ne__, args):
            if word.startswith("--") and word.endswith("=--"):  # argparse takes the value for the end of the options
                self.error(f"argument {word.removesuffix('=--')}: expected a value, not `--`")
        values, unknown = self.parse_known_args(args, namespace)
        if unknown:
            self.error(self._unknown(unknown))
        return values

    def error(self, message: str) -> NoReturn:
        """Print the error, and exit."""
        from spanlint.report.escape import visible

        message = message.partition(_NEEDLESS)[0] + ": takes no value" if _NEEDLESS in message else message
        self.exit(2, f"spanlint: error: {visible(message)}\n")

    def _unknown(self, words: list[str]) -> str:
        options = [word.partition("=")[0] for word in words if word.startswith("-")]
        if not options:
            advice = "put all files and folders together" if self._get_positional_actions() else "no file is expected"
            return f"unrecognized arguments: {' '.join(words)}: {advice}"
        near = nearest(options[0], (name for name in self._option_string_actions if name.startswith("--")))
        hint = f"; did you mean `{near}`?" if near else "; --help lists all options"
        return f"unrecognized arguments: {' '.join(options)}{hint}"


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
