"""Everything below one folder: work trees and submodules inside it are listed each by its own rules."""

from __future__ import annotations

import os
from functools import partial

from spanlint.folders import Listing
from spanlint.git_files import list_with_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.exclusion import Excluded


def search_folder(top: str, suffixes: tuple[str, ...], excluded: Excluded | None) -> Listing:
    """The candidate files below an absolute, resolved folder, which is searched whatever any rule says of itself.

    `excluded` says of a path relative to that folder whether the configuration leaves it out. The result has no
    `nested` left: each work tree was entered, once, and not through a symbolic link.
    """
    result = Listing([], [], [], 0)
    skipped = 0
    pending, seen = [""], set[str]()
    while pending:
        part = pending.pop()
        folder = os.path.realpath(os.path.join(top, part))
        if folder in seen or (part and not _is_real_folder(os.path.join(top, part))):
            continue
        seen.add(folder)
        listing = _list(folder, suffixes, part + "/" if part else "", excluded)
        result.files.extend(listing.files)
        result.problems.extend(listing.problems)
        pending.extend(listing.nested)
        skipped += listing.skipped
    return result._replace(skipped=skipped)


def _is_real_folder(path: str) -> bool:
    """Whether a place that the index has for a submodule holds one: it can be missing, or be a link by now."""
    return os.path.isdir(path) and not os.path.islink(path)


def _list(folder: str, suffixes: tuple[str, ...], prefix: str, excluded: Excluded | None) -> Listing:
    """One work tree's own files; all paths of the result are relative to the top of the search."""
    listing = list_with_git(folder, suffixes)
    if listing is None:
        from spanlint.walk import walk

        listing = walk(folder, suffixes, partial(_excluded_at, excluded, prefix) if excluded else None)
    files, nested = [prefix + name for name in listing.files], [prefix + name for name in listing.nested]
    if excluded:
        files = [path for path in files if not excluded(path, False)]
        nested = [path for path in nested if not excluded(path, True)]
    return Listing(files, nested, [(prefix + name, why) for name, why in listing.problems], listing.skipped)


def _excluded_at(excluded: Excluded, prefix: str, path: str, is_folder: bool) -> bool:
    return excluded(prefix + path, is_folder)
