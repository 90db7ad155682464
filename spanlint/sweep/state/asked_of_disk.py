"""What a lint has asked of the disk, and whether a change of some files can be seen in the answers."""

from __future__ import annotations

import posixpath

from spanlint.lean.records import Record
from spanlint.memory.questions import CONTENT, KIND, NAMES
from spanlint.memory.verdict_keys import digest_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spanlint.memory.questions import Question
    from spanlint.model.settings import Settings

COUNTS = (2, 100, 1001)
"""Numbers of files at which a run looks for helpers in another way."""


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
    numbers = list(map(id, settings.values()))
    distinct = dict(zip(numbers, settings.values(), strict=True))  # of thousands of files, two or three
    digests = {number: digest_of(one, top) for number, one in distinct.items()}
    if None in digests.values():
        return None
    pairs = {number: (digests[number] or "", one) for number, one in distinct.items()}
    by_path = dict(zip(settings, map(pairs.__getitem__, numbers), strict=True))
    inner = {text: (said, plain_set(behind)) for text, (said, behind) in calls.items()}
    return AskedOfDisk(plain_set(questions), by_path, inner)


def plain_set(questions: Iterable[Question]) -> frozenset[Question]:
    """Returns questions in paths without `.` and `..`."""
    return frozenset(plain for question in questions for plain in _plain(question))


def _plain(question: Question) -> Iterator[Question]:
    what, path = question
    if path and "." not in path and "//" not in path:
        yield question
        return
    yield what, _normal(path)
    parts = path.split("/")
    for number, part in enumerate(parts):
        if part == "..":  # the folder before it has to be there
            yield KIND, _normal("/".join(parts[:number]))


def _normal(path: str) -> str:
    normal = posixpath.normpath(path)
    return "" if normal == "." else normal


def touched(changed: Iterable[str], turned: Iterable[str]) -> Iterator[Question]:
    """Yields the questions that may have another answer: files have changed, and files or folders have come or gone."""
    for path in changed:
        yield CONTENT, path
    for path in turned:
        yield KIND, path
        yield NAMES, path
        yield NAMES, path.rpartition("/")[0]


def possible_settings(asked: AskedOfDisk, top: str) -> list[tuple[str, Settings]]:
    """Returns all settings that a new file may have, with their digests; none if it is not known."""
    distinct = dict(asked.settings.values())
    plain = {digest_of(one._replace(is_test_file=False), top): one for one in distinct.values()}
    if len(plain) != 1:
        return []
    (settings,) = plain.values()
    both = (settings._replace(is_test_file=is_test) for is_test in (False, True))
    return [(digest_of(one, top) or "", one) for one in both]
