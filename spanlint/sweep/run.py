"""One sweep from its repositories to its reports: what is there already, the jobs, and what each of them leaves."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from functools import partial

from spanlint.cli.exit_codes import CLEAN, FAILED, FOUND, fail, warn
from spanlint.config.errors import ConfigError
from spanlint.sweep import former_findings, journal, local_engine, trends
from spanlint.sweep.index_page import write_page
from spanlint.sweep.output_folder import SUMMARY, OutputFolder
from spanlint.sweep.recording import Recording, record
from spanlint.sweep.results import FAILED as JOB_FAILED
from spanlint.sweep.results import Job, JobSettings, Result
from spanlint.sweep.scratch import remove_left_behind
from spanlint.sweep.state_folder import StateFolder
from spanlint.sweep.summary import findings_of, summary
from spanlint.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from spanlint.sweep.code_owners import CodeOwners
    from spanlint.sweep.journal import JournalEntry
    from spanlint.sweep.options import SweepRequest
    from spanlint.sweep.repositories import Repository


def sweep(
    repositories: list[Repository],
    settings: JobSettings,
    config: bytes,
    request: SweepRequest,
    owners: CodeOwners | None = None,
) -> int:
    """Run a sweep. Returns the exit code. Raises ConfigError for a folder that cannot be used, and OSError.

    `config` are the bytes of the files that the options name, `owners` says who owns what in all repositories.
    """
    begun = (journal.started_at(request.out) if request.resume else 0.0) or time.time()
    folder = OutputFolder(request.out)
    folder.prepare()
    digest = journal.options_digest(settings, config)
    known = _known(folder, digest, repositories, settings, request.resume)
    kept = [entry for entry in known.values() if request.resume and entry.status != JOB_FAILED]
    if not request.resume:
        former_findings.begin(folder, journal.load(folder.path)[1].values())
    notes = journal.Journal(folder.path, digest, kept, begun)
    folder.begin()  # not before: else a resumed sweep could take the lines of the last one for its own
    folder.forget_others((one.name for one in repositories), settings.has_sarif)
    remove_left_behind()
    state = StateFolder(settings.state, warn)
    recording = Recording(folder, notes, known, settings.has_sarif, owners)
    try:
        jobs = [
            Job(one, settings, known[one.name].commit if one.name in known else "")
            for one in repositories
            if one.name not in notes.entries
        ]
        _run(jobs, recording, state, request)
    finally:
        notes.close()
        state.close()
    return finish(folder, repositories, notes.entries, request, begun, options=digest)


def _run(jobs: list[Job], recording: Recording, state: StateFolder, request: SweepRequest) -> None:
    """Run the jobs, and record what each of them came to."""
    with _engine(request) as results:
        for number, result in enumerate(results(jobs), 1):
            entry = record(recording, result)
            state.keep(result)
            if not request.quiet:
                _tell(entry, number, len(jobs))
    for job in jobs:
        if job.repository.name not in recording.journal.entries:
            record(recording, Result(job.repository, JOB_FAILED, reason="its result never came"))


@contextmanager
def _engine(request: SweepRequest) -> Iterator[Callable[[Sequence[Job]], Iterator[Result]]]:
    """Gives what runs jobs and yields their results. Raises ConfigError for a cluster that cannot be used."""
    if request.engine == "local":
        yield partial(local_engine.results, workers=request.jobs)
        return
    from spanlint.sweep import dask_engine

    with dask_engine.cluster(request) as client:
        yield partial(dask_engine.results, client=client)


def finish(
    folder: OutputFolder,
    repositories: Sequence[Repository],
    entries: dict[str, JournalEntry],
    request: SweepRequest,
    started: float,
    **fields: object,
) -> int:
    """Write what a sweep came to. Returns its exit code."""
    found = list(entries.values())
    ended = time.time()
    text = summary(found)
    folder.write_failures(repositories, entries)
    folder.write_text(SUMMARY, text)
    runs = trends.add(folder, found, started, ended)
    write_page(folder, found, runs, request.quiet)
    failed = [entry for entry in found if entry.status == JOB_FAILED]
    counted = sum(_counted(entry, request.fail_on) for entry in found)
    code = FAILED if failed else FOUND if counted and not request.exit_zero else CLEAN
    folder.write_run({"version": __version__, **fields, **runs[-1], "exit_code": code})
    sys.stdout.write(text)
    sys.stdout.flush()
    if failed:
        fail(f"{len(failed)} of {len(found)} failed; `spanlint sweep {folder.path}/failed.txt` tries them again")
    return code


def _known(
    folder: OutputFolder, digest: str, repositories: Sequence[Repository], settings: JobSettings, resume: bool
) -> dict[str, JournalEntry]:
    """Returns the entries of the last sweep whose findings still hold for their commits."""
    options, entries = journal.load(folder.path)
    if resume and options and options != digest:
        raise ConfigError("--resume: the sweep in --out had other options, or was of another version of spanlint")
    if options != digest:
        return {}
    wanted = {one.name: one for one in repositories}
    return {
        name: entry
        for name, entry in entries.items()
        if name in wanted
        and entry.status != JOB_FAILED
        and folder.holds(entry)
        and (not settings.has_sarif or folder.has_log(entry))
        and (not settings.has_history or folder.has_history(name))
        and _is_same(entry, wanted[name])
    }


def _is_same(entry: JournalEntry, repository: Repository) -> bool:
    said = [entry.fields.get(key) for key in ("url", "ref", "owner", "subdir")]
    return said == [repository.address, repository.ref, repository.owner, repository.subdir]


def _counted(entry: JournalEntry, fail_on: str) -> int:
    if fail_on == "new":
        return int(entry.fields.get("new") or 0)
    if fail_on == "error":
        severities = entry.fields.get("severities")
        return int(severities.get("error", 0)) if isinstance(severities, dict) else 0
    return findings_of(entry)


def _tell(entry: JournalEntry, number: int, total: int) -> None:
    from spanlint.report.escape import visible

    found = findings_of(entry)
    what = f"{found} finding{'' if found == 1 else 's'}" if entry.status != JOB_FAILED else str(entry.fields["reason"])
    print(f"[{number}/{total}] {visible(entry.name)}: {entry.status}, {visible(what)}", file=sys.stderr)
