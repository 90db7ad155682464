"""Watches what a process asks of a disk below one folder, whoever asks: by the interpreter's audit events for what is
opened and listed, and in front of `os.stat`, `os.lstat`, `os.readlink`, `os.access` and `os.path.getsize`, which have
none.

So nothing that a judgement depends on is left out because a module forgot to say so. Only for a process of its own:
what is watched stays watched.
"""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager
from functools import partial

from spanlint.disk import reading
from spanlint.lean.module_finder import ModuleFinder
from spanlint.lean.records import Record
from spanlint.memory.program_stamp import program_folders
from spanlint.memory.questions import CALL, CONTENT, FILE, FOLDER, KIND, NAMES, NEITHER, OTHER, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, TypeVar

    _Said = TypeVar("_Said")

    from spanlint.disk.reading import Unread
    from spanlint.memory.questions import FileFacts, Question

_LISTINGS = frozenset({"os.listdir", "os.scandir"})
# The files of the code that reads modules: what it reads is the program.
_IMPORTS = ("<frozen importlib", ModuleFinder.find_spec.__code__.co_filename)


class Notes(Record):
    """What was asked in a block: the questions in order, the files that were opened and whose content nobody has told,
    and the paths of which the disk has said something else than the facts."""

    questions: dict[Question, None]
    opened: list[str]
    disagreed: set[str]

    def can_be_asked_again(self) -> bool:
        """Whether whoever asks these questions again, and gets the same answers, would come to the same judgement."""
        return not (self.opened or self.disagreed or any(what == UNKNOWN for what, _ in self.questions))


class DiskWatch:
    """Notes the questions that are asked about `facts`, the files below the folder `top`, an absolute, real path.

    `questions` are all of them but those that were asked `unnoted`, or while something else was `answering`: those are
    in `inner`, by the question that they stand behind. `opened` are the files whose content or size was asked for at
    all, `searched` those that were opened to be searched. `disagrees` once the disk has answered otherwise than the
    facts, as a disk does that does not tell `A` from `a`, and one that changes meanwhile: then nothing that was noted
    with it may be relied on.
    """

    def __init__(self, top: str, facts: FileFacts) -> None:
        self._facts = facts
        self._start = top.rstrip(os.sep) + os.sep
        self._is_noting = True
        self._is_answering = False
        self._notes: list[Notes] = []
        self._own = tuple(os.path.join(folder, "") for folder in program_folders())
        self.questions: dict[Question, None] = {}
        self.inner: dict[str, dict[Question, None]] = {}
        self.opened: set[str] = set()
        self.searched: set[str] = set()
        self._is_searching = False
        self.disagrees = False
        self._fill: Callable[[str], None] | None = None

    def begin(self, fill: Callable[[str], None] | None = None) -> None:
        """Watch from now on, until the process ends. `fill` gets each file before it is opened, or asked for its size:
        it may give it another content."""
        self._fill = fill
        for name, kind_of in (("stat", _kind_of), ("lstat", _kind_of), ("access", None), ("readlink", None)):
            setattr(os, name, self._asking(getattr(os, name), kind_of, follows=name in ("stat", "access")))
        os.path.getsize = self._sizing(os.path.getsize)  # type: ignore[assignment]  # typeshed names its argument
        reading.listen(self._told)
        sys.addaudithook(self._hear)

    @contextmanager
    def noting(self) -> Iterator[Notes]:
        """Gives what is asked in a block; it is complete when the block has ended."""
        noted = Notes({}, [], set())
        self._notes.append(noted)
        try:
            yield noted
        finally:
            self._notes = [notes for notes in self._notes if notes is not noted]

    @contextmanager
    def unnoted(self) -> Iterator[None]:
        """Gives a block in which nothing is noted but `opened`."""
        self._is_noting = False
        try:
            yield
        finally:
            self._is_noting = True

    @contextmanager
    def searching(self) -> Iterator[None]:
        """Gives a block in which nothing is noted but `opened` and `searched`."""
        self._is_searching = True
        try:
            with self.unnoted():
                yield
        finally:
            self._is_searching = False

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

    def answer(self, question: Question) -> str:
        """Returns what the facts answer to a question."""
        return self._for_itself(lambda: self._facts.answer(question))

    def note_all(self, questions: Iterable[Question]) -> None:
        """Note questions that have been asked before, whose answers count again. Those of calls note their own."""
        for what, path in questions:
            if what != CALL:
                self._note(what, path)

    def note_content(self, path: str) -> None:
        """Note that the content of a file matters."""
        below = self.below(path)
        if below is not None:
            self._note(CONTENT, below)

    def disagree(self, path: str) -> None:
        """Take note that the disk has answered otherwise than before."""
        self.disagrees = True
        for notes in self._notes:
            notes.disagreed.add(path)

    def below(self, path: Any) -> str | None:
        """Returns a path relative to the top, with `/` between its parts; None for one that no fact is about."""
        if isinstance(path, int):
            return None
        text = path if isinstance(path, str) else os.fsdecode(path)
        if text[:1] != os.sep:
            text = os.path.join(os.getcwd(), text)
        if text + os.sep == self._start:
            return ""
        if not text.startswith(self._start):
            return None
        below = text[len(self._start) :].replace(os.sep, "/")
        return None if self._facts.is_outside(below) else below

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not (event == "open" or event in _LISTINGS) or self._is_deaf():
            return
        if sys._getframe(1).f_code.co_filename.startswith(_IMPORTS):
            return
        if event == "open":
            self._opened(*arguments[:2])
            return
        path = self.below(os.curdir if arguments[0] is None else arguments[0])
        if path is not None:
            self._note(NAMES, path)
            if not self._facts.is_still:  # what was listed is not known
                self.disagree(path)

    def _opened(self, path: Any, mode: str | None) -> None:
        """Take note that a file is opened, but not of a table of the program; those are opened with a mode."""
        below = self.below(path)
        if below is None or (mode is not None and os.fsdecode(path).startswith(self._own)):
            return
        self._ask_content(below)
        for notes in self._notes if self._is_noting and not self._facts.is_still else ():
            notes.opened.append(below)

    def _ask_content(self, path: str) -> None:
        if self._fill is not None and path not in self.opened:
            self._for_itself(partial(self._fill, path))
        self.opened.add(path)
        if self._is_searching:
            self.searched.add(path)
        self._note(CONTENT, path)

    def _told(self, path: str, content: bytes | Unread) -> None:
        """Take note of what was read of a file that was opened."""
        below = self.below(path) if self._is_noting and self._notes else None
        if below is None:
            return
        for notes in self._notes:
            if below in notes.opened:
                notes.opened.remove(below)
        self._compare(below, lambda: self._facts.agrees(below, content))

    def _asking(
        self, ask: Callable[..., Any], kind_of: Callable[[Any], str] | None, follows: bool
    ) -> Callable[..., Any]:
        """Returns a function that asks the disk, and compares what it says with the facts.

        That is the `kind_of` a path; if it is None, whether there is anything, or what is written in a link.
        """

        def asked(path: Any, *arguments: Any, **named: Any) -> Any:
            below = None if self._is_deaf() else self.below(path)
            if below is None:
                return ask(path, *arguments, **named)
            self._note(KIND, below)
            follows_this = follows and named.get("follow_symlinks", True)
            try:
                answer = ask(path, *arguments, **named)
            except OSError:
                self._compare(below, lambda: self._is_neither(below, follows_this))
                raise
            if isinstance(answer, str | bytes):
                self._compare(below, lambda: self._facts.target(below) == os.fsdecode(answer))
            elif kind_of is not None:
                kind = kind_of(answer)
                self._compare(below, lambda: kind == self._kind(below, follows_this))
            else:
                self._compare(below, lambda: bool(answer) != self._is_neither(below, follows_this))
                if arguments != (os.F_OK,) and not self._facts.is_still:
                    self._note(UNKNOWN, below)  # no fact says what may be read
            return answer

        return asked

    def _kind(self, path: str, follows: bool) -> str:
        return OTHER if not follows and self._facts.target(path) else self._facts.kind(path)

    def _is_neither(self, path: str, follows: bool) -> bool:
        return self._kind(path, follows) == NEITHER

    def _sizing(self, ask: Callable[[Any], int]) -> Callable[[Any], int]:
        def asked(path: Any) -> int:
            below = None if self._is_deaf() else self.below(path)
            if below is None:
                return ask(path)
            self._ask_content(below)
            size = self._for_itself(lambda: ask(path))  # not for the kind of the path
            self._compare(below, lambda: self._facts.agrees(below, size))
            return size

        return asked

    def _compare(self, path: str, is_same: Callable[[], bool]) -> None:
        """Compare what the disk says of a path with the facts."""
        if not self._for_itself(is_same):
            self.disagree(path)

    def _is_deaf(self) -> bool:
        """Whether what is asked now matters to nobody. Of files that are still, all that is asked matters."""
        return self._is_answering or not (self._notes or self._facts.is_still)

    def _for_itself(self, ask: Callable[[], _Said]) -> _Said:
        """Returns what is asked without that anything is noted. A context manager takes twice as long, 1 % of a run."""
        before, self._is_answering = self._is_answering, True
        try:
            return ask()
        finally:
            self._is_answering = before

    def _note(self, what: str, path: str) -> None:
        if not self._is_noting:
            return
        question = what, path
        self.questions[question] = None
        for notes in self._notes:
            notes.questions[question] = None


def _kind_of(status: os.stat_result) -> str:
    if stat.S_ISDIR(status.st_mode):
        return FOLDER
    return FILE if stat.S_ISREG(status.st_mode) else OTHER
