"""The command line: its options, and nothing that runs."""

from __future__ import annotations

import argparse
import os

from spanlint import __version__
from spanlint.report import FORMATS

_DESCRIPTION = "Find span-creation calls that pass no parent context, in Python, TypeScript and JavaScript."
_EPILOG = "Exit codes: 0 no finding, 1 findings, 2 something could not be run or read."


def parser() -> argparse.ArgumentParser:
    """The argument parser."""
    top = argparse.ArgumentParser(
        "spanlint", description=_DESCRIPTION, epilog=_EPILOG, allow_abbrev=False, formatter_class=_formatter
    )
    top.add_argument("paths", nargs="*", metavar="PATHS", default=["."], help="files and folders (default: .)")
    top.add_argument("--stdin-filename", metavar="FILE", help="the name of what is read from standard input (PATHS: -)")
    top.add_argument("--diff-base", metavar="REF", help="report only lines changed since the merge-base with a git ref")
    top.add_argument("-j", "--jobs", metavar="N", type=int, help="the number of processes (default: one a processor)")
    _add_rules(top.add_argument_group("rules"))
    _add_configuration(top.add_argument_group("configuration"))
    _add_fixing(top.add_argument_group("fixing"))
    _add_adoption(top.add_argument_group("adoption"))
    _add_output(top.add_argument_group("output"))
    about = top.add_argument_group("about")
    about.add_argument("--explain", metavar="CODE", help="print a rule's page and its examples")
    about.add_argument("--list-rules", action="store_true", help="print every rule, one line each")
    about.add_argument("--version", action="version", version=f"spanlint {__version__}")
    return top


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Left to find out the width, argparse imports shutil and three compressors, on every run."""
    try:
        columns = os.get_terminal_size().columns or 80
    except (OSError, ValueError):
        columns = 80
    return argparse.HelpFormatter(prog, width=columns - 2)


def _add_rules(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--select",
        metavar="CODES",
        action="extend",
        type=codes,
        help="run these rules only: codes or prefixes, comma-separated",
    )
    group.add_argument(
        "--extend-select", metavar="CODES", action="extend", type=codes, default=[], help="run these rules too"
    )
    group.add_argument(
        "--ignore", metavar="CODES", action="extend", type=codes, default=[], help="leave these rules out"
    )


def _add_configuration(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--config", metavar="FILE", help="read this configuration file")
    group.add_argument(
        "--force-exclude", action="store_true", help="leave out excluded files even where they are named"
    )
    group.add_argument("--show-settings", metavar="FILE", help="print the settings that apply to a file")
    group.add_argument("--isolated", action="store_true", help="read no configuration file")


def _add_fixing(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--fix", action="store_true", help="repair what can be proven, and report the rest")
    group.add_argument("--unsafe-fixes", action="store_true", help="also apply fixes whose intent is a guess")
    group.add_argument("--diff", action="store_true", help="print what --fix would change as a diff, and write nothing")
    group.add_argument("--exit-non-zero-on-fix", action="store_true", help="exit with 1 when anything was fixed")


def _add_adoption(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--baseline", metavar="FILE", help="report only what this baseline does not hold")
    group.add_argument("--write-baseline", metavar="FILE", help="record the present findings, and exit with 0")
    group.add_argument("--prune-baseline", action="store_true", help="remove what the baseline no longer needs")
    group.add_argument("--add-ignores", metavar="REASON", help="write a comment that suppresses each present finding")


def _add_output(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--output-format", choices=sorted(FORMATS), help="how to report (default: text)")
    group.add_argument(
        "-o", "--output-file", metavar="FILE", default="-", help="write the report there (-: standard output)"
    )
    group.add_argument(
        "--statistics", action="store_true", help="count findings and span calls instead (text and json)"
    )
    group.add_argument("-q", "--quiet", action="store_true", help="print the findings and no summary")
    group.add_argument("--exit-zero", action="store_true", help="exit with 0 whatever was found")
    group.add_argument(
        "--fail-on",
        choices=("error", "warning"),
        help="the least severity that makes the exit code 1 (default: warning)",
    )
    group.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="when to color (default: auto)"
    )


def codes(text: str) -> tuple[str, ...]:
    """The codes of a comma-separated list."""
    return tuple(code.strip() for code in text.split(",") if code.strip())
