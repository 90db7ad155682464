"""What git says is in a work tree.

Measured on 8,800 files: `--others` takes 57 ms and tells nothing of submodules, `--stage` takes 11 ms and tells the
mode of each entry. Both run at once, so that the longer list is filtered while git still looks for untracked files.
"""

from __future__ import annotations

import os
import stat

from spanlint.disk.folders import Listing, folders_of, outside_skipped_folders, path_below, work_tree_root
from spanlint.disk.git import Answer, find_git, start
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_SUBMODULE = "160000 "  # the mode of its entry; all others are files and links, which are opened


def list_with_git(folder: str, suffixes: tuple[str, ...]) -> Listing | None:
    """The files below an absolute, resolved folder, tracked or untracked but not ignored; None when git cannot tell.

    The folder may be ignored itself: git cannot list what is in one, nor what is in a `.git`, so that is None too.
    No file is looked at. The list can hold tracked files that were deleted since or are something else by now, and
    symbolic links to anything: whoever reads the files passes over what is gone or not regular. FIFOs, sockets and
    devices are never listed as untracked. A file with merge conflicts comes several times.
    """
    ask = _begun.pop(folder) if folder in _begun else _ask(folder)
    if ask is None:
        return None
    below, tracked = ask.below, ask.tracked()
    files, nested = _tracked(os.fsdecode(tracked.output), suffixes)
    untracked = ask.untracked()
    ignored = ask.ignored() if ask.ignored else None
    if tracked.code or untracked.code or (ignored and ignored.code != 1):
        return None
    if below and (below in nested or not (tracked.output or untracked.output)):
        return None  # the place of a submodule without a work tree, or inside of one or of `.git`, or another case
    for name in os.fsdecode(untracked.output).split("\0"):
        if name.endswith(suffixes):
            files.append(name)
        elif name.endswith("/"):  # a work tree of its own
            nested.append(name[:-1])
    files, nested = (_stripped(below + "/", names) if below else names for names in (files, nested))
    kept, folders = outside_skipped_folders(files, folders_of(files))
    return Listing(kept, outside_skipped_folders(nested, folders_of(nested))[0], [], 0, folders)


def _would_wait(*folders: str) -> bool:
    """Whether a FIFO stands where git opens a file first of all; one that stands deeper costs git its PATIENCE."""
    for path in (os.path.join(folder, name) for folder in folders for name in (".gitignore", ".git/info/exclude")):
        try:
            if stat.S_ISFIFO(os.stat(path).st_mode):
                return True
        except OSError:
            continue
    return False


class _Ask(Record):
    below: str  # the folder, relative to the root of its work tree; empty for that root itself
    tracked: Callable[[], Answer]
    untracked: Callable[[], Answer]
    ignored: Callable[[], Answer] | None  # code 0: the folder is ignored, or one above it; code 1: it is not


_begun: dict[str, _Ask | None] = {}


def begin(folder: str) -> None:
    """Let git begin with a folder that `list_with_git` will be asked about, once.

    It works on another processor while this one imports the rest of the program.
    """
    try:
        resolved = os.path.realpath(folder)
    except OSError:  # the current folder has been deleted, which is said in time
        return
    if resolved not in _begun:
        _begun[resolved] = _ask(resolved)


def _ask(folder: str) -> _Ask | None:
    root, git = work_tree_root(folder), find_git()
    if root is None or git is None or _would_wait(root, folder):
        return None
    below = path_below(folder, root)
    paths = ["--", below] if below else []
    ask = ["--literal-pathspecs", "ls-files", "-z"]
    try:
        return _Ask(
            below,
            untracked=start(git, root, *ask, "--others", "--exclude-standard", *paths),
            tracked=start(git, root, *ask, "--stage", *paths),
            ignored=start(git, root, "check-ignore", "--quiet", "--no-index", "--", "./" + below) if below else None,
        )
    except OSError:
        return None


def _tracked(index: str, suffixes: tuple[str, ...]) -> tuple[list[str], list[str]]:
    # An entry of the index is `MODE HASH STAGE<tab>NAME<nul>`; a NAME may hold anything but NUL, tabs too. What stands
    # before it is as long in each entry: the mode has six digits, the stage one, and a repository one kind of hash.
    start = index.find("\t") + 1
    entries = index.split("\0")
    if _SUBMODULE not in index:
        return [entry[start:] for entry in entries if entry.endswith(suffixes)], []
    nested = [entry[start:] for entry in entries if entry.startswith(_SUBMODULE)]
    files = (entry for entry in entries if not entry.startswith(_SUBMODULE))
    return [entry[start:] for entry in files if entry.endswith(suffixes)], nested


def _stripped(prefix: str, names: list[str]) -> list[str]:
    return [name[len(prefix) :] for name in names if name.startswith(prefix)]
