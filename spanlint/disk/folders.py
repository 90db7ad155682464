"""What one folder holds, whoever listed it, and which folders are nobody's source."""

from __future__ import annotations

import os
from itertools import repeat

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# Version control, installed packages, caches and build output: the union of what ruff and ESLint's ecosystem skip.
# Names that are as often source (`target`, `coverage`, `vendor`, `env`, `out`) are left to .gitignore and `exclude`.
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
    nested: list[str]  # folders to be listed for themselves: nested work trees and submodules
    problems: list[tuple[str, str]]  # (path, reason)
    skipped: int  # broken symbolic links and special files that bear a source file's suffix
    folders: set[str]  # those that the files are in, ending in `/`, or empty: far fewer than files


def folders_of(names: Iterable[str]) -> set[str]:
    """What stands before the last part of each relative path: empty, or ending in `/`."""
    heads = {head for head, _, _ in map(str.rpartition, names, repeat("/"))}  # a third faster than a slice of each
    return {head + "/" if head else "" for head in heads}


def folder_of(path: str) -> str:
    """The same for any path."""
    return path[: path.rfind("/") + 1]


def outside_skipped_folders(names: list[str], folders: set[str]) -> tuple[list[str], set[str]]:
    """Those of the relative paths, and of their folders, that have none of SKIPPED_FOLDERS above them."""
    skipped = {folder for folder in folders if not SKIPPED_FOLDERS.isdisjoint(folder.split("/"))}
    if not skipped:
        return names, folders
    return [name for name in names if folder_of(name) not in skipped], folders - skipped


def work_tree_root(folder: str) -> str | None:
    """The nearest folder at or above this absolute, resolved one that holds a `.git`; None outside a work tree."""
    while not os.path.lexists(os.path.join(folder, ".git")):
        folder, child = os.path.dirname(folder), folder
        if folder == child:
            return None
    return folder


def path_below(folder: str, root: str) -> str:
    """The `/`-separated path from an absolute root to an absolute folder at or below it; empty for the root itself."""
    path = os.path.relpath(folder, root).replace(os.sep, "/")
    return "" if path == "." else path
