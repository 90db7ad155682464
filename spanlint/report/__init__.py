"""The output formats, one module per format, loaded on demand."""

from __future__ import annotations

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

    from spanlint.model.census import ApiTally
    from spanlint.model.findings import Diagnostic

    Writer = Callable[[Sequence[Diagnostic], "Summary | None", TextIO, bool], None]
    """`write(diagnostics, summary, stream, color)`: diagnostics come sorted; nothing but the stream is touched.

    Without a summary nothing is said of the run as a whole.
    """


class Summary(Record):
    """What a run saw, in whole files, calls and findings: what the diagnostics alone cannot tell."""

    files: int
    """Files read."""
    files_with_span_names: int
    """Files among them that mention a span call."""
    span_calls: int
    """Creation calls judged."""
    skipped: int
    """Entries met and not read: binary, undecodable, broken links, special files."""
    suppressed: int = 0
    """Findings that a comment in the code asked not to see."""
    fixed: int = 0
    """Findings that `--fix` has repaired."""
    fixed_files: int = 0
    """Files that it has written."""
    unsafe_fixes_left: int = 0
    """Findings left that `--unsafe-fixes` would repair."""
    apis: tuple[ApiTally, ...] = ()
    """The creation calls judged, by API."""


FORMATS = {
    "text": "spanlint.report.text",
    "concise": "spanlint.report.concise",
    "json": "spanlint.report.json_format",
    "sarif": "spanlint.report.sarif",
    "github": "spanlint.report.github",
    "gitlab": "spanlint.report.gitlab",
    "junit": "spanlint.report.junit",
}
"""The name of each format, as `--output-format` takes it, and the module whose `write` produces it."""

SHOWING_FIXES = frozenset(("json", "sarif"))
"""The formats that tell how each finding can be fixed, which takes time to work out."""


def writer(name: str) -> Writer:
    """The function that writes one of FORMATS. Raises KeyError for any other name."""
    module = __import__(FORMATS[name], fromlist=["write"])  # importlib has more to import than the format
    write: Writer = module.write
    return write
