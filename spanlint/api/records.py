"""The records of the public API: frozen, and hashable where all that they hold is.

They are dataclasses, not the tuples of `spanlint.lean.records`: the order and the number of fields would be a promise,
and a later version may add fields. The fields of `Finding`, `Place`, `Fix`, `Edit` and `Problem` have the names that
the `json-report` format gives them. Lines and columns are 1-based, columns count Unicode code points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
"""`error` if there is evidence that something is wrong, else `warning`."""

Safety = Literal["safe", "unsafe", "shown"]
"""`safe`: applied by `--fix`. `unsafe`: a guess, applied with `--unsafe-fixes`. `shown`: an alternative, applied only
if it is chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One replacement in a text."""

    start: int
    """The first byte to replace, 0-based, in the text as UTF-8 without a byte order mark."""
    end: int
    """The byte after the last one to replace; equal to `start` for an insertion."""
    text: str
    """The replacement; may be empty."""
    line: int
    """The line of `start`."""
    column: int
    """The column of `start`."""
    end_line: int
    """The line of `end`."""
    end_column: int
    """The column of `end`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """One way to fix a finding. Its edits belong together."""

    title: str
    """What it does, in the imperative."""
    safety: Safety
    """Whether it is proven, a guess, or an alternative."""
    edits: tuple[Edit, ...]
    """In order, without overlaps; each changes the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A second place that a finding refers to, and what is there."""

    path: str
    """The file."""
    line: int
    """Its line."""
    column: int
    """Its column."""
    message: str
    """What is there."""
    cell: int | None = None
    """In a notebook, the number of the cell that the line is in; else None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a rule found."""

    path: str
    """The file, as it was named; below the current folder if it was found there. Bytes that are not valid UTF-8 are
    lone surrogates, which `os.fsencode` turns back into bytes."""
    line: int
    """The line of the first marked character."""
    column: int
    """The column of the first marked character."""
    end_line: int
    """The line of the position after the last marked character."""
    end_column: int
    """The column of that position."""
    code: str
    """The rule's code, such as `SPN001`."""
    rule: str
    """The rule's name, such as `missing-parent`."""
    severity: Severity
    """The rule's severity."""
    message: str
    """What was found, in one line."""
    help: str
    """What to do, in one line; may be empty."""
    related: tuple[Place, ...]
    """Other places that the message refers to."""
    fixes: tuple[Fix, ...]
    """All fixes that can be written, the preferred one first. They are alternatives."""
    fixable: bool
    """Whether one of the fixes is safe."""
    fingerprint: str
    """64 hexadecimal digits, unique in the report, that do not change if other lines do."""
    url: str | None
    """The page of the rule on the web; None if the project has no address."""
    cell: int | None = None
    """In a notebook, the number of the cell, from 1; lines are those of the cell. Else None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that could not be done. With one, a report may lack findings."""

    path: str | None
    """The file or folder that it is about, printable; None if it is about no file."""
    message: str
    """The reason, in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The counts of a run."""

    files: int
    """Files read."""
    span_calls: int
    """Calls that start spans, judged."""
    findings: int
    """Findings in the report."""
    errors: int
    """Findings whose severity is `error`."""
    warnings: int
    """Findings whose severity is `warning`."""
    fixable: int
    """Findings that have a safe fix."""
    fixable_unsafe: int
    """Other findings that have an unsafe fix."""
    fixed: int
    """Findings that were fixed."""
    suppressed: int
    """Findings that comments in the code suppress."""
    baselined: int
    """Findings that the baseline covers."""
    left_out_in_tests: int
    """Findings of rules that are quiet in test files."""
    skipped: int
    """Files that were not read: binary or undecodable ones, broken links, and what git lists in folders that usually
    hold no source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result of linting."""

    findings: tuple[Finding, ...]
    """Sorted by path, line, column and code."""
    problems: tuple[Problem, ...]
    """What could not be read, judged or fixed. The program would exit with 2."""
    warnings: tuple[str, ...]
    """What is worth knowing and no problem, a line each, such as a file that was skipped for its size."""
    summary: Summary
    """The counts of the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedSource:
    """A text after its fixes."""

    text: str
    """The text, with the line ends and the byte order mark that it had. It is unchanged if nothing was fixed."""
    fixed: int
    """The number of fixes applied."""
    report: Report
    """What is left: the findings in the new text, and as a problem why it is unchanged if a fix could not be proven."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule, in words."""

    code: str
    """Its code, such as `SPN001`."""
    name: str
    """Its name, such as `missing-parent`."""
    severity: Severity
    """The severity of its findings."""
    is_default: bool
    """Whether it runs unless the configuration says otherwise."""
    since: str
    """The version of spanlint that it came with."""
    what: str
    """What it finds, in one sentence without a full stop."""
    why: str
    """Why that is a mistake, in one sentence without a full stop."""
    do: str
    """What to do, in one sentence without a full stop."""
    judges: Literal["code", "traces"]
    """`code` if it judges source files, `traces` if it judges what `spanlint trace` reads."""
    fix: Literal["safe", "unsafe"] | None
    """`safe` if some of its findings have a safe fix, `unsafe` if some have a guess at best, else None."""
    url: str | None
    """Its page on the web; None if the project has no address."""
    page: str
    """Its manual page in Markdown, with examples, as `spanlint --explain` prints it."""
