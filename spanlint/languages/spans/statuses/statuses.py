"""The facts about the status of the spans of one file, in any language."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.languages.spans.statuses.early_statuses import early_statuses
from spanlint.languages.spans.statuses.missing_statuses import first_error, missing_statuses
from spanlint.languages.spans.statuses.overwritten import overwritten
from spanlint.languages.spans.statuses.recorded_twice import ExceptionAnswers, recorded_twice
from spanlint.languages.spans.statuses.status_sequences import StatusSequences
from spanlint.lean.lazy import lazy
from spanlint.model.statuses import Statuses


def statuses(answers: Callable[[], ExceptionAnswers]) -> Statuses:
    """The facts; each is read when a rule asks for it."""
    sequences = lazy(lambda: StatusSequences(answers().reader))
    return Statuses(
        recorded_twice=lazy(lambda: tuple(recorded_twice(answers()))),
        early=lazy(lambda: tuple(sorted(early_statuses(sequences())))),
        error=lazy(lambda: first_error(answers().reader)),
        missing=lazy(lambda: tuple(missing_statuses(answers()))),
        overwritten=lazy(lambda: tuple(sorted(overwritten(answers(), sequences())))),
    )
