"""The clones that are kept below the state folder, so that the next sweep fetches what has changed, and nothing else.

A clone is used by one sweep at a time: where another one has it, a repository is fetched as if there were none.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from contextlib import contextmanager
from hashlib import sha256

from spanlint.lean.records import Record
from spanlint.sweep.git.clones import GIT_FOLDER
from spanlint.sweep.processes.scratch import is_free

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from spanlint.sweep.repositories import Repository

_TIPS, _HISTORIES = "clones", "history-clones"  # below the state folder; a clone of one commit is none of all
_LOCK = "lock"
_MAX_PACKS = 20  # git reads many small ones slowly, and what old commits had is never asked for again
_AGE = 30 * 86_400.0  # seconds
_DIGITS = 12  # of a digest


class KeptClone(Record):
    """The folder of a clone. It `is_used` if an earlier sweep has fetched into it."""

    folder: str
    is_used: bool

    def remove(self) -> None:
        """Remove the clone; its folder stays."""
        shutil.rmtree(os.path.join(self.folder, GIT_FOLDER), ignore_errors=True)


@contextmanager
def kept_clone(state: str, repository: Repository, has_history: bool) -> Iterator[KeptClone | None]:
    """Gives the clone of a repository, which nobody else uses in the meantime.

    None for a local repository, without a state, if the clone is in use or cannot be written, and on a system that has
    no locks.
    """
    if not state or repository.is_local() or not hasattr(os, "geteuid"):
        yield None
        return
    folder = os.path.join(state, _HISTORIES if has_history else _TIPS, _name_of(repository))
    lock = _locked(folder)
    if lock is None:
        yield None
        return
    try:
        packs = os.path.join(folder, GIT_FOLDER, "objects", "pack")
        count = sum(name.endswith(".pack") for name in os.listdir(packs)) if os.path.isdir(packs) else 0
        clone = KeptClone(folder, count > 0)
        if count > _MAX_PACKS:
            clone.remove()
            clone = clone._replace(is_used=False)
        yield clone
    finally:
        os.close(lock)


def prune(state: str) -> None:
    """Remove the clones that no sweep has fetched into for a month."""
    for kind in (_TIPS, _HISTORIES):
        top = os.path.join(state, kind)
        for name in os.listdir(top) if os.path.isdir(top) else ():
            folder = os.path.join(top, name)
            try:
                is_old = time.time() - os.stat(os.path.join(folder, _LOCK)).st_mtime > _AGE
            except OSError:
                continue
            lock = _locked(folder) if is_old else None
            if lock is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)


def _locked(folder: str) -> int | None:
    """Returns the lock of a clone, which is held until it is closed; None if it is not to be had."""
    path = os.path.join(folder, _LOCK)
    try:
        os.makedirs(folder, exist_ok=True)
        lock = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    except OSError:
        return None
    try:
        if is_free(lock) and os.path.samestat(os.fstat(lock), os.stat(path)):  # else it has just been removed
            os.utime(path)
            return lock
    except OSError:
        pass
    os.close(lock)
    return None


def _name_of(repository: Repository) -> str:
    """Returns the name of the folder: that of the repository, for people, and a digest of its address."""
    digest = sha256(repository.address.encode("utf-8", "surrogateescape")).hexdigest()[:_DIGITS]
    return f"{re.sub(r'[^A-Za-z0-9_-]', '-', repository.name)}-{digest}"
