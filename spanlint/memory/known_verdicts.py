"""The verdicts of a process that lints: what is known of the files from before, and what it finds out about others.

It stands between a run and its judgements (see `spanlint.run.known_outcomes`). A file is judged with no view of another
one in memory, and what it asks of the disk is noted: with the answers, that is what its verdict depends on beside its
own bytes, its path, the settings and the program.
"""

from __future__ import annotations

import json

from spanlint.memory.outcome_codec import UnknownKindError, decode, encode
from spanlint.memory.questions import CALL, CONTENT
from spanlint.memory.verdict import Verdict
from spanlint.memory.verdict_keys import digest_of, key_of
from spanlint.run.file_outcome import FileOutcome
from spanlint.run.known_outcomes import KnownLooks
from spanlint.run.one_file import run_file
from spanlint.run.project import Project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractContextManager

    from spanlint.memory.disk_watch import DiskWatch
    from spanlint.memory.questions import Question
    from spanlint.memory.remembered_calls import RememberedCalls
    from spanlint.model.settings import Settings
    from spanlint.run.known_outcomes import InnerLook, Interesting, LookInside
    from spanlint.run.one_file import Candidate, Repair
    from spanlint.run.tasks import Tasks


class KnownVerdicts:
    """Asks `verdicts_of` for the verdicts of a key, the latest first.

    `program` is the digest of what judges; the settings name paths below `top`, wherever that lies.
    """

    def __init__(
        self, watch: DiskWatch, calls: RememberedCalls, program: str, top: str,
        verdicts_of: Callable[[str], Iterable[Verdict]],
    ) -> None:  # fmt: skip
        self._watch = watch
        self._calls = calls
        self._program = program
        self._top = top
        self._verdicts_of = verdicts_of
        self._settings: dict[int, tuple[Settings, str | None]] = {}
        self._repair: Repair | None = None
        self._latest: tuple[Verdict, ...] = ()
        self._learned: list[Verdict] = []
        self._recalled: list[Verdict] = []
        self.judged: list[str] = []
        """The paths of the files that have been judged."""
        self.words = set[bytes]()
        """What files have been searched for; of those that hold none of it, no more mattered."""

    @property
    def reused(self) -> int:
        """How many files have a verdict that was known."""
        return len(self._recalled)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """All verdicts of this run, known and learned."""
        return (*self._recalled, *self._learned)

    def known_looks(self, tasks: Tasks, indexes: Sequence[int]) -> KnownLooks:  # noqa: ARG002 - as it has to be read
        """Returns what is known of files before they are read: nothing."""
        return KnownLooks(indexes, {})

    def learn_looks(self, tasks: Tasks, indexes: Sequence[int], interesting: Interesting) -> None:
        """Take note of what looking at files came to: nothing is kept."""

    def remembering(self, kind: str, settings: Settings, look: LookInside) -> LookInside:  # noqa: ARG002 - as above
        """Returns a look at the bytes of files: the same one."""
        return look

    def inner_looks(self) -> Sequence[InnerLook]:
        """Returns what such looks have come to: nothing is kept."""
        return ()

    def learn_inner_looks(self, looks: Iterable[InnerLook]) -> None:
        """Take note of the looks of another process: nothing is kept."""

    def screening(self) -> AbstractContextManager[None]:
        """Gives a block in which files are read only to find those with nothing to judge."""
        return self._watch.unnoted()

    def searching(self, words: Iterable[bytes]) -> AbstractContextManager[None]:
        """Gives a block in which files are read only to find those that hold one of the words."""
        self.words.update(words)
        return self._watch.searching()

    def found(self, path: str) -> None:
        """Take note that the content of a file matters."""
        self._watch.note_content(path)

    def repairing(self, repair: Repair) -> KnownVerdicts | None:
        """Returns what is known of files that the repair has left as they are, or would: itself from now on.

        None if somebody chooses the fixes.
        """
        self._repair = repair
        return self if repair.choose is None else None

    def recall(self, candidate: Candidate, settings: Settings, has_helpers: bool) -> FileOutcome | None:
        """Returns what judging a file came to, if everything is as it was; else None."""
        key = self._key(candidate, settings, has_helpers)
        for verdict in self._verdicts_of(key) if key else ():
            try:
                questions = [(what, path) for what, path in json.loads(verdict.questions)]
                if self._answers(questions) != verdict.answers:
                    continue
                outcome = decode(verdict.outcome)
            except (ValueError, LookupError):
                continue
            self._recalled.append(verdict)
            self._watch.note_all(questions)
            return outcome
        return None

    def judge(self, candidate: Candidate, settings: Settings, has_helpers: bool) -> FileOutcome:
        """Returns what judging a file comes to, and learns it."""
        key = self._key(candidate, settings, has_helpers)
        with self._watch.noting() as asked:
            outcome = run_file(candidate, settings, self._repair, Project(settings), has_helpers)
        is_complete = outcome.problem is None and not outcome.fixed
        may_keep = bool(key) and is_complete and asked.can_be_asked_again()
        self.learn(candidate.path, self._verdict(key, list(asked.questions), outcome) if may_keep else ())
        return outcome

    def latest(self) -> tuple[Verdict, ...]:
        """Returns what the file that was judged last has taught: one verdict, or none."""
        return self._latest

    def learn(self, path: str, verdicts: tuple[Verdict, ...]) -> None:
        """Take note of what judging a file has taught."""
        self._latest = verdicts
        self._learned += verdicts
        self.judged.append(path)

    def settings_digest(self, settings: Settings) -> str | None:
        """Returns a digest of settings; None if it cannot be told whether others are equal to them."""
        known = self._settings.get(id(settings))
        if known is None:  # the settings are kept, or another object could get their number
            known = self._settings[id(settings)] = (settings, digest_of(settings, self._top))
        return known[1]

    def _key(self, candidate: Candidate, settings: Settings, has_helpers: bool) -> str:
        """Returns the key of what a verdict depends on of the file itself; empty if that cannot be told."""
        digest, path = self.settings_digest(settings), self._watch.below(candidate.path)
        content = "" if path is None else self._watch.answer((CONTENT, path))
        if digest is None or not content:
            return ""
        said = f"{candidate.is_named} {candidate.encoding} {has_helpers}"
        said += "" if self._repair is None else f" {self._repair}"
        return key_of(self._program, digest, content, candidate.path, said)

    def _verdict(self, key: str, asked: list[Question], outcome: FileOutcome) -> tuple[Verdict, ...]:
        try:
            data = encode(outcome)
        except UnknownKindError:
            return ()
        return (Verdict(key, self._answers(asked), json.dumps(asked), data),)

    def _answers(self, questions: list[Question]) -> str:
        """Returns a digest of the answers to questions. Raises LookupError for one that cannot be asked."""
        parts = (
            self._calls.answer(text) if what == CALL else self._watch.answer((what, text)) for what, text in questions
        )
        return key_of(*parts)
