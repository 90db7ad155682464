"""What becomes of each repository of a sweep."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.sweep.repositories import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from spanlint.sweep.learned import Learned

DONE, UNCHANGED, EMPTY, FAILED = "done", "unchanged", "empty", "failed"
"""A repository was linted; has the commit, the settings and the version of the last sweep; has nothing to lint; or
could not be linted, or not all of it."""


class JobSettings(Record):
    """What every job of a sweep is told. `lint_options` are options of `spanlint`; times are seconds, sizes bytes.

    `state` is the folder of verdicts that are kept, an absolute path; empty to keep none. `has_sarif` is whether the
    results of a SARIF log are wanted, `owners` whose CODEOWNERS says who owns a file: `auto` for the repository's own,
    `off` for none; `file` for one that holds for all, which the jobs do not read. With `has_history`, the lifetimes of
    findings are wanted, over the commits `since` a date or a commit, or over all, and over `every` so many of these;
    `has_authors` is whether those name who wrote the commits.
    A job that `is_dry` only finds out which commit it would lint. `digest` stands for all of these that findings depend
    on, and for the configuration that they name.
    """

    lint_options: tuple[str, ...] = ()
    timeout: float = 600.0
    memory: int = 2_048_000_000
    retries: int = 2
    max_files: int = 2_000_000
    max_clone: int = 2_000_000_000
    clone_rate: int = 60
    clones: int = 4
    state: str = ""
    has_sarif: bool = False
    owners: str = "auto"
    has_history: bool = False
    since: str = ""
    every: int = 1
    is_dry: bool = False
    has_authors: bool = False
    digest: str = ""


class Job(Record):
    """One repository to lint. `known_commit` is the one whose findings are there already; empty without any."""

    repository: Repository
    settings: JobSettings
    known_commit: str = ""


class HistoryFile(Record):
    """The file of lifetimes, over how many commits they are, and how many of those were linted."""

    data: bytes
    commits: int
    linted: int


class Result(Record):
    """What became of a job. `reason` says why it failed, or what of it could not be done, in one line.

    `attempts` counts the processes that were started. `files` are the sources that were there, `sites` the calls that
    start spans. `findings` are objects of the `json-report` format, with the owners of their files as `owners`, and the
    SARIF result as `sarif` if it is wanted; `invocation` is that of the SARIF log. `is_linted` is whether the findings
    are those of a lint, though it may have missed files: the contents of so many are `missing`. `judged` are the
    sources that were judged, `reused` those whose verdict was known; `learned` is what is worth knowing the next time.
    `history` is the file of lifetimes, if it was wanted. `has_all` is whether a server sent all contents, which should
    have left them out. `worker` is where the job ran: the address of a worker, or `local`.
    """

    repository: Repository
    status: str
    commit: str = ""
    reason: str = ""
    attempts: int = 0
    seconds: float = 0.0
    clone_seconds: float = 0.0
    files: int = 0
    findings: tuple[dict[str, Any], ...] = ()
    sites: int = 0
    invocation: dict[str, Any] | None = None
    is_linted: bool = False
    missing: int = 0
    judged: int = 0
    reused: int = 0
    learned: Learned | None = None
    history: HistoryFile | None = None
    worker: str = "local"
    has_all: bool = False
