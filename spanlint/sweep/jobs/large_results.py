"""Large results of a cluster's workers: each is a file in the folder of the sweep, if the worker shares that folder.

Else it is sent as all others are, through the memory of the worker, of the scheduler and of the process that sweeps.
Whether a folder is shared tells a file with a random text in it, which is written when the jobs begin.
"""

from __future__ import annotations

import os
import pickle
import secrets
import shutil
from contextlib import contextmanager, suppress
from hashlib import sha256

from spanlint.lean.records import Record
from spanlint.sweep.results import Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

LARGE = 1_000_000  # bytes
FOLDER = "results"
"""The folder below that of a sweep in which large results lie until they are taken."""

_MARK = "shared"


class SharedFolder(Record):
    """A folder for large results, an absolute path, and what its mark holds where it is the same folder."""

    path: str
    text: str


class LargeResult(Record):
    """What a worker sends for a large result: the name of the file that has it, and the digest of its bytes."""

    name: str
    digest: str


class LostResultError(Exception):
    """A large result that is not there as its worker has written it. The message is one line."""


@contextmanager
def shared_folder(out: str) -> Iterator[SharedFolder]:
    """Gives the folder for large results in that of a sweep, and removes it. Raises OSError."""
    path = os.path.join(os.path.abspath(out), FOLDER)
    shutil.rmtree(path, ignore_errors=True)  # of a sweep that was killed
    os.mkdir(path)
    try:
        folder = SharedFolder(path, secrets.token_hex())
        with open(os.path.join(path, _MARK), "w", encoding="utf-8") as file:
            file.write(folder.text)
        yield folder
    finally:
        shutil.rmtree(path, ignore_errors=True)


def put(result: Result, folder: SharedFolder) -> Result | LargeResult:
    """Write a result into the folder if it is large and the folder is the same here. Returns what is to be sent."""
    data = pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    if len(data) <= LARGE or not _is_same(folder):
        return result
    name = secrets.token_hex()
    path = os.path.join(folder.path, name)
    try:
        with open(path, "xb") as file:
            file.write(data)
    except OSError:  # full, or only to be read from here
        with suppress(OSError):
            os.unlink(path)
        return result
    return LargeResult(name, sha256(data).hexdigest())


def take(large: LargeResult, folder: SharedFolder) -> Result:
    """Returns a result that lies in the folder, and removes its file. Raises LostResultError.

    Only the bytes that the worker wrote are unpickled, as whoever can write into the folder could run programs else.
    """
    path = os.path.join(folder.path, large.name)
    try:
        with open(path, "rb") as file:
            data = file.read()
        os.unlink(path)
    except OSError as error:
        raise LostResultError(f"its result, which a worker has written, cannot be read: {error.strerror}") from error
    if sha256(data).hexdigest() != large.digest:
        raise LostResultError("its result is not what a worker has written")
    result: Result = pickle.loads(data)  # noqa: S301 - see above
    return result


def _is_same(folder: SharedFolder) -> bool:
    try:
        with open(os.path.join(folder.path, _MARK), encoding="utf-8") as file:
            return file.read() == folder.text
    except (OSError, ValueError):
        return False
