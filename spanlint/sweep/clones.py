"""From the address of a repository to its objects: a bare clone of one commit, or a local repository's own objects."""

from __future__ import annotations

import os
import re
import shutil

from spanlint.lean.records import Record
from spanlint.sweep.git_commands import Bounds, GitError, run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from spanlint.sweep.repositories import Repository
    from spanlint.sweep.tree_files import TreeFile

_NO_BLOBS = "--filter=blob:none"
_MAX_LACKING = 20  # blobs that the server of a repository lacks
_DIED = "pack-objects"  # in what git says if a server lacks a part of what it was to send
_BLOB = re.compile(r"\b[0-9a-f]{40}(?:[0-9a-f]{24})?\b")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Objects(Record):
    """A bare repository of our own with the objects of one commit. Its configuration is ours, too.

    What it lacks comes from the `address`, by the protocol `scheme`; no more can be had if that is empty.
    """

    git_folder: str
    commit: str
    address: str = ""
    scheme: str = ""


class Parts(Record):
    """What is fetched of a repository beside a commit and its trees: the contents of files, and all commits before."""

    has_blobs: bool = True
    has_history: bool = False


_COMMIT_ALONE = Parts()


def commit_of(repository: Repository, bounds: Bounds) -> str:
    """Returns the commit that a repository's ref names now; empty if the repository has none.

    Raises GitError if it cannot be reached, or has no such ref.
    """
    if _COMMIT.fullmatch(repository.ref):
        return repository.ref
    names = _names_of(repository.ref)
    commits = (_own_commits if repository.is_local() else _remote_commits)(repository, names, bounds)
    found = next((commits[name] for name in names if name in commits), "")
    if not found and repository.ref:
        raise GitError(f"has no branch, tag or commit {repository.ref!r}")
    return found


def _own_commits(repository: Repository, names: tuple[str, ...], bounds: Bounds) -> dict[str, str]:
    """Returns the commits of names in a local repository, which takes one process; `ls-remote` takes three."""
    asked = (os.fsencode(f"{name}^{{commit}}\n") for name in names)
    inside = os.path.join(repository.address, ".git")
    folder = inside if os.path.lexists(inside) else repository.address  # git would also look in the folders above
    command = ["--git-dir", folder, "cat-file", "--batch-check=%(objectname)"]
    answers = run(command, stdin=asked, bounds=bounds).decode("utf-8", "replace").splitlines()
    return {name: said for name, said in zip(names, answers, strict=True) if _COMMIT.fullmatch(said)}


def _remote_commits(repository: Repository, names: tuple[str, ...], bounds: Bounds) -> dict[str, str]:
    listed = run(["ls-remote", "--quiet", repository.address, *names], scheme=_scheme(repository), bounds=bounds)
    lines = (line.partition("\t") for line in listed.decode("utf-8", "replace").splitlines())
    return {name: commit for commit, _, name in lines}


def objects_of(
    repository: Repository, commit: str, folder: str, bounds: Bounds, parts: Parts = _COMMIT_ALONE
) -> Objects:
    """Returns the objects of a commit, in a bare repository that is made in `folder`. Raises GitError.

    Of a repository that is fetched, `parts` says what comes. Contents are left to `complete` only if the server can,
    and if it lacks one of them.
    """
    git_folder = os.path.join(folder, "objects.git")
    shutil.rmtree(git_folder, ignore_errors=True)
    run(["init", "--quiet", "--bare", "--template=", git_folder])
    if repository.is_local():
        _borrow(repository.address, git_folder)
        return Objects(git_folder, commit)
    scheme, depth = _scheme(repository), [] if parts.has_history else ["--depth", "1"]
    what = ["--", repository.address, commit]
    if parts.has_blobs:
        try:
            _fetch(git_folder, [*depth, *what], scheme, bounds)
        except GitError as error:
            if _DIED not in str(error):
                raise
        else:
            return Objects(git_folder, commit, "", scheme)
    _fetch(git_folder, [*depth, _NO_BLOBS, *what], scheme, bounds)
    return Objects(git_folder, commit, repository.address, scheme)


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
        names = (f"{blob}\n".encode() for blob in wanted)
        try:
            with bounds.transferring():
                _fetch(objects.git_folder, [_NO_BLOBS, "--stdin", "--", objects.address], objects.scheme, bounds, names)
        except GitError as error:
            lacking = _BLOB.findall(str(error)) if attempt < _MAX_LACKING else []
            if wanted.keys().isdisjoint(lacking):
                raise
            for blob in lacking:
                wanted.pop(blob, None)
            if wanted:
                continue
        return


def _sizes(objects: Objects, files: list[TreeFile]) -> dict[str, int]:
    """Returns the sizes of the blobs of files in bytes, without those that are missing."""
    names = (f"{file.blob}\n".encode() for file in files)
    lines = run(["--git-dir", objects.git_folder, "cat-file", "--batch-check"], stdin=names).decode().splitlines()
    words = (line.split() for line in lines)
    return {blob: int(size) for blob, kind, size in (found for found in words if len(found) == 3) if kind == "blob"}


def _fetch(git_folder: str, arguments: list[str], scheme: str, bounds: Bounds, stdin: Iterable[bytes] = ()) -> None:
    """Fetch into a bare repository of our own, whose configuration stays as it is.

    After a fetch without blobs, git would note the address there, and fetch what is missing one by one.
    """
    path = os.path.join(git_folder, "config")
    with open(path, "rb") as file:
        config = file.read()
    fetch = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"]
    command = ["--git-dir", git_folder, *fetch, *arguments]
    try:
        run(command, scheme=scheme, bounds=bounds, folder=git_folder, stdin=stdin)
    finally:
        with open(path, "wb") as file:
            file.write(config)


def _borrow(path: str, git_folder: str) -> None:
    """Read a local repository's objects in place: nothing is written there, and its configuration is not in force."""
    own = run(["-C", path, "rev-parse", "--path-format=absolute", "--git-path", "objects"]).decode("utf-8").strip()
    alternates = os.path.join(git_folder, "objects", "info", "alternates")
    os.makedirs(os.path.dirname(alternates), exist_ok=True)
    with open(alternates, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(f"{own}\n")


def _names_of(ref: str) -> tuple[str, ...]:
    """Returns the names that a ref may have in full, the most probable first; an annotated tag's commit before it."""
    return (f"refs/heads/{ref}", f"refs/tags/{ref}^{{}}", f"refs/tags/{ref}", ref) if ref else ("HEAD",)


def _scheme(repository: Repository) -> str:
    return repository.address.partition("://")[0].lower() if "://" in repository.address else "ssh"
