"""Which commit a ref of a repository names now."""

from __future__ import annotations

import os
import re

from spanlint.sweep.git.git_commands import Bounds, GitError, run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.sweep.repositories import Repository

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


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
    if not found and repository.is_local():
        _require_unborn_head(repository, bounds)
    if not found and _has_branches(repository, bounds):
        raise GitError("its HEAD names a branch that is not there; name another one with `ref`")
    return found


def own_git_folder(repository: Repository) -> str:
    """Returns the path of what git calls the git folder of a local repository; it may be a file that names it.

    Git itself would also look in the folders above, and would refuse a repository of another user.
    """
    inside = os.path.join(repository.address, ".git")
    return inside if os.path.lexists(inside) else repository.address


def _own_commits(repository: Repository, names: tuple[str, ...], bounds: Bounds) -> dict[str, str]:
    """Returns the commits of names in a local repository, which takes one process; `ls-remote` takes three."""
    asked = (os.fsencode(f"{name}^{{commit}}\n") for name in names)
    command = ["--git-dir", own_git_folder(repository), "cat-file", "--batch-check=%(objectname)"]
    answers = run(command, stdin=asked, bounds=bounds).decode("utf-8", "replace").splitlines()
    return {name: said for name, said in zip(names, answers, strict=True) if _COMMIT.fullmatch(said)}


def _require_unborn_head(repository: Repository, bounds: Bounds) -> None:
    """Raises GitError unless the `HEAD` of a local repository is a branch that has no commit yet."""
    command = ["--git-dir", own_git_folder(repository)]
    try:
        head = run([*command, "rev-parse", "--verify", "--quiet", "HEAD"], bounds=bounds).decode("utf-8", "replace")
    except GitError:
        run([*command, "symbolic-ref", "--quiet", "HEAD"], bounds=bounds)  # fails if the branch is broken
    else:
        raise GitError(f"its HEAD is {head.strip()}, which is missing, broken or no commit")


def _remote_commits(repository: Repository, names: tuple[str, ...], bounds: Bounds) -> dict[str, str]:
    listed = run(["ls-remote", "--quiet", repository.address, *names], scheme=repository.scheme(), bounds=bounds)
    lines = (line.partition("\t") for line in listed.decode("utf-8", "replace").splitlines())
    return {name: commit for commit, _, name in lines}


def _has_branches(repository: Repository, bounds: Bounds) -> bool:
    if repository.is_local():
        listed = ["--git-dir", own_git_folder(repository), "for-each-ref", "--count=1", "refs/heads"]
        return bool(run(listed, bounds=bounds))
    return bool(run(["ls-remote", "--heads", repository.address], scheme=repository.scheme(), bounds=bounds))


def _names_of(ref: str) -> tuple[str, ...]:
    """Returns the names that a ref may have in full, the most probable first; an annotated tag's commit before it."""
    return (f"refs/heads/{ref}", f"refs/tags/{ref}^{{}}", f"refs/tags/{ref}", ref) if ref else ("HEAD",)
