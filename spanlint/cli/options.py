"""The options of the command line as data, grouped by purpose."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.report import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SHELLS = ("bash", "zsh", "tcsh")
"""The shells that `--print-completion` knows."""

SWITCH, VALUE, CODES, COUNT, VERSION, HELP, PATHS = "switch", "value", "codes", "count", "version", "help", "paths"
"""The kinds of options. A SWITCH takes no value, VALUE a text, CODES comma-separated codes and may be repeated, COUNT a
number of 0 or more. Only argparse handles the last three."""


class Option(Record):
    """One option: its names (the long one last), the kind of its value and its text in `--help`.

    `default` is the value if the option is absent and not a switch. A tuple means a new list.
    """

    group: str
    names: tuple[str, ...]
    takes: str
    help: str
    metavar: str | None = None
    default: Any = None
    choices: tuple[str, ...] = ()

    def attribute(self) -> str:
        """Returns the name of the field of `Request` that holds the value."""
        return self.names[-1].lstrip("-").replace("-", "_")


def parse_codes(text: str) -> tuple[str, ...]:
    """Returns the codes of a comma-separated list."""
    return tuple(code.strip() for code in text.split(",") if code.strip())


def parse_count(text: str) -> int | None:
    """Returns a number of 0 or more; None if the text is not one."""
    return int(text) if text.isdecimal() and len(text) <= 9 else None


OPTIONS = (
    Option(
        "what to lint",
        ("paths",),
        PATHS,
        "files and folders; - is standard input (default: the current folder). A file that is named is read even where"
        " it is excluded or ignored by git",
        "PATHS",
        (".",),
    ),
    Option(
        "what to lint",
        ("--stdin-filename",),
        VALUE,
        "the name of what is read from standard input: it decides the language and the configuration",
        "FILE",
    ),
    Option(
        "what to lint",
        ("--diff-base",),
        VALUE,
        "report only findings on lines changed since the merge-base with this git branch, tag or commit",
        "REF",
    ),
    Option(
        "what to lint",
        ("--force-exclude",),
        SWITCH,
        "leave excluded files out even where they are named",
    ),
    Option(
        "rules",
        ("--select",),
        CODES,
        "run these rules only: codes or first letters of codes, separated by commas, or ALL (default: what the"
        " configuration selects, else the rules that are on by default)",
        "CODES",
    ),
    Option("rules", ("--extend-select",), CODES, "run these rules as well (default: none)", "CODES", ()),
    Option(
        "rules",
        ("--ignore",),
        CODES,
        "leave these rules out; where rules are selected too, the longer code wins (default: none)",
        "CODES",
        (),
    ),
    Option("fixing", ("--fix",), SWITCH, "repair what can be proven, and report the rest"),
    Option(
        "fixing",
        ("--unsafe-fixes",),
        SWITCH,
        "with --fix or --diff: also apply fixes whose intent is a guess; look at each",
    ),
    Option(
        "fixing",
        ("--diff",),
        SWITCH,
        "print what --fix would change as a unified diff, and write nothing",
    ),
    Option("adoption", ("--baseline",), VALUE, "report only what this baseline does not hold (default: none)", "FILE"),
    Option(
        "adoption", ("--write-baseline",), VALUE, "record the present findings in this file, and exit with 0", "FILE"
    ),
    Option("adoption", ("--prune-baseline",), SWITCH, "with --baseline: remove the entries that are no longer needed"),
    Option(
        "adoption",
        ("--add-ignores",),
        VALUE,
        "write a comment with this reason on each present finding, which silences it from then on",
        "REASON",
    ),
    Option(
        "output",
        ("--output-format",),
        VALUE,
        f"how to report: {', '.join(sorted(FORMATS))} (default: text)",
        "FORMAT",
        "",
        tuple(sorted(FORMATS)),
    ),
    Option(
        "output",
        ("-o", "--output-file"),
        VALUE,
        "write the report to this file (default: -, standard output)",
        "FILE",
        "-",
    ),
    Option(
        "output",
        ("--statistics",),
        SWITCH,
        "count findings per rule and span calls per library in place of listing them (text and json)",
    ),
    Option("output", ("-q", "--quiet"), SWITCH, "print the findings alone: no summary, no progress bar"),
    Option(
        "output",
        ("--color",),
        VALUE,
        "auto, always or never; auto: on a terminal (default: auto)",
        "WHEN",
        "auto",
        ("auto", "always", "never"),
    ),
    Option(
        "output",
        ("-j", "--jobs"),
        COUNT,
        "the most processes to run at once, 0: one a processor (default: 0; a short run takes one)",
        "N",
    ),
    Option(
        "exit code",
        ("--fail-on",),
        VALUE,
        "the least severity that makes the exit code 1: error or warning (default: warning)",
        "SEVERITY",
        "",
        ("error", "warning"),
    ),
    Option(
        "exit code",
        ("--exit-zero",),
        SWITCH,
        "exit with 0 whatever was found, and with 2 where something failed",
    ),
    Option(
        "exit code",
        ("--exit-non-zero-on-fix",),
        SWITCH,
        "exit with 1 when anything was fixed, even if nothing is left",
    ),
    Option(
        "configuration",
        ("--config",),
        VALUE,
        "read this configuration file (default: the nearest one, upwards)",
        "FILE",
    ),
    Option("configuration", ("--isolated",), SWITCH, "read no configuration file"),
    Option("configuration", ("--show-settings",), VALUE, "print the settings that apply to a file, and exit", "FILE"),
    Option("about", ("--explain",), VALUE, "print the page of a rule with its examples, and exit", "CODE"),
    Option("about", ("--list-rules",), SWITCH, "print every rule, one line each, and exit"),
    Option(
        "about",
        ("--print-completion",),
        VALUE,
        f"print a completion script for a shell, and exit: {', '.join(SHELLS)} (needs spanlint[completion])",
        "SHELL",
        choices=SHELLS,
    ),
    Option("about", ("-V", "--version"), VERSION, "print the version, and exit"),
    Option("about", ("-h", "--help"), HELP, "print this help, and exit"),
)
