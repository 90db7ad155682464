"""The search below one folder, which lists each nested work tree and submodule by its own ignore rules."""

from __future__ import annotations

import os

from spanlint.discovery.with_git import list_with_git
from spanlint.disk.folders import Listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.discovery.exclusion import Excluded, Exclusion


def search_folder(top: str, suffixes: tuple[str, ...], exclusion: Exclusion | None) -> Listing:
    """Returns the candidate files below an absolute, resolved folder, which is searched even if a rule excludes it.

    `exclusion` takes paths relative to that folder. `nested` is empty in the result: each nested work tree is entered
    once, and never through a symbolic link.
    """
    result = Listing([], [], [], 0, set())
    skipped = 0
    pending, seen = [""], set[str]()
    while pending:
        path = pending.pop()
        folder = os.path.realpath(os.path.join(top, path))
        if folder in seen or (path and not _is_real_folder(os.path.join(top, path))):
            continue
        seen.add(folder)
        listing = _list_work_tree(folder, suffixes, path + "/" if path else "", exclusion)
        result.files.extend(listing.files)
        result.folders.update(listing.folders)
        result.problems.extend(listing.problems)
        pending.extend(listing.nested)
        skipped += listing.skipped
    return result._replace(skipped=skipped)


def _is_real_folder(path: str) -> bool:
    """Whether a path is a folder and not a link. The folder of a submodule in the index can be missing or a link."""
    return os.path.isdir(path) and not os.path.islink(path)


def _list_work_tree(folder: str, suffixes: tuple[str, ...], prefix: str, exclusion: Exclusion | None) -> Listing:
    """The files of one work tree without nested ones; all paths are relative to the top of the search."""
    searched: frozenset[str] = exclusion.searched if exclusion else frozenset()
    obeys_gitignore = exclusion is None or exclusion.obeys_gitignore
    listing = list_with_git(folder, suffixes, searched) if obeys_gitignore else None
    if listing is None:
        from spanlint.discovery.without_git import walk

        excluded = _excluded_below_prefix(prefix, exclusion.leaves_out) if exclusion else None
        listing = walk(folder, suffixes, excluded, searched, obeys_gitignore)
    if prefix:
        listing = _with_prefix(prefix, listing)
    if exclusion is None:
        return listing
    files, nested = listing.files, [path for path in listing.nested if not exclusion.leaves_out(path, True)]
    if any(exclusion.may_apply_in(path[:-1]) for path in listing.folders):
        files = [path for path in files if not exclusion.leaves_out(path, False)]
    return listing._replace(files=files, nested=nested)


def _with_prefix(prefix: str, listing: Listing) -> Listing:
    files, nested = ([prefix + name for name in names] for names in (listing.files, listing.nested))
    problems = [(prefix + name, reason) for name, reason in listing.problems]
    return Listing(files, nested, problems, listing.skipped, {prefix + path for path in listing.folders})


def _excluded_below_prefix(prefix: str, excluded: Excluded) -> Excluded:
    return lambda path, is_folder: excluded(prefix + path, is_folder)
