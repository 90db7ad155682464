"""One repository, one job: find the commit, get its objects, lay down its sources, and lint them in a process."""

from __future__ import annotations

import os
import time
from functools import partial

from spanlint.disk.reading import reason_of
from spanlint.sweep.git.clones import Objects, Parts, objects_of
from spanlint.sweep.git.git_commands import Bounds, GitError
from spanlint.sweep.git.refs import commit_of
from spanlint.sweep.git.transfers import again, may_pass
from spanlint.sweep.git.tree_listing import listing_of
from spanlint.sweep.jobs.hosts import HostLimits
from spanlint.sweep.jobs.same_findings import findings_before, with_tree
from spanlint.sweep.jobs.tree_lint import lint_known, lint_whole
from spanlint.sweep.owners.ownership import AUTO, FILE, owners_in_commit, with_owners
from spanlint.sweep.processes.lint_process import Linted, ProcessBounds, lint
from spanlint.sweep.processes.process_groups import pause
from spanlint.sweep.processes.scratch import own_folder, scratch_folder
from spanlint.sweep.results import DONE, EMPTY, FAILED, UNCHANGED, Job, Result
from spanlint.sweep.state.kept_clones import kept_clone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.sweep.git.tree_listing import TreeListing
    from spanlint.sweep.jobs.tree_lint import TreeLint
    from spanlint.sweep.owners.ownership import Findings

_USUAL_SIZE = 20_000  # bytes of a file whose size is not known yet
_MANY_SOURCES = 200_000  # are linted by several processes, unless these would have to tell what they have learned
_BLOCK, _INODE = 4096, 1024  # bytes: a file takes whole blocks, and memory for what is known of it
_MAX_REASON = 300  # characters
_MAX_SHOWN = 3  # problems of one repository that are told
_FIRST_PAUSE = 0.5  # seconds before a process is started again; twice as long each time


def run(job: Job, hosts: HostLimits) -> Result:
    """Run one job. Whatever is wrong with the repository is told in the result; nothing of it is left on disk."""
    begun = time.monotonic()
    try:
        with own_folder() as folder:
            result = _run_in(folder, job, hosts)
    except GitError as error:
        result = Result(job.repository, FAILED, reason=str(error))
    except OSError as error:
        result = Result(job.repository, FAILED, reason=f"{os.path.basename(error.filename or '')}: {reason_of(error)}")
    except Exception as error:  # of our own; all other repositories are done
        result = Result(job.repository, FAILED, reason=f"{type(error).__name__}: {error}"[:_MAX_REASON])
    return result._replace(seconds=round(time.monotonic() - begun, 3))


def _run_in(folder: str, job: Job, hosts: HostLimits) -> Result:
    repository, settings, host = job.repository, job.settings, job.repository.host()
    retries = settings.retries if host and not hosts.is_down(host) else 0
    turn = partial(hosts.going_on, host)
    bounds = Bounds(settings.timeout, settings.max_clone, settings.memory, turn, retries)
    commit = _commit_of(job, hosts, bounds)
    if not commit or commit == job.known_commit:
        return Result(repository, UNCHANGED if commit else EMPTY, commit)
    if settings.is_dry:
        return Result(repository, DONE, commit)
    with kept_clone(settings.state, repository, settings.has_history) as kept:
        if kept is None:
            return _fetch_and_lint(folder, commit, job, bounds)
        try:
            result = _fetch_and_lint(kept.folder, commit, job, bounds)
            is_whole = not result.missing
        except GitError as error:
            if not kept.is_used or may_pass(error):
                raise
            is_whole = False
        if is_whole or not kept.is_used:
            return result
        kept.remove()  # it may be broken, or have grown too large
        return _fetch_and_lint(kept.folder, commit, job, bounds)


def _commit_of(job: Job, hosts: HostLimits, bounds: Bounds) -> str:
    """Returns the commit to lint. While a host does not answer, repositories on it are tried once."""
    host = job.repository.host()

    def asked() -> str:
        with bounds.transferring(partial(hosts.fetching, host)):
            return commit_of(job.repository, bounds)

    try:
        commit = again(asked, bounds)
    except GitError as error:
        hosts.note(host, is_down=may_pass(error))
        raise
    hosts.note(host, is_down=False)
    return commit


def _fetch_and_lint(folder: str, commit: str, job: Job, bounds: Bounds) -> Result:
    """Lint a commit, whose objects come into a folder. Raises GitError and OSError."""
    repository, settings = job.repository, job.settings
    parts = Parts(has_blobs=not settings.state, has_history=settings.has_history)

    def fetched() -> Objects:
        with bounds.transferring():
            return objects_of(repository, commit, folder, bounds, parts)

    begun = time.monotonic()
    objects = again(fetched, bounds)
    seconds = round(time.monotonic() - begun, 3)
    result = Result(repository, FAILED, commit, clone_seconds=seconds, has_all=objects.sent_all())
    result = _lint_commit(objects, job, bounds, result)
    return _with_history(objects, job, bounds, result) if settings.has_history else result


def _with_history(objects: Objects, job: Job, bounds: Bounds, result: Result) -> Result:
    from spanlint.sweep.history.history import history_file, history_of

    history = history_of(objects, job, bounds)
    if history.died:
        reasons = [result.reason, f"history: {history.died}"]
        return result._replace(status=FAILED, reason="; ".join(filter(None, reasons)))
    return result._replace(history=history_file(job.repository.name, history))


def _lint_commit(objects: Objects, job: Job, bounds: Bounds, result: Result) -> Result:
    listing = listing_of(objects, job.settings.max_files, bounds)
    result = result._replace(files=listing.sources)
    if not listing.sources:
        return result._replace(status=EMPTY)
    part = job.repository.subdir
    if part and not any(file.path.startswith(f"{part}/") for file in listing.files):
        return result._replace(reason=f"has no folder {part!r}")
    found = findings_before(objects, listing, job, bounds)
    if found is None:
        with scratch_folder(_room_for(objects, listing), len(listing.files)) as scratch:
            found = with_tree(_lint_tree(scratch, objects, listing, job, bounds), listing, job)
    linted, remembered = found.linted, found.remembered
    findings, failure = _owned(linted.findings, job, objects, listing, bounds)
    missing = (*found.missing, *listing.missing)
    is_whole = not (linted.died or linted.problems or missing or failure)
    return result._replace(
        status=DONE if is_whole else FAILED,
        attempts=found.attempts,
        reason="; ".join([*_reasons(found, listing), *([failure] if failure else [])]),
        findings=() if linted.died else findings,
        sites=linted.sites,
        invocation=linted.invocation,
        is_linted=linted.has_report,
        missing=len(missing),
        judged=remembered.judged,
        reused=remembered.reused,
        learned=remembered.learned,
    )


def _room_for(objects: Objects, listing: TreeListing) -> int:
    """Returns the bytes that a tree takes. The sizes of files that are to be fetched are not known yet."""
    sizes = (_USUAL_SIZE if objects.address else file.size for file in listing.files)
    return sum(-(-size // _BLOCK) * _BLOCK + _INODE for size in sizes)


def _lint_tree(scratch: str, objects: Objects, listing: TreeListing, job: Job, bounds: Bounds) -> TreeLint:
    top = os.path.join(scratch, "tree")
    os.mkdir(top)
    jobs = (os.cpu_count() or 1) if listing.sources > _MANY_SOURCES and not job.settings.state else 1
    lint = partial(_lint_again, top, job.repository.subdir or ".", job, bounds, jobs)
    if not job.settings.state:
        return lint_whole(objects, listing, top, lint, bounds)
    return lint_known(objects, listing, top, lint, bounds, job.repository, job.settings.state)


def _reasons(found: TreeLint, listing: TreeListing) -> list[str]:
    linted, missing = found.linted, (*found.missing, *listing.missing)
    said = (*linted.problems, *linted.warnings)
    reasons = [*([linted.died] if linted.died else []), *said[:_MAX_SHOWN]]
    if len(said) > _MAX_SHOWN:
        reasons.append(f"and {len(said) - _MAX_SHOWN} more")
    if missing:
        reasons.append(f"files that are missing in the repository: {len(missing):,}, such as {missing[0]}")
    if listing.refused:
        reasons.append(
            f"files left out, as their names are of no use or their links lead elsewhere: {listing.refused:,}"
        )
    if listing.modules:
        reasons.append(f"submodules left out: {listing.modules:,}")
    return reasons


def _owned(
    findings: Findings, job: Job, objects: Objects, listing: TreeListing, bounds: Bounds
) -> tuple[Findings, str]:
    """Returns findings with their owners, and why they have only those of the list, if CODEOWNERS cannot be used.

    If one file says who owns what everywhere, the owners are not known here.
    """
    settings, owner = job.settings, job.repository.owner
    if settings.owners == FILE:
        return findings, ""
    if settings.owners == AUTO and findings:
        try:
            owners_of = owners_in_commit(job.repository, objects, listing, bounds)
            return with_owners(findings, owners_of, owner), ""
        except GitError as error:
            return with_owners(findings, lambda _path: (), owner), str(error)
    return with_owners(findings, lambda _path: (), owner), ""


def _lint_again(top: str, part: str, job: Job, bounds: Bounds, jobs: int, task: str) -> tuple[int, Linted]:
    """Lint until a process does not die. Returns how many were started, and what the last one said."""
    between = _FIRST_PAUSE
    options = ("-j", str(jobs), "--color", "never", *job.settings.lint_options)
    sarif = os.path.join(os.path.dirname(top), "report.sarif") if job.settings.has_sarif else ""
    for attempt in range(1, job.settings.retries + 2):
        seconds = bounds.seconds()
        if seconds <= 0:
            return attempt - 1, Linted(died=f"took longer than {job.settings.timeout:.0f} s (--timeout)")
        linted = lint(top, part, options, ProcessBounds(seconds, job.settings.memory), task, sarif)
        if not linted.died or "--timeout" in linted.died or attempt > job.settings.retries:
            return attempt, linted
        pause(min(between, bounds.seconds()))
        between *= 2
    raise AssertionError  # the last attempt returns
