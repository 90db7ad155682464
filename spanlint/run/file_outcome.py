"""What one file adds to a run."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.model.problems import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.model.census import ApiTally
    from spanlint.model.findings import Diagnostic


class FileOutcome(Record):
    """What one file adds to a run.

    `problem` causes exit code 2. `warning` is one line and never affects the exit code. `repaired` is
    the repaired file, where the repair may not write it. `is_unread_notebook` is whether the file is a notebook in
    another language.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    problem: Problem | None = None
    is_skipped: bool = False
    has_span_names: bool = False
    span_calls: int = 0
    fixed: int = 0
    fixed_path: str = ""
    unsafe_fixes_left: int = 0
    diff: bytes = b""
    suppressed: int = 0
    left_out: int = 0
    apis: tuple[ApiTally, ...] = ()
    warning: str = ""
    repaired: bytes | None = None
    is_unread_notebook: bool = False


NOTHING_FOUND = FileOutcome()
"""The outcome of every file that was read and has nothing to judge."""


def joined(outcomes: Sequence[FileOutcome]) -> FileOutcome:
    """Returns the outcome of a file from those of its sources."""
    if len(outcomes) == 1:
        return outcomes[0]
    return FileOutcome(
        tuple(diagnostic for outcome in outcomes for diagnostic in outcome.diagnostics),
        next((outcome.problem for outcome in outcomes if outcome.problem), None),
        has_span_names=bool(outcomes),
        span_calls=sum(outcome.span_calls for outcome in outcomes),
        fixed=sum(outcome.fixed for outcome in outcomes),
        fixed_path=next((outcome.fixed_path for outcome in outcomes), ""),
        unsafe_fixes_left=sum(outcome.unsafe_fixes_left for outcome in outcomes),
        suppressed=sum(outcome.suppressed for outcome in outcomes),
        left_out=sum(outcome.left_out for outcome in outcomes),
        apis=tuple(tally for outcome in outcomes for tally in outcome.apis),
    )
