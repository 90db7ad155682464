"""Starting with a large code base: a baseline of what is there, and comments that suppress it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from spanlint.adoption import baseline
from spanlint.disk.reading import Unread, read_file
from spanlint.disk.writing import WriteError, write_file, write_output
from spanlint.lint.fix import UnprovenFixError
from spanlint.run.many_files import Outcome
from spanlint.run.project import Project
from spanlint.run.tasks import Tasks
from spanlint.text.decoding import UndecodableError, decode
from spanlint.text.suffixes import language_of


def record_baseline(path: str, outcome: Outcome) -> None:
    """Write a baseline that covers the findings of a run. Raises OSError."""
    text = baseline.write(outcome.diagnostics, os.path.dirname(path) or ".")
    write_output(path, text.encode("utf-8"))
    count = len(outcome.diagnostics)
    print(f"Recorded {count} finding{'' if count == 1 else 's'} in {path}.")


def without_baselined(path: str, outcome: Outcome, tasks: Tasks, prune: bool) -> Outcome:
    """The outcome without what a baseline covers; what it no longer needs is removed or told on standard error.

    Raises ConfigError for a file that is no baseline, OSError where a pruned one cannot be written.
    """
    known = baseline.load(path)
    could_find = _could_find(tasks, known.root)
    # Of two findings that are alike, the new one is reported.
    old_first = sorted(outcome.diagnostics, key=lambda found: not found.is_old)
    kept, matched, stale = baseline.apply(old_first, known, could_find)
    if stale and prune:
        write_output(path, baseline.prune(known, stale).encode("utf-8"))
    for entry in () if prune else stale:
        print(f"spanlint: {path}: no longer needed: {entry.path} {entry.code} ({entry.number})", file=sys.stderr)
    summary = outcome.summary._replace(suppressed=outcome.summary.suppressed + matched)
    return outcome._replace(
        diagnostics=sorted(kept, key=lambda each: (each.path, each.start, each.code)), summary=summary
    )


def _could_find(tasks: Tasks, root: str) -> Callable[[baseline.Entry], bool]:
    """Whether the run would have met the finding of an entry: it runs other rules in some files than in others."""
    files: dict[frozenset[str], list[str]] = {}
    for path, settings in zip(tasks.paths, tasks.settings, strict=True):
        files.setdefault(settings.codes, []).append(path)
    each_asked = [baseline.within(paths, codes, root) for codes, paths in files.items()]
    return lambda entry: any(asked(entry) for asked in each_asked)


def ignore_all(outcome: Outcome, tasks: Tasks, reason: str) -> list[str]:
    """Write a suppression for every finding of a run into its file; one line for each file that was not written."""
    from spanlint.adoption.add_ignores import add_ignores

    settings_of = dict(zip(tasks.paths, tasks.settings, strict=True))
    problems: list[str] = []
    files = sorted({each.path for each in outcome.diagnostics if not each.is_old})
    for path in files:
        data, language = read_file(path), language_of(path)
        if isinstance(data, Unread) or language is None:
            continue
        try:
            source = decode(path, language, data)
            after = add_ignores(source, settings_of[path], reason, Project(settings_of[path]))
            if after.original != data:
                write_file(path, data, after.original, ".")
        except (UndecodableError, UnprovenFixError, WriteError) as error:
            problems.append(f"{path}: {error}")
    count = len(files) - len(problems)
    print(f"Suppressed the findings of {count} file{'' if count == 1 else 's'}.")
    return problems
