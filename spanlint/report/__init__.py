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

    Writer = Callable[["Report", TextIO, bool], None]
    """`write(report, stream, color)`: writes to the stream and nothing else."""


class Summary(Record):
    """The counts of a run that its diagnostics do not show, in files, calls and findings."""

    files: int
    """Files read."""
    files_with_span_names: int
    """Files among them that mention a span call."""
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
    unjudged: tuple[tuple[str, int], ...] = ()
    """The project's own functions that start spans for other files and are not configured, each with its calls there,
    which are not judged; counted for the statistics."""


class Report(Record):
    """What a format writes: the diagnostics, sorted, and the problems.

    Without a summary, nothing is said about the run as a whole. Formats for programs show the problems; people read
    them on standard error.
    """

    diagnostics: Sequence[Diagnostic]
    summary: Summary | None = None
    problems: Sequence[Problem] = ()


FORMATS = {
    "text": "spanlint.report.text",
    "concise": "spanlint.report.concise",
    "json": "spanlint.report.json_format",
    "sarif": "spanlint.report.sarif",
    "github": "spanlint.report.github",
    "gitlab": "spanlint.report.gitlab",
    "junit": "spanlint.report.junit",
    "html": "spanlint.report.html_format",
}
"""The name of each format, as `--output-format` takes it, and the module whose `write` produces it."""

SHOWING_FIXES = frozenset(("json", "sarif", "html"))
"""The formats that show the fixes of each finding, which take time to compute."""

PAGES = frozenset(("html",))
"""The formats that also show code around fixes and related places, count calls by package, and need Jinja2."""


def writer(name: str) -> Writer:
    """Returns the function that writes one of FORMATS. Raises KeyError for any other name."""
    module = __import__(FORMATS[name], fromlist=["write"])  # importing importlib takes longer than importing the format
    write: Writer = module.write
    return write
