"""From the address of a repository to its objects: a bare clone of one commit, or a local repository's own objects."""

from __future__ import annotations

import os
import re
import shutil

from spanlint.lean.records import Record
from spanlint.sweep.git_commands import Bounds, GitError, run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.sweep.repositories import Repository

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Objects(Record):
    """A bare repository of our own with the objects of one commit. Its configuration is ours, too."""

    git_folder: str
    commit: str


def commit_of(repository: Repository, bounds: Bounds) -> str:
    """Returns the commit that a repository's ref names now; empty if the repository has none.

    Raises GitError if it cannot be reached, or has no such ref.
    """
    if _COMMIT.fullmatch(repository.ref):
        return repository.ref
    names = _names_of(repository.ref)
    listed = run(["ls-remote", "--quiet", repository.address, *names], scheme=_scheme(repository), bounds=bounds)
    lines = (line.partition("\t") for line in listed.decode("utf-8", "replace").splitlines())
    commits = {name: commit for commit, _, name in lines}
    found = next((commits[name] for name in names if name in commits), "")
    if not found and repository.ref:
        raise GitError(f"has no branch, tag or commit {repository.ref!r}")
    return found


def objects_of(repository: Repository, commit: str, folder: str, bounds: Bounds) -> Objects:
    """Returns the objects of a commit, in a bare repository that is made in `folder`. Raises GitError."""
    git_folder = os.path.join(folder, "objects.git")
    shutil.rmtree(git_folder, ignore_errors=True)
    run(["init", "--quiet", "--bare", "--template=", git_folder])
    if repository.is_local():
        _borrow(repository.address, git_folder)
        return Objects(git_folder, commit)
    fetch = ["fetch", "--quiet", "--depth", "1", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"]
    command = ["--git-dir", git_folder, *fetch, "--", repository.address, commit]
    run(command, scheme=_scheme(repository), bounds=bounds, folder=git_folder)
    return Objects(git_folder, commit)


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
    if repository.is_local():
        return "file"
    return repository.address.partition("://")[0].lower() if "://" in repository.address else "ssh"
