"""The options of the command line as data, grouped by purpose."""

from __future__ import annotations

import os

from spanlint.lean.records import Record
from spanlint.model.request import ReportTarget
from spanlint.report import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

SHELLS = ("bash", "zsh", "tcsh", "fish", "powershell")
"""The shells that `--print-completion` knows."""

SWITCH, VALUE, CODES, COUNT, VERSION, HELP, PATHS = "switch", "value", "codes", "count", "version", "help", "paths"
TEXT, VALUES, REPORTS, BRIEF_HELP = "text", "values", "reports", "brief help"
"""The kinds of options. A SWITCH takes no value, VALUE a text that is not empty, TEXT any text, COUNT a number of 0 or
more. These may be repeated: CODES takes comma-separated codes, VALUES a text that is not empty, REPORTS a format with
or without a file. Only argparse handles VERSION, HELP, BRIEF_HELP and PATHS."""


class Option(Record):
    """One option: its names (the long one last), the kind of its value and its text in `--help`.

    `default` is the value if the option is absent and not a switch. A tuple means a new list. `choices` are the values
    of a VALUE, and the formats of REPORTS.
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


def parse_codes(text: str) -> tuple[str, ...] | None:
    """Returns the codes of a comma-separated list; None if it has none, as when a script's variable is not set."""
    return tuple(code.strip() for code in text.split(",") if code.strip()) or None


def parse_count(text: str) -> int | None:
    """Returns a number of 0 or more; None if the text is not one."""
    return int(text) if text.isdecimal() and len(text) <= 9 else None


def parse_text(text: str) -> tuple[str] | None:
    """Returns a text; None if it is empty, as when a script's variable is not set."""
    return (text,) if text else None


def parse_report(text: str) -> tuple[ReportTarget] | None:
    """Returns the report of FORMAT or FORMAT=FILE; None if there is no such format, or an empty FILE."""
    name, equals, file = text.partition("=")
    return (ReportTarget(name, file),) if name in FORMATS and bool(file) == bool(equals) else None


def file_and_settings(texts: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """Returns the last file that `--config` names, None without one, and the settings that it gives as TOML."""
    settings = tuple(text for text in texts if "=" in text and not os.path.lexists(text))
    files = [text for text in texts if text not in settings]
    return files[-1] if files else None, settings


OPTIONS = (
    Option(
        "what to lint",
        ("paths",),
        PATHS,
        "files and folders; - is standard input (default: the current folder). A file that you name is read even if it"
        " is excluded or ignored by git",
        "PATHS",
        (".",),
    ),
    Option(
        "what to lint",
        ("--stdin-filename",),
        TEXT,
        "the file name for standard input; it decides the language and the configuration",
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
        ("--exclude",),
        VALUES,
        "also leave out the files and folders that this .gitignore pattern matches, relative to the current folder; may"
        " be repeated",
        "PATTERN",
        (),
    ),
    Option(
        "what to lint",
        ("--force-exclude",),
        SWITCH,
        "leave out excluded files even if you name them",
    ),
    Option("what to lint", ("--no-ignore",), SWITCH, "also lint files that git ignores"),
    Option(
        "what to lint",
        ("--include-docs",),
        SWITCH,
        "also lint the code blocks of Markdown and MDX files",
    ),
    Option(
        "what to lint",
        ("--watch",),
        SWITCH,
        "lint again whenever a file changes, until Ctrl-C (needs spanlint[watch])",
    ),
    Option(
        "rules",
        ("--select",),
        CODES,
        "run only these rules: comma-separated codes or prefixes of codes, or ALL (default: the rules that the"
        " configuration selects, or else those that are on by default)",
        "CODES",
    ),
    Option("rules", ("--extend-select",), CODES, "also run these rules (default: none)", "CODES", ()),
    Option(
        "rules",
        ("--ignore",),
        CODES,
        "skip these rules; if a rule is also selected, the longer code or prefix wins (default: none)",
        "CODES",
        (),
    ),
    Option("fixing", ("--fix",), SWITCH, "fix what can be proven, and report the rest"),
    Option(
        "fixing",
        ("--unsafe-fixes",),
        SWITCH,
        "with --fix or --diff: also apply fixes that guess the intent; review each one",
    ),
    Option("fixing", ("--fix-only",), SWITCH, "fix as --fix does, and neither report nor fail for what is left"),
    Option(
        "fixing",
        ("--diff",),
        SWITCH,
        "print the changes that --fix would make as a unified diff, and write nothing",
    ),
    Option("fixing", ("--fixable",), CODES, "fix findings of these rules only (default: of all)", "CODES"),
    Option("fixing", ("--extend-fixable",), CODES, "also fix findings of these rules (default: none)", "CODES", ()),
    Option("fixing", ("--unfixable",), CODES, "never fix findings of these rules (default: none)", "CODES", ()),
    Option(
        "fixing",
        ("--remedy",),
        VALUE,
        "with --fix or --diff, and --select: pass this parent in every call that the rules report: the active context,"
        " none (a root), or the configured session context",
        "PARENT",
        None,
        ("active", "root", "session"),
    ),
    Option(
        "fixing",
        ("--interactive",),
        SWITCH,
        "with --fix: ask about one finding at a time, and offer every remedy",
    ),
    Option(
        "adoption", ("--baseline",), VALUE, "report only findings that are not in this baseline (default: none)", "FILE"
    ),
    Option(
        "adoption", ("--write-baseline",), VALUE, "record all current findings in this file, and exit with 0", "FILE"
    ),
    Option("adoption", ("--prune-baseline",), SWITCH, "with --baseline: remove entries that are no longer needed"),
    Option(
        "adoption",
        ("--add-ignores",),
        VALUE,
        "suppress each current finding with a comment that gives this reason",
        "REASON",
    ),
    Option(
        "output",
        ("--output-format",),
        REPORTS,
        f"the format of the report: {', '.join(sorted(FORMATS))} (default: text). FORMAT=FILE writes it to that file;"
        " repeat the option for several reports",
        "FORMAT",
        (),
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
    Option("output", ("--no-show-fixes",), SWITCH, "show no diff of the fix below a finding (text)"),
    Option(
        "output",
        ("--statistics",),
        SWITCH,
        "count findings per rule and span calls per library instead of listing them (text and json)",
    ),
    Option("output", ("--verbose",), SWITCH, "say which configuration applies to how many files (standard error)"),
    Option("output", ("-q", "--quiet"), SWITCH, "print only the findings: no summary, no progress bar"),
    Option(
        "output",
        ("--color",),
        VALUE,
        "auto, always or never; auto means on a terminal (default: auto)",
        "WHEN",
        "auto",
        ("auto", "always", "never"),
    ),
    Option(
        "output",
        ("-j", "--jobs"),
        COUNT,
        "run at most this many processes; 0 means one per processor (default: 0; a short run uses one)",
        "N",
    ),
    Option("output", ("--no-cache",), SWITCH, "neither use nor keep what was found in files before"),
    Option(
        "exit code",
        ("--fail-on",),
        VALUE,
        "the lowest severity that makes the exit code 1: error or warning (default: warning)",
        "SEVERITY",
        "",
        ("error", "warning"),
    ),
    Option(
        "exit code",
        ("--max-warnings",),
        COUNT,
        "exit with 0 if there are no errors and at most this many warnings (default: no limit of its own)",
        "N",
    ),
    Option(
        "exit code",
        ("--exit-zero",),
        SWITCH,
        "exit with 0 even if there are findings, and with 2 if something failed",
    ),
    Option(
        "exit code",
        ("--exit-non-zero-on-fix",),
        SWITCH,
        "exit with 1 if anything was fixed, even if no findings remain",
    ),
    Option(
        "configuration",
        ("--config",),
        VALUES,
        "read this configuration file (default: the nearest one in the folder of each file or above), or set a key of"
        " it, as in 'tests = true'; may be repeated",
        "CONFIG",
        (),
    ),
    Option("configuration", ("--isolated",), SWITCH, "read no configuration file"),
    Option(
        "configuration", ("--show-settings",), VALUE, "print the settings that apply to this file, and exit", "FILE"
    ),
    Option("configuration", ("--show-files",), SWITCH, "list the files that would be linted, and exit"),
    Option(
        "about",
        ("--explain",),
        VALUE,
        "print the page of this rule, given by code or name, with its examples, and exit; ALL prints every page",
        "RULE",
    ),
    Option("about", ("--list-rules",), SWITCH, "list all rules, one per line or as json, and exit"),
    Option("about", ("--list-apis",), SWITCH, "list the tracing libraries that spanlint knows, and exit"),
    Option(
        "about",
        ("--print-completion",),
        VALUE,
        f"print a completion script for this shell, and exit: {', '.join(SHELLS)} (needs spanlint[completion])",
        "SHELL",
        choices=SHELLS,
    ),
    Option("about", ("-V", "--version"), VERSION, "print the version, and exit"),
    Option("about", ("-h",), BRIEF_HELP, "print the options that are used most, and exit"),
    Option("about", ("--help",), HELP, "print this help, and exit"),
)
