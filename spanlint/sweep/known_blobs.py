"""What a sweep knows of the blobs of a tree: their verdicts, and which of them hold nothing to judge."""

from __future__ import annotations

from spanlint.sweep.verdict_store import Learned, SilentBlob, StateError, UsedVerdicts
from spanlint.text.suffixes import suffix_of
from spanlint.verdicts.known_verdicts import KnownVerdicts
from spanlint.verdicts.questions import CONTENT
from spanlint.verdicts.verdict_keys import key_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    from spanlint.model.settings import Settings
    from spanlint.sweep.tree_facts import TreeFacts
    from spanlint.verdicts.disk_watch import DiskWatch
    from spanlint.verdicts.remembered_calls import RememberedCalls
    from spanlint.verdicts.verdict import Verdict

    class Verdicts(Protocol):
        """Verdicts that are known. Both methods may raise StateError."""

        def nothing_in(self, blobs: Iterable[str]) -> set[SilentBlob]:
            """Returns which of the blobs hold nothing, for every kind that is known."""

        def judged(self, key: str) -> list[Verdict]:
            """Returns the verdicts of a key, the latest first."""


class KnownBlobs(KnownVerdicts):
    """What is known of the files of a tree. `program` is the digest of what judges, `top` the folder of the tree."""

    def __init__(
        self, facts: TreeFacts, watch: DiskWatch, calls: RememberedCalls, program: str, top: str,
        reader: Verdicts | None,
    ) -> None:  # fmt: skip
        super().__init__(watch, calls, program, top, self._read)
        self._facts = facts
        self._reader = reader
        self._nothing: set[SilentBlob] | None = None
        self._kinds: dict[tuple[int, str], str] = {}
        self._new: dict[SilentBlob, None] = {}
        self._used: dict[SilentBlob, None] = {}
        self.screened: dict[str, Settings] = {}
        """The settings of each file that was screened, by its path in the tree."""

    def holds_nothing(self, path: str, settings: Settings) -> bool:
        """Whether a file is known to have nothing to judge."""
        tree_path = _tree_path(path)
        self.screened[tree_path] = settings
        blob, kind = self._facts.blobs.get(tree_path), self._kinds.get((id(settings), path[path.rfind(".") :]))
        verdict = SilentBlob(blob, kind) if blob and kind else self._nothing_verdict(path, settings)
        if verdict is None:
            return False
        if self._nothing is None:
            self._nothing = self._known_nothing()
        if verdict not in self._nothing:
            return False
        self._used[verdict] = None
        return True

    def learn_nothing(self, path: str, settings: Settings) -> None:
        """Take note that a file has nothing to judge."""
        verdict = self._nothing_verdict(path, settings)
        if verdict is not None:
            self._new[verdict] = None

    def learned(self) -> Learned:
        """Returns what was found out; nothing if the disk does not answer as the tree says."""
        if self._watch.disagrees:
            return Learned()
        asked = (path for what, path in self._watch.questions if what == CONTENT)
        wanted = tuple(path for path in asked if path in self._facts.blobs)
        judged = tuple((verdict.key, verdict.answers) for verdict in self.verdicts)
        return Learned(tuple(self._new), tuple(self._learned), wanted, UsedVerdicts((*self._used, *self._new), judged))

    def _read(self, key: str) -> list[Verdict]:
        if self._reader is None:
            return []
        try:
            return self._reader.judged(key)
        except StateError:
            self._reader = None
            return []

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
            digest = self.settings_digest(settings)
            kind = "" if digest is None else key_of(self._program, digest, suffix)
            self._kinds[id(settings), suffix] = kind
        return SilentBlob(blob, kind) if blob and kind else None


def _tree_path(path: str) -> str:
    """Returns the path in the tree of a path that is shown, relative to the top."""
    return path.removeprefix("./")
