"""A program that edits a folder at random, and lints it after each edit: by what it knows, and as if it knew nothing.

    python -m tests.memory.random_edits FOLDER SEED ROUNDS [fix | diff_base]

With `fix`, each round repairs the files; with `diff_base`, it reports only lines that have changed since the beginning.
It edits what the judgements have asked for, be it there or not. It prints how many files each round has judged, and
ends with 1 once a round differs from one that knows nothing. The folder is not as it was afterwards.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from random import Random
from typing import Any
from unittest.mock import patch

from spanlint.cli.watch import Round, judge_round
from spanlint.languages.names import disk_memory
from spanlint.memory.questions import CALL
from spanlint.memory.round_memory import RoundMemory
from spanlint.memory.verdict import Verdict
from spanlint.model.request import Request
from spanlint.run.known_outcomes import know
from tests.memory.projects import PROJECT, VARIANTS

WORDS = (b"span", b"context", b"tracer", b"start", b"yield", b"with", b"import", b"from", b"src", b"name", b"return")
"""What is exchanged for one another."""
OPTIONS: dict[str, dict[str, Any]] = {"": {}, "fix": {"fix": True}, "diff_base": {"diff_base": "HEAD"}}
"""The options of the rounds, by their kind."""
_SOURCES = (".py", ".ts", ".js", ".tsx", ".mjs", ".json", ".toml")


class Forgetful:
    """A memory that keeps nothing."""

    def begin_round(self) -> None:
        """Know nothing, in a process of its own."""
        know(None)
        disk_memory.forget()

    def keep(self, verdicts: Iterable[Verdict]) -> None:
        """Forget what was learned."""


class Editor:
    """Edits the files of the current folder."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.asked: list[str] = []
        self._first: dict[str, bytes] = {path: read(path) for path in files()}
        self._edits: tuple[Callable[[str], None], ...] = (
            *(self.change, self.change, self.change, self.restore, self.restore, self.restore, self.remove),
            *(self.rename, self.copy_into, self.link, self.touch, self.make_folder, self.configure),
        )  # fmt: skip

    def edit(self) -> str:
        """Make one edit. Returns what was done."""
        if self.random.random() < 0.7 and PROJECT.keys() <= self._first.keys():
            return self.vary()
        there = [path for path in self.asked if os.path.exists(path)]
        path = self.random.choice(there if there and self.random.random() < 0.7 else self.asked or files())
        edit = self.random.choice(self._edits)
        with suppress(OSError):  # a folder is in the way, or there is nothing
            edit(path)
        return f"{edit.__name__} {path}"

    def vary(self) -> str:
        """Put another variant into a file of the project, or take it away."""
        path = self.random.choice(sorted(VARIANTS))
        text = self.random.choice([PROJECT.get(path), *VARIANTS[path]])
        with suppress(OSError):
            remove(path)
        if text is not None:
            with suppress(OSError):
                write(path, text.encode())
        return f"vary {path}"

    def change(self, path: str) -> None:
        """Change a line or a word."""
        lines = read(path).splitlines(keepends=True)
        at = self.random.randrange(len(lines) + 1)
        kind = self.random.randrange(4)
        if kind == 0 or at == len(lines):
            lines[at:at] = [b"    \n"] if kind else lines[-1:]
        elif kind == 1:
            del lines[at]
        else:
            words = [word for word in WORDS if any(word in line for line in lines)] or [b"a"]
            old, new = self.random.choice(words), self.random.choice(WORDS)
            start = 0 if kind == 2 else at
            lines[start:] = [line.replace(old, new, 1 if kind == 3 else -1) for line in lines[start:]]
        write(path, b"".join(lines))

    def restore(self, path: str) -> None:
        """Make a file as it was at first."""
        path = self.random.choice([path, *self._first])
        with suppress(OSError):
            remove(path)
        if path in self._first:
            write(path, self._first[path])

    def remove(self, path: str) -> None:
        """Remove a file or a folder that is not above all."""
        if "/" in path or self.random.random() < 0.2:
            remove(path)

    def rename(self, path: str) -> None:
        """Give a file or folder another name."""
        os.rename(path, self.random.choice([f"{path}x", path.replace(".ts", ".tsx"), *self.asked]))

    def copy_into(self, path: str) -> None:
        """Put what is in another file of the kind here."""
        suffix = os.path.splitext(path)[1]
        others = [other for other in self._first if other.endswith(suffix or ".py")]
        write(path, self._first[self.random.choice(others or list(self._first))])

    def link(self, path: str) -> None:
        """Put a link here."""
        target = self.random.choice([*self._first, *self.asked])
        with suppress(OSError):
            remove(path)
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        os.symlink(os.path.relpath(target, os.path.dirname(path) or "."), path)

    def touch(self, path: str) -> None:
        """Write what is there, or hide a change behind the time of a file."""
        status = os.stat(path)
        if self.random.random() < 0.5:
            self.change(path)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    def make_folder(self, path: str) -> None:
        """Make a folder beside a file, of its name without the suffix."""
        os.makedirs(os.path.splitext(path)[0])

    def configure(self, path: str) -> None:
        """Change what is linted, or how."""
        del path
        choices = [b"", b'ignore = ["SPN002"]\n', b'select = ["ALL"]\n', b'exclude = ["a*"]\n', b"not = 'a key'\n"]
        write("spanlint.toml", self.random.choice(choices))


def main(folder: str, seed: str, rounds: str, kind: str = "") -> int:
    """Edit and lint. Returns the exit code."""
    os.chdir(folder)
    memory, forgetful, editor = RoundMemory(), Forgetful(), Editor(int(seed))
    request = Request(paths=(".",), watch=True, jobs=editor.random.choice((1, 2)), **OPTIONS[kind])
    if kind == "diff_base":
        commit_all()
    may_fork = bool(int(seed) % 2)  # not on all systems
    total, most = 0, 0
    for number in range(int(rounds)):
        done = [editor.edit() for _ in range(editor.random.randrange(1, 4) if number else 0)]
        with patch("spanlint.cli.watch.can_fork", lambda: may_fork):
            before, known, after = contents(), judge_round(request, memory), contents()
        for path in (path for path in before if before[path] != after[path]):
            write(path, before[path])
        fresh = judge_round(request, forgetful)  # type: ignore[arg-type]
        if said(known) != said(fresh) or contents() != after:
            print(f"round {number} differs, after {done}", said(known), said(fresh), sep="\n")
            return 1
        if isinstance(known, Round):
            editor.asked = sorted(set(paths_of(known.verdicts)))
            total, most = total + len(known.judged), most + len(known.verdicts)
            print(number, *done, f"judged {len(known.judged)} of {len(known.verdicts)}", sep="; ")
    print(f"judged {total} of {most}")
    return 0


def said(judged: Round | str) -> str:
    """All that a round has found."""
    return judged if isinstance(judged, str) else repr(judged.outcome)


def paths_of(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """The paths below the current folder that judgements have asked about."""
    top = os.path.join(os.path.realpath(os.curdir), "")
    for verdict in verdicts:
        for what, text in json.loads(verdict.questions):
            for path in json.loads(text)[1] if what == CALL else [f"/{text}"]:
                if isinstance(path, str) and path.startswith(top):
                    yield path.removeprefix(top)


def commit_all() -> None:
    """Make the current folder a repository, and what is in it the commit to compare with."""
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for arguments in (("init", "--quiet"), ("add", "--all"), (*identity, "commit", "--quiet", "--message", "a")):
        subprocess.run(["git", *arguments], check=True)


def contents() -> dict[str, bytes]:
    """What is in the files that may matter."""
    return {path: read(path) for path in files()}


def files() -> list[str]:
    """The files that may matter."""
    found = (os.path.join(folder, name) for folder, _, names in os.walk(".") for name in names)
    return sorted(path.removeprefix("./") for path in found if path.endswith(_SOURCES) and os.path.isfile(path))


def read(path: str) -> bytes:
    """What is in a file."""
    with open(path, "rb") as file:
        return file.read()


def write(path: str, data: bytes) -> None:
    """Write a file, and the folders that it is in."""
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def remove(path: str) -> None:
    """Remove whatever is there."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        os.unlink(path)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
