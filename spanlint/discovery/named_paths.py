"""From the paths on the command line to the files that may be linted; no file is opened here."""

from __future__ import annotations

import os
import stat

from spanlint.disk.folders import folder_of, path_below
from spanlint.disk.reading import reason_of
from spanlint.lean.records import Record
from spanlint.text.suffixes import SUFFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence, Set

    from spanlint.discovery.exclusion import Exclusion


class Discovery(Record):
    """What the paths led to. A problem is one line, and means that something named could not be linted in full.

    The path of a file is as people see it and opens from the current directory: relative to that for whatever lies
    below, else as it was typed, with what follows.
    """

    files: list[str]  # paths, sorted, each file once
    problems: list[str]
    skipped: int
    folders: set[str]  # what the paths of the files begin with, up to their last `/`: far fewer than files
    named: Set[str] = frozenset()  # those of the files that stood on the command line themselves


def discover(
    paths: Sequence[str],
    excluded_below: Callable[[str, str], Exclusion] | None = None,
    suffixes: frozenset[str] = SUFFIXES,
) -> Discovery:
    """Find the files that `paths` name or hold.

    A named file is always found and a named folder is always searched; what .gitignore files, the usual folders
    (node_modules, .venv, dist, ...) or the configuration leave out counts below a named folder only.
    `excluded_below(top, shown)` says what the configuration leaves out below a folder, by its absolute, resolved path
    and by what stands before the names in it. Raises nothing for bad paths: they are problems.

    Inside a git work tree the files are git's own list and nothing was asked about each. So the reader passes over one
    that is not `named` and turns out to be gone or no regular file, and opens without waiting for a FIFO. `skipped`
    counts broken links and special files, as far as they were met: only without git.
    """
    endings = tuple(sorted(sorted(suffixes), key=len))  # compared in turn: the common ones are short
    found: dict[str, str] = {}
    named, folders = set[str](), set[str]()
    problems, skipped = list[str](), 0
    for path in paths:
        try:
            if is_folder(path, endings):
                shown, part = _shown_folder(path), _below(path, endings, excluded_below)
                if len(paths) == 1:
                    return part
                start = os.path.join(os.path.realpath(path), "")
                found = {start + each[len(shown) :]: each for each in part.files} | found
                folders |= part.folders
                problems += part.problems
                skipped += part.skipped
            else:
                folder, name = os.path.split(path)
                shown = _shown_folder(folder) + name
                found[os.path.join(os.path.realpath(folder), name)] = shown
                named.add(shown)
        except (OSError, ValueError) as error:
            problems.append(_line(path, reason_of(error) if isinstance(error, OSError) else str(error)))
    folders |= set(map(folder_of, named))
    return Discovery(sorted(found.values()), list(dict.fromkeys(problems)), skipped, folders, named)


def _below(path: str, suffixes: tuple[str, ...], excluded_below: Callable[[str, str], Exclusion] | None) -> Discovery:
    from spanlint.discovery.below_folder import search_folder  # a hook names files, and git is not asked about those

    top, shown = os.path.realpath(path), _shown_folder(path)
    listing = search_folder(top, suffixes, excluded_below(top, shown) if excluded_below else None)
    names = sorted(listing.files)
    if any(map(str.__eq__, names, names[1:])):  # hardly ever, and what tells it is a third of what mends it
        names = list(dict.fromkeys(names))
    files = [shown + name for name in names] if shown else names
    problems = [_line(shown + name if name else path, why) for name, why in listing.problems]
    folders = {shown + each for each in listing.folders}
    return Discovery(files, list(dict.fromkeys(problems)), listing.skipped, folders)


def is_folder(path: str, suffixes: tuple[str, ...] = tuple(SUFFIXES)) -> bool:
    """Whether a named path is a folder. Raises OSError or ValueError for all but folders and source files."""
    mode = os.stat(path).st_mode
    if stat.S_ISDIR(mode):
        return True
    if not stat.S_ISREG(mode):
        raise ValueError("not a regular file")
    if not path.endswith(suffixes):
        raise ValueError("not a Python, TypeScript or JavaScript file")
    return False


def _shown_folder(typed: str) -> str:
    """What stands before the names in a folder, for people: empty for the current directory, else ending in `/`."""
    here = os.getcwd()
    # `..` after a link does not lead back: only a path without it can be shortened by its letters.
    plain = [] if os.pardir in typed.split(os.sep) else [os.path.abspath(typed)]
    for folder in (*plain, os.path.realpath(typed)):
        if os.path.join(folder, "").startswith(os.path.join(here, "")):
            below = path_below(folder, here)
            return below + "/" if below else ""
    return os.path.join(typed, "")


def _line(path: str, why: str) -> str:
    """One line for people, whatever bytes or line ends the path holds."""
    legible = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in path)
    return f"{legible or repr(path)}: {why}"
