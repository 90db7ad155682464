"""The `concise` format: one line a finding and nothing else, for grep and editors."""

from __future__ import annotations

from spanlint.report.colors import paint
from spanlint.report.escape import charset_of, visible, visible_path
from spanlint.report.tally import severity_style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from spanlint.model.findings import Diagnostic
    from spanlint.model.problems import Problem
    from spanlint.report import Summary


def write(
    diagnostics: Sequence[Diagnostic],
    summary: Summary | None,  # noqa: ARG001
    stream: TextIO,
    color: bool,
    problems: Sequence[Problem] = (),  # noqa: ARG001
) -> None:
    """Write `path:line:column: CODE message` for each diagnostic; never raises UnicodeEncodeError."""
    charset = charset_of(stream)
    for diagnostic in diagnostics:
        path = paint(visible_path(diagnostic.path, charset), "bold", color)
        code = paint(diagnostic.code, severity_style(diagnostic.severity), color)
        line, column = diagnostic.start
        stream.write(f"{path}:{line}:{column}: {code} {visible(diagnostic.message, charset)}\n")
