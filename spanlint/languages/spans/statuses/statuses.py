"""The facts about the status of the spans of one file, in any language."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.languages.spans.statuses.early_statuses import early_statuses, thrown_statuses
from spanlint.languages.spans.statuses.imported_statuses import names_marking_good
from spanlint.languages.spans.statuses.missing_statuses import bare_recordings, first_error, missing_statuses
from spanlint.languages.spans.statuses.overwritten import overwritten
from spanlint.languages.spans.statuses.recorded_twice import ExceptionAnswers, recorded_twice
from spanlint.languages.spans.statuses.status_events import status_calls
from spanlint.languages.spans.statuses.status_sequences import StatusSequences
from spanlint.lean.lazy import lazy
from spanlint.model.status_calls import StatusCalls
from spanlint.model.statuses import Statuses


def statuses(text: bytes, calls: StatusCalls, answers: Callable[[], ExceptionAnswers]) -> Statuses:
    """The facts of a file with this text; each is read when a rule asks for it."""
    is_named = any(map(text.__contains__, map(str.encode, (*calls.setting, *calls.recording))))
    if not (is_named or names_marking_good(text)):
        return Statuses()  # most files say nothing of a status
    setting = lazy(lambda: tuple(status_calls(answers().reader)))
    recording = lazy(lambda: tuple(answers().reader.callees(calls.recording)))
    bare = lazy(lambda: tuple(bare_recordings(answers().reader, recording())))
    sequences = lazy(lambda: StatusSequences(answers().reader, setting))
    early = lazy(lambda: tuple(sorted(early_statuses(sequences()))))
    return Statuses(
        recorded_twice=lazy(lambda: tuple(recorded_twice(answers(), recording))),
        early=early,
        thrown=lazy(lambda: tuple(sorted(thrown_statuses(sequences(), early())))),
        error=lazy(lambda: first_error(answers().reader, setting() if bare() else ())),
        missing=lazy(lambda: tuple(missing_statuses(answers(), bare()))),
        overwritten=lazy(lambda: tuple(sorted(overwritten(answers(), sequences())))),
    )
