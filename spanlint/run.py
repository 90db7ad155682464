"""The many-file run: candidates in, diagnostics in order out. No file stops it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from spanlint.census import Seen, together
from spanlint.discover import Candidate
from spanlint.file_run import Repair, run_file
from spanlint.findings import Diagnostic
from spanlint.project import Project
from spanlint.report import Summary
from spanlint.settings import Settings


class Outcome(NamedTuple):
    """What a run found. A problem is one line about a file that could not be read or fixed, and means exit code 2.

    `diff` is what a repair would change, in the order of the paths.
    """

    diagnostics: list[Diagnostic]
    problems: list[str]
    summary: Summary
    diff: bytes = b""


def run(candidates: Iterable[Candidate], settings: Settings, skipped: int = 0, repair: Repair | None = None) -> Outcome:
    """Lint the files, repairing them first if asked to. `skipped` counts what discovery has passed over already."""
    diagnostics: list[Diagnostic] = []
    problems: list[str] = []
    diffs: list[bytes] = []
    apis: list[Seen] = []
    files = mentioning = sites = suppressed = fixed = fixed_files = unsafe = 0
    neighbours = Project(settings)
    for candidate in candidates:
        outcome = run_file(candidate, settings, repair, neighbours)
        diagnostics += outcome.diagnostics
        problems += [outcome.problem] if outcome.problem else []
        diffs.append(outcome.diff)
        files += not (outcome.skipped or (outcome.problem and not outcome.mentions))
        skipped += outcome.skipped
        mentioning += outcome.mentions
        sites += outcome.sites
        apis += outcome.apis
        suppressed += outcome.suppressed
        fixed, fixed_files = fixed + outcome.fixed, fixed_files + bool(outcome.fixed)
        unsafe += outcome.unsafe
    diagnostics.sort(key=lambda found: (found.path, found.start, found.code))
    summary = Summary(files, mentioning, sites, skipped, suppressed, fixed, fixed_files, unsafe, together(apis))
    return Outcome(diagnostics, problems, summary, b"".join(diffs))
