"""A run over many files: from tasks to sorted diagnostics. No file stops the run."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.model.problems import Problem
from spanlint.report import Summary
from spanlint.run.file_outcome import FileOutcome
from spanlint.run.one_file import Repair
from spanlint.run.schedule import outcomes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spanlint.model.census import ApiTally
    from spanlint.model.findings import Diagnostic
    from spanlint.run.tasks import Tasks


class Outcome(Record):
    """What a run found. A problem is a file that could not be read or fixed; it causes exit code 2.

    `diff` is what a repair would change, in the order of the paths. A warning is one line and never affects the exit
    code.
    """

    diagnostics: list[Diagnostic]
    problems: list[Problem]
    summary: Summary
    diff: bytes = b""
    warnings: tuple[str, ...] = ()


def run(
    tasks: Tasks,
    skipped: int = 0,
    repair: Repair | None = None,
    progress: Callable[[int, int], None] | None = None,
    jobs: int = 1,
) -> Outcome:
    """Lint each file by its settings in up to `jobs` processes; with `repair`, fix it first.

    `skipped` counts the entries that discovery has skipped already. `progress(files, findings)` receives the number of
    files done so far and of the findings in them. The outcome does not depend on `jobs`.
    """
    files_done, finding_count = 0, 0
    outcome_by_index: dict[int, FileOutcome] = {}
    for completed in outcomes(tasks, repair, jobs):
        outcome_by_index.update(completed.outcomes)
        if progress and completed.files:
            files_done += completed.files
            finding_count += sum(len(outcome.diagnostics) for outcome in completed.outcomes.values())
            progress(files_done, finding_count)
    outcome = summarize([outcome_by_index[index] for index in sorted(outcome_by_index)], len(tasks.paths), skipped)
    if not (tasks.settings and tasks.settings[0].may_count_packages):  # all files of a run go into the same report
        return outcome
    from spanlint.run.packages import package_tallies

    packages = package_tallies((tasks.paths[index], file.apis) for index, file in sorted(outcome_by_index.items()))
    return outcome._replace(summary=outcome.summary._replace(packages=packages))


def summarize(files: Sequence[FileOutcome], file_count: int, skipped: int = 0) -> Outcome:
    """Returns the outcome of a run over `file_count` files. Files with nothing to judge count as read and may be
    missing from `files`."""
    diagnostics = [diagnostic for file in files for diagnostic in file.diagnostics]
    diagnostics.sort(key=lambda diagnostic: diagnostic.order())
    summary = Summary(
        file_count - sum(map(_is_unread, files)),
        sum(bool(file.span_calls) for file in files),
        sum(file.span_calls for file in files),
        skipped + sum(file.is_skipped for file in files),
        sum(file.suppressed for file in files),
        sum(file.fixed for file in files),
        tuple(file.fixed_path for file in files if file.fixed),
        sum(file.unsafe_fixes_left for file in files),
        _merge_tallies(files),
        sum(file.left_out for file in files),
        unread_notebooks=sum(file.is_unread_notebook for file in files),
    )
    return Outcome(
        diagnostics,
        list(dict.fromkeys(file.problem for file in files if file.problem)),
        summary,
        b"".join(file.diff for file in files),
        tuple(file.warning for file in files if file.warning),
    )


def _is_unread(file: FileOutcome) -> bool:
    return bool(file.is_skipped or file.is_unread_notebook or (file.problem and not file.has_span_names))


def _merge_tallies(files: Sequence[FileOutcome]) -> tuple[ApiTally, ...]:
    tallies = [tally for file in files for tally in file.apis]
    if not tallies:
        return ()
    from spanlint.model.census import merge

    return merge(tallies)
