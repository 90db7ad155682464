"""The commits of a branch, oldest first, each with what it changes of the files that are linted or that linting reads.

Of a merge, the changes are those against its first parent, so that each commit follows the one before it.
"""

from __future__ import annotations

import os
import re
from datetime import datetime, timezone
from itertools import pairwise

from spanlint.lean.records import Record
from spanlint.sweep.git.git_commands import GitError, answers, parts_of, run
from spanlint.sweep.git.tree_listing import FILE_MODES, entries_of, is_kept, is_safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spanlint.sweep.git.clones import Objects
    from spanlint.sweep.git.git_commands import Bounds

    Changes = tuple[tuple[str, str], ...]
    """Paths with the blob that is there now; empty if there is no file any more."""

_HEAD = re.compile(rb"\n*([0-9a-f]{40,64}) (\d+)\n*")
_FORMAT = "--format=%H %at"


class Commit(Record):
    """A commit of a branch: its id, its author's time in seconds since 1970, and what it changes."""

    commit: str
    time: int
    changes: Changes


class CommitLog(Record):
    """Commits that follow each other, and the files of the commit before the first one, with their blobs.

    `base` is that commit; empty if the first one has no parent.
    """

    base: str
    files: Changes
    commits: tuple[Commit, ...]


def log_of(objects: Objects, since: str, max_changes: int, bounds: Bounds, every: int = 1) -> CommitLog:
    """Returns the first-parent commits up to the one of `objects`: those since a date or after a commit, or all.

    Of `every` so many, only the last one is returned, with what all of them change. Raises GitError, also if they
    change more than `max_changes` files.
    """
    options = ["--first-parent", "-m", "--raw", "--no-renames", "--no-abbrev", "-z", "--reverse", _FORMAT]
    command = ["--git-dir", objects.git_folder, "log", *options, *_limits(objects, since)]
    with answers(command, (), bounds) as output:
        commits = tuple(_commits(parts_of(output), max_changes))
    if not commits:
        return CommitLog(objects.commit, _files(objects, objects.commit, max_changes, bounds), ())
    base = _commit_of(objects, f"{commits[0].commit}^") if since else ""
    files = _files(objects, base, max_changes, bounds) if base else ()
    return CommitLog(base, files, tuple(_thinned(commits, every)))


def _thinned(commits: Sequence[Commit], every: int) -> Iterator[Commit]:
    """Yields each last one of so many commits, counted from the end, with what all of them change."""
    first = len(commits) % every or every
    for start, end in pairwise((0, *range(first, len(commits) + 1, every))):
        changes = {path: blob for commit in commits[start:end] for path, blob in commit.changes}
        yield commits[end - 1]._replace(changes=tuple(changes.items()))


def blobs_of(log: CommitLog) -> list[str]:
    """Returns every blob of a log, once."""
    changes = (change for part in (log.files, *(commit.changes for commit in log.commits)) for change in part)
    return list(dict.fromkeys(blob for _, blob in changes if blob))


def authors_of(objects: Objects, commits: Iterable[str], bounds: Bounds) -> dict[str, str]:
    """Returns the names of the authors of commits. Raises GitError."""
    command = ["--git-dir", objects.git_folder, "log", "--no-walk", "--stdin", "--format=%H %an"]
    lines = run(command, stdin=(f"{commit}\n".encode() for commit in commits), bounds=bounds)
    words = (line.partition(" ") for line in lines.decode("utf-8", "replace").split("\n") if line)
    return {commit: name for commit, _, name in words}


def _limits(objects: Objects, since: str) -> list[str]:
    if not since:
        return [objects.commit, "--"]
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        after = _commit_of(objects, since)
        if not after:
            said = f"--since: {since!r} is neither a date, as 2026-01-31, nor the id of one of its commits"
            raise GitError(said) from None
        return [f"{after}..{objects.commit}", "--"]
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return [
        f"--since=@{max(0, int(moment.timestamp()))} +0000",
        objects.commit,
        "--",
    ]  # git adds the time of day to a date


def _commit_of(objects: Objects, name: str) -> str:
    """Returns the commit of a name; empty if there is none."""
    try:
        found = run(["--git-dir", objects.git_folder, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"])
    except GitError:
        return ""
    return os.fsdecode(found).strip()


def _files(objects: Objects, commit: str, max_files: int, bounds: Bounds) -> Changes:
    entries = entries_of(objects._replace(commit=commit), max_files, bounds)
    files = (entry.file for entry in entries if entry.mode in FILE_MODES)
    return tuple((file.path, file.blob) for file in files if _counts(file.path))


def _commits(parts: Iterator[bytes], max_changes: int) -> Iterator[Commit]:
    commit, time, changes, count = "", 0, list[tuple[str, str]](), 0
    for part in parts:
        head = _HEAD.match(part)
        if head is not None:
            if commit:
                yield Commit(commit, time, tuple(changes))
            commit, time, changes = head[1].decode(), int(head[2]), []
            part = part[head.end() :]
        if part.lstrip(b"\n").startswith(b":"):
            count += 1
            if count > max_changes:
                raise GitError(f"its commits change more than {max_changes:,} files (--max-files)")
            _, mode, _, blob, _ = part.split()
            path = os.fsdecode(next(parts))
            if _counts(path):
                changes.append((path, blob.decode() if mode in FILE_MODES else ""))
    if commit:
        yield Commit(commit, time, tuple(changes))


def _counts(path: str) -> bool:
    return is_kept(path) and is_safe(path)
