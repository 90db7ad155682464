"""Whether a commit can change any finding: what the last lint has asked of the disk, and what it has found silent.

A commit is quiet if nothing that was asked has another answer after it, and if every file that it touches has nothing
to judge before and after. Whatever cannot be told makes a commit loud: then it is linted.
"""

from __future__ import annotations

import posixpath

from spanlint.lean.records import Record
from spanlint.memory.questions import CONTENT, KIND, NAMES
from spanlint.memory.verdict_keys import digest_of, key_of
from spanlint.prefilter.first_look import first_look
from spanlint.sweep.learned import SilentBlob
from spanlint.text.suffixes import SUFFIXES, suffix_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spanlint.memory.questions import Question
    from spanlint.memory.remembered_calls import RememberedCalls
    from spanlint.model.settings import Settings
    from spanlint.prefilter.first_look import Look
    from spanlint.sweep.state.tree_facts import TreeFacts

_COUNTS = (2, 100, 1001)  # numbers of files at which a run looks for helpers in another way


class AskedOfDisk(Record):
    """What a lint has asked, and the settings of each file that it has screened, by path, with their digest.

    `calls` are the questions that a function has asked of the disk that remembers the answer, by the call (see
    `remembered_calls`), with a digest of what it said.
    """

    questions: frozenset[Question]
    settings: dict[str, tuple[str, Settings]]
    calls: dict[str, tuple[str, frozenset[Question]]]


def asked(
    questions: Iterable[Question], settings: dict[str, Settings], calls: dict[str, tuple[str, list[Question]]], top: str
) -> AskedOfDisk | None:
    """Returns what a lint has asked, in paths without `.` and `..`; None if it cannot be told."""
    distinct = {id(one): one for one in settings.values()}  # of thousands of files, two or three
    digests = {number: digest_of(one, top) for number, one in distinct.items()}
    if None in digests.values():
        return None
    by_path = {path: (digests[id(one)] or "", one) for path, one in settings.items()}
    inner = {text: (said, _plain_set(behind)) for text, (said, behind) in calls.items()}
    return AskedOfDisk(_plain_set(questions), by_path, inner)


def _plain_set(questions: Iterable[Question]) -> frozenset[Question]:
    return frozenset(plain for question in questions for plain in _plain(question))


def _plain(question: Question) -> Iterator[Question]:
    what, path = question
    yield what, _normal(path)
    parts = path.split("/")
    for number, part in enumerate(parts):
        if part == "..":  # the folder before it has to be there
            yield KIND, _normal("/".join(parts[:number]))


def _normal(path: str) -> str:
    normal = posixpath.normpath(path)
    return "" if normal == "." else normal


class QuietCommits:
    """Tells quiet commits. `top` is the folder that holds the files of `facts`; `program` is what judges.

    `known` are the blobs of which it is known that they hold nothing.
    """

    def __init__(
        self, facts: TreeFacts, calls: RememberedCalls, top: str, program: str, known: set[SilentBlob]
    ) -> None:
        self._facts = facts
        self._calls = calls
        self._top = top
        self._program = program
        self._known = known
        self._loud: set[SilentBlob] = set()
        self._looks: dict[str, Look] = {}
        self._asked: AskedOfDisk | None = None
        self._possible: list[tuple[str, Settings]] = []
        self._new: set[str] = set()
        self._fewest = self._most = 0

    def linted(self, asked: AskedOfDisk | None) -> None:
        """Take note of what the lint of the tree, as it is now, has asked. None if that is not known."""
        self._asked, self._new = asked, set()
        self._possible = [] if asked is None else _possible(asked, self._top)
        self._fewest = self._most = 0 if asked is None else len(asked.settings)

    def is_quiet(self, before: dict[str, str], turned: set[str]) -> bool:
        """Whether no finding has changed with the files that held these blobs before, or were not there (empty).

        `turned` are the folders that have come or gone with them.
        """
        asked = self._asked
        if asked is None:
            return False
        appeared = {path for path, blob in before.items() if bool(blob) != (path in self._facts.blobs)}
        touched = set(_touched(before, appeared | turned))
        if not touched.isdisjoint(asked.questions) or not self._say_the_same(asked, touched):
            return False
        self._new |= {path for path in appeared if not before[path]}
        sources = [path for path in before if suffix_of(path) in SUFFIXES]
        self._fewest -= sum(path in appeared and bool(before[path]) for path in sources)
        self._most += sum(path in appeared and not before[path] for path in sources)
        is_near = any(self._fewest < count <= self._most for count in _COUNTS)
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
        blobs = [held for held in (blob, self._facts.blobs.get(path, "")) if held]
        if asked is not None and path in asked.settings:
            return all(self._holds_nothing(held, path, asked.settings[path]) for held in blobs)
        if path not in self._new:
            return True  # no lint looks at it
        return bool(self._possible) and all(
            self._holds_nothing(held, path, one) for held in blobs for one in self._possible
        )

    def _holds_nothing(self, blob: str, path: str, settings: tuple[str, Settings]) -> bool:
        digest, chosen = settings
        kind = key_of(self._program, digest, suffix_of(path))
        verdict = SilentBlob(blob, kind)
        if verdict in self._known:
            return True
        if verdict in self._loud or self._facts.blobs.get(path) != blob:
            return False
        if kind not in self._looks:
            self._looks[kind] = first_look(suffix_of(path), chosen)
        is_silent = not self._looks[kind]([f"{self._top}/{path}"])
        (self._known if is_silent else self._loud).add(verdict)
        return is_silent


def _touched(changed: Iterable[str], turned: Iterable[str]) -> Iterator[Question]:
    """Yields the questions that may have another answer: files have changed, and files or folders have come or gone."""
    for path in changed:
        yield CONTENT, path
    for path in turned:
        yield KIND, path
        yield NAMES, path
        yield NAMES, path.rpartition("/")[0]


def _possible(asked: AskedOfDisk, top: str) -> list[tuple[str, Settings]]:
    """Returns all settings that a new file may have, with their digests; none if it is not known."""
    distinct = dict(asked.settings.values())
    plain = {digest_of(one._replace(is_test_file=False), top): one for one in distinct.values()}
    if len(plain) != 1:
        return []
    (settings,) = plain.values()
    both = (settings._replace(is_test_file=is_test) for is_test in (False, True))
    return [(digest_of(one, top) or "", one) for one in both]
