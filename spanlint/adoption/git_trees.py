"""What git says of a commit: its files, their bytes, and what has been renamed since.

Only objects and the index are asked about. A look at the work tree would run the clean filters of the repository.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from spanlint.config.errors import ConfigError
from spanlint.disk.git import MOST_ASKED, Answer, start
from spanlint.lean.records import Record

_ENTRY = re.compile(r"(\d+) \w+ ([0-9a-f]+)\t([^\0]+)\0")
_RENAMED = re.compile(r":\d+ \d+ [0-9a-f]+ [0-9a-f]+ R\d*\0([^\0]+)\0([^\0]+)\0")
_FETCH = "fetch the whole history first (GitHub Actions: `fetch-depth: 0` for actions/checkout; GitLab: GIT_DEPTH: 0)"


class Tree(Record):
    """The files of one commit in the repository whose work tree is at `root`, by paths relative to that.

    `files` tells the hash of each blob, `submodules` that of each one's commit;
    `renamed` the old path of what the index holds under a new one, `names` every path of a blob.
    """

    git: str
    root: str
    files: dict[str, str]
    submodules: dict[str, str]
    renamed: dict[str, str]
    names: dict[str, list[str]]


def merge_base(git: str, root: str, ref: str) -> str:
    """The hash of the best common ancestor of HEAD and a ref. Raises ConfigError, which says what to do."""
    commit = "" if ref.startswith("-") or "\0" in ref else _hash(_ask(git, root, *_PARSE, f"{ref}^{{commit}}"))
    found = _hash(_ask(git, root, "merge-base", commit, "HEAD")) if commit else ""
    if found:
        return found
    shallow = _ask(git, root, "rev-parse", "--is-shallow-repository")
    if shallow.code:
        raise ConfigError(f"--diff-base: git cannot read {root}: is it a repository, and do you own it?")
    if not commit:
        raise ConfigError(f"--diff-base: git does not find the commit {ref!r}: check the name, or {_FETCH}")
    where = "this shallow clone has" if shallow.output.strip() == b"true" else "there is"
    raise ConfigError(f"--diff-base: {where} no common ancestor of {ref!r} and HEAD: {_FETCH}")


_PARSE = ("-c", "core.warnAmbiguousRefs=false", "rev-parse", "--verify", "--quiet")


def tree(git: str, root: str, commit: str) -> Tree:
    """The files of a commit. Raises ConfigError."""
    listed = _ask(git, root, "ls-tree", "-r", "-z", "--full-tree", commit)
    renamed = _ask(git, root, *_RENAMES, commit)
    if listed.code or renamed.code:
        raise ConfigError(f"--diff-base: git does not have the whole commit {commit} in {root}: {_FETCH}")
    entries = _ENTRY.findall(os.fsdecode(listed.output))
    files = {path: name for mode, name, path in entries if mode.startswith("100")}
    names: dict[str, list[str]] = {}
    for path, name in files.items():
        names.setdefault(name, []).append(path)
    return Tree(
        git,
        root,
        files=files,
        submodules={path: name for mode, name, path in entries if mode == "160000"},
        renamed={new: old for old, new in _RENAMED.findall(os.fsdecode(renamed.output))},
        names=names,
    )


_RENAMES = (
    *("diff-index", "--cached", "--raw", "-z", "--find-renames", "--diff-filter=R", "--ignore-submodules=all"),
    *("--no-ext-diff", "--no-textconv", "--full-index"),
)


def contents(git: str, root: str, names: Iterable[str]) -> dict[str, bytes]:
    """The bytes of blobs by their hashes. Raises ConfigError where git does not have one."""
    found: dict[str, bytes] = {}
    for asked in _batches(sorted(set(names))):
        answer = start(git, root, "cat-file", "--batch", asked=asked.encode())()
        output, at = answer.output, 0
        for name in asked.split():
            head = re.compile(rb"[0-9a-f]+ blob (\d+)\n").match(output, at)
            if answer.code or head is None:
                raise ConfigError(f"--diff-base: git does not have a file's old content ({name}) in {root}: {_FETCH}")
            at = head.end() + int(head[1])
            found[name] = output[head.end() : at]
            at += 1  # a line end follows
    return found


def _batches(names: list[str]) -> Iterator[str]:
    most = MOST_ASKED // (len(names[0]) + 1) if names else 1
    for first in range(0, len(names), most):
        yield "".join(f"{name}\n" for name in names[first : first + most])


def _ask(git: str, root: str, *arguments: str) -> Answer:
    return start(git, root, *arguments)()


def _hash(answer: Answer) -> str:
    words = answer.output.decode("ascii", "replace").split()
    return words[0] if words and not answer.code else ""
