"""`-h`: the options that are used most, a line each."""

from __future__ import annotations

from spanlint.cli.commands import COMMANDS
from spanlint.cli.options import OPTIONS

BRIEF = {
    "paths": "files, folders and patterns; - is standard input",
    "diff_base": "only lines changed since a git branch, tag or commit",
    "exclude": "also leave out files and folders, as .gitignore does",
    "watch": "lint again whenever a file changes",
    "select": "run only these rules: SPN001,SPN9",
    "extend_select": "also run these rules",
    "ignore": "skip these rules",
    "fix": "fix what can be proven, and report the rest",
    "unsafe_fixes": "also apply fixes that guess the intent",
    "diff": "print what --fix would change, and write nothing",
    "interactive": "with --fix: ask about one finding at a time",
    "baseline": "report only what is not in this file",
    "write_baseline": "write that file from what is found now",
    "output_format": "text, concise, json, sarif, html, ... or FORMAT=FILE",
    "statistics": "count findings and span calls",
    "quiet": "print only the findings",
    "fail_on": "the lowest severity that fails: error or warning",
    "max_warnings": "fail for any error, and for more warnings than this",
    "exit_zero": "do not fail for findings",
    "config": "a configuration file, or 'key = value'",
    "isolated": "read no configuration file",
    "show_settings": "print the settings that apply to a file",
    "explain": "explain a rule, by code or name",
    "list_rules": "list all rules",
    "version": "print the version",
    "help": "print all options, examples and exit codes",
}
"""What `-h` says of an option, by the name of its field."""

_HEAD = """\
usage: spanlint [OPTIONS] [PATHS ...]

Find calls that start spans and lose them, in Python, TypeScript and
JavaScript, and repair what can be proven.
"""


def brief_help() -> str:
    """Returns the page, less than 80 characters wide."""
    named = [(_names(attribute), text) for attribute, text in BRIEF.items()]
    width = max(len(names) for names, _ in named)
    rows = "".join(f"  {names:<{width}}  {text}\n" for names, text in named)
    return f"{_HEAD}\n{rows}\ncommands, each with its own --help: {', '.join(sorted(COMMANDS))}\n"


def _names(attribute: str) -> str:
    (option,) = (option for option in OPTIONS if option.attribute() == attribute)
    value = f" {option.metavar}" if option.metavar and option.names[-1].startswith("-") else ""
    return (", ".join(option.names) if option.names[-1].startswith("-") else option.metavar or "") + value
