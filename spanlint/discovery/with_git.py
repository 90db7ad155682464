"""The files of a work tree as git lists them.

Measured on 8,800 files, `--others` takes 57 ms and does not show submodules; `--stage` takes 11 ms and shows the mode
of each entry. Both run at once, so the longer list is filtered while git still looks for untracked files.
"""

from __future__ import annotations

import os
import stat

from spanlint.disk.folders import Listing, folders_of, outside_skipped_folders, path_below, work_tree_root
from spanlint.disk.git import find_git, start
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from spanlint.disk.git import Waiting

_SUBMODULE = "160000 "  # the mode of a submodule; all other entries are files and links, which can be opened


def list_with_git(folder: str, suffixes: tuple[str, ...], searched: frozenset[str] = frozenset()) -> Listing | None:
    """Returns the tracked files and the untracked files that are not ignored, below an absolute, resolved folder.

    Files in SKIPPED_FOLDERS, but for those in `searched`, are left out and counted as skipped. Returns None if git
    cannot list them. It also cannot list an ignored folder or the content of a `.git`. No file is checked. The list can
    contain tracked files that have since been deleted or replaced, and symbolic links to anything; readers must skip
    missing and special files. FIFOs, sockets and devices are never listed as untracked. A file with merge conflicts
    appears several times.
    """
    if folder in _known:
        return _listing([name for name in _known[folder] if name.endswith(suffixes)], [], searched)
    questions = _begun.pop(folder) if folder in _begun else _ask_git(folder)
    if questions is None:
        return None
    below, names = questions.below, _ListedNames(suffixes, [], [])
    tracked, untracked = _WholeEntries(names.add_tracked), _WholeEntries(names.add_untracked)
    codes = questions.tracked(tracked.take).code, questions.untracked(untracked.take).code
    ignored = questions.ignored() if questions.ignored else None
    if any(codes) or (ignored and ignored.code != 1):
        return None
    files, nested = names.files, names.nested
    if below and (below in nested or not (tracked.has_any or untracked.has_any)):
        return None  # a submodule without a work tree, a folder in one or in `.git`, or a name that differs in case
    files, nested = (_without_prefix(below + "/", names) if below else names for names in (files, nested))
    return _listing(files, nested, searched)


def _listing(files: list[str], nested: list[str], searched: frozenset[str]) -> Listing:
    kept, folders = outside_skipped_folders(files, folders_of(files), searched)
    kept_nested, _ = outside_skipped_folders(nested, folders_of(nested), searched)
    return Listing(kept, kept_nested, [], len(files) - len(kept), folders)


def _would_wait(*folders: str) -> bool:
    """Whether one of the files that git opens first is a FIFO; a FIFO in a deeper folder blocks git until PATIENCE."""
    for path in (os.path.join(folder, name) for folder in folders for name in (".gitignore", ".git/info/exclude")):
        try:
            if stat.S_ISFIFO(os.stat(path).st_mode):
                return True
        except OSError:
            continue
    return False


class _Questions(Record):
    """The running git processes; each function waits for an answer and must be called once."""

    below: str  # the folder relative to the root of its work tree; empty for the root itself
    tracked: Waiting
    untracked: Waiting
    ignored: Waiting | None  # code 0: the folder or one above it is ignored; code 1: neither is


_begun: dict[str, _Questions | None] = {}
_known: dict[str, Iterable[str]] = {}


def know(root: str, names: Iterable[str]) -> None:
    """Take these for all that git would list of the work tree at an absolute, resolved path: git is not asked.

    For a process that has laid down the tree itself. Only the listing of the root is known by that.
    """
    _known[root] = names


def begin(folder: str) -> None:
    """Let git start listing a folder that will be passed to `list_with_git` once.

    Git works on another processor while this one imports the rest of the program.
    """
    try:
        resolved = os.path.realpath(folder)
    except OSError:  # the current folder has been deleted, which is reported later
        return
    if resolved not in _begun and resolved not in _known:
        _begun[resolved] = _ask_git(resolved)


def _ask_git(folder: str) -> _Questions | None:
    root, git = work_tree_root(folder), find_git()
    if root is None or git is None or _would_wait(root, folder):
        return None
    below = path_below(folder, root)
    paths = ["--", below] if below else []
    list_files = ["--literal-pathspecs", "ls-files", "-z"]
    try:
        return _Questions(
            below,
            untracked=start(git, root, *list_files, "--others", "--exclude-standard", *paths),
            tracked=start(git, root, *list_files, "--stage", *paths),
            ignored=start(git, root, "check-ignore", "--quiet", "--no-index", "--", "./" + below) if below else None,
        )
    except OSError:
        return None


class _WholeEntries:
    """Takes what git writes with `-z`, and hands on the entries that are whole, in texts with a NUL between two.

    So a list of a million entries, of 100 bytes each, is never in memory as a whole.
    """

    def __init__(self, hand_on: Callable[[str], None]) -> None:
        self._hand_on = hand_on
        self._rest = b""
        self.has_any = False

    def take(self, piece: bytes) -> None:
        """Take the next piece."""
        whole, end, self._rest = (self._rest + piece).rpartition(b"\0")
        if end:
            self.has_any = True
            self._hand_on(os.fsdecode(whole))


class _ListedNames(Record):
    """The files with these suffixes that git has listed so far, and the nested work trees and submodules."""

    suffixes: tuple[str, ...]
    files: list[str]
    nested: list[str]

    def add_tracked(self, index: str) -> None:
        """Add entries of the index: `MODE HASH STAGE<tab>NAME`.

        A NAME may contain anything but NUL, even tabs. The part before NAME has a fixed length: six digits of mode, one
        of stage, and a repository has only one kind of hash.
        """
        start, suffixes, entries = index.find("\t") + 1, self.suffixes, index.split("\0")
        if _SUBMODULE not in index:
            self.files.extend([entry[start:] for entry in entries if entry.endswith(suffixes)])
            return
        self.nested.extend(entry[start:] for entry in entries if entry.startswith(_SUBMODULE))
        files = (entry for entry in entries if not entry.startswith(_SUBMODULE))
        self.files.extend(entry[start:] for entry in files if entry.endswith(suffixes))

    def add_untracked(self, names: str) -> None:
        """Add names that the index does not have."""
        for name in names.split("\0"):
            if name.endswith(self.suffixes):
                self.files.append(name)
            elif name.endswith("/"):  # a work tree of its own
                self.nested.append(name[:-1])


def _without_prefix(prefix: str, names: list[str]) -> list[str]:
    return [name[len(prefix) :] for name in names if name.startswith(prefix)]
