"""The output formats: one module each, imported only when used."""

from __future__ import annotations

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

    from spanlint.model.census import ApiTally, PackageTally
    from spanlint.model.findings import Diagnostic
    from spanlint.model.problems import Problem
    from spanlint.report.terminal import Look

    Writer = Callable[["Report", TextIO, "Look"], None]
    """`write(report, stream, look)`: writes to the stream and nothing else."""


class Summary(Record):
    """The counts of a run that its diagnostics do not show, in files, calls and findings."""

    files: int
    """Files read."""
    files_with_span_calls: int
    """Files among them that these calls are in."""
    span_calls: int
    """Creation calls judged."""
    skipped: int
    """Entries that were not read: binary or undecodable files, broken links, special files, and what git lists in
    folders that usually hold no source."""
    suppressed: int = 0
    """Findings that comments in the code suppress."""
    fixed: int = 0
    """Findings that `--fix` has repaired."""
    fixed_files: tuple[str, ...] = ()
    """The paths of the files that `--fix` has written."""
    unsafe_fixes_left: int = 0
    """Findings left that `--unsafe-fixes` would repair."""
    apis: tuple[ApiTally, ...] = ()
    """The creation calls judged, by API."""
    left_out: int = 0
    """Findings left out because they are in test files."""
    packages: tuple[PackageTally, ...] = ()
    """The creation calls judged, by package, if the settings ask to count them."""
    baselined: int = 0
    """Findings that a baseline covers."""
    unjudged: tuple[tuple[str, int], ...] = ()
    """The project's own functions that start spans for other files and are not configured, each with its calls there,
    which are not judged; counted for the statistics."""
    unread_notebooks: int = 0
    """Notebooks that were not read because they are in another language."""
    unread_docs: int = 0
    """Markdown files that were not read because nobody asked for it; counted if there is nothing else."""


class Report(Record):
    """What a format writes: the diagnostics, sorted, the problems, and sentences that close a report for people.

    Without a summary, nothing is said about the run as a whole. Formats for programs show the problems; people read
    them on standard error.
    """

    diagnostics: Sequence[Diagnostic]
    summary: Summary | None = None
    problems: Sequence[Problem] = ()
    closing: Sequence[str] = ()


FORMATS = {
    "text": "spanlint.report.text",
    "concise": "spanlint.report.concise",
    "json": "spanlint.report.json_format",
    "json-report": "spanlint.report.json_report",
    "jsonl": "spanlint.report.json_lines",
    "sarif": "spanlint.report.sarif",
    "github": "spanlint.report.github",
    "gitlab": "spanlint.report.gitlab",
    "junit": "spanlint.report.junit",
    "html": "spanlint.report.html_format",
    "markdown": "spanlint.report.markdown",
}
"""The name of each format, as `--output-format` takes it, and the module whose `write` produces it."""

SHOWING_FIXES = frozenset(("text", "concise", "json", "json-report", "jsonl", "sarif", "html"))
"""The formats that show the fixes of each finding, or that there are some; they take time to compute."""

SHOWING_ALTERNATIVES = frozenset(("json", "json-report", "jsonl", "sarif", "html"))
"""The formats among them that show what no option applies, too."""

QUOTING_CODE = frozenset(("text", "html"))
"""The formats that show code around fixes and related places."""

PAGES = frozenset(("html",))
"""The formats that also count calls by package, and need Jinja2."""


def writer(name: str) -> Writer:
    """Returns the function that writes one of FORMATS. Raises KeyError for any other name."""
    module = __import__(FORMATS[name], fromlist=["write"])  # importing importlib takes longer than importing the format
    write: Writer = module.write
    return write
