"""The command line: its options by purpose, and nothing that runs."""

from __future__ import annotations

import argparse

from spanlint import __version__
from spanlint.help_page import DESCRIPTION, EPILOG, USAGE, Formatter
from spanlint.report import FORMATS

SHELLS = ("bash", "zsh", "tcsh")
"""The shells that `--print-completion` knows."""


def parser() -> argparse.ArgumentParser:
    """The argument parser."""
    top = argparse.ArgumentParser(
        "spanlint",
        usage=USAGE,
        description=DESCRIPTION,
        epilog=EPILOG,
        allow_abbrev=False,
        add_help=False,
        formatter_class=Formatter,
    )
    _add_files(top.add_argument_group("what to lint"))
    _add_rules(top.add_argument_group("rules"))
    _add_fixing(top.add_argument_group("fixing"))
    _add_adoption(top.add_argument_group("adoption"))
    _add_output(top.add_argument_group("output"))
    _add_exit_code(top.add_argument_group("exit code"))
    _add_configuration(top.add_argument_group("configuration"))
    _add_about(top.add_argument_group("about"))
    return top


def _add_files(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "paths",
        nargs="*",
        metavar="PATHS",
        default=["."],
        help="files and folders; - is standard input (default: the current folder). A file that is named is read"
        " even where it is excluded or ignored by git",
    )
    group.add_argument(
        "--stdin-filename",
        metavar="FILE",
        help="the name of what is read from standard input: it decides the language and the configuration",
    )
    group.add_argument(
        "--diff-base",
        metavar="REF",
        help="report only findings on lines changed since the merge-base with this git branch, tag or commit",
    )
    group.add_argument(
        "--force-exclude", action="store_true", help="leave excluded files out even where they are named"
    )


def _add_rules(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--select",
        metavar="CODES",
        action="extend",
        type=codes,
        help="run these rules only: codes or first letters of codes, separated by commas, or ALL (default: what the"
        " configuration selects, else the rules that are on by default)",
    )
    group.add_argument(
        "--extend-select",
        metavar="CODES",
        action="extend",
        type=codes,
        default=[],
        help="run these rules as well (default: none)",
    )
    group.add_argument(
        "--ignore",
        metavar="CODES",
        action="extend",
        type=codes,
        default=[],
        help="leave these rules out; where rules are selected too, the longer code wins (default: none)",
    )


def _add_fixing(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--fix", action="store_true", help="repair what can be proven, and report the rest")
    group.add_argument(
        "--unsafe-fixes",
        action="store_true",
        help="with --fix or --diff: also apply fixes whose intent is a guess; look at each",
    )
    group.add_argument(
        "--diff", action="store_true", help="print what --fix would change as a unified diff, and write nothing"
    )


def _add_adoption(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--baseline", metavar="FILE", help="report only what this baseline does not hold (default: none)"
    )
    group.add_argument(
        "--write-baseline", metavar="FILE", help="record the present findings in this file, and exit with 0"
    )
    group.add_argument(
        "--prune-baseline", action="store_true", help="with --baseline: remove the entries that are no longer needed"
    )
    group.add_argument(
        "--add-ignores",
        metavar="REASON",
        help="write a comment with this reason on each present finding, which silences it from then on",
    )


def _add_output(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--output-format",
        metavar="FORMAT",
        choices=sorted(FORMATS),
        help=f"how to report: {', '.join(sorted(FORMATS))} (default: text)",
    )
    group.add_argument(
        "-o",
        "--output-file",
        metavar="FILE",
        default="-",
        help="write the report to this file (default: -, standard output)",
    )
    group.add_argument(
        "--statistics",
        action="store_true",
        help="count findings per rule and span calls per library in place of listing them (text and json)",
    )
    group.add_argument(
        "-q", "--quiet", action="store_true", help="print the findings alone: no summary, no progress bar"
    )
    group.add_argument(
        "--color",
        metavar="WHEN",
        choices=("auto", "always", "never"),
        default="auto",
        help="auto, always or never; auto: on a terminal (default: auto)",
    )
    group.add_argument(
        "-j",
        "--jobs",
        metavar="N",
        type=_count,
        help="the most processes to run at once, 0: one a processor (default: 0; a short run takes one)",
    )


def _add_exit_code(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--fail-on",
        metavar="SEVERITY",
        choices=("error", "warning"),
        help="the least severity that makes the exit code 1: error or warning (default: warning)",
    )
    group.add_argument(
        "--exit-zero", action="store_true", help="exit with 0 whatever was found, and with 2 where something failed"
    )
    group.add_argument(
        "--exit-non-zero-on-fix",
        action="store_true",
        help="exit with 1 when anything was fixed, even if nothing is left",
    )


def _add_configuration(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--config", metavar="FILE", help="read this configuration file (default: the nearest one, upwards)"
    )
    group.add_argument("--isolated", action="store_true", help="read no configuration file")
    group.add_argument("--show-settings", metavar="FILE", help="print the settings that apply to a file, and exit")


def _add_about(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--explain", metavar="CODE", help="print the page of a rule with its examples, and exit")
    group.add_argument("--list-rules", action="store_true", help="print every rule, one line each, and exit")
    group.add_argument(
        "--print-completion",
        metavar="SHELL",
        choices=SHELLS,
        help=f"print a completion script for a shell, and exit: {', '.join(SHELLS)} (needs spanlint[completion])",
    )
    group.add_argument(
        "-V", "--version", action="version", version=f"spanlint {__version__}", help="print the version, and exit"
    )
    group.add_argument("-h", "--help", action="help", help="print this help, and exit")


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"expected a number, 0 or more, not {text[:20]!r}")
    return int(text)


def codes(text: str) -> tuple[str, ...]:
    """The codes of a comma-separated list."""
    return tuple(code.strip() for code in text.split(",") if code.strip())
