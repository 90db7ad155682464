"""Starting with a large code base: a baseline of what is there, and comments that suppress it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from spanlint import baseline
from spanlint.decoding import UndecodableError, decode
from spanlint.discover import Candidate
from spanlint.fix import UnprovenFixError
from spanlint.languages import language_of
from spanlint.output import write_output
from spanlint.project import Project
from spanlint.reading import Unread, read_file
from spanlint.run import Outcome
from spanlint.settings import Settings
from spanlint.writing import WriteError, write_file


def record(path: str, outcome: Outcome) -> None:
    """Write a baseline that covers the findings of a run. Raises OSError."""
    text = baseline.write(outcome.diagnostics, os.path.dirname(path) or ".")
    write_output(path, text.encode("utf-8"))
    count = len(outcome.diagnostics)
    print(f"Recorded {count} finding{'' if count == 1 else 's'} in {path}.")


def compared(path: str, outcome: Outcome, files: Sequence[Candidate], codes: frozenset[str], prune: bool) -> Outcome:
    """The outcome without what a baseline covers; what it no longer needs is removed or told on standard error.

    Raises ConfigError for a file that is no baseline, OSError where a pruned one cannot be written.
    """
    known = baseline.load(path)
    could_find = baseline.within((each.path for each in files), codes, known.root)
    kept, matched, stale = baseline.apply(outcome.diagnostics, known, could_find)
    if stale and prune:
        write_output(path, baseline.prune(known, stale).encode("utf-8"))
    for entry in () if prune else stale:
        print(f"spanlint: {path}: no longer needed: {entry.path} {entry.code} ({entry.number})", file=sys.stderr)
    summary = outcome.summary._replace(suppressed=outcome.summary.suppressed + matched)
    return outcome._replace(diagnostics=kept, summary=summary)


def suppress_all(outcome: Outcome, settings: Settings, reason: str) -> list[str]:
    """Write a suppression for every finding of a run into its file; one line for each file that was not written."""
    from spanlint.add_ignores import add_ignores

    neighbours = Project(settings)
    problems: list[str] = []
    files = sorted({each.path for each in outcome.diagnostics})
    for path in files:
        data, language = read_file(path), language_of(path)
        if isinstance(data, Unread) or language is None:
            continue
        try:
            source = decode(path, language, data)
            after = add_ignores(source, settings, reason, neighbours)
            if after.original != data:
                write_file(path, data, after.original, ".")
        except (UndecodableError, UnprovenFixError, WriteError) as error:
            problems.append(f"{path}: {error}")
    count = len(files) - len(problems)
    print(f"Suppressed the findings of {count} file{'' if count == 1 else 's'}.")
    return problems
