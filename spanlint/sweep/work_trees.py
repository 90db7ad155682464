"""Work trees of our own, with the kept files of a commit, byte for byte as git stores them.

`git checkout` would apply the repository's attributes, which change bytes and can run programs.
"""

from __future__ import annotations

import os

from spanlint.sweep.git_commands import run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spanlint.sweep.clones import Objects
    from spanlint.sweep.tree_listing import TreeFile

_MAX_FILE = 50_000_000  # bytes: far more than is linted, see `max-file-size`
_READ_TOGETHER = 64_000_000  # bytes of blobs


def lay_down(
    objects: Objects, files: Sequence[TreeFile], folder: str, empty: Sequence[TreeFile] = ()
) -> tuple[str, ...]:
    """Make a work tree of these files in a folder that exists and is empty; of those that are `empty`, the names alone.

    Returns the paths of files whose content the repository does not have, or that are too large. Raises GitError and
    OSError.
    """
    run(["init", "--quiet", "--template=", folder])
    missing = fill(objects, files, folder)
    for file in empty:
        _write(folder, file.path, b"")
    absent = set(missing)
    index = b"".join(_index_line(file) for file in (*files, *empty) if file.path not in absent)
    run(["-C", folder, "update-index", "-z", "--index-info"], stdin=index)
    return missing


def fill(objects: Objects, files: Sequence[TreeFile], folder: str) -> tuple[str, ...]:
    """Write files with their content. Returns the paths of those whose content is missing."""
    missing: list[str] = []
    for batch in _batches(files):
        contents = contents_of(objects, [file.blob for file in batch])
        for file in batch:
            content = contents.get(file.blob)
            if content is None:
                missing.append(file.path)
            else:
                _write(folder, file.path, content)
    return tuple(missing)


def fill_empty(objects: Objects, files: Sequence[TreeFile], folder: str) -> tuple[str, ...]:
    """Give files that are there by name alone their content. Returns the paths of those whose content is missing."""
    for file in files:
        os.unlink(_whole(folder, file.path))
    return fill(objects, files, folder)


def _batches(files: Sequence[TreeFile]) -> Iterator[list[TreeFile]]:
    batch: list[TreeFile] = []
    size = 0
    for file in files:
        if batch and size + file.size > _READ_TOGETHER:
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += min(file.size, _MAX_FILE)
    if batch:
        yield batch


def contents_of(objects: Objects, blobs: list[str]) -> dict[str, bytes]:
    """Returns the bytes of blobs, without those that are missing."""
    names = b"".join(f"{blob}\n".encode() for blob in dict.fromkeys(blobs))
    data = run(["--git-dir", objects.git_folder, "cat-file", "--batch", "--buffer"], stdin=names)
    found: dict[str, bytes] = {}
    at = 0
    while at < len(data):
        end = data.index(b"\n", at)
        words = data[at:end].split()
        at = end + 1
        if len(words) == 3 and words[1] == b"blob":
            size = int(words[2])
            if size <= _MAX_FILE:
                found[words[0].decode()] = data[at : at + size]
            at += size + 1
    return found


def _write(folder: str, path: str, content: bytes) -> None:
    whole = _whole(folder, path)
    os.makedirs(os.path.dirname(whole), exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(whole, flags, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _whole(folder: str, path: str) -> str:
    return os.path.join(folder, *path.split("/"))


def _index_line(file: TreeFile) -> bytes:
    return f"100644 {file.blob}\t{file.path}".encode("utf-8", "surrogateescape") + b"\0"
