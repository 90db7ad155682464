"""Everything below one folder: work trees and submodules inside it are listed each by its own rules."""

from __future__ import annotations

import os

from spanlint.discovery.with_git import list_with_git
from spanlint.disk.folders import Listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.discovery.exclusion import Excluded, Exclusion


def search_folder(top: str, suffixes: tuple[str, ...], exclusion: Exclusion | None) -> Listing:
    """The candidate files below an absolute, resolved folder, which is searched whatever any rule says of itself.

    `exclusion` says of a path relative to that folder whether the configuration leaves it out. The result has no
    `nested` left: each work tree was entered, once, and not through a symbolic link.
    """
    result = Listing([], [], [], 0, set())
    skipped = 0
    pending, seen = [""], set[str]()
    while pending:
        part = pending.pop()
        folder = os.path.realpath(os.path.join(top, part))
        if folder in seen or (part and not _is_real_folder(os.path.join(top, part))):
            continue
        seen.add(folder)
        listing = _list(folder, suffixes, part + "/" if part else "", exclusion)
        result.files.extend(listing.files)
        result.folders.update(listing.folders)
        result.problems.extend(listing.problems)
        pending.extend(listing.nested)
        skipped += listing.skipped
    return result._replace(skipped=skipped)


def _is_real_folder(path: str) -> bool:
    """Whether a place that the index has for a submodule holds one: it can be missing, or be a link by now."""
    return os.path.isdir(path) and not os.path.islink(path)


def _list(folder: str, suffixes: tuple[str, ...], prefix: str, exclusion: Exclusion | None) -> Listing:
    """One work tree's own files; all paths of the result are relative to the top of the search."""
    excluded = exclusion.excluded if exclusion else None
    listing = list_with_git(folder, suffixes)
    if listing is None:
        from spanlint.discovery.without_git import walk

        listing = walk(folder, suffixes, _excluded_at(prefix, excluded) if excluded else None)
    if prefix:
        listing = _below(prefix, listing)
    if exclusion is None:
        return listing
    files, nested = listing.files, [path for path in listing.nested if not exclusion.excluded(path, True)]
    if any(exclusion.may_be_in(each[:-1]) for each in listing.folders):
        files = [path for path in files if not exclusion.excluded(path, False)]
    return listing._replace(files=files, nested=nested)


def _below(prefix: str, listing: Listing) -> Listing:
    files, nested = ([prefix + name for name in names] for names in (listing.files, listing.nested))
    problems = [(prefix + name, why) for name, why in listing.problems]
    return Listing(files, nested, problems, listing.skipped, {prefix + each for each in listing.folders})


def _excluded_at(prefix: str, excluded: Excluded) -> Excluded:
    return lambda path, is_folder: excluded(prefix + path, is_folder)
