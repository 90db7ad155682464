"""The reports of an audit: the linter's formats with its own findings, the trees, and a summary of what was read."""

from __future__ import annotations

import os
import sys
from io import StringIO

from spanlint.config.errors import ConfigError
from spanlint.disk.reading import reason_of
from spanlint.model.problems import Problem
from spanlint.report import PAGES, Report, writer
from spanlint.report.escape import charset_of
from spanlint.report.terminal import Look, look_of
from spanlint.trace.findings.diagnostics import diagnostics_of
from spanlint.trace.findings.summary import summary
from spanlint.trace.model.outcome import AuditOutcome

_WIDTH = 120  # columns, where there is no terminal
_WITH_TOTAL = frozenset(("text", "concise", "github"))

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from spanlint.trace.options import TraceRequest


def deliver(request: TraceRequest, outcome: AuditOutcome) -> list[Problem]:
    """Write the report, and the page. Returns a problem for each that could not be written."""
    problems = list[Problem]()
    for target in request.output_format:
        if target.file == "-":
            _write(request, target.format, outcome, sys.stdout)
            sys.stdout.flush()
        else:
            text = StringIO()
            _write(request, target.format, outcome, text)
            problems += _written("report", target.file, text.getvalue())
    if request.html is not None:
        from spanlint.trace.page.document import document

        problems += _written("page", request.html, document(outcome))
    return problems


def _written(what: str, path: str, text: str) -> list[Problem]:
    """Write a file. Returns the problem if it could not be written."""
    from spanlint.disk.writing import write_output  # most reports go to standard output

    try:
        write_output(path, text.encode("utf-8"))
    except OSError as error:
        return [Problem(f"the {what} was not written: {reason_of(error)}", path)]
    return []


def _write(request: TraceRequest, name: str, outcome: AuditOutcome, stream: TextIO) -> None:
    look = look_of(request.color, stream, os.environ)
    if request.statistics:
        if name not in ("text", "json"):
            raise ConfigError(f"--statistics: needs --output-format text or json, not {name}")
        from spanlint.report.json_text import to_json

        stream.write(to_json(statistics(outcome)) if name == "json" else "".join(_statistics_lines(outcome)))
        return
    if name in PAGES:
        from spanlint.trace.page.document import document

        stream.write(document(outcome, charset_of(stream)))
        return
    diagnostics = diagnostics_of(outcome.findings)
    writer(name)(Report(diagnostics, None, outcome.problems), stream, look)
    if name in _WITH_TOTAL and not request.quiet:
        trees = _trees(request, outcome, look) if name == "text" else ()
        stream.write("".join(f"{line}\n" for line in (*trees, *summary(outcome, look.color))))


def _trees(request: TraceRequest, outcome: AuditOutcome, look: Look) -> Iterator[str]:
    """Yields the trees of the first session that has one; of the one that is asked for, with all of their rows."""
    from spanlint.trace.findings.terminal_trees import MAX_ROWS, tree_lines
    from spanlint.trace.model.outcome import STRAY

    is_asked = request.session is not None or request.trace_of is not None
    telling = (
        picture
        for picture in outcome.pictures
        if is_asked or any(row.state == STRAY for tree in picture.before for row in tree.rows)
    )
    width = int(os.environ.get("COLUMNS", "")) if os.environ.get("COLUMNS", "").isdecimal() else _terminal_width()
    for picture in telling:
        yield from tree_lines(picture, width, look.color, None if is_asked else MAX_ROWS)
        yield ""
        return


def _terminal_width() -> int:
    try:
        return os.get_terminal_size().columns
    except (OSError, ValueError):
        return _WIDTH


def statistics(outcome: AuditOutcome) -> dict[str, object]:
    """Returns the object of `--statistics --output-format json`."""
    totals, codes = outcome.totals, dict[str, int]()
    for finding in outcome.findings:
        codes[finding.code] = codes.get(finding.code, 0) + finding.wrong
    names = ("service", "span", "count", "roots", "lone", "lost")
    return {
        "files": totals.files,
        "spans": totals.spans,
        "traces": totals.traces,
        "sessions": totals.sessions,
        "derivation": {"name": totals.derivation, "holds": totals.holds, "of": totals.sessions},
        "still_open": totals.still_open,
        "unexported_roots": totals.unexported_roots,
        "skipped": {"logs": totals.logs, "metrics": totals.metrics, "broken": totals.broken},
        "codes": codes,
        "names": [dict(zip(names, name, strict=True)) for name in outcome.names],
    }


def _statistics_lines(outcome: AuditOutcome) -> Iterator[str]:
    from spanlint.report.escape import visible
    from spanlint.report.statistics import table

    rows: list[tuple[str, ...]] = [("service", "span", "spans", "roots", "lone", "lost")]
    for name in outcome.names:
        counts = (name.spans, name.roots, name.lone, name.lost)
        rows.append((visible(name.service[:60]), visible(name.span[:60]), *map(str, counts)))
    yield from (f"{line}\n" for line in table(rows, 2))
