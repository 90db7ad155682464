"""The files of a git commit, their bytes, and the files that have been renamed since.

Only objects and the index are read. Reading the work tree through git would run the repository's clean filters.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from spanlint.config.errors import ConfigError
from spanlint.disk.git import MAX_STDIN_BYTES, Answer, start
from spanlint.lean.records import Record

_ENTRY = re.compile(r"(\d+) \w+ ([0-9a-f]+)\t([^\0]+)\0")
_RENAME_ENTRY = re.compile(r":\d+ \d+ [0-9a-f]+ [0-9a-f]+ R\d*\0([^\0]+)\0([^\0]+)\0")
_FETCH = "fetch the whole history first (GitHub Actions: `fetch-depth: 0` for actions/checkout; GitLab: GIT_DEPTH: 0)"


class Tree(Record):
    """The files of one commit in the repository whose work tree is at `root`; all paths are relative to `root`.

    `files` maps a path to the hash of its blob, and `submodules` a path to the hash of its commit. `old_paths` maps the
    new path of a file that was renamed in the index to its old one, and `paths_by_hash` a blob to all its paths.
    """

    git: str
    root: str
    files: dict[str, str]
    submodules: dict[str, str]
    old_paths: dict[str, str]
    paths_by_hash: dict[str, list[str]]


def merge_base(git: str, root: str, ref: str) -> str:
    """Returns the hash of the best common ancestor of HEAD and a ref. Raises ConfigError, which says what to do."""
    is_valid = not ref.startswith("-") and "\0" not in ref
    commit = _hash_in(_answer(git, root, *_PARSE_REVISION, f"{ref}^{{commit}}")) if is_valid else ""
    ancestor = _hash_in(_answer(git, root, "merge-base", commit, "HEAD")) if commit else ""
    if ancestor:
        return ancestor
    shallow = _answer(git, root, "rev-parse", "--is-shallow-repository")
    if shallow.code:
        raise ConfigError(f"--diff-base: git cannot read {root}: is it a repository, and do you own it?")
    if not commit:
        raise ConfigError(f"--diff-base: git does not find the commit {ref!r}: check the name, or {_FETCH}")
    where = "this shallow clone has" if shallow.output.strip() == b"true" else "there is"
    raise ConfigError(f"--diff-base: {where} no common ancestor of {ref!r} and HEAD: {_FETCH}")


_PARSE_REVISION = ("-c", "core.warnAmbiguousRefs=false", "rev-parse", "--verify", "--quiet")


def tree_of_commit(git: str, root: str, commit: str) -> Tree:
    """Returns the files of a commit. Raises ConfigError."""
    listing = _answer(git, root, "ls-tree", "-r", "-z", "--full-tree", commit)
    renames = _answer(git, root, *_LIST_RENAMES, commit)
    if listing.code or renames.code:
        raise ConfigError(f"--diff-base: git does not have the whole commit {commit} in {root}: {_FETCH}")
    entries = _ENTRY.findall(os.fsdecode(listing.output))
    files = {path: blob_hash for mode, blob_hash, path in entries if mode.startswith("100")}
    paths_by_hash: dict[str, list[str]] = {}
    for path, blob_hash in files.items():
        paths_by_hash.setdefault(blob_hash, []).append(path)
    return Tree(
        git,
        root,
        files=files,
        submodules={path: commit_hash for mode, commit_hash, path in entries if mode == "160000"},
        old_paths={new: old for old, new in _RENAME_ENTRY.findall(os.fsdecode(renames.output))},
        paths_by_hash=paths_by_hash,
    )


_LIST_RENAMES = (
    *("diff-index", "--cached", "--raw", "-z", "--find-renames", "--diff-filter=R", "--ignore-submodules=all"),
    *("--no-ext-diff", "--no-textconv", "--full-index"),
)


def blob_contents(git: str, root: str, names: Iterable[str]) -> dict[str, bytes]:
    """Returns the bytes of blobs by their hashes. Raises ConfigError if git does not have one of them."""
    blobs: dict[str, bytes] = {}
    for batch in _batches(sorted(set(names))):
        answer = start(git, root, "cat-file", "--batch", stdin=batch.encode())()
        output, offset = answer.output, 0
        for name in batch.split():
            head = re.compile(rb"[0-9a-f]+ blob (\d+)\n").match(output, offset)
            if answer.code or head is None:
                raise ConfigError(f"--diff-base: git does not have a file's old content ({name}) in {root}: {_FETCH}")
            offset = head.end() + int(head[1])
            blobs[name] = output[head.end() : offset]
            offset += 1  # the line end after the content
    return blobs


def _batches(names: list[str]) -> Iterator[str]:
    size = MAX_STDIN_BYTES // (len(names[0]) + 1) if names else 1
    for first in range(0, len(names), size):
        yield "".join(f"{name}\n" for name in names[first : first + size])


def _answer(git: str, root: str, *arguments: str) -> Answer:
    return start(git, root, *arguments)()


def _hash_in(answer: Answer) -> str:
    words = answer.output.decode("ascii", "replace").split()
    return words[0] if words and not answer.code else ""
