"""The files of a folder as listed without git, by os.scandir and the .gitignore files in it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from spanlint.discovery.ignore_files import Excluded, IgnoreRules, is_ignored, read_rules, rules_above
from spanlint.disk.folders import SKIPPED_FOLDERS, Listing, folders_of, work_tree_root
from spanlint.disk.gitignore import RuleList
from spanlint.disk.reading import reason_of
from spanlint.lean.records import Record

_Stack = tuple[IgnoreRules, ...]


class _FolderEntries(Record):
    """The entries of one folder, by their names instead of paths."""

    folders: list[str]
    files: list[str]
    skipped: int


def walk(
    top: str,
    suffixes: tuple[str, ...],
    excluded: Excluded | None = None,
    searched: frozenset[str] = frozenset(),
    obeys_gitignore: bool = True,
) -> Listing:
    """Returns the files below an absolute, resolved folder that its .gitignore files do not ignore, if it obeys them.

    Folders named like SKIPPED_FOLDERS are not entered, but for the `searched`. Inside a work tree, the .gitignore files
    above the folder and .git/info/exclude apply as well, except for lines that ignore the folder itself. A user's
    `core.excludesFile` is not read. Links to folders are not followed. A folder with a `.git` is not entered but listed
    as nested. A folder is entered even if its name is like `x.js`.
    """
    listing = Listing([], [], [], 0, set())
    root = work_tree_root(top) if obeys_gitignore else None
    rules, problems = rules_above(root, top) if root else ([], [])
    listing.problems.extend(problems)
    pending: list[tuple[str, _Stack]] = [("", tuple(rules))]
    skipped = 0
    while pending:
        folder, stack = pending.pop()
        try:
            with os.scandir(os.path.join(top, folder)) as scan:
                entries = {entry.name: entry for entry in scan}
        except OSError as error:
            listing.problems.append((folder, reason_of(error)))
            continue
        if folder and ".git" in entries:
            listing.nested.append(folder)
            continue
        prefix = folder + "/" if folder else ""
        if obeys_gitignore and ".gitignore" in entries:
            stack = _with_gitignore_of(top, prefix, stack, listing)
        names = _sort_entries(entries, suffixes, SKIPPED_FOLDERS - searched)
        skipped += names.skipped
        listing.files.extend(_kept_paths(prefix, names.files, False, stack, excluded))
        pending.extend((path, stack) for path in _kept_paths(prefix, names.folders, True, stack, excluded))
    return listing._replace(skipped=skipped, folders=folders_of(listing.files))


def _with_gitignore_of(top: str, prefix: str, stack: _Stack, listing: Listing) -> _Stack:
    path = prefix + ".gitignore"
    try:
        return (*stack, IgnoreRules(RuleList(read_rules(os.path.join(top, path))), prefix_length=len(prefix)))
    except OSError as error:
        listing.problems.append((path, reason_of(error)))
        return stack


def _sort_entries(
    entries: dict[str, os.DirEntry[str]], suffixes: tuple[str, ...], skipped_names: frozenset[str]
) -> _FolderEntries:
    folders, files, skipped = [], [], 0
    for name, entry in entries.items():
        if entry.is_dir(follow_symlinks=False):
            if name not in skipped_names:
                folders.append(name)
        elif name.endswith(suffixes):
            if _is_file(entry):
                files.append(name)
            else:
                skipped += 1
    return _FolderEntries(folders, files, skipped)


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a loop of links
        return False


def _kept_paths(
    prefix: str, names: list[str], are_folders: bool, stack: _Stack, excluded: Excluded | None
) -> Iterator[str]:
    for path in (prefix + name for name in names):
        if not (is_ignored(stack, path, are_folders) or (excluded and excluded(path, are_folders))):
            yield path
