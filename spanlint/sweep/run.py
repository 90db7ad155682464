"""One sweep from its repositories to its reports: what is there already, the jobs, and what each of them leaves."""

from __future__ import annotations

import os
import shlex
import sys
import time
from contextlib import contextmanager
from functools import partial

from spanlint.cli.exit_codes import CLEAN, FAILED, FOUND, fail, warn
from spanlint.cli.progress import defer_sigterm
from spanlint.config.errors import ConfigError
from spanlint.lean.records import Record
from spanlint.memory.verdict_keys import program_digest
from spanlint.sweep.dry_run import tell_plan
from spanlint.sweep.index_page import write_page
from spanlint.sweep.jobs import local_engine
from spanlint.sweep.options import SweepRequest
from spanlint.sweep.output import former_findings, journal, trends
from spanlint.sweep.output.journal import JournalEntry, repository_of
from spanlint.sweep.output.output_folder import FAILURES, SUMMARY, OutputFolder
from spanlint.sweep.output.recording import Recording, new_alone, record
from spanlint.sweep.output.summary import findings, findings_of, summary
from spanlint.sweep.processes.scratch import remove_left_behind
from spanlint.sweep.repositories import Repository
from spanlint.sweep.results import FAILED as JOB_FAILED
from spanlint.sweep.results import Job, JobSettings, Result
from spanlint.sweep.state.state_folder import StateFolder
from spanlint.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from spanlint.sweep.owners.code_owners import CodeOwners

_MANY = sys.maxsize  # files of a repository that no sweep has counted


def sweep(
    repositories: list[Repository],
    settings: JobSettings,
    config: bytes,
    request: SweepRequest,
    owners: CodeOwners | None = None,
) -> int:
    """Run a sweep, the largest repositories first, so that none of them is left when all others are done.

    Returns the exit code. Raises ConfigError for a folder that cannot be used, and OSError.

    `config` are the bytes of the files that the options name, `owners` says who owns what in all repositories.
    """
    folder, options = OutputFolder(request.out), journal.options_digest(settings, config)
    settings = settings._replace(digest=options)
    if request.dry_run:
        folder.check()
        plan = _planned(folder, repositories, options, settings, request)
        with _ended_by_signals():
            return tell_plan(_jobs(plan, settings, plan.kept), plan.kept, request.jobs)
    folder.prepare()
    with folder.alone():
        plan = _planned(folder, repositories, options, settings, request)
        return _sweep(folder, plan, settings, request, owners)


def _sweep(
    folder: OutputFolder, plan: _Plan, settings: JobSettings, request: SweepRequest, owners: CodeOwners | None
) -> int:
    with _ended_by_signals(), _engine(request) as results:  # first: without an engine, all stays as it was
        notes = _begun(folder, plan, settings)
        state = StateFolder(settings.state, warn)
        try:
            jobs = _jobs(plan, settings, notes.entries.values())
            _run(jobs, results, Recording(folder, notes, plan.known, settings.has_sarif, owners), state, request)
            state.prune(one.name for one in plan.repositories)
        finally:
            notes.close()
            state.close()
    notes.leave_out_old()
    said = {"options": plan.options, "engine": request.engine}
    return finish(folder, plan.repositories, notes.entries, request, plan.started, **said)


class _Plan(Record):
    """All repositories of a sweep, and the time when it was started. `known` are the entries of the last sweep in the
    folder whose findings still hold, and `kept` those of repositories that are not looked at again.

    With `old`, the sweep goes on with the last one: these are its entries for all others. `sources` are the numbers of
    files that the last sweep found, by repository.
    """

    repositories: list[Repository]
    started: float
    options: str
    known: dict[str, JournalEntry]
    sources: dict[str, int]
    kept: tuple[JournalEntry, ...] = ()
    old: tuple[JournalEntry, ...] | None = None


def _planned(
    folder: OutputFolder, repositories: list[Repository], options: str, settings: JobSettings, request: SweepRequest
) -> _Plan:
    """Returns what is to be done. Raises ConfigError if a sweep is to go on that had other options.

    The list of what failed in this very folder stands for all that the last sweep had, of which it is tried again.
    """
    last_options, last = journal.load(folder.path)
    has_same_options = last_options == options and journal.program_of(folder.path) == program_digest()
    is_retry = any(map(folder.is_own_failures, request.repositories))
    sources = {name: int(entry.fields.get("files") or _MANY) for name, entry in last.items()}
    if not (request.resume or is_retry):
        known = _known(folder, last, repositories, settings) if has_same_options else {}
        return _Plan(repositories, time.time(), options, known, sources)
    if last_options and not has_same_options:
        which = "--resume" if request.resume else FAILURES
        raise ConfigError(f"{which}: the sweep in --out had other options, or was of another version of spanlint")
    again = {one.name for one in repositories}
    others = [repository_of(entry) for name, entry in last.items() if is_retry and name not in again]
    repositories = sorted([*repositories, *others])
    known = _known(folder, last, repositories, settings)
    kept = [entry for name, entry in known.items() if request.resume or name not in again]
    kept += [last[one.name] for one in others if last[one.name].status == JOB_FAILED]
    names = {entry.name for entry in kept}
    old = tuple(last[one.name] for one in repositories if one.name in last and one.name not in names)
    return _Plan(
        repositories, journal.started_at(folder.path) or time.time(), options, known, sources, tuple(kept), old
    )


def _jobs(plan: _Plan, settings: JobSettings, done: Iterable[JournalEntry]) -> list[Job]:
    names = {entry.name for entry in done}
    return [
        Job(one, settings, plan.known[one.name].commit if one.name in plan.known else "")
        for one in sorted(plan.repositories, key=lambda one: -plan.sources.get(one.name, _MANY))
        if one.name not in names
    ]


def _begun(folder: OutputFolder, plan: _Plan, settings: JobSettings) -> journal.Journal:
    """Begin a sweep, or go on with one. Returns its journal."""
    if plan.old is None:
        former_findings.begin(folder, journal.load(folder.path)[1].values())
        folder.forget_failures()
    old = plan.old or ()
    notes = journal.Journal(folder.path, plan.options, plan.kept, plan.started, program_digest(), old)
    folder.begin()  # not before: else a resumed sweep could take the lines of the last one for its own
    folder.forget_others((one.name for one in plan.repositories), settings.has_sarif)
    remove_left_behind()
    return notes


def _run(
    jobs: list[Job],
    results: Callable[[Sequence[Job]], Iterator[Result]],
    recording: Recording,
    state: StateFolder,
    request: SweepRequest,
) -> None:
    """Run the jobs, and record what each of them came to."""
    told = set[str]()
    for number, result in enumerate(results(jobs), 1):
        entry = record(recording, result)
        state.keep(result)
        place = result.repository.host() or result.repository.address
        if result.has_all and place not in told and not request.quiet:
            warn(f"{place} cannot leave out contents: it sends those of all files")
            told.add(place)
        if not request.quiet:
            _tell(entry, number, len(jobs), request.only_new)
    for job in jobs:
        if job.repository.name not in recording.journal.entries:
            record(recording, Result(job.repository, JOB_FAILED, reason="its result never came"))


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Gives a block that SIGTERM ends as Ctrl-C does, so that no process of a job outlives it."""
    restore = defer_sigterm()
    try:
        yield
    finally:
        if restore is not None:
            restore()


@contextmanager
def _engine(request: SweepRequest) -> Iterator[Callable[[Sequence[Job]], Iterator[Result]]]:
    """Gives what runs jobs and yields their results. Raises ConfigError for a cluster that cannot be used."""
    if request.engine == "local":
        yield partial(local_engine.results, workers=request.jobs)
        return
    from spanlint.sweep.jobs import dask_engine

    with dask_engine.cluster(request) as client:
        yield partial(dask_engine.results, client=client, out=request.out)


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
    counted = [new_alone(folder, entry) for entry in found] if request.only_new else found
    text = summary(counted, "new " if request.only_new else "")
    folder.write_failures(repositories, entries)
    folder.write_text(SUMMARY, text)
    runs = trends.add(folder, found, started, ended)
    write_page(folder, found, runs, request.quiet)
    failed = [entry for entry in found if entry.status == JOB_FAILED]
    fail_on = "" if request.only_new and request.fail_on == "new" else request.fail_on
    has_found = any(_counted(entry, fail_on) for entry in counted)
    code = FAILED if failed else FOUND if has_found and not request.exit_zero else CLEAN
    folder.write_run({"version": __version__, **fields, **runs[-1], "exit_code": code})
    sys.stdout.write(text)
    sys.stdout.flush()
    if failed:
        fail(f"{len(failed)} of {len(found)} failed; {_retry(folder)} tries them again, with the same options")
    return code


def _retry(folder: OutputFolder) -> str:
    words = ["--out", folder.path] if folder.path != SweepRequest().out else []
    return f"`{shlex.join(['spanlint', 'sweep', *words, os.path.join(folder.path, FAILURES)])}`"


def _known(
    folder: OutputFolder, entries: dict[str, JournalEntry], repositories: Sequence[Repository], settings: JobSettings
) -> dict[str, JournalEntry]:
    """Returns the entries whose findings still hold for their commits, if the options are the same."""
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
    return repository_of(entry) == repository


def _counted(entry: JournalEntry, fail_on: str) -> int:
    if fail_on == "new":
        return int(entry.fields.get("new") or 0)
    if fail_on == "error":
        severities = entry.fields.get("severities")
        return int(severities.get("error", 0)) if isinstance(severities, dict) else 0
    return findings_of(entry)


def _tell(entry: JournalEntry, number: int, total: int, is_only_new: bool) -> None:
    from spanlint.report.escape import visible

    count, kind = (int(entry.fields["new"]), "new ") if is_only_new else (findings_of(entry), "")
    what = findings(count, kind) if entry.status != JOB_FAILED else str(entry.fields["reason"])
    print(f"[{number}/{total}] {visible(entry.name)}: {entry.status}, {visible(what)}", file=sys.stderr)
