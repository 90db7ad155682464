"""The listing of a folder, the folders that never contain project source, and functions on paths."""

from __future__ import annotations

import os
from itertools import repeat

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# Version control, installed packages, caches and build output: all folders that ruff or ESLint's ecosystem skip.
# Names that just as often contain source (`target`, `coverage`, `vendor`, `env`, `out`) are left to .gitignore and
# `exclude`.
SKIPPED_FOLDERS = frozenset(
    {
        *(".bzr", ".git", ".hg", ".svn"),
        *(".direnv", ".eggs", ".nox", ".tox", ".venv", "__pypackages__", "site-packages", "venv"),
        *(".pnpm-store", ".yarn", "bower_components", "jspm_packages", "node_modules"),
        *(".ipynb_checkpoints", ".mypy_cache", ".pytest_cache", ".pytype", ".ruff_cache", "__pycache__"),
        *(".next", ".nuxt", ".svelte-kit", ".turbo", "_build", "buck-out", "build", "dist"),
    }
)


class Listing(Record):
    """The candidate files below one folder; every path is relative to it, with `/` between its parts."""

    files: list[str]
    nested: list[str]  # nested work trees and submodules, which have to be listed separately
    problems: list[tuple[str, str]]  # (path, reason)
    skipped: int  # files with a source file's suffix: broken links, special files, what git lists in a skipped folder
    folders: set[str]  # the folders of the files, empty or ending in `/`: far fewer than files


def folders_of(names: Iterable[str]) -> set[str]:
    """Returns the folder of each relative path: empty, or ending in `/`."""
    heads = {head for head, _, _ in map(str.rpartition, names, repeat("/"))}  # a third faster than slicing
    return {head + "/" if head else "" for head in heads}


def folder_of(path: str) -> str:
    """Returns the folder of any path: empty, or ending in `/`."""
    return path[: path.rfind("/") + 1]


def outside_skipped_folders(
    names: list[str], folders: set[str], searched: frozenset[str] = frozenset()
) -> tuple[list[str], set[str]]:
    """Returns the relative paths, and their folders, that are not below any of SKIPPED_FOLDERS but the `searched`."""
    names_skipped = SKIPPED_FOLDERS - searched
    skipped = {folder for folder in folders if not names_skipped.isdisjoint(folder.split("/"))}
    if not skipped:
        return names, folders
    return [name for name in names if folder_of(name) not in skipped], folders - skipped


def work_tree_root(folder: str) -> str | None:
    """Returns the nearest folder with a `.git`, at or above this absolute, resolved one; None outside a work tree."""
    while not os.path.lexists(os.path.join(folder, ".git")):
        folder, child = os.path.dirname(folder), folder
        if folder == child:
            return None
    return folder


def is_within(path: str, root: str) -> bool:
    """Whether an absolute, resolved path is a folder or below it."""
    return path == root or path.startswith(os.path.join(root, ""))


def path_below(folder: str, root: str) -> str:
    """Returns the `/`-separated path from an absolute root to an absolute folder at or below it; empty for the root."""
    path = os.path.relpath(folder, root).replace(os.sep, "/")
    return "" if path == "." else path
