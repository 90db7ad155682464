"""The files that the paths on the command line name or contain, found without opening any file."""

from __future__ import annotations

import os
import stat

from spanlint.disk.folders import folder_of, path_below
from spanlint.disk.reading import reason_of
from spanlint.lean.records import Record
from spanlint.model.problems import Problem
from spanlint.text.suffixes import SUFFIXES, is_docs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence, Set

    from spanlint.discovery.exclusion import Exclusion


class Discovery(Record):
    """The files that the paths name or contain. A problem is about a path that cannot be linted in full.

    File paths are meant for people and can be opened from the current directory. Below the current directory they are
    relative to it; elsewhere they begin with the path as it was typed.
    """

    files: list[str]  # sorted paths, each file once
    problems: list[Problem]
    skipped: int
    folders: set[str]  # the paths of the files up to and including the last `/`: far fewer than files
    named: Set[str] = frozenset()  # the files that are on the command line themselves


class Found(Record):
    """The files that one path names, contains or matches, by resolved path, and what went wrong."""

    shown_paths: dict[str, str]
    problems: list[Problem]
    skipped: int = 0


def discover(
    paths: Sequence[str],
    excluded_below: Callable[[str, str], Exclusion] | None = None,
    suffixes: frozenset[str] = SUFFIXES,
) -> Discovery:
    """Returns the files that `paths` name or contain. Invalid paths are returned as problems.

    A named file is always found and a named folder is always searched; a pattern, as in `'src/**/*.ts'`, chooses among
    what a folder contains. What .gitignore files, the usual folders (node_modules, .venv, dist, ...) and the
    configuration exclude only counts below a named folder. `excluded_below(top, shown)` returns the configuration's
    exclusion below a folder, given its absolute, resolved path and its path for people.

    Inside a git work tree, the files are git's list and are not checked one by one. The reader therefore skips a file
    that is not `named` if it is missing or not a regular file, and does not block on a FIFO. `skipped` counts broken
    links and special files, which are only noticed without git, and what git lists in folders that are skipped.
    """
    endings = tuple(sorted(sorted(suffixes), key=len))  # compared in order, and the common ones are short
    shown_paths: dict[str, str] = {}  # by resolved path
    named = set[str]()
    problems, skipped = list[Problem](), 0
    for path in paths:
        try:
            if is_folder(path, endings):
                discovery = _discover_below(path, endings, excluded_below)
                if len(paths) == 1:
                    return discovery
                found = _by_real_path(path, discovery)
            else:
                folder, name = os.path.split(path)
                shown = _shown_folder(folder) + name
                shown_paths[os.path.join(os.path.realpath(folder), name)] = shown
                named.add(shown)
                continue
        except (OSError, ValueError) as error:
            found = _not_found(path, error, endings, excluded_below)
        shown_paths = found.shown_paths | shown_paths
        problems += found.problems
        skipped += found.skipped
    files = sorted(shown_paths.values())
    return Discovery(files, list(dict.fromkeys(problems)), skipped, set(map(folder_of, files)), named)


def _by_real_path(folder: str, discovery: Discovery) -> Found:
    shown, start = _shown_folder(folder), os.path.join(os.path.realpath(folder), "")
    shown_paths = {start + file[len(shown) :]: file for file in discovery.files}
    return Found(shown_paths, discovery.problems, discovery.skipped)


def _not_found(
    path: str,
    error: OSError | ValueError,
    suffixes: tuple[str, ...],
    excluded_below: Callable[[str, str], Exclusion] | None,
) -> Found:
    """Returns the files that a path matches as a pattern, or why there are none."""
    from spanlint.discovery.path_patterns import path_patterns

    patterns = path_patterns(path) if isinstance(error, FileNotFoundError) else []
    if not patterns:
        return Found({}, [_problem(path, reason_of(error))])
    shown_paths: dict[str, str] = {}
    problems = list[Problem]()
    for folder in dict.fromkeys(pattern.folder for pattern in patterns if os.path.isdir(pattern.folder)):
        discovery = _discover_below(folder, suffixes, excluded_below)
        problems += discovery.problems
        start = len(os.path.join(os.path.realpath(folder), ""))
        for real, file in _by_real_path(folder, discovery).shown_paths.items():
            if any(pattern.folder == folder and pattern.matches(real[start:]) for pattern in patterns):
                shown_paths[real] = file
    return Found(shown_paths, problems if shown_paths else [*problems, _problem(path, "no file matches")])


def _discover_below(
    path: str, suffixes: tuple[str, ...], excluded_below: Callable[[str, str], Exclusion] | None
) -> Discovery:
    from spanlint.discovery.below_folder import search_folder  # not needed for named files, such as a hook's

    top, shown = os.path.realpath(path), _shown_folder(path)
    listing = search_folder(top, suffixes, excluded_below(top, shown) if excluded_below else None)
    names = sorted(listing.files)
    if any(map(str.__eq__, names, names[1:])):  # duplicates are rare, and this test costs a third of their removal
        names = list(dict.fromkeys(names))
    files = [shown + name for name in names] if shown else names
    problems = [_problem(shown + name if name else path, reason) for name, reason in listing.problems]
    folders = {shown + folder for folder in listing.folders}
    return Discovery(files, list(dict.fromkeys(problems)), listing.skipped, folders)


def is_folder(path: str, suffixes: tuple[str, ...] = tuple(SUFFIXES)) -> bool:
    """Whether a named path is a folder. Raises OSError or ValueError for all but folders and source files."""
    mode = os.stat(path).st_mode
    if stat.S_ISDIR(mode):
        return True
    if not stat.S_ISREG(mode):
        raise ValueError("not a regular file")
    if not path.endswith(suffixes):
        if is_docs(path):
            raise ValueError("Markdown is read only with --include-docs")
        raise ValueError("not a Python, TypeScript or JavaScript file")
    return False


def _shown_folder(typed: str) -> str:
    """The path of a folder for people, as a prefix: empty for the current directory, else ending in `/`."""
    here = os.getcwd()
    # `..` after a link does not lead back, so only a path without `..` can be shortened without resolving it.
    unresolved = [] if os.pardir in typed.split(os.sep) else [os.path.abspath(typed)]
    for folder in (*unresolved, os.path.realpath(typed)):
        if os.path.join(folder, "").startswith(os.path.join(here, "")):
            below = path_below(folder, here)
            return below + "/" if below else ""
    return os.path.join(typed, "")


def _problem(path: str, reason: str) -> Problem:
    """The problem with a path, printable whatever bytes or line ends it contains."""
    printable = "".join(character if character.isprintable() else repr(character)[1:-1] for character in path)
    return Problem(reason, printable or repr(path))
