"""The adoption options of a run: writes and applies baselines, and adds comments that suppress present findings."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.adoption import baseline
from spanlint.disk.reading import Unread, read_file
from spanlint.disk.writing import WriteError, write_file, write_output
from spanlint.lint.fix import UnprovenFixError
from spanlint.model.problems import Problem
from spanlint.run.many_files import Outcome
from spanlint.run.project import Project
from spanlint.run.sources import sources_of
from spanlint.run.tasks import Tasks
from spanlint.text.decoding import OtherLanguageError, UndecodableError


def without_baselined(path: str, outcome: Outcome, tasks: Tasks, prune: bool) -> Outcome:
    """Returns the outcome without the findings that a baseline covers.

    Stale entries are removed from the baseline if `prune` is True, else each is a warning of the outcome. Raises
    ConfigError for a file that is not a baseline, and OSError if a pruned baseline cannot be written.
    """
    loaded_baseline = baseline.load(path)
    could_find = _could_find_entry(tasks, loaded_baseline.root)
    # If an old and a new finding are alike, the entry covers the old one.
    old_first = sorted(outcome.diagnostics, key=lambda diagnostic: not diagnostic.is_old)
    kept, matched, stale = baseline.apply(old_first, loaded_baseline, could_find)
    if stale and prune:
        write_output(path, baseline.prune(loaded_baseline, stale).encode("utf-8"))
    left = () if prune else stale
    warnings = (f"{path}: no longer needed: {entry.path} {entry.code} ({entry.number})" for entry in left)
    summary = outcome.summary._replace(baselined=matched)
    return outcome._replace(
        diagnostics=sorted(kept, key=lambda diagnostic: diagnostic.order()),
        summary=summary,
        warnings=(*outcome.warnings, *warnings),
    )


def _could_find_entry(tasks: Tasks, root: str) -> Callable[[baseline.Entry], bool]:
    """A test of whether this run would find an entry's finding. The rules that run can differ between files."""
    paths_by_codes: dict[frozenset[str], list[str]] = {}
    for path, settings in zip(tasks.paths, tasks.settings, strict=True):
        paths_by_codes.setdefault(settings.codes_reported(), []).append(path)
    tests = [baseline.could_find_in(paths, codes, root) for codes, paths in paths_by_codes.items()]
    return lambda entry: any(could_find(entry) for could_find in tests)


def ignore_all(outcome: Outcome, tasks: Tasks, reason: str) -> list[Problem]:
    """Write a suppression for every finding of a run into its file. Returns a problem for each file that failed."""
    from spanlint.adoption.add_ignores import add_ignores

    settings_of = dict(zip(tasks.paths, tasks.settings, strict=True))
    problems: list[Problem] = []
    files = sorted({diagnostic.path for diagnostic in outcome.diagnostics if not diagnostic.is_old})
    for path in files:
        data, settings = read_file(path), settings_of[path]
        if isinstance(data, Unread):
            continue
        try:
            suppressed, sources = data, sources_of(path, data)
            for number in range(len(sources)):  # each suppression may move the sources behind it
                source = add_ignores(sources_of(path, suppressed)[number], settings, reason, Project(settings))
                suppressed = source.original
            if suppressed != data:
                write_file(path, data, suppressed, ".")
        except (UndecodableError, OtherLanguageError, UnprovenFixError, WriteError) as error:
            problems.append(Problem(str(error), path))
    left = {problem.path for problem in problems}
    done = [
        diagnostic.path for diagnostic in outcome.diagnostics if not diagnostic.is_old and diagnostic.path not in left
    ]
    files_done = len(set(done))
    amount = f"{len(done)} finding{'' if len(done) == 1 else 's'} in {files_done} file{'' if files_done == 1 else 's'}"
    print(f"Suppressed {amount}.")
    return problems
