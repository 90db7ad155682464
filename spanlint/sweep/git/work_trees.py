"""Work trees of our own, with the kept files of a commit, byte for byte as git stores them.

`git checkout` would apply the repository's attributes, which change bytes and can run programs.
"""

from __future__ import annotations

import os

from spanlint.lean.records import Record
from spanlint.sweep.git.blob_contents import MAX_FILE
from spanlint.sweep.git.git_commands import answers, run, skip
from spanlint.sweep.git.own_repositories import make_repository
from spanlint.text.suffixes import SUFFIXES, suffix_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spanlint.sweep.git.clones import Objects
    from spanlint.sweep.git.git_commands import Bounds
    from spanlint.sweep.git.tree_files import TreeFile

_LFS_HEAD = b"version https://git-lfs.github.com/spec/"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class LaidDown(Record):
    """What is not there of files that were laid down: the `missing` have a content that the repository lacks, and Git
    LFS has that of the sources among the `pointers`. Both are paths."""

    missing: tuple[str, ...]
    pointers: tuple[str, ...]


def lay_down(objects: Objects, files: Sequence[TreeFile], folder: str, bounds: Bounds) -> LaidDown:
    """Write these files into a folder that exists and is empty, and that is the top of a repository from then on.

    Raises GitError and OSError.
    """
    os.mkdir(f"{folder}/.git")  # at which whoever looks for the top of a repository stops
    return fill(objects, files, folder, bounds)


def make_index(files: Iterable[TreeFile], folder: str, commit: str) -> None:
    """Let git list these files of a commit, which are laid down in a folder. Raises GitError."""
    make_repository(folder, commit)
    index = map(_index_line, sorted(files))  # git needs a time that grows with the square of what is not in order
    run(["-C", folder, "update-index", "-z", "--index-info"], stdin=index)


def write_empty(files: Iterable[TreeFile], folder: str) -> None:
    """Write the names of files, without their content. Raises OSError."""
    for file in files:
        write_new(f"{folder}/{file.path}", b"")


def fill(objects: Objects, files: Sequence[TreeFile], folder: str, bounds: Bounds) -> LaidDown:
    """Write files with their content; of one that is too large to be read, as many zeros, which take no room."""
    paths: dict[str, list[str]] = {}
    pointers = list[str]()
    for file in files:
        if file.size <= MAX_FILE:
            paths.setdefault(file.blob, []).append(file.path)
        else:
            write_new(f"{folder}/{file.path}", b"", file.size)
    for blob, content in contents_of(objects, paths, bounds):
        found = paths.pop(blob)
        for path in found:
            write_new(f"{folder}/{path}", content)
        if is_lfs_pointer(content):
            pointers += (path for path in found if suffix_of(path) in SUFFIXES)
    return LaidDown(tuple(path for missing in paths.values() for path in missing), tuple(pointers))


def is_lfs_pointer(content: bytes) -> bool:
    """Whether a content only names the one that Git LFS keeps elsewhere."""
    return content.startswith(_LFS_HEAD)


def fill_empty(objects: Objects, files: Sequence[TreeFile], folder: str, bounds: Bounds) -> LaidDown:
    """Give files that are there by name alone their content."""
    for file in files:
        os.unlink(f"{folder}/{file.path}")
    return fill(objects, files, folder, bounds)


def contents_of(objects: Objects, blobs: Iterable[str], bounds: Bounds) -> Iterator[tuple[str, bytes]]:
    """Yields blobs with their bytes, without those that are missing or too large. Raises GitError."""
    names = (f"{blob}\n".encode() for blob in blobs)
    with answers(["--git-dir", objects.git_folder, "cat-file", "--batch", "--buffer"], names, bounds) as output:
        for line in iter(output.readline, b""):
            words = line.split()
            if len(words) != 3:
                continue
            size = int(words[2])
            if words[1] == b"blob" and size <= MAX_FILE:
                yield words[0].decode(), output.read(size)
            else:
                skip(output, size)
            output.read(1)


def write_new(path: str, content: bytes, size: int = 0) -> None:
    """Write a new file, which gets at least `size` bytes. Its folders are there nine times in ten. Raises OSError."""
    try:
        descriptor = os.open(path, _NEW, 0o600)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        descriptor = os.open(path, _NEW, 0o600)
    try:
        data = memoryview(content)
        while data:
            data = data[os.write(descriptor, data) :]
        if size > len(content):
            os.ftruncate(descriptor, size)
    finally:
        os.close(descriptor)


def _index_line(file: TreeFile) -> bytes:
    return f"100644 {file.blob}\t{file.path}".encode("utf-8", "surrogateescape") + b"\0"
