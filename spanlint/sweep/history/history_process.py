"""The process that lints a branch commit by commit: each that may have changed a finding, and no other.

It keeps one copy of the tree, changes the files that a commit changes, and forks for each lint: so every lint begins
with an empty memory, and with everything imported.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import sys
import tempfile

from spanlint.discovery.with_git import know as know_listing
from spanlint.lean.records import Record
from spanlint.memory.disk_watch import DiskWatch
from spanlint.memory.questions import CALL, NEITHER
from spanlint.memory.remembered_calls import RememberedCalls
from spanlint.memory.verdict import Verdict
from spanlint.sweep.git.blob_contents import ContentsInOrder
from spanlint.sweep.git.git_commands import run as run_git
from spanlint.sweep.git.work_trees import write_new
from spanlint.sweep.learned import Learned
from spanlint.sweep.processes.lint_imports import import_lint
from spanlint.sweep.state.tree_facts import TreeFacts
from spanlint.sweep.state.verdict_store import MAX_ROWS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import IO, Any

    from spanlint.memory.questions import Question
    from spanlint.model.settings import Settings
    from spanlint.run.file_outcome import FileOutcome
    from spanlint.sweep.git.commit_log import Changes
    from spanlint.sweep.learned import SilentBlobs

_KEYS = ("path", "line", "column", "code", "rule", "severity", "message", "fingerprint")  # of a finding
_REPORT = json.dumps({"type": "run", "summary": {"span_calls": 0}})  # for `lint_process`, an empty one
_TOO_LARGE = b"\0"  # in place of what is not linted either, as it is no text
_ALL = "."  # the part of a tree that is linted: all of it


class HistoryTask(Record):
    """What such a process is told: the repository of the objects, the digest of the program, and a file with a line for
    each commit: its id, its time, and its changes."""

    git_folder: str
    program: str
    commits: str


class _LintedCommit(Record):
    """What a forked process found: its report, what it learned, and what it asked (see `AskedOfDisk`).

    `findings` are None if there is no report. `words` are those that files were searched for.
    """

    findings: list[dict[str, Any]] | None
    learned: Learned
    looks: dict[tuple[str, str], FileOutcome | int]
    questions: list[Question]
    settings: dict[str, Settings]
    calls: dict[str, tuple[str, list[Question]]]
    words: set[bytes]


class _HistoryMemory:
    """The verdicts of this history."""

    def __init__(self) -> None:
        self.nothing: SilentBlobs = {}
        self.looks: dict[tuple[str, str], FileOutcome | int] = {}
        self._judged: dict[str, list[Verdict]] = {}

    def nothing_in(self, blobs: Iterable[str]) -> SilentBlobs:  # noqa: ARG002 - as a reader of a state
        return self.nothing

    def judged(self, key: str) -> list[Verdict]:
        return self._judged.get(key, [])

    def keep(self, linted: _LintedCommit) -> None:
        for blob, kind in linted.learned.nothing:
            self.nothing.setdefault(kind, set()).add(blob)
        self.looks.update(linted.looks)
        for verdict in linted.learned.judged:
            others = [one for one in self.judged(verdict.key) if one.answers != verdict.answers]
            self._judged[verdict.key] = [verdict, *others][:MAX_ROWS]


class _TreeCopy:
    """The copy of the tree, in the current folder, which goes through the commits of a task, in their order."""

    def __init__(self, task: HistoryTask) -> None:
        self.facts = TreeFacts({})
        self._pending: dict[str, str] = {}
        self._digits = 0  # of a blob's name
        blobs = (blob for changes in _changes(task.commits) for _, blob in _in_order(changes) if blob)
        self._contents = ContentsInOrder(task.git_folder, blobs)

    def change(self, changes: Changes) -> tuple[dict[str, str], set[str]]:
        """Change files. Returns the blobs that they held, and the folders that have come or gone."""
        before = {path: self.facts.blobs.get(path, "") for path, _ in changes}
        folders = {folder for path in before for folder in _above(path)}
        were = {folder for folder in folders if self.facts.kind(folder) != NEITHER}
        for path, blob in _in_order(changes):
            if path in self.facts.blobs:
                self.facts.remove(path)
                os.unlink(path)
                for folder in _above(path):
                    if self.facts.kind(folder) == NEITHER:
                        os.rmdir(folder)
            content = self._contents.next(_TOO_LARGE) if blob else None
            if content is not None:
                write_new(path, content)
                self.facts.put(path, blob)
                self._digits = len(blob)
            self._pending[path] = blob if content is not None else ""
        are = {folder for folder in folders if self.facts.kind(folder) != NEITHER}
        return before, were ^ are

    def tell_git(self, part: str) -> None:
        """Let the listing of the tree be as the tree is: git's index is told what has changed, unless git need not be
        asked, as all of the tree is linted."""
        if part == _ALL:
            know_listing(os.getcwd(), self.facts.blobs)
            return
        none = "0" * self._digits
        lines = (f"100644 {blob}\t{path}\0" if blob else f"0 {none}\t{path}\0" for path, blob in self._pending.items())
        run_git(
            ["-C", os.getcwd(), "update-index", "-z", "--index-info"],
            stdin=(line.encode("utf-8", "surrogateescape") for line in lines),
        )
        self._pending.clear()


def run(path: str, arguments: Sequence[str]) -> int:
    """Lint the commits of a task, in the current folder, an empty work tree. Returns 0.

    The answer is written beside the task, a line for each commit that was linted: its number, and if they are not those
    of the last one, a second line with its number and its findings.
    """
    with open(path, encoding="utf-8") as file:
        task = HistoryTask(*json.load(file))
    tree, memory, top = _TreeCopy(task), _HistoryMemory(), os.path.realpath(os.curdir)
    watch = DiskWatch(top, tree.facts)
    calls = RememberedCalls(watch, top)
    calls.begin()  # before anything is imported that makes such functions
    import_lint()
    calls.tell_of("spanlint.config.files", "_has_table", bool)

    from spanlint.sweep.history.quiet_commits import QuietCommits
    from spanlint.sweep.state.asked_of_disk import asked

    quiet = QuietCommits(tree.facts, calls, top, task.program, memory.nothing)
    last: object = None
    with open(f"{path}.answer", "w", encoding="utf-8") as output:
        for number, changes in enumerate(_changes(task.commits)):
            before, turned = tree.change(changes)
            if number and quiet.is_quiet(before, turned):
                continue
            tree.tell_git(arguments[-1])
            linted = _forked(_WatchedTree(tree.facts, watch, calls, task.program, top, memory), arguments)
            output.write(f"{number}\n")
            if linted is None or linted.findings is None:
                quiet.linted(None)
                continue
            memory.keep(linted)
            quiet.linted(asked(linted.questions, linted.settings, linted.calls, top), linted.words)
            if linted.findings != last:
                last = linted.findings
                output.write(json.dumps([number, last]) + "\n")
    print(_REPORT)
    return 0


def _in_order(changes: Changes) -> Changes:
    """Returns what is gone before what is there: a folder may take a file's place."""
    return tuple(sorted(changes, key=lambda change: bool(change[1])))


def _above(path: str) -> Iterator[str]:
    """Yields the folders of a path, the innermost first."""
    while path := path.rpartition("/")[0]:
        yield path


def _changes(path: str) -> Iterator[Changes]:
    with open(path, encoding="utf-8") as file:
        for line in file:
            yield tuple((name, blob) for name, blob in json.loads(line))


class _WatchedTree(Record):
    """What a forked process works with."""

    facts: TreeFacts
    watch: DiskWatch
    calls: RememberedCalls
    program: str
    top: str
    memory: _HistoryMemory


def _forked(watched: _WatchedTree, arguments: Sequence[str]) -> _LintedCommit | None:
    """Lint the tree in a forked process. Returns what it found; None if it has died."""
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as report:
        gc.freeze()  # else the forked process would copy all that it does not touch when it collects
        process = os.fork()
        if not process:
            code = 1
            gc.disable()  # as in the program, until a file is judged
            try:
                os.dup2(report.fileno(), 1)
                pickle.dump(_lint(watched, arguments, report), answer)
                answer.flush()
                code = 0
            finally:
                os._exit(code)
        _, status = os.waitpid(process, 0)
        answer.seek(0)
        if os.waitstatus_to_exitcode(status):
            return None
        return pickle.load(answer)  # type: ignore[no-any-return]  # noqa: S301 - from the forked process


def _lint(watched: _WatchedTree, arguments: Sequence[str], report: IO[bytes]) -> _LintedCommit:
    from spanlint.cli.main import main
    from spanlint.run.known_outcomes import know
    from spanlint.sweep.state.known_blobs import KnownBlobs

    watch = watched.watch
    memory = watched.memory
    known = KnownBlobs(watched.facts, watch, watched.calls, watched.program, watched.top, memory, memory.looks)
    know(known)
    watch.begin()
    main(arguments, owns_process=True)
    sys.stdout.flush()
    report.seek(0)
    lines = [json.loads(line) for line in report]
    is_whole = bool(lines) and lines[-1]["type"] == "run" and not watch.disagrees
    findings = [{key: line[key] for key in _KEYS} for line in lines if line["type"] == "finding"]
    inner = {text: (watched.calls.answer(text), list(behind)) for text, behind in watch.inner.items()}
    questions = [question for question in watch.questions if question[0] != CALL]
    learned = known.learned()._replace(uses=None)  # thousands of blobs, which nobody would ask for
    return _LintedCommit(
        findings if is_whole else None, learned, known.new_looks, questions, known.screened, inner, known.words
    )
