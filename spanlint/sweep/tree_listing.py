"""What a commit holds: the files that are linted or that linting reads, by their names, modes and blobs."""

from __future__ import annotations

import posixpath

from spanlint.lean.records import Record
from spanlint.sweep.clones import complete
from spanlint.sweep.git_commands import GitError, run
from spanlint.sweep.tree_files import TreeFile
from spanlint.text.suffixes import SUFFIXES, suffix_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from spanlint.sweep.clones import Objects
    from spanlint.sweep.git_commands import Bounds

FILE_MODES = (b"100644", b"100755")
"""The modes of regular files, as git writes them."""
_LINK = b"120000"
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
_MAX_HOPS = 10  # from a link to the file that it leads to


class TreeListing(Record):
    """The files of a commit that are kept, and how many are not: links that lead out of the tree, and names that no
    file may have."""

    files: tuple[TreeFile, ...]
    sources: int
    refused: int


def listing_of(objects: Objects, max_files: int, bounds: Bounds) -> TreeListing:
    """Returns what a commit holds. Raises GitError, also if it holds more than `max_files` files."""
    sizes = [] if objects.address else ["-l"]
    data = run(["--git-dir", objects.git_folder, "ls-tree", "-r", "-z", *sizes, "--full-tree", objects.commit])
    entries = list(_entries(data))
    if len(entries) > max_files:
        raise GitError(f"has {len(entries):,} files (--max-files)")
    files = {path: TreeFile(path, blob, size) for path, mode, blob, size in entries if mode in FILE_MODES}
    linking = [TreeFile(path, blob, size) for path, mode, blob, size in entries if mode == _LINK]
    complete(objects, linking if any(is_kept(link.path) for link in linking) else [], bounds)
    links = [link.path for link in linking if is_kept(link.path)]
    kept = [file for file in files.values() if is_kept(file.path)]
    safe = [file for file in kept if is_safe(file.path)]
    copies = [copy for copy in (_copy(objects, path, files) for path in links if is_safe(path)) if copy is not None]
    found = tuple(sorted([*safe, *copies]))
    sources = sum(suffix_of(file.path) in SUFFIXES for file in found)
    return TreeListing(found, sources, len(kept) + len(links) - len(found))


def _entries(data: bytes) -> Iterator[tuple[str, bytes, str, int]]:
    for line in filter(None, data.split(b"\0")):
        head, _, path = line.partition(b"\t")
        mode, _, blob, *size = head.split()
        has_size = bool(size) and size[0].isdigit()
        yield path.decode("utf-8", "surrogateescape"), mode, blob.decode(), int(size[0]) if has_size else 0


def is_kept(path: str) -> bool:
    """Whether a file of this name is linted, or may be read when others are."""
    name = path.rpartition("/")[2]
    return suffix_of(name) in SUFFIXES or name in _MANIFESTS or name.endswith(_DATA)


def is_safe(path: str) -> bool:
    """Whether a path may be written: no part of it leads elsewhere, or is a repository to git on any system."""
    return all(part not in ("", ".", "..") and not _is_git(part) for part in path.split("/")) and "\\" not in path


def _is_git(part: str) -> bool:
    name = part.lower().rstrip(". ").partition(":")[0]
    return name in (".git", "git~1") or name.replace("\u200c", "").replace("\u200d", "") == ".git"


def _copy(objects: Objects, path: str, files: dict[str, TreeFile]) -> TreeFile | None:
    """Returns the file that a link of the tree leads to, under the link's name; None if it leads anywhere else."""
    at = path
    for _ in range(_MAX_HOPS):
        target = run(["--git-dir", objects.git_folder, "cat-file", "blob", f"{objects.commit}:{at}"])
        text = target.decode("utf-8", "surrogateescape")
        at = posixpath.normpath(posixpath.join(posixpath.dirname(at), text))
        if at.startswith(("/", "../")) or text.startswith("/"):
            return None
        if at in files:
            return files[at]._replace(path=path)
        try:
            run(["--git-dir", objects.git_folder, "cat-file", "-e", f"{objects.commit}:{at}"])
        except GitError:
            return None
    return None
