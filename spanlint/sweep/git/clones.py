"""From the address of a repository to its objects: a bare clone of one commit, or a local repository's own objects."""

from __future__ import annotations

import os
import re
import shutil
from functools import partial

from spanlint.lean.records import Record
from spanlint.model.settings import MAX_FILE_SIZE
from spanlint.sweep.git.git_commands import GitError, run, transfer
from spanlint.sweep.git.own_repositories import make_bare_repository
from spanlint.sweep.git.refs import own_git_folder
from spanlint.sweep.git.transfers import again

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from spanlint.sweep.git.git_commands import Bounds
    from spanlint.sweep.git.tree_files import TreeFile
    from spanlint.sweep.repositories import Repository

GIT_FOLDER = "objects.git"
"""The name of a bare repository of our own."""

_TIP = "refs/spanlint/tip"  # without a ref, git would not tell a server which commit is there already
_FILTERS = ("--filter=blob:none", f"--filter=blob:limit={MAX_FILE_SIZE}")
_IGNORED = "filtering not recognized"  # in what git says if all contents have come
_REFUSED = re.compile(r"filter '[^']*' not supported")
_ALL_COMMITS = "2147483647"  # without a depth, git 2.39 starts itself for ever if a source is shallow and may filter
_MAX_LACKING = 20  # blobs that the server of a repository lacks
_DIED = "pack-objects"  # in what git says if a server lacks a part of what it was to send
_BLOB = re.compile(r"\b[0-9a-f]{40}(?:[0-9a-f]{24})?\b")


class Objects(Record):
    """A bare repository of our own with the objects of one commit. Its configuration is ours, too.

    What it lacks comes from the `address`, by the protocol `scheme`; no more can be had if that is empty. `filter` is
    the option of git that leaves contents out, if the server has such an option.
    """

    git_folder: str
    commit: str
    address: str = ""
    scheme: str = ""
    filter: tuple[str, ...] = ()

    def is_shallow(self) -> bool:
        """Whether commits before the one are missing. It always is where only that one was wanted."""
        return os.path.exists(os.path.join(self.git_folder, "shallow"))

    def sent_all(self) -> bool:
        """Whether a server sent all contents, as it cannot leave any out."""
        return bool(self.address) and not self.filter


class Parts(Record):
    """What is fetched of a repository beside a commit and its trees: the contents of files, and all commits before."""

    has_blobs: bool = True
    has_history: bool = False


_COMMIT_ALONE = Parts()


def objects_of(
    repository: Repository, commit: str, folder: str, bounds: Bounds, parts: Parts = _COMMIT_ALONE
) -> Objects:
    """Returns the objects of a commit, in a bare repository that is made in `folder`, or that is there already.

    Of a repository that is fetched, `parts` says what comes. Contents are left to `complete` only if the server can,
    and if it lacks one of them. Raises GitError and OSError.
    """
    git_folder = os.path.join(folder, GIT_FOLDER)
    make_bare_repository(git_folder, commit)
    if repository.is_local():
        _borrow(own_git_folder(repository), git_folder)
        return Objects(git_folder, commit)
    scheme, depth = repository.scheme(), _ALL_COMMITS if parts.has_history else "1"
    what = ["--depth", depth, "--", repository.address, f"+{commit}:{_TIP}"]
    if parts.has_blobs:
        try:
            _fetch(git_folder, what, scheme, bounds)
        except GitError as error:
            if _DIED not in str(error):
                raise
        else:
            return Objects(git_folder, commit, "", scheme)
    left_out = _fetch_without_contents(git_folder, what, scheme, bounds)
    return Objects(git_folder, commit, repository.address, scheme, left_out)


def _fetch_without_contents(git_folder: str, what: list[str], scheme: str, bounds: Bounds) -> tuple[str, ...]:
    """Fetch with the first filter that the server allows. Returns it as an option of git; none if it knows none."""
    for left_out in _FILTERS:
        try:
            said = _fetch(git_folder, [left_out, *what], scheme, bounds)
        except GitError as error:
            if _REFUSED.search(error.said) is None:
                raise
        else:
            return () if _IGNORED in said else (left_out,)
    _fetch(git_folder, what, scheme, bounds)
    return ()


def complete(objects: Objects, files: list[TreeFile], bounds: Bounds) -> list[TreeFile]:
    """Fetch the contents of files that are missing, all in one request. Returns the files with their sizes.

    Raises GitError.
    """
    if not objects.address:
        return files
    sizes = _sizes(objects, files)
    missing = list(dict.fromkeys(file.blob for file in files if file.blob not in sizes))
    if missing:
        _fetch_blobs(objects, missing, bounds)
        sizes = _sizes(objects, files)
    return [file._replace(size=sizes.get(file.blob, 0)) for file in files]


def _fetch_blobs(objects: Objects, blobs: list[str], bounds: Bounds) -> None:
    """Fetch blobs in one request, and in one more for each that the server says it lacks: that stays away.

    Raises GitError.
    """
    wanted = dict.fromkeys(blobs)
    for attempt in range(_MAX_LACKING + 1):
        try:
            again(partial(_fetch_named, objects, list(wanted), bounds), bounds)
        except GitError as error:
            lacking = _BLOB.findall(str(error)) if attempt < _MAX_LACKING else []
            if wanted.keys().isdisjoint(lacking):
                raise
            for blob in lacking:
                wanted.pop(blob, None)
            if wanted:
                continue
        return


def _fetch_named(objects: Objects, blobs: list[str], bounds: Bounds) -> None:
    names = (f"{blob}\n".encode() for blob in blobs)
    what = [*objects.filter, "--stdin", "--", objects.address]
    with bounds.transferring():
        _fetch(objects.git_folder, what, objects.scheme, bounds, names)


def _sizes(objects: Objects, files: list[TreeFile]) -> dict[str, int]:
    """Returns the sizes of the blobs of files in bytes, without those that are missing."""
    names = (f"{file.blob}\n".encode() for file in files)
    lines = run(["--git-dir", objects.git_folder, "cat-file", "--batch-check"], stdin=names).decode().splitlines()
    words = (line.split() for line in lines)
    return {blob: int(size) for blob, kind, size in (found for found in words if len(found) == 3) if kind == "blob"}


def _fetch(git_folder: str, arguments: list[str], scheme: str, bounds: Bounds, stdin: Iterable[bytes] = ()) -> str:
    """Fetch into a bare repository of our own, whose configuration stays as it is. Returns what git says.

    After a fetch without blobs, git would note the address there, and fetch what is missing one by one.
    """
    path = os.path.join(git_folder, "config")
    with open(path, "rb") as file:
        config = file.read()
    fetch = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"]
    settings = ["-c", "fetch.negotiationAlgorithm=noop"] if stdin else []  # a commit that is there lacks its contents
    command = ["--git-dir", git_folder, *settings, *fetch, *arguments]
    try:
        return transfer(command, scheme, git_folder, stdin, bounds)
    finally:
        with open(path, "wb") as file:
            file.write(config)


def _borrow(lender: str, git_folder: str) -> None:
    """Read a local repository's objects in place: nothing is written there, and its configuration is not in force."""
    own, shallow = _places_in(lender)
    if os.path.exists(shallow):
        shutil.copyfile(shallow, os.path.join(git_folder, "shallow"))
    alternates = os.path.join(git_folder, "objects", "info", "alternates")
    os.makedirs(os.path.dirname(alternates), exist_ok=True)
    with open(alternates, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(f"{own}\n")


def _places_in(git_folder: str) -> list[str]:
    """Returns where the objects of a git folder are, and what says that it is shallow. Raises GitError.

    Git is asked for those of a file that stands for a folder, and of a further work tree, which shares another one's.
    """
    names, folder = ("objects", "shallow"), os.path.abspath(git_folder)
    if os.path.isdir(os.path.join(folder, "objects")) and not os.path.exists(os.path.join(folder, "commondir")):
        return [os.path.join(folder, name) for name in names]
    paths = (word for name in names for word in ("--git-path", name))
    return os.fsdecode(run(["--git-dir", git_folder, "rev-parse", "--path-format=absolute", *paths])).splitlines()
