"""The history of one repository's findings: which commit brought each of them, and which one ended it."""

from __future__ import annotations

import json
import os
import time

from spanlint.lean.records import Record
from spanlint.memory.verdict_keys import program_digest
from spanlint.sweep.git.clones import complete
from spanlint.sweep.git.commit_log import authors_of, blobs_of, log_of
from spanlint.sweep.git.own_repositories import make_repository
from spanlint.sweep.git.tree_files import TreeFile
from spanlint.sweep.history.lifetimes import Lifetime, Stage, lifetimes
from spanlint.sweep.processes.lint_process import HISTORY, ProcessBounds, lint
from spanlint.sweep.processes.scratch import scratch_folder
from spanlint.sweep.results import HistoryFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from spanlint.sweep.git.clones import Objects
    from spanlint.sweep.git.commit_log import CommitLog
    from spanlint.sweep.git.git_commands import Bounds
    from spanlint.sweep.results import Job

_ROOM = 500_000_000  # bytes: the largest tree of a history is not known before


class History(Record):
    """The lifetimes of a repository's findings, over how many commits, and how many of those were linted.

    `authors` are the names of those who wrote the commits that brought or ended a finding; None if nobody asks.
    `died` is why it could not be found out; empty if it could.
    """

    lifetimes: tuple[Lifetime, ...] = ()
    commits: int = 0
    linted: int = 0
    died: str = ""
    authors: dict[str, str] | None = None


def history_of(objects: Objects, job: Job, bounds: Bounds) -> History:
    """Returns the history of a commit, with which all before it have come. Raises GitError and OSError."""
    if objects.is_shallow():
        return History(died="the repository is a shallow clone, which lacks the commits before")
    log = log_of(objects, job.settings.since, job.settings.max_files, bounds, job.settings.every)
    complete(objects, [TreeFile(blob, blob, 0) for blob in blobs_of(log)], bounds)
    with scratch_folder(_ROOM) as scratch:
        top, task, commits = (os.path.join(scratch, name) for name in ("tree", "task.json", "commits.jsonl"))
        make_repository(top, objects.commit)
        steps = [(log.base, 0, log.files), *log.commits] if log.base or not log.commits else list(log.commits)
        with open(commits, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(changes) + "\n" for _, _, changes in steps)
        with open(task, "w", encoding="utf-8") as file:
            json.dump([objects.git_folder, program_digest(), commits], file)
        limits = ProcessBounds(max(1.0, bounds.seconds()), job.settings.memory)
        options = ("-j", "1", "--color", "never", *job.settings.lint_options)
        done = lint(top, job.repository.subdir or ".", options, limits, task, module=HISTORY)
        if done.died:
            return History(commits=len(log.commits), died=done.died)
        with open(f"{task}.answer", encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
    stages = [_stage(number, found, steps, log) for number, found in (line for line in lines if isinstance(line, list))]
    lives = tuple(lifetimes(stages))
    authors = _authors(lives, objects, bounds) if job.settings.has_authors else None
    return History(lives, len(log.commits), sum(isinstance(line, int) for line in lines), authors=authors)


def _authors(lives: Sequence[Lifetime], objects: Objects, bounds: Bounds) -> dict[str, str]:
    stages = (stage for life in lives for stage in (life.brought, life.ended) if stage is not None)
    commits = list(dict.fromkeys(stage.commit for stage in stages))
    return authors_of(objects, commits, bounds) if commits else {}


def _stage(number: int, found: list[dict[str, Any]], steps: Sequence[tuple[str, int, object]], log: CommitLog) -> Stage:
    commit, moment, _ = steps[number]
    return Stage(commit, moment, {finding["fingerprint"]: finding for finding in found}, is_base=commit == log.base)


def history_file(name: str, history: History) -> HistoryFile:
    """Returns the history file: a line for each lifetime."""
    data = b"".join(json.dumps(_line(name, one, history.authors)).encode() + b"\n" for one in history.lifetimes)
    return HistoryFile(data, history.commits, history.linted)


def _line(name: str, lifetime: Lifetime, authors: dict[str, str] | None) -> dict[str, object]:
    moments = {**_moment("brought", lifetime.brought, authors), **_moment("ended", lifetime.ended, authors)}
    return {"repo": name, **moments, **lifetime.finding}


def _moment(what: str, stage: Stage | None, authors: dict[str, str] | None) -> dict[str, object]:
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(stage.time)) if stage is not None else None
    by = {f"{what}_by": authors.get(stage.commit) if stage is not None else None} if authors is not None else {}
    return {what: stage.commit if stage is not None else None, f"{what}_at": at, **by}
