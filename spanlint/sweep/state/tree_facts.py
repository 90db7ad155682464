"""What a tree of files answers to the questions that linting asks of a disk: what a path is, what is in it.

The answers come from the paths and the blobs of a commit. So they are the same in every copy of it, and it costs no
disk to find out whether another commit gives the same ones.
"""

from __future__ import annotations

from hashlib import sha256

from spanlint.memory.questions import CONTENT, FILE, FOLDER, KIND, NEITHER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spanlint.disk.reading import Unread
    from spanlint.memory.questions import Question

_OWN = ".git"  # of the copy that is linted, at its top; no commit holds one
_DIGITS = 20  # of a digest


class TreeFacts:
    """The files of a tree, by their paths, with the blob that each holds. A file's folders are there with it."""

    is_still = True

    def __init__(self, blobs: Mapping[str, str]) -> None:
        self.blobs: dict[str, str] = {}
        self._folders: dict[str, set[str]] = {"": set()}
        for path, blob in blobs.items():
            self.put(path, blob)

    def put(self, path: str, blob: str) -> None:
        """Add a file, or change what it holds."""
        is_new = path not in self.blobs
        self.blobs[path] = blob
        while is_new and path:
            folder, _, name = path.rpartition("/")
            is_new = folder not in self._folders
            self._folders.setdefault(folder, set()).add(name)
            path = folder

    def remove(self, path: str) -> None:
        """Remove a file, and the folders that only it was in."""
        del self.blobs[path]
        while path:
            folder, _, name = path.rpartition("/")
            self._folders[folder].discard(name)
            if self._folders[folder] or not folder:
                return
            del self._folders[folder]
            path = folder

    def kind(self, path: str) -> str:
        """Returns FILE, FOLDER or NEITHER."""
        found = self._found(path)
        if found is None:
            return NEITHER
        return FILE if found in self.blobs else FOLDER if found in self._folders else NEITHER

    def answer(self, question: Question) -> str:
        """Returns the answer to a question: empty if there is nothing at that path."""
        what, path = question
        found = self._found(path)
        if found is None:
            return ""
        if what == KIND:
            return self.kind(path)
        if what == CONTENT:
            return self.blobs.get(found, "")
        names = self._folders.get(found)
        return "" if names is None else self._names_digest(found, names)

    def target(self, path: str) -> str:  # noqa: ARG002 - there are no links
        """Returns what is written in a link: nothing."""
        return ""

    def agrees(self, path: str, content: bytes | Unread | int) -> bool:  # noqa: ARG002 - nobody else writes into a copy
        """Whether a file holds this content."""
        return True

    def is_outside(self, path: str) -> bool:
        """Whether a path is one that every copy of a tree has and no commit, or leads out of the tree."""
        return path == _OWN or path.startswith(f"{_OWN}/") or _leads_out(path)

    def answers(self, questions: Iterable[Question]) -> str:
        """Returns a digest of the answers to questions, in the order of the questions."""
        return _digest("\0".join(map(self.answer, questions)))

    def _names_digest(self, folder: str, names: set[str]) -> str:
        prefix = f"{folder}/" if folder else ""
        return _digest("\0".join(f"{name}{self.kind(prefix + name)}" for name in sorted(names)))

    def _found(self, path: str) -> str | None:
        """Returns a path without `.` and `..`, as a disk follows it: None if it leads through what is no folder."""
        parts: list[str] = []
        for part in path.split("/"):
            if part == "..":
                if "/".join(parts) not in self._folders or not parts:
                    return None
                parts.pop()
            elif part not in ("", "."):
                parts.append(part)
        return "/".join(parts)


def _leads_out(path: str) -> bool:
    depth = 0
    for part in path.split("/") if ".." in path else ():
        depth += -1 if part == ".." else part not in ("", ".")
        if depth < 0:
            return True
    return False


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
