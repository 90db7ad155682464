"""Whether a commit can change any finding: what the last lint has asked of the disk, and what it has found silent.

A commit is quiet if nothing that was asked has another answer after it, and if every file that it touches has nothing
to judge before and after. Whatever cannot be told makes a commit loud: then it is linted.
"""

from __future__ import annotations

from spanlint.disk.reading import read_file
from spanlint.memory.verdict_keys import key_of
from spanlint.prefilter.first_look import first_look
from spanlint.prefilter.helper_signs import may_use_helper
from spanlint.run.helper_files import FEW_FILES
from spanlint.sweep.git.blob_contents import MAX_FILE
from spanlint.sweep.state.asked_of_disk import COUNTS, possible_settings
from spanlint.sweep.state.asked_of_disk import touched as touched_by
from spanlint.text.suffixes import SUFFIXES, language_of, suffix_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from spanlint.memory.questions import Question
    from spanlint.memory.remembered_calls import RememberedCalls
    from spanlint.model.settings import Settings
    from spanlint.prefilter.first_look import Look
    from spanlint.sweep.learned import SilentBlobs
    from spanlint.sweep.state.asked_of_disk import AskedOfDisk
    from spanlint.sweep.state.tree_facts import TreeFacts


class QuietCommits:
    """Tells quiet commits. `top` is the folder that holds the files of `facts`; `program` is what judges.

    `known` are the blobs of which it is known that they hold nothing.
    """

    def __init__(self, facts: TreeFacts, calls: RememberedCalls, top: str, program: str, known: SilentBlobs) -> None:
        self._facts = facts
        self._calls = calls
        self._top = top
        self._program = program
        self._known = known
        self._loud: SilentBlobs = {}
        self._looks: dict[str, Look] = {}
        self._asked: AskedOfDisk | None = None
        self._possible: list[tuple[str, Settings]] = []
        self._new: set[str] = set()
        self._words: Collection[bytes] = ()
        self._fewest = self._most = 0

    def linted(self, asked: AskedOfDisk | None, words: Collection[bytes] = ()) -> None:
        """Take note of what the lint of the tree, as it is now, has asked, and of the words that it has searched the
        files for. None if that is not known."""
        self._asked, self._words, self._new = asked, words, set()
        self._possible = [] if asked is None else possible_settings(asked, self._top)
        self._fewest = self._most = 0 if asked is None else len(asked.settings)

    def is_quiet(self, before: dict[str, str], turned: set[str]) -> bool:
        """Whether no finding has changed with the files that held these blobs before, or were not there (empty).

        `turned` are the folders that have come or gone with them.
        """
        asked = self._asked
        if asked is None:
            return False
        appeared = {path for path, blob in before.items() if bool(blob) != (path in self._facts.blobs)}
        touched = set(touched_by(before, appeared | turned))
        if not touched.isdisjoint(asked.questions) or not self._say_the_same(asked, touched):
            return False
        self._new |= {path for path in appeared if not before[path]}
        sources = [path for path in before if suffix_of(path) in SUFFIXES]
        self._fewest -= sum(path in appeared and bool(before[path]) for path in sources)
        self._most += sum(path in appeared and not before[path] for path in sources)
        is_near = any(self._fewest < count <= self._most for count in COUNTS)
        return not is_near and all(self._is_silent(path, before[path]) for path in sources)

    def _say_the_same(self, asked: AskedOfDisk, touched: set[Question]) -> bool:
        """Whether every function whose questions are touched says what it said."""
        calls = [(text, said) for text, (said, behind) in asked.calls.items() if not touched.isdisjoint(behind)]
        if not calls:
            return True
        try:
            return all(self._calls.answer(text) == said for text, said in calls)
        finally:
            self._calls.forget()  # the files change, and a forked process would take over what is remembered

    def _is_silent(self, path: str, blob: str) -> bool:
        """Whether a source has nothing to judge, now and with the blob that it held."""
        asked = self._asked
        if self._is_found(path):
            return False
        blobs = [held for held in (blob, self._facts.blobs.get(path, "")) if held]
        if asked is not None and path in asked.settings:
            return all(self._holds_nothing(held, path, asked.settings[path]) for held in blobs)
        if path not in self._new:
            return True  # no lint looks at it
        return bool(self._possible) and all(
            self._holds_nothing(held, path, one) for held in blobs for one in self._possible
        )

    def _is_found(self, path: str) -> bool:
        """Whether a search of the files would find this one. If it found what the file held before, that was read."""
        is_python = language_of(path) == "python"
        if path not in self._facts.blobs or not (is_python or self._fewest < FEW_FILES):
            return False
        text = read_file(f"{self._top}/{path}", MAX_FILE)
        if not isinstance(text, bytes):
            return True
        is_one_of_few = self._fewest < FEW_FILES and may_use_helper(path, text)
        return is_one_of_few or (is_python and any(word in text for word in self._words))

    def _holds_nothing(self, blob: str, path: str, settings: tuple[str, Settings]) -> bool:
        digest, chosen = settings
        kind = key_of(self._program, digest, suffix_of(path))
        if blob in self._known.get(kind, ()):
            return True
        if blob in self._loud.get(kind, ()) or self._facts.blobs.get(path) != blob:
            return False
        if kind not in self._looks:
            self._looks[kind] = first_look(suffix_of(path), chosen)
        is_silent = not self._looks[kind]([f"{self._top}/{path}"])
        (self._known if is_silent else self._loud).setdefault(kind, set()).add(blob)
        return is_silent
