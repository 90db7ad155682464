"""Watches what a process asks of a disk below one folder, whoever asks: by the interpreter's audit events for what is
opened and listed, and in front of `os.stat`, `os.lstat`, `os.access` and `os.path.getsize`, which have none.

So nothing that a judgement depends on is left out because a module forgot to say so. Only for a process of its own:
what is watched stays watched.
"""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager

from spanlint.sweep.tree_facts import CONTENT, FILE, FOLDER, KIND, NAMES, NEITHER, is_of_copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from spanlint.sweep.tree_facts import Question, TreeFacts

_LISTINGS = frozenset({"os.listdir", "os.scandir"})


class DiskWatch:
    """Notes the questions that are asked about `facts`, the files below the folder `top`, an absolute, real path.

    `questions` are all of them but those that were asked `unnoted`, or while something else was `answering`: those are
    in `inner`, by the question that they stand behind. `opened` are the files whose content or size was
    asked for at all. `disagrees` once the disk has answered otherwise than the facts, as a disk does that does not tell
    `A` from `a`: then nothing that was noted may be relied on.
    """

    def __init__(self, top: str, facts: TreeFacts) -> None:
        self._facts = facts
        self._start = top.rstrip(os.sep) + os.sep
        self._is_noting = True
        self._notes: list[dict[Question, None]] = []
        self.questions: dict[Question, None] = {}
        self.inner: dict[str, dict[Question, None]] = {}
        self.opened: set[str] = set()
        self.disagrees = False

    def begin(self) -> None:
        """Watch from now on, until the process ends."""
        for name in ("stat", "lstat"):
            setattr(os, name, self._asking(getattr(os, name), _kind_of))
        os.access = self._asking(os.access, None)
        os.path.getsize = self._sizing(os.path.getsize)  # type: ignore[assignment]  # typeshed names its argument
        sys.addaudithook(self._hear)

    @contextmanager
    def noting(self) -> Iterator[dict[Question, None]]:
        """Gives the questions that are asked in a block, in order; they are complete when the block has ended."""
        noted: dict[Question, None] = {}
        self._notes.append(noted)
        try:
            yield noted
        finally:
            self._notes.remove(noted)

    @contextmanager
    def unnoted(self) -> Iterator[None]:
        """Gives a block in which nothing is noted but `opened`."""
        self._is_noting = False
        try:
            yield
        finally:
            self._is_noting = True

    @contextmanager
    def answering(self, what: str, text: str) -> Iterator[None]:
        """Note one question in place of all that are asked in a block, for its answer is all that comes of them."""
        self._note(what, text)
        outside = self.questions, self._notes
        self.questions, self._notes = self.inner.setdefault(text, {}), []
        try:
            yield
        finally:
            self.questions, self._notes = outside

    def note_content(self, path: str) -> None:
        """Note that the content of a file matters."""
        below = self._below(path)
        if below is not None:
            self._note(CONTENT, below)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path = self._below(arguments[0])
            if path is not None:
                self.opened.add(path)
                self._note(CONTENT, path)
        elif event in _LISTINGS:
            path = self._below(os.curdir if arguments[0] is None else arguments[0])
            if path is not None:
                self._note(NAMES, path)

    def _asking(self, ask: Callable[..., Any], kind_of: Callable[[Any], str] | None) -> Callable[..., Any]:
        def asked(path: Any, *arguments: Any, **named: Any) -> Any:
            below = self._below(path)
            if below is None:
                return ask(path, *arguments, **named)
            self._note(KIND, below)
            try:
                answer = ask(path, *arguments, **named)
            except OSError:
                self._compare(below, NEITHER)
                raise
            self._compare(below, kind_of(answer) if kind_of is not None else None if answer else NEITHER)
            return answer

        return asked

    def _sizing(self, ask: Callable[[Any], int]) -> Callable[[Any], int]:
        def asked(path: Any) -> int:
            below = self._below(path)
            if below is not None:
                self.opened.add(below)
                self._note(CONTENT, below)
            return ask(path)

        return asked

    def _compare(self, path: str, kind: str | None) -> None:
        """Compare what the disk says a path is with the facts. None says that it is anything."""
        known = self._facts.kind(path)
        self.disagrees |= (known == NEITHER) if kind is None else known != kind

    def _note(self, what: str, path: str) -> None:
        if not self._is_noting:
            return
        question = what, path
        self.questions[question] = None
        for noted in self._notes:
            noted[question] = None

    def _below(self, path: Any) -> str | None:
        """Returns a path relative to the top, with `/` between its parts; None for one elsewhere."""
        if isinstance(path, int):
            return None
        text = os.fsdecode(path)
        if not os.path.isabs(text):
            text = os.path.join(os.getcwd(), text)
        if text + os.sep == self._start:
            return ""
        if not text.startswith(self._start):
            return None
        below = text[len(self._start) :].replace(os.sep, "/")
        return None if is_of_copy(below) or _leads_out(below) else below


def _leads_out(path: str) -> bool:
    depth = 0
    for part in path.split("/") if ".." in path else ():
        depth += -1 if part == ".." else part not in ("", ".")
        if depth < 0:
            return True
    return False


def _kind_of(status: os.stat_result) -> str:
    if stat.S_ISDIR(status.st_mode):
        return FOLDER
    return FILE if stat.S_ISREG(status.st_mode) else NEITHER
