"""The verdicts of a process that lints: what is known of the tree's blobs, and what it finds out about others.

It stands between a run and its judgements (see `spanlint.run.known_outcomes`). A file is judged with no view of another
one in memory, and what it asks of the disk is noted: with the answers, that is what its verdict depends on beside its
own bytes, its path, the settings and the program.
"""

from __future__ import annotations

import json

from spanlint.run.file_outcome import FileOutcome
from spanlint.run.one_file import run_file
from spanlint.run.project import Project
from spanlint.sweep.outcome_codec import UnknownKindError, decode, encode
from spanlint.sweep.tree_facts import CALL, CONTENT, UNKNOWN
from spanlint.sweep.verdict_keys import digest_of, key_of
from spanlint.sweep.verdict_store import JudgedBlob, Learned, SilentBlob, StateError
from spanlint.text.suffixes import suffix_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager
    from typing import Protocol

    from spanlint.model.settings import Settings
    from spanlint.run.one_file import Candidate
    from spanlint.sweep.disk_watch import DiskWatch
    from spanlint.sweep.remembered_calls import RememberedCalls
    from spanlint.sweep.tree_facts import Question, TreeFacts

    class Verdicts(Protocol):
        """Verdicts that are known. Both methods may raise StateError."""

        def nothing_in(self, blobs: Iterable[str]) -> set[SilentBlob]:
            """Returns which of the blobs hold nothing, for every kind that is known."""

        def judged(self, key: str) -> list[JudgedBlob]:
            """Returns the verdicts of a key, the latest first."""


class KnownBlobs:
    """What is known of the files of a tree. `program` is the digest of what judges, `top` the folder of the tree."""

    def __init__(
        self, facts: TreeFacts, watch: DiskWatch, calls: RememberedCalls, program: str, top: str,
        reader: Verdicts | None,
    ) -> None:  # fmt: skip
        self._facts = facts
        self._watch = watch
        self._calls = calls
        self._program = program
        self._top = top
        self._reader = reader
        self._nothing: set[SilentBlob] | None = None
        self._settings: dict[int, tuple[Settings, str | None]] = {}
        self._kinds: dict[tuple[int, str], str] = {}
        self._new: dict[SilentBlob, None] = {}
        self._judged: list[JudgedBlob] = []
        self.screened: dict[str, Settings] = {}
        """The settings of each file that was screened, by its path in the tree."""
        self.reused = 0
        """How many files have a verdict that was known."""
        self.judged = 0
        """How many files have been judged."""

    def holds_nothing(self, path: str, settings: Settings) -> bool:
        """Whether a file is known to have nothing to judge."""
        self.screened[_tree_path(path)] = settings
        verdict = self._nothing_verdict(path, settings)
        if verdict is None:
            return False
        if self._nothing is None:
            self._nothing = self._known_nothing()
        return verdict in self._nothing

    def learn_nothing(self, path: str, settings: Settings) -> None:
        """Take note that a file has nothing to judge."""
        verdict = self._nothing_verdict(path, settings)
        if verdict is not None:
            self._new[verdict] = None

    def screening(self) -> AbstractContextManager[None]:
        """Gives a block in which files are read only to find those with nothing to judge."""
        return self._watch.unnoted()

    def outcome(self, candidate: Candidate, settings: Settings, has_helpers: bool) -> FileOutcome:
        """Returns what judging a file comes to, from memory if everything is as it was."""
        blob, digest = self._facts.blobs.get(_tree_path(candidate.path), ""), self._digest(settings)
        key = ""
        if blob and digest is not None:
            said = f"{candidate.is_named} {candidate.encoding} {has_helpers}"
            key = key_of(self._program, digest, blob, candidate.path, said)
        known = self._known(key) if key else None
        if known is not None:
            self.reused += 1
            return known
        self.judged += 1
        with self._watch.noting() as asked:
            outcome = run_file(candidate, settings, None, Project(settings), has_helpers)
        can_be_asked = not self._watch.disagrees and all(what != UNKNOWN for what, _ in asked)
        if key and outcome.problem is None and can_be_asked:
            self._keep(key, list(asked), outcome)
        return outcome

    def learned(self) -> Learned:
        """Returns what was found out; nothing if the disk does not answer as the tree says."""
        if self._watch.disagrees:
            return Learned()
        asked = (path for what, path in self._watch.questions if what == CONTENT)
        return Learned(
            tuple(self._new), tuple(self._judged), tuple(path for path in asked if path in self._facts.blobs)
        )

    def _known(self, key: str) -> FileOutcome | None:
        if self._reader is None:
            return None
        try:
            for verdict in self._reader.judged(key):
                questions = [(what, path) for what, path in json.loads(verdict.questions)]
                if self._answers(questions) == verdict.answers:
                    return decode(verdict.outcome)
        except (StateError, ValueError):
            self._reader = None
        return None

    def _keep(self, key: str, asked: list[Question], outcome: FileOutcome) -> None:
        try:
            data = encode(outcome)
        except UnknownKindError:
            return
        self._judged.append(JudgedBlob(key, self._answers(asked), json.dumps(asked), data))

    def _answers(self, questions: list[Question]) -> str:
        """Returns a digest of what the tree answers to questions."""
        parts = (
            self._calls.answer(text) if what == CALL else self._facts.answer((what, text)) for what, text in questions
        )
        return key_of(*parts)

    def _known_nothing(self) -> set[SilentBlob]:
        if self._reader is None:
            return set()
        try:
            return self._reader.nothing_in(set(self._facts.blobs.values()))
        except StateError:
            self._reader = None
            return set()

    def _nothing_verdict(self, path: str, settings: Settings) -> SilentBlob | None:
        blob, suffix = self._facts.blobs.get(_tree_path(path)), suffix_of(path)
        kind = self._kinds.get((id(settings), suffix))
        if kind is None:
            digest = self._digest(settings)
            kind = "" if digest is None else key_of(self._program, digest, suffix)
            self._kinds[id(settings), suffix] = kind
        return SilentBlob(blob, kind) if blob and kind else None

    def _digest(self, settings: Settings) -> str | None:
        known = self._settings.get(id(settings))
        if known is None:  # the settings are kept, or another object could get their number
            known = self._settings[id(settings)] = (settings, digest_of(settings, self._top))
        return known[1]


def _tree_path(path: str) -> str:
    """Returns the path in the tree of a path that is shown, relative to the top."""
    return path.removeprefix("./")
