"""The process that lints with a memory: what `spanlint` does, but for files whose verdicts are known already.

Files that should have nothing to judge in them lie in the tree without their content, and get it when anything opens
them. If the repository lacks it, the lint counts for nothing, and says which files it wants.
"""

from __future__ import annotations

import gc
import json
import os
from contextlib import suppress

from spanlint.lean.records import Record
from spanlint.memory.verdict import Verdict
from spanlint.sweep.learned import AskedTree, Learned, SilentBlob, UsedVerdicts
from spanlint.sweep.state.verdict_store import StateError, VerdictReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_ANSWER = ".answer"


class LintTask(Record):
    """What a process with a memory is told: the blobs of its tree by path, which of the files lie there without their
    content, the repository that has it, the state folder, and the digest of the program."""

    blobs: dict[str, str]
    hollow: tuple[str, ...]
    git_folder: str
    state: str
    program: str


class Remembered(Record):
    """What such a process says beside its report. `asked` are the files whose content it wants and cannot have.

    Of the files that have anything to judge, `judged` were judged, and the verdicts of `reused` were known. `tree` is
    what was asked of all of it, if that can be told.
    """

    asked: tuple[str, ...] = ()
    learned: Learned = Learned()
    judged: int = 0
    reused: int = 0
    tree: AskedTree | None = None


def run(path: str, arguments: Sequence[str]) -> int:
    """Run `spanlint` in the current folder, the top of the tree, by the task in a file. Returns the exit code.

    The answer is written beside the task.
    """
    gc.disable()  # as in the program, until a file is judged
    from spanlint.memory.disk_watch import DiskWatch
    from spanlint.memory.remembered_calls import RememberedCalls
    from spanlint.sweep.jobs.hollow_files import HollowFiles
    from spanlint.sweep.state.tree_facts import TreeFacts

    with open(path, encoding="utf-8") as file:
        task = LintTask(*json.load(file))
    facts, top = TreeFacts(task.blobs), os.path.realpath(os.curdir)
    watch = DiskWatch(top, facts)
    calls = RememberedCalls(watch, top)
    calls.begin()  # before anything is imported that makes such functions

    from spanlint.cli.main import main
    from spanlint.discovery.with_git import know as know_listing
    from spanlint.run.known_outcomes import know
    from spanlint.sweep.state.known_blobs import KnownBlobs

    known = KnownBlobs(facts, watch, calls, task.program, top, _reader(task.state))
    know(known)
    if arguments[-1] == os.curdir:
        know_listing(top, facts.blobs)
    hollow = HollowFiles({path: task.blobs[path] for path in task.hollow}, task.git_folder)
    watch.begin(hollow.fill)
    code = main(arguments, owns_process=True)
    asked = tuple(sorted(hollow.wanted))
    tree = None if asked or arguments[-1] != os.curdir else known.asked_tree()
    answer = Remembered(asked, Learned() if asked else known.learned(), len(known.judged), known.reused, tree)
    with open(f"{path}{_ANSWER}", "w", encoding="utf-8") as file:
        file.write(json.dumps(_plain(answer)))  # at once: a tenth of the time of `json.dump`, which writes part by part
    return code


def write_task(path: str, task: LintTask) -> None:
    """Write a task for `run`, and remove the answer to the last one."""
    with suppress(FileNotFoundError):
        os.unlink(f"{path}{_ANSWER}")
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps(task))


def read_answer(path: str) -> Remembered:
    """Returns the answer to the task in a file; an empty one if there is none."""
    try:
        with open(f"{path}{_ANSWER}", encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return Remembered()
    uses = None
    if found["uses"] is not None:
        silent, judged = found["uses"]
        uses = UsedVerdicts(tuple(SilentBlob(*row) for row in silent), tuple((key, answers) for key, answers in judged))
    nothing, verdicts = (SilentBlob(*row) for row in found["nothing"]), (Verdict(*row) for row in found["verdicts"])
    learned = Learned(tuple(nothing), tuple(verdicts), tuple(found["wanted"]), uses)
    tree = AskedTree(*found["tree"]) if found["tree"] is not None else None
    return Remembered(tuple(found["asked"]), learned, found["judged"], found["reused"], tree)


def _plain(answer: Remembered) -> dict[str, object]:
    learned = answer.learned
    return {
        "asked": answer.asked,
        "nothing": learned.nothing,
        "verdicts": learned.judged,
        "wanted": learned.wanted,
        "uses": learned.uses,
        "judged": answer.judged,
        "reused": answer.reused,
        "tree": answer.tree,
    }


def _reader(state: str) -> VerdictReader | None:
    try:
        return VerdictReader(state)
    except StateError:
        return None
