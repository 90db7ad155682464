"""`--diff-base`: which files have changed since the merge-base with a git ref, and what they were there.

A submodule is compared with the commit that the merge-base names for it. A work tree inside of another that is no
submodule there is new as a whole, and so is a file that git does not track.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from spanlint.adoption.git_trees import Tree, contents, merge_base, tree
from spanlint.config.errors import ConfigError
from spanlint.disk.folders import path_below, work_tree_root
from spanlint.disk.git import find_git
from spanlint.disk.reading import Unread, read_file
from spanlint.lean.records import Record

_CARRIAGE = b"\r\n"


class Changes(Record):
    """The files whose bytes have changed, and by path the bytes that each had: None where there was no file."""

    files: list[str]
    before: dict[str, bytes | None]


def changed_since(ref: str, paths: Sequence[str]) -> Changes:
    """Compare files as they are on the disk with the merge-base of HEAD and a ref. Raises ConfigError."""
    trees = _Trees(ref)
    if not paths:
        trees.of_here()
    files: list[str] = []
    hashes: dict[str, tuple[Tree, str]] = {}
    for path in paths:
        home = trees.home(path)
        data = read_file(path)
        if home is not None and not isinstance(data, Unread):
            found = _old_hash(*home, data)
            if found in _hashes(data, found):
                continue
            if found:
                hashes[path] = home[0], found
        files.append(path)
    return Changes(files, _before(files, hashes))


class _Trees:
    """The trees to compare with, by the roots of the work trees that the files lie in."""

    def __init__(self, ref: str) -> None:
        git = find_git()
        if git is None:
            raise ConfigError("--diff-base: git is not installed, or not on the PATH")
        self._git = git
        self._ref = ref
        self._here = work_tree_root(os.path.realpath(os.curdir))
        self._folders: dict[str, tuple[Tree | None, str] | None] = {}
        self._trees: dict[str, Tree | None] = {}

    def of_here(self) -> Tree | None:
        """The tree of the current folder's work tree."""
        if self._here is None:
            raise ConfigError("--diff-base: the current folder is not in a git work tree")
        return self._of(self._here)

    def home(self, path: str) -> tuple[Tree, str] | None:
        """The tree that a file belongs to, and its path in there; None where it has none to be compared with."""
        folder, name = os.path.split(path)
        linked = os.path.islink(path)
        if linked:
            folder, name = os.path.split(os.path.realpath(path))
        if folder not in self._folders:
            self._folders[folder] = self._placed(os.path.realpath(folder))
        found = self._folders[folder]
        if found is None and not linked:
            raise ConfigError(f"--diff-base: {path} is not in a git work tree")
        if found is None or found[0] is None:
            return None
        return found[0], found[1] + name

    def _placed(self, folder: str) -> tuple[Tree | None, str] | None:
        root = work_tree_root(folder)
        if root is None:
            return None
        below = path_below(folder, root)
        return self._of(root), below + "/" if below else ""

    def _of(self, root: str) -> Tree | None:
        if root not in self._trees:
            self._trees[root] = self._asked(root)
        return self._trees[root]

    def _asked(self, root: str) -> Tree | None:
        outer = work_tree_root(os.path.dirname(root))
        if root == self._here or outer is None or outer == root:
            return tree(self._git, root, merge_base(self._git, root, self._ref))
        around = self._of(outer)
        commit = around.submodules.get(path_below(root, outer)) if around else None
        return tree(self._git, root, commit) if commit else None


def _old_hash(tree: Tree, path: str, data: bytes) -> str:
    """The hash of what a file was, under this name or an older one; empty where it was not."""
    old = tree.files.get(tree.renamed.get(path, path), "")
    if old or not tree.files:
        return old
    own = _hashes(data, next(iter(tree.names)))
    gone = (name for name in own for was in tree.names.get(name, ()) if not os.path.lexists(f"{tree.root}/{was}"))
    return next(gone, "")


def _hashes(data: bytes, like: str) -> tuple[str, ...]:
    """What git calls these bytes, as they are and with the line ends that it stores for `core.autocrlf`."""
    from hashlib import sha1, sha256

    algorithm = sha256 if len(like) == 64 else sha1
    versions = (data, data.replace(_CARRIAGE, b"\n")) if _CARRIAGE in data else (data,)
    return tuple(algorithm(b"blob %d\0" % len(each) + each, usedforsecurity=False).hexdigest() for each in versions)


def _before(files: list[str], hashes: dict[str, tuple[Tree, str]]) -> dict[str, bytes | None]:
    trees = {home.root: home for home, _ in hashes.values()}
    blobs = {
        root: contents(home.git, root, (name for of, name in hashes.values() if of.root == root))
        for root, home in trees.items()
    }
    known = {path: blobs[home.root][name] for path, (home, name) in hashes.items()}
    return {path: known.get(path) for path in files}
