"""What a sweep knows of the blobs of a tree: their verdicts, and which of them hold nothing to judge."""

from __future__ import annotations

from spanlint.memory.known_verdicts import KnownVerdicts
from spanlint.memory.questions import CALL, CONTENT, UNKNOWN
from spanlint.memory.verdict_keys import key_of
from spanlint.prefilter.first_look import words_of_interest
from spanlint.run.file_outcome import FileOutcome
from spanlint.run.known_outcomes import KnownLooks
from spanlint.sweep.learned import AskedTree, Learned, UsedVerdicts
from spanlint.sweep.state.asked_of_disk import asked, plain_set, possible_settings
from spanlint.sweep.state.verdict_store import StateError
from spanlint.text.suffixes import SUFFIXES, suffix_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence, Set
    from typing import Protocol, TypeVar

    from spanlint.memory.disk_watch import DiskWatch
    from spanlint.memory.remembered_calls import RememberedCalls
    from spanlint.memory.verdict import Verdict
    from spanlint.model.settings import Settings
    from spanlint.run.known_outcomes import Interesting
    from spanlint.run.tasks import Tasks
    from spanlint.sweep.learned import SilentBlobs
    from spanlint.sweep.state.tree_facts import TreeFacts

    T = TypeVar("T")
    Looks = Mapping[tuple[str, str], FileOutcome | int]
    """What looking at a file came to, by its blob and the kind of what it depends on beside its bytes."""

    class Verdicts(Protocol):
        """Verdicts that are known. Both methods may raise StateError."""

        def nothing_in(self, blobs: Iterable[str]) -> SilentBlobs:
            """Returns which of the blobs hold nothing, for every kind that is known. It may have others, too."""

        def judged(self, key: str) -> list[Verdict]:
            """Returns the verdicts of a key, the latest first."""


class KnownBlobs(KnownVerdicts):
    """What is known of the files of a tree. `program` is the digest of what judges, `top` the folder of the tree."""

    def __init__(
        self, facts: TreeFacts, watch: DiskWatch, calls: RememberedCalls, program: str, top: str,
        reader: Verdicts | None, looks: Looks | None = None,
    ) -> None:  # fmt: skip
        super().__init__(watch, calls, program, top, self._read)
        self._looks = looks or {}
        self.new_looks: dict[tuple[str, str], FileOutcome | int] = {}
        """What was found in files that hold something, but were not known."""
        self._facts = facts
        self._reader = reader
        self._nothing: SilentBlobs | None = None
        self._kinds: dict[int, dict[str, str]] = {}
        self._known_of: dict[int, dict[str, tuple[str, Set[str], dict[str, None]]]] = {}
        self._new: dict[tuple[str, str], None] = {}
        self._used: dict[str, dict[str, None]] = {}
        self.screened: dict[str, Settings] = {}
        """The settings of each file that was screened, by its path in the tree."""

    def known_looks(self, tasks: Tasks, indexes: Sequence[int]) -> KnownLooks:
        """Returns which of the files hold nothing, and what was found in others, as far as that is known."""
        looks, blobs, screened = self._looks, self._facts.blobs, self.screened
        unknown, interesting = list[int](), dict[int, FileOutcome | int]()
        last: Settings | None = None
        known_of: dict[str, tuple[str, Set[str], dict[str, None]]] = {}
        for index in indexes:  # a tenth of a lint of a history, so nothing is done for a file that could be avoided
            path, settings = tasks.paths[index], tasks.settings[index]
            tree_path = path.removeprefix("./")
            screened[tree_path] = settings
            if settings is not last:
                last, known_of = settings, self._known_of.setdefault(id(settings), {})
            kind, silent, used = known_of.get(path[path.rfind(".") :]) or self._known_by(path, settings)
            blob = blobs.get(tree_path, "")
            if blob in silent:  # no key is made for it: those that are there would be copied in a forked process
                used[blob] = None
            elif (blob, kind) in looks:
                interesting[index] = looks[blob, kind]
            else:
                unknown.append(index)
        return KnownLooks(unknown, interesting)

    def learn_looks(self, tasks: Tasks, indexes: Sequence[int], interesting: Interesting) -> None:
        """Take note of what looking at files came to."""
        for index in indexes:
            path, settings = tasks.paths[index], tasks.settings[index]
            key = (self._facts.blobs.get(_tree_path(path), ""), self._kind(path, settings))
            if not all(key):
                continue
            if index not in interesting:
                self._new[key] = None
            elif _is_of_bytes(interesting[index]):
                self.new_looks[key] = interesting[index]

    def learned(self) -> Learned:
        """Returns what was found out; nothing if the disk does not answer as the tree says."""
        if self._watch.disagrees:
            return Learned()
        asked = (path for what, path in self._watch.questions if what == CONTENT)
        wanted = tuple(path for path in (*asked, *sorted(self._watch.searched)) if path in self._facts.blobs)
        judged = tuple((verdict.key, verdict.answers) for verdict in self.verdicts)
        used = ((blob, kind) for kind, blobs in self._used.items() for blob in blobs)
        return Learned(tuple(self._new), tuple(self._learned), wanted, UsedVerdicts((*used, *self._new), judged))

    def asked_tree(self) -> AskedTree | None:
        """Returns what the lint has asked; None if that cannot be told."""
        questions = {**self._watch.questions}
        for behind in self._watch.inner.values():
            questions.update(behind)
        is_unknown = self._watch.disagrees or any(what == UNKNOWN for what, _ in questions)
        found = None if is_unknown else asked([], self.screened, {}, self._top)
        if found is None:
            return None
        sources = [path for path in self._facts.blobs if suffix_of(path) in SUFFIXES]
        loud = self._loud(found.settings)
        possible = possible_settings(found, self._top)
        kinds = dict([*found.settings.values(), *possible]).values()
        words = {suffix: {word for one in kinds for word in words_of_interest(suffix, one)} for suffix in SUFFIXES}
        words = {suffix: found | self.words for suffix, found in words.items()}
        said = {suffix: tuple(sorted(word.decode("latin-1") for word in found)) for suffix, found in words.items()}
        plain = plain_set(question for question in questions if question[0] != CALL)
        unread = [path for path in sources if path not in self.screened]
        sizes = [one.max_file_size for one in kinds]
        return AskedTree(
            tuple(sorted(plain)), tuple(loud), tuple(unread), len(self.screened), said, min(sizes, default=0),
            has_one_kind=bool(possible),
        )  # fmt: skip

    def _loud(self, settings: dict[str, tuple[str, Settings]]) -> list[str]:
        """Returns the screened files that hold something, by their settings and the digest of these."""
        blobs, found, kinds = self._facts.blobs, list[str](), dict[tuple[str, str], str]()
        for path, (digest, _) in settings.items():
            suffix = suffix_of(path)
            kind = kinds.get((digest, suffix))
            if kind is None:
                kind = kinds[digest, suffix] = key_of(self._program, digest, suffix)
            blob = blobs.get(path, "")
            if blob not in self._used.get(kind, ()) and (blob, kind) not in self._new:
                found.append(path)
        return found

    def _read(self, key: str) -> list[Verdict]:
        return self._known(lambda reader: reader.judged(key), [])

    def _known_nothing(self) -> SilentBlobs:
        return self._known(lambda reader: reader.nothing_in(self._facts.blobs.values()), {})

    def _known(self, ask: Callable[[Verdicts], T], nothing: T) -> T:
        """Returns what is known; `nothing` from the first time on that it cannot be read."""
        if self._reader is None:
            return nothing
        try:
            return ask(self._reader)
        except StateError:
            self._reader = None
            return nothing

    def _known_by(self, path: str, settings: Settings) -> tuple[str, Set[str], dict[str, None]]:
        """Returns the kind of a file, what is known to hold nothing by this kind, and what of it is of use."""
        if self._nothing is None:
            self._nothing = self._known_nothing()
        kind = self._kind(path, settings)
        silent: Set[str] = self._nothing.get(kind, set())
        known = (kind, silent, self._used.setdefault(kind, {}))
        return self._known_of.setdefault(id(settings), {}).setdefault(suffix_of(path), known)

    def _kind(self, path: str, settings: Settings) -> str:
        """Returns the key of what looking at a file depends on beside its bytes; empty if that cannot be told."""
        suffix = suffix_of(path)
        kinds = self._kinds.setdefault(id(settings), {})
        if suffix not in kinds:
            digest = self.settings_digest(settings)
            kinds[suffix] = "" if digest is None else key_of(self._program, digest, suffix)
        return kinds[suffix]


def _is_of_bytes(found: FileOutcome | int) -> bool:
    """Whether what looking at a file came to says nothing of its path."""
    return isinstance(found, int) or found == FileOutcome(has_span_names=True, span_calls=found.span_calls)


def _tree_path(path: str) -> str:
    """Returns the path in the tree of a path that is shown, relative to the top."""
    return path.removeprefix("./")
