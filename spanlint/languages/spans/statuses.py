"""The facts about the status of the spans of one file, in any language."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.languages.spans.recorded_twice import ExceptionAnswers, recorded_twice
from spanlint.lean.lazy import lazy
from spanlint.model.statuses import Statuses


def statuses(answers: Callable[[], ExceptionAnswers]) -> Statuses:
    """The facts; each is read when a rule asks for it."""
    return Statuses(recorded_twice=lazy(lambda: tuple(recorded_twice(answers()))))
