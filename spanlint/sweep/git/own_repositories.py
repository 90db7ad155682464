"""Repositories of our own, which take the objects of one whose hashes are SHA-1 or SHA-256."""

from __future__ import annotations

import os

from spanlint.sweep.git.git_commands import run

_SHA256_DIGITS = 64
_CONFIG = "[core]\n\trepositoryformatversion = {version}\n\tbare = true\n{extensions}"
_SHA256 = "[extensions]\n\tobjectFormat = sha256\n"


def make_repository(folder: str, name: str) -> None:
    """Make a repository with a work tree for objects such as the one of this name. Raises GitError."""
    hashes = ["--object-format=sha256"] if len(name) == _SHA256_DIGITS else []
    run(["init", "--quiet", "--template=", *hashes, folder])


def make_bare_repository(folder: str, name: str) -> None:
    """Make a repository, or take the one that is there, for objects such as the one of this name. Raises OSError.

    It has what gitrepository-layout(5) asks for. To start git for it would take a tenth of a small job.
    """
    head = os.path.join(folder, "HEAD")
    if os.path.exists(head):
        return
    for name_of_folder in ("objects", "refs"):
        os.makedirs(os.path.join(folder, name_of_folder), exist_ok=True)
    is_long = len(name) == _SHA256_DIGITS
    config = _CONFIG.format(version=int(is_long), extensions=_SHA256 if is_long else "")
    for path, text in ((os.path.join(folder, "config"), config), (head, "ref: refs/heads/main\n")):
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
