"""What is known of files before a run judges them: whoever has judged the same bytes before says it here.

A run that knows nothing asks nothing of it.
"""

from __future__ import annotations

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractContextManager
    from typing import Any, Protocol

    from spanlint.model.settings import Settings
    from spanlint.run.file_outcome import FileOutcome
    from spanlint.run.one_file import Candidate, Repair
    from spanlint.run.tasks import Tasks

    LookInside = Callable[[bytes], Any]
    """From the bytes of a file to what depends on nothing else, as JSON can hold it: numbers, texts, lists, None."""

    InnerLook = tuple[bytes, Any]
    """A digest of LOOK_KEY_BYTES of all that a look at a file depends on, and what it came to."""

    Interesting = dict[int, FileOutcome | int]
    """By task index, the outcome of a file that needs no judgement, or the size in bytes of one that does; YIELDS for a
    file that may need it if it uses a helper. Other files whose outcome is NOTHING_FOUND have no entry."""

    class KnownOutcomes(Protocol):
        """Knows what files hold, by their paths in the run."""

        def known_looks(self, tasks: Tasks, indexes: Sequence[int]) -> KnownLooks:
            """Returns what looking at files comes to, as far as that is known: these are not read."""

        def learn_looks(self, tasks: Tasks, indexes: Sequence[int], interesting: Interesting) -> None:
            """Take note of what looking at files came to."""

        def remembering(self, kind: str, settings: Settings, look: LookInside) -> LookInside:
            """Returns a look at the bytes of files that comes to the same as the one that is given, which is the only
            one of its kind with these settings."""

        def inner_looks(self) -> Sequence[InnerLook]:
            """Returns what such looks of this process have come to, for the one that it was forked from.

            All of them are numbers or None.
            """

        def learn_inner_looks(self, looks: Iterable[InnerLook]) -> None:
            """Take note of the looks of another process."""

        def screening(self) -> AbstractContextManager[None]:
            """Gives a block in which files are read for nothing but what the two methods above are about."""

        def searching(self, words: Iterable[bytes]) -> AbstractContextManager[None]:
            """Gives a block in which files are read only to find those that hold one of the words."""

        def found(self, path: str) -> None:
            """Take note that such a file does, so that its content matters."""

        def repairing(self, repair: Repair) -> KnownOutcomes | None:
            """Returns what is known if files are repaired; None if nothing is."""

        def recall(self, candidate: Candidate, settings: Settings, has_helpers: bool) -> FileOutcome | None:
            """Returns what judging a file comes to, if that is known; see `run_file`."""

        def judge(self, candidate: Candidate, settings: Settings, has_helpers: bool) -> FileOutcome:
            """Judge a file, and learn what it comes to."""

        def latest(self) -> object:
            """Returns what the file that was judged last has taught, for the process that this one was forked from."""

        def learn(self, path: str, taught: Any) -> None:
            """Take note of what judging a file has taught in another process."""


LOOK_KEY_BYTES = 16


class KnownLooks(Record):
    """What looking at files comes to: those that are `unknown`, and what was found in others, by their indexes. The
    rest holds nothing."""

    unknown: Sequence[int]
    interesting: Interesting


_known: list[KnownOutcomes] = []


def know(known: KnownOutcomes | None) -> None:
    """Let all runs of this process ask what is known; nothing if it is None."""
    _known[:] = [] if known is None else [known]


def known_outcomes() -> KnownOutcomes | None:
    """Returns what is known; None if nothing is."""
    return _known[0] if _known else None
