"""What a commit holds: the files that are linted or that linting reads, by their names, modes and blobs."""

from __future__ import annotations

import os

from spanlint.lean.records import Record
from spanlint.sweep.git.clones import complete
from spanlint.sweep.git.git_commands import GitError, answers, parts_of
from spanlint.sweep.git.tree_files import TreeFile
from spanlint.sweep.git.work_trees import contents_of
from spanlint.text.suffixes import SUFFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spanlint.sweep.git.clones import Objects
    from spanlint.sweep.git.git_commands import Bounds

FILE_MODES = (b"100644", b"100755")
"""The modes of regular files, as git writes them."""
_LINK, _MODULE = b"120000", b"160000"
_MANIFESTS = frozenset(
    {
        "pyproject.toml",
        "spanlint.toml",
        ".spanlint.toml",
        "setup.py",
        "setup.cfg",
        ".gitignore",
        "pnpm-workspace.yaml",
        "CODEOWNERS",
    }
)
_DATA = (".json", ".toml")  # a compiler's configuration or a baseline may have any name, and so what one extends
_SOURCES = tuple(SUFFIXES)
_ENDINGS = (*_SOURCES, *_DATA)
_ENDINGS_OF_LINES = tuple(map(os.fsencode, (*_ENDINGS, *_MANIFESTS)))
_MAX_HOPS = 10  # from a link to the file that it leads to
_MAX_TARGET = 4096  # bytes of the path that a link holds
_MAX_NAME, _MAX_PATH = 255, 3072  # bytes: no usual file system takes a longer name, nor a path that is much longer
_MAX_DEPTH = 256  # folders in each other


class TreeListing(Record):
    """The files of a commit that are kept, and how many are not: links that lead out of the tree, and names that no
    file may have. `missing` are links whose content the repository does not have, `modules` counts the submodules."""

    files: tuple[TreeFile, ...]
    sources: int
    refused: int
    missing: tuple[str, ...] = ()
    modules: int = 0


class ListedEntry(Record):
    """What git lists of a commit: a file, a link or a module, by its mode."""

    mode: bytes
    file: TreeFile


def listing_of(objects: Objects, max_files: int, bounds: Bounds) -> TreeListing:
    """Returns what a commit holds. Raises GitError, also if it holds more than `max_files` files."""
    files, links, refused, modules = list[TreeFile](), list[TreeFile](), 0, 0
    for line in _lines_of(objects, max_files, bounds):
        if not line.endswith(_ENDINGS_OF_LINES):  # more than half of all
            modules += line.startswith(_MODULE)
            continue
        mode, file = _entry(line)
        modules += mode == _MODULE
        if not is_kept(file.path):
            continue
        kind = files if mode in FILE_MODES else links if mode == _LINK else None
        if kind is not None and is_safe(file.path):
            kind.append(file)
        elif kind is not None:
            refused += 1
    copies, missing = _copies(objects, links, max_files, bounds)
    refused += len(links) - len(copies) - len(missing)
    files += copies
    files.sort()
    sources = sum(file.path.endswith(_SOURCES) for file in files)
    return TreeListing(tuple(files), sources, refused, missing, modules)


def entries_of(objects: Objects, max_files: int, bounds: Bounds) -> Iterator[ListedEntry]:
    """Yields all that is in a commit. Raises GitError, also if that is more than `max_files`."""
    return map(_entry, _lines_of(objects, max_files, bounds))


def _lines_of(objects: Objects, max_files: int, bounds: Bounds) -> Iterator[bytes]:
    """Yields what git says of each entry. Raises GitError, also if there are more than `max_files`.

    A few small trees, one in another, can list more files than any memory holds.
    """
    sizes = [] if objects.address else ["-l"]
    command = ["--git-dir", objects.git_folder, "ls-tree", "-r", "-z", *sizes, "--full-tree", objects.commit]
    with answers(command, (), bounds) as output:
        for number, line in enumerate(parts_of(output)):
            if number >= max_files:
                raise GitError(f"has more than {max_files:,} files (--max-files)")
            yield line


def _entry(line: bytes) -> ListedEntry:
    head, _, path = line.partition(b"\t")
    mode, _, blob, *size = head.split()
    has_size = bool(size) and size[0].isdigit()
    file = TreeFile(path.decode("utf-8", "surrogateescape"), blob.decode(), int(size[0]) if has_size else 0)
    return ListedEntry(mode, file)


def is_kept(path: str) -> bool:
    """Whether a file of this name is linted, or may be read when others are."""
    return path.endswith(_ENDINGS) or path.rpartition("/")[2] in _MANIFESTS


def is_safe(path: str) -> bool:
    """Whether a path may be written: no part of it leads elsewhere, or is a repository to git on any system."""
    if "\\" in path:
        return False
    slashed = f"/{path}/".lower()
    if (
        len(slashed) < _MAX_NAME and slashed.isascii() and not ("/." in slashed or "//" in slashed or "git" in slashed)
    ):  # nearly all: it takes a fifth of the time
        return True
    if not all(part not in ("", ".", "..") and not _is_git(part) for part in path.split("/")):
        return False
    data = path.encode("utf-8", "surrogateescape")
    return len(data) <= _MAX_PATH and data.count(b"/") <= _MAX_DEPTH and max(map(len, data.split(b"/"))) <= _MAX_NAME


def _is_git(part: str) -> bool:
    name = part.lower().rstrip(". ").partition(":")[0]
    return name in (".git", "git~1") or name.replace("\u200c", "").replace("\u200d", "") == ".git"


def _copies(
    objects: Objects, links: list[TreeFile], max_files: int, bounds: Bounds
) -> tuple[list[TreeFile], tuple[str, ...]]:
    """Returns the files of the tree that links lead to, under the names of the links, and the links without a content.

    A link that leads anywhere else has no copy. Raises GitError.
    """
    if not links:
        return [], ()
    entries = {entry.file.path: entry for entry in entries_of(objects, max_files, bounds)}
    linking = [entry.file for entry in entries.values() if entry.mode == _LINK]
    short = [link for link in complete(objects, linking, bounds) if link.size <= _MAX_TARGET]
    targets = dict(contents_of(objects, dict.fromkeys(link.blob for link in short), bounds))
    known = {link.blob for link in short} - targets.keys()
    missing = tuple(link.path for link in links if link.blob in known)
    folders = _folders_of(entries)
    found = (_copy(link.path, entries, folders, targets) for link in links)
    return [copy for copy in found if copy is not None], missing


def _folders_of(paths: Iterable[str]) -> set[str]:
    """Returns the folders of files, without the top."""
    found = set[str]()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _copy(path: str, entries: dict[str, ListedEntry], folders: set[str], targets: dict[str, bytes]) -> TreeFile | None:
    """Returns the file that a link leads to, under the link's name; None if it leads anywhere else.

    A part of the way may be a link to a folder.
    """
    at, left, hops = list[str](), path.split("/")[::-1], 0
    while left:
        part = left.pop()
        if part == "..":
            if "/".join(at) not in folders:
                return None
            at.pop()
        elif part not in ("", "."):
            at.append(part)
        entry = entries.get("/".join(at))
        if entry is None:
            continue
        if entry.mode != _LINK:
            return entry.file._replace(path=path) if entry.mode in FILE_MODES and not left else None
        text = targets.get(entry.file.blob, b"/").decode("utf-8", "surrogateescape")
        hops += 1
        if hops > _MAX_HOPS or text.startswith("/"):
            return None
        at.pop()
        left += text.split("/")[::-1]
    return None
