"""What a run leaves for the next one over the same files: verdicts, and what looks at files came to.

It is a file in the folder of the user's caches, not in the project: whoever hands out a project could hand out verdicts
with it. A file that is missing, torn, too large, written by another program or owned by somebody else holds nothing,
and one that cannot be written is not: a run needs neither.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import time
from contextlib import suppress
from hashlib import sha256

from spanlint.disk.reading import OPEN_FLAGS
from spanlint.lean.records import Record
from spanlint.memory.verdict import Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

KEPT = ".spanlint.json"
"""The end of the name of each kept file. SPANLINT_CACHE_DIR may name a folder that has other files, too."""

_MAX_BYTES = 1 << 26  # bytes of one file
_MAX_FILES = 200  # in the folder: those that no run has used for the longest time go
_MAX_AGE = 30 * 86_400  # seconds since a run has used a file
_FRESH = 86_400  # seconds in which a run that changes nothing does not say that it has used a file
_DIGEST_BYTES = 64  # hexadecimal digits, and a line end behind them


class KeptRun(Record):
    """What a run leaves: verdicts, and what looks at the bytes of files came to by a digest of all they depend on."""

    verdicts: tuple[Verdict, ...] = ()
    looks: Mapping[str, Any] = {}


def cache_folder(environ: Mapping[str, str]) -> str | None:
    """Returns the absolute path of the folder of the kept files: SPANLINT_CACHE_DIR, or one in the user's caches.

    Those are in XDG_CACHE_HOME, in `~/.cache` without it (XDG Base Directory Specification 0.8, which ignores a
    relative path), and in `~/Library/Caches` on macOS. None if the user has no folder.
    """
    own = environ.get("SPANLINT_CACHE_DIR")
    if own:
        return os.path.abspath(own)
    caches = environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(caches):
        caches = os.path.expanduser("~/Library/Caches" if sys.platform == "darwin" else "~/.cache")
    return os.path.join(caches, "spanlint") if os.path.isabs(caches) else None


def read_kept(path: str, program: str) -> KeptRun:
    """Returns what a run of this program has left in a file; nothing if it cannot be used."""
    try:
        data = _own_bytes(path)
        digest, content = data[:_DIGEST_BYTES].decode("ascii"), data[_DIGEST_BYTES + 1 :]
        if sha256(content).hexdigest() != digest:  # a disk that loses bits must not change a verdict
            return KeptRun()
        kept: Any = json.loads(content)
        if kept["program"] != program:
            return KeptRun()
        return KeptRun(tuple(Verdict(*texts) for texts in kept["verdicts"]), kept["looks"])
    except (OSError, ValueError, LookupError, TypeError):
        return KeptRun()


def write_kept(path: str, program: str, kept: KeptRun) -> None:
    """Write what a run leaves, whole or not at all, and remove what no run has used for long."""
    verdicts = [list(verdict) for verdict in kept.verdicts]
    plain = {"program": program, "verdicts": verdicts, "looks": dict(kept.looks)}
    content = json.dumps(plain, separators=(",", ":")).encode("ascii")
    if len(content) > _MAX_BYTES:
        return
    with suppress(OSError):
        folder = os.path.dirname(path)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        _replace(path, f"{sha256(content).hexdigest()}\n".encode("ascii") + content)
        _remove_unused(folder)


def say_used(path: str) -> None:
    """Take note that a run has used a file, at most once a day."""
    with suppress(OSError):
        if time.time() - os.stat(path).st_mtime > _FRESH:
            os.utime(path)


def _own_bytes(path: str) -> bytes:
    """The bytes of a regular file of this user. Raises OSError for any other."""
    descriptor = os.open(path, OPEN_FLAGS | getattr(os, "O_NOFOLLOW", 0))
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        is_usable = stat.S_ISREG(status.st_mode) and status.st_size <= _MAX_BYTES
        if not is_usable or status.st_uid != os.geteuid():
            raise PermissionError(path)
        return file.read()


def _replace(path: str, data: bytes) -> None:
    beside = f"{path}.{os.getpid()}"
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with open(descriptor, "wb") as file:
            file.write(data)
        os.replace(beside, path)
    except OSError:
        with suppress(OSError):
            os.unlink(beside)
        raise


def _remove_unused(folder: str) -> None:
    now = time.time()
    with os.scandir(folder) as entries:
        ours = [entry for entry in entries if KEPT in entry.name]  # behind it stands the number of a killed process
        ages = sorted((now - entry.stat(follow_symlinks=False).st_mtime, entry.path) for entry in ours)
    for number, (age, path) in enumerate(ages):
        if age > _MAX_AGE or number >= _MAX_FILES:
            os.unlink(path)
