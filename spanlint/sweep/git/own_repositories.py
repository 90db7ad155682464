"""Repositories of our own, which take the objects of one whose hashes are SHA-1 or SHA-256."""

from __future__ import annotations

from spanlint.sweep.git.git_commands import run

_SHA256_DIGITS = 64


def make_repository(folder: str, name: str, *words: str) -> None:
    """Make a repository, or take the one that is there, for objects such as the one of this name.

    `words` are further options of git. Raises GitError.
    """
    hashes = ["--object-format=sha256"] if len(name) == _SHA256_DIGITS else []
    run(["init", "--quiet", "--template=", *hashes, *words, folder])
