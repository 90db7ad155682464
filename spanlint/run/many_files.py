"""The many-file run: tasks in, diagnostics in order out. No file stops it."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.report import Summary
from spanlint.run.one_file import FileOutcome, Repair
from spanlint.run.schedule import outcomes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spanlint.model.census import ApiTally
    from spanlint.model.findings import Diagnostic
    from spanlint.run.tasks import Tasks


class Outcome(Record):
    """What a run found. A problem is one line about a file that could not be read or fixed, and means exit code 2.

    `diff` is what a repair would change, in the order of the paths. A warning is one line, and means nothing else.
    """

    diagnostics: list[Diagnostic]
    problems: list[str]
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
    """Lint the files, each by its settings, repairing them first if asked to, in up to `jobs` processes.

    `skipped` counts what discovery has passed over already. `progress(done, found)` is told how many files are done,
    and how many findings there are in them. What is found does not depend on `jobs`.
    """
    done, found = 0, 0
    of_files: dict[int, FileOutcome] = {}
    for some in outcomes(tasks, repair, jobs):
        of_files.update(some.outcomes)
        if progress and some.files:
            done += some.files
            found += sum(len(outcome.diagnostics) for outcome in some.outcomes.values())
            progress(done, found)
    return summarize([of_files[index] for index in sorted(of_files)], len(tasks.paths), skipped)


def summarize(files: Sequence[FileOutcome], count: int, skipped: int = 0) -> Outcome:
    """What a run over `count` files found, from what they gave; those that were just passed over count as read, and
    need not be among `files`."""
    diagnostics = [each for file in files for each in file.diagnostics]
    diagnostics.sort(key=lambda found: (found.path, found.start, found.code))
    summary = Summary(
        count - sum(bool(file.is_skipped or (file.problem and not file.has_span_names)) for file in files),
        sum(file.has_span_names for file in files),
        sum(file.span_calls for file in files),
        skipped + sum(file.is_skipped for file in files),
        sum(file.suppressed for file in files),
        sum(file.fixed for file in files),
        sum(bool(file.fixed) for file in files),
        sum(file.unsafe_fixes_left for file in files),
        _merged_tallies(files),
    )
    return Outcome(
        diagnostics,
        [file.problem for file in files if file.problem],
        summary,
        b"".join(file.diff for file in files),
        tuple(file.warning for file in files if file.warning),
    )


def _merged_tallies(files: Sequence[FileOutcome]) -> tuple[ApiTally, ...]:
    apis = [each for file in files for each in file.apis]
    if not apis:
        return ()
    from spanlint.model.census import merged

    return merged(apis)
