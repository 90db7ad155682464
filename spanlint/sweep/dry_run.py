"""What a sweep would do: which repositories it would clone, lint or skip. Each is asked for its commit."""

from __future__ import annotations

import sys

from spanlint.cli.exit_codes import CLEAN
from spanlint.cli.exit_codes import FAILED as NOT_DONE
from spanlint.report.escape import visible
from spanlint.sweep.jobs import local_engine
from spanlint.sweep.output.journal import repository_of
from spanlint.sweep.results import DONE, EMPTY, FAILED, UNCHANGED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.sweep.output.journal import JournalEntry
    from spanlint.sweep.repositories import Repository
    from spanlint.sweep.results import Job, Result

_SKIPPED = {UNCHANGED: "unchanged", EMPTY: "has no commit"}


def tell_plan(jobs: Sequence[Job], kept: Sequence[JournalEntry], workers: int | None) -> int:
    """Print a line for each repository. Returns the exit code. Jobs have to be dry; `kept` are not looked at again."""
    results = list(local_engine.results(jobs, workers))
    lines = [(result.repository.name, _line(result)) for result in results]
    lines += [(entry.name, _told("skip", repository_of(entry), "done before")) for entry in kept]
    sys.stdout.writelines(line for _, line in sorted(lines))
    return NOT_DONE if any(result.status == FAILED for result in results) else CLEAN


def _line(result: Result) -> str:
    repository = result.repository
    if result.status == DONE:
        return _told("lint" if repository.is_local() else "clone", repository, "")
    if result.status == FAILED:
        return _told("fail", repository, result.reason)
    return _told("skip", repository, _SKIPPED[result.status])


def _told(what: str, repository: Repository, reason: str) -> str:
    ref = f" {repository.ref}" if repository.ref else ""
    said = f"{repository.address}{ref}{f': {reason}' if reason else ''}"
    return f"{what:5}  {repository.name}  {visible(said)}\n"
