"""The page as text: findings, pictures and names, as far as they fit into its size."""

from __future__ import annotations

import os

from spanlint.lean.records import Record
from spanlint.model.findings import Severity
from spanlint.report.escape import visible
from spanlint.report.frame import Frame, frame
from spanlint.report.page.rendering import fitting, fragment, page
from spanlint.trace.findings.diagnostics import diagnostics_of, iso_time
from spanlint.trace.findings.summary import amount, remarks
from spanlint.trace.model.faults import shortened
from spanlint.trace.model.outcome import STRAY
from spanlint.trace.page.drawings import drawing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from spanlint.trace.model.outcome import AuditOutcome, NameCount, TraceFinding

MAX_SIZE = 2_000_000
"""The most bytes of a page. Each part has its share."""

_FINDINGS, _PICTURES, _NAMES = 500_000, 1_250_000, 200_000
_MAX_FINDINGS, _MAX_NAMES, _MAX_PROBLEMS = 500, 300, 50
_FOLDER = os.path.dirname(__file__)


class ShownExample(Record):
    """One span of a finding, and where its export is."""

    session: str
    trace_id: str
    span_id: str
    start: str
    place: str


class ShownFault(Record):
    """A finding of an audit as the page shows it. `picture` is the number of its picture from 1 on, 0 without one."""

    code: str
    rule: str
    severity: str
    place: str
    line: int
    message: str
    frame: Frame | None
    notes: tuple[str, ...]
    others: tuple[str, ...]
    help: str
    picture: int
    examples: tuple[ShownExample, ...]


def document(outcome: AuditOutcome, charset: str = "utf-8") -> str:
    """Returns the page of an audit. Raises ImportError without Jinja2."""
    findings, findings_left_out = fitting(_findings(outcome), _FINDINGS)
    pictures, pictures_left_out = fitting(_pictures(outcome), _PICTURES)
    names, names_left_out = fitting(_names(outcome), _NAMES)
    totals = outcome.totals
    return page(
        "audit.html",
        charset,
        _FOLDER,
        headline=_headline(outcome),
        sentences=[f"{sentence[0].upper()}{sentence[1:]}." for sentence in remarks(totals)],
        tiles=[(f"{count:,}", noun if count == 1 else f"{noun}s") for count, noun in (
            (totals.spans, "span"), (totals.traces, "trace"), (totals.sessions, "session"), (totals.files, "file"))],
        problems=[shortened(visible(problem.line())) for problem in outcome.problems[:_MAX_PROBLEMS]],
        findings=findings,
        findings_left_out=findings_left_out + max(0, len(outcome.findings) - _MAX_FINDINGS),
        pictures=pictures,
        will_move=any(row.state == STRAY for found in outcome.pictures for tree in found.before for row in tree.rows),
        pictures_left_out=pictures_left_out,
        names=names,
        names_left_out=names_left_out + max(0, len(outcome.names) - _MAX_NAMES),
    )  # fmt: skip


def _headline(outcome: AuditOutcome) -> str:
    found = amount(len(outcome.findings), "finding") if outcome.findings else "No findings"
    return f"{found} in {amount(outcome.totals.spans, 'span')}"


def _findings(outcome: AuditOutcome) -> Iterator[Markup]:
    """Yields errors first, and what is counted most first."""
    drawn = {picture.finding for picture in outcome.pictures}
    numbered = sorted(enumerate(outcome.findings), key=_weight)
    for number, finding in numbered[:_MAX_FINDINGS]:
        yield fragment("findings.html", _FOLDER, finding=_fault(finding, number + 1 if number in drawn else 0))


def _weight(numbered: tuple[int, TraceFinding]) -> tuple[bool, int, int]:
    number, finding = numbered
    return finding.severity is not Severity.ERROR, -finding.wrong, number


def _fault(finding: TraceFinding, picture: int) -> ShownFault:
    (diagnostic,) = diagnostics_of([finding])
    at = diagnostic.start
    return ShownFault(
        finding.code,
        finding.rule,
        finding.severity.value,
        f"{diagnostic.path}:{at.line}" + (f":{at.column}" if finding.sites else ""),
        at.line,
        finding.message,
        frame(diagnostic, "utf-8") if diagnostic.frame.strip() else None,
        finding.notes,
        tuple(f"{site.path}:{site.start.line}" for site in finding.sites[1:]),
        finding.help if finding.help.endswith(".") else f"{finding.help}.",
        picture,
        tuple(
            ShownExample(
                shortened(example.session),
                shortened(example.trace_id),
                shortened(example.span_id),
                iso_time(example.start),
                f"{example.file}:{example.line}",
            )
            for example in finding.examples
        ),
    )


def _pictures(outcome: AuditOutcome) -> Iterator[Markup]:
    for picture in outcome.pictures:
        finding = outcome.findings[picture.finding] if picture.finding >= 0 else None
        code, message = (finding.code, finding.message) if finding else ("", "")
        yield fragment("pictures.html", _FOLDER, drawing=drawing(picture, code, message))


def _names(outcome: AuditOutcome) -> Iterator[Markup]:
    """Yields the names with the most spans first."""
    for name in sorted(outcome.names, key=_frequency)[:_MAX_NAMES]:
        shown = name._replace(span=shortened(name.span), service=shortened(name.service))
        yield fragment("names.html", _FOLDER, name=shown)


def _frequency(name: NameCount) -> tuple[int, str, str]:
    return -name.spans, name.service, name.span
