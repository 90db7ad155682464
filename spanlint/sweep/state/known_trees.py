"""The tree that a repository had when it was linted last, and whether another one has the same findings.

It has if nothing that the lint asked has another answer in it, and if every source that it changes has nothing to judge
before and after. Then nothing is laid down, and no process is started. Whatever cannot be told is linted. A manifest
that was read may change where nothing is read of it, such as in its version.
"""

from __future__ import annotations

import json
import zlib

from spanlint.lean.records import Record
from spanlint.memory.questions import CONTENT
from spanlint.memory.verdict_keys import key_of, program_digest
from spanlint.prefilter.first_look import is_plain_text
from spanlint.prefilter.helper_signs import may_use_helper
from spanlint.run.helper_files import FEW_FILES
from spanlint.sweep.git.work_trees import is_lfs_pointer
from spanlint.sweep.learned import AskedTree
from spanlint.sweep.state.asked_of_disk import COUNTS, touched
from spanlint.sweep.state.manifests import is_manifest, says_the_same
from spanlint.text.suffixes import SUFFIXES, suffix_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MAX_CHANGED = 1000  # files
_LEVEL = 1  # of compression


class KnownTree(Record):
    """The files of a tree that was linted, with their blobs, what was asked of it, and what the lint came to.

    `report` is that of the lint, in JSON's types; `judged` is how many files have a verdict.
    """

    files: dict[str, str]
    asked: AskedTree
    report: list[object]
    judged: int

    def packed(self) -> bytes:
        """Returns all of it as bytes."""
        return zlib.compress(json.dumps(self).encode(), _LEVEL)

    def to_look_at(self, files: Mapping[str, str]) -> list[str] | None:
        """Returns the changed files of another tree that must be `of_no_account`, so that its findings are the same;
        None if they may differ anyway."""
        changed = {path for path, _ in self.files.items() ^ files.items()}
        appeared = {path for path in changed if (path in files) != (path in self.files)}
        turned = appeared | (_folders(self.files) ^ _folders(files) if appeared else set())
        asked, sources = self.asked, [path for path in changed if suffix_of(path) in SUFFIXES]
        if len(changed) > _MAX_CHANGED or not changed.isdisjoint(asked.loud):
            return None
        touched_questions = set(asked.questions).intersection(touched(changed, turned))
        manifests = [path for what, path in touched_questions if what == CONTENT and is_manifest(path)]
        if len(manifests) < len(touched_questions) or not appeared.isdisjoint(manifests):
            return None
        come = sum(path not in self.files for path in sources)
        gone = sum(path not in files for path in sources)
        if (come and not asked.has_one_kind) or any(asked.read - gone < count <= asked.read + come for count in COUNTS):
            return None
        unread = set(asked.unread)
        return [*sorted(manifests), *(path for path in sources if path in files and path not in unread)]

    def of_no_account(self, path: str, content: bytes, before: bytes | None = None) -> bool:
        """Whether it is certain that a source has nothing to judge, or that of a manifest, linting reads what it has
        read `before`."""
        if is_manifest(path):
            return before is not None and says_the_same(path, before, content)
        suffix = suffix_of(path)
        words = self.asked.words.get(suffix, ())
        if not words or len(content) > self.asked.max_size or not is_plain_text(suffix, content):
            return False
        if is_lfs_pointer(content):
            return False
        if self.asked.read < FEW_FILES and may_use_helper(path, content):
            return False
        return not any(word.encode("latin-1") in content for word in words)


def unpacked(data: bytes) -> KnownTree | None:
    """Returns what `packed` has made bytes of; None if they are something else."""
    try:
        files, asked, report, judged = json.loads(zlib.decompress(data))
        questions, loud, unread, read, words, *others = asked
        said = {suffix: tuple(found) for suffix, found in words.items()}
        tree = AskedTree(tuple(map(tuple, questions)), tuple(loud), tuple(unread), read, said, *others)
        return KnownTree(files, tree, report, judged)
    except (zlib.error, ValueError, TypeError, AttributeError):
        return None


def tree_key(options: str, subdir: str) -> str:
    """Returns the key of what the findings in a tree depend on beside it."""
    return key_of(program_digest(), options, subdir)


def _folders(paths: Iterable[str]) -> set[str]:
    found = set[str]()
    for path in paths:
        while (path := path.rpartition("/")[0]) and path not in found:
            found.add(path)
    return found
