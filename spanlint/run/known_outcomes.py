"""What is known of files before a run reads them: a sweep that has judged the same bytes before says it here.

A run that knows nothing asks nothing of it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import Protocol

    from spanlint.model.settings import Settings
    from spanlint.run.file_outcome import FileOutcome
    from spanlint.run.one_file import Candidate

    class KnownOutcomes(Protocol):
        """Knows what files hold, by their paths in the run."""

        def holds_nothing(self, path: str, settings: Settings) -> bool:
            """Whether a file is known to have nothing to judge, and not to yield: it is not read then."""

        def learn_nothing(self, path: str, settings: Settings) -> None:
            """Take note that a file has nothing to judge, and does not yield."""

        def screening(self) -> AbstractContextManager[None]:
            """Gives a block in which files are read for nothing but what the two methods above are about."""

        def outcome(self, candidate: Candidate, settings: Settings, has_helpers: bool) -> FileOutcome:
            """Returns what judging a file comes to; see `run_file`."""


_known: list[KnownOutcomes] = []


def know(known: KnownOutcomes) -> None:
    """Let all runs of this process ask what is known."""
    _known[:] = [known]


def known_outcomes() -> KnownOutcomes | None:
    """Returns what is known; None if nothing is."""
    return _known[0] if _known else None
