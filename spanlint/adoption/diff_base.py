"""`--diff-base`: the files that have changed since the merge-base with a git ref, and their content there.

A submodule is compared with the commit that the merge-base records for it. A nested work tree that is not a submodule
counts as new, and so does a file that git does not track.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from spanlint.adoption.git_trees import Tree, blob_contents, merge_base, tree_of_commit
from spanlint.config.errors import ConfigError
from spanlint.disk.folders import path_below, work_tree_root
from spanlint.disk.git import find_git
from spanlint.disk.reading import Unread, read_file
from spanlint.lean.records import Record

_CRLF = b"\r\n"


class Changes(Record):
    """The files whose bytes have changed, and their old bytes by path: None if there was no file."""

    files: list[str]
    before: dict[str, bytes | None]


def changed_since(ref: str, paths: Sequence[str]) -> Changes:
    """Compare files on disk with the merge-base of HEAD and a ref. Raises ConfigError."""
    trees = _CommitTrees(ref)
    if not paths:
        trees.tree_of_current_folder()
    files: list[str] = []
    hashes: dict[str, tuple[Tree, str]] = {}
    for path in paths:
        tree_and_path = trees.tree_and_path(path)
        data = read_file(path)
        if tree_and_path is not None and not isinstance(data, Unread):
            old_hash = _old_hash(*tree_and_path, data)
            if old_hash in _blob_hashes(data, old_hash):
                continue
            if old_hash:
                hashes[path] = tree_and_path[0], old_hash
        files.append(path)
    return Changes(files, _old_bytes(files, hashes))


class _CommitTrees:
    """The trees to compare with, by the roots of the files' work trees."""

    def __init__(self, ref: str) -> None:
        git = find_git()
        if git is None:
            raise ConfigError("--diff-base: git is not installed, or not on the PATH")
        self._git = git
        self._ref = ref
        self._here = work_tree_root(os.path.realpath(os.curdir))
        self._folders: dict[str, tuple[Tree | None, str] | None] = {}
        self._trees: dict[str, Tree | None] = {}

    def tree_of_current_folder(self) -> Tree | None:
        """Returns the tree of the current folder's work tree. Raises ConfigError outside of a work tree."""
        if self._here is None:
            raise ConfigError("--diff-base: the current folder is not in a git work tree")
        return self._tree_at(self._here)

    def tree_and_path(self, path: str) -> tuple[Tree, str] | None:
        """Returns the tree that a file belongs to and its path in it; None if there is no tree to compare with."""
        folder, name = os.path.split(path)
        is_link = os.path.islink(path)
        if is_link:
            folder, name = os.path.split(os.path.realpath(path))
        if folder not in self._folders:
            self._folders[folder] = self._tree_and_prefix(os.path.realpath(folder))
        tree_and_prefix = self._folders[folder]
        if tree_and_prefix is None and not is_link:
            raise ConfigError(f"--diff-base: {path} is not in a git work tree")
        if tree_and_prefix is None or tree_and_prefix[0] is None:
            return None
        return tree_and_prefix[0], tree_and_prefix[1] + name

    def _tree_and_prefix(self, folder: str) -> tuple[Tree | None, str] | None:
        root = work_tree_root(folder)
        if root is None:
            return None
        below = path_below(folder, root)
        return self._tree_at(root), below + "/" if below else ""

    def _tree_at(self, root: str) -> Tree | None:
        if root not in self._trees:
            self._trees[root] = self._load_tree(root)
        return self._trees[root]

    def _load_tree(self, root: str) -> Tree | None:
        outer_root = work_tree_root(os.path.dirname(root))
        if root == self._here or outer_root is None or outer_root == root:
            return tree_of_commit(self._git, root, merge_base(self._git, root, self._ref))
        outer_tree = self._tree_at(outer_root)
        commit = outer_tree.submodules.get(path_below(root, outer_root)) if outer_tree else None
        return tree_of_commit(self._git, root, commit) if commit else None


def _old_hash(tree: Tree, path: str, data: bytes) -> str:
    """The hash of a file's old content, under this path or an older one; empty if it had none."""
    old_hash = tree.files.get(tree.old_paths.get(path, path), "")
    if old_hash or not tree.files:
        return old_hash
    hashes_of_moved_files = (
        blob_hash
        for blob_hash in _blob_hashes(data, next(iter(tree.paths_by_hash)))
        for old_path in tree.paths_by_hash.get(blob_hash, ())
        if not os.path.lexists(f"{tree.root}/{old_path}")
    )
    return next(hashes_of_moved_files, "")


def _blob_hashes(data: bytes, like: str) -> tuple[str, ...]:
    """The git hashes of these bytes, unchanged and with the line ends that git stores for `core.autocrlf`.

    `like` is any hash of the repository: its length decides between SHA-1 and SHA-256.
    """
    from hashlib import sha1, sha256

    algorithm = sha256 if len(like) == 64 else sha1
    versions = (data, data.replace(_CRLF, b"\n")) if _CRLF in data else (data,)
    return tuple(
        algorithm(b"blob %d\0" % len(version) + version, usedforsecurity=False).hexdigest() for version in versions
    )


def _old_bytes(files: list[str], hashes: dict[str, tuple[Tree, str]]) -> dict[str, bytes | None]:
    trees = {tree.root: tree for tree, _ in hashes.values()}
    blobs = {
        root: blob_contents(tree.git, root, (old_hash for other, old_hash in hashes.values() if other.root == root))
        for root, tree in trees.items()
    }
    old_bytes = {path: blobs[tree.root][old_hash] for path, (tree, old_hash) in hashes.items()}
    return {path: old_bytes.get(path) for path in files}
