"""The `html` format: one page with totals, coverage, and each finding with its code and its fix as a diff."""

from __future__ import annotations

from spanlint.report.escape import charset_of
from spanlint.report.page.lint_findings import sections
from spanlint.report.page.lint_parts import coverage, headline, packages, rules, sentences, tiles
from spanlint.report.page.rendering import page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from spanlint.report import Report
    from spanlint.report.terminal import Look


def write(report: Report, stream: TextIO, look: Look) -> None:  # noqa: ARG001 - every format has the same signature
    """Write the page. Raises ImportError without Jinja2."""
    diagnostics, summary, problems, _ = report
    charset = charset_of(stream)
    text = page(
        "lint.html",
        charset,
        headline=headline(diagnostics),
        sentences=sentences(diagnostics, summary),
        tiles=tiles(diagnostics, summary) if summary is not None else (),
        rules=rules(diagnostics),
        libraries=coverage(summary) if summary is not None else (),
        packages=packages(summary) if summary is not None else (),
        problems=problems,
        **sections(diagnostics)._asdict(),
    )
    stream.write(text)
