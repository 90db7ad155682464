"""`spanlint --watch`: lints, waits for a change of a file, and lints again, until Ctrl-C.

A round judges the files that have changed and those whose judgement has asked for what has changed, be it another file,
its name, or that there is none (see `spanlint.memory.round_memory`). It works in a forked process, where the system
has one, so that nothing else that it remembers of a file is there when the next round begins.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from time import strftime

from spanlint.adoption.baseline import own_text
from spanlint.cli.exit_codes import fail
from spanlint.cli.finish import deliver_reports, report_problems
from spanlint.cli.lint_command import judge_files, new_findings
from spanlint.config.errors import ConfigError
from spanlint.discovery.path_patterns import path_patterns
from spanlint.lean.records import Record
from spanlint.run.schedule import can_fork
from spanlint.text.suffixes import DOCS, SUFFIXES, suffix_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchfiles import Change

    from spanlint.memory.round_memory import RoundMemory
    from spanlint.memory.verdict import Verdict
    from spanlint.model.request import Request
    from spanlint.run.many_files import Outcome

_FORMATS = ("text", "concise")
_REFUSED_OPTIONS = (
    *("stdin_filename", "diff", "interactive", "write_baseline", "prune_baseline", "add_ignores", "statistics"),
)
_CLEAR = "\x1b[2J\x1b[3J\x1b[H"  # the screen and what was scrolled out of it, and back to the top
_SETTINGS = (".toml", ".json", ".gitignore", ".pth")
"""The ends of the names of files that decide what is linted and how, or where an import leads."""

_PATIENCE = 100  # milliseconds

Found = Counter[tuple[str, str, str]]
"""The number of findings, by path, code and text of the call: a line that only moves is no difference."""


class Round(Record):
    """What a round came to: the completed request, what was found, the paths of the files that were judged, and what
    the next round has to know."""

    request: Request
    outcome: Outcome
    judged: tuple[str, ...]
    verdicts: tuple[Verdict, ...]


def watch_command(request: Request) -> int:
    """Lint whenever a file changes. Never returns by itself: Ctrl-C raises KeyboardInterrupt. Raises ConfigError."""
    _refuse(request)
    from spanlint.memory.round_memory import RoundMemory

    memory, known, is_started = RoundMemory(), None, False
    for has_changed in _changes(request):
        if has_changed or not is_started:
            known, is_started = _report_round(request, known, memory), True
    return 0


def _refuse(request: Request) -> None:
    """Raises ConfigError for what makes no sense in every round, as a missing path, or without the package."""
    if request.output_file != "-" or not _is_for_people(request):
        raise ConfigError("--watch: needs --output-format text or concise, and no --output-file")
    for name in _REFUSED_OPTIONS:
        if getattr(request, name) not in (None, False):
            raise ConfigError(f"--watch: cannot be combined with --{name.replace('_', '-')}")
    for path in request.paths:
        if not (os.path.lexists(path) or path_patterns(path)):
            raise ConfigError(f"{path}: no such file or directory")
    try:
        import watchfiles  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise ConfigError("--watch: needs watchfiles; install `spanlint[watch]`") from error


def _is_for_people(request: Request) -> bool:
    return all(report.format in _FORMATS and report.file in ("", "-") for report in request.output_format)


def _changes(request: Request) -> Iterator[bool]:
    """Yields whether a file that may matter has changed: once the files are watched, then several times a second.

    Changes while the caller works are not lost.
    """
    from watchfiles import DefaultFilter, watch

    is_project_file = DefaultFilter()

    def may_matter(change: Change, path: str) -> bool:
        is_read = suffix_of(path) in SUFFIXES | DOCS or path.endswith(_SETTINGS)
        return is_read and is_project_file(change, path)

    folders = (path if os.path.isdir(path) else os.path.dirname(path) for path in request.paths)
    paths = dict.fromkeys(folder if os.path.isdir(folder) else "." for folder in folders)
    changes = watch(*paths, watch_filter=may_matter, rust_timeout=_PATIENCE, yield_on_timeout=True)
    return (bool(changed) for changed in changes)


def _report_round(request: Request, known: Found | None, memory: RoundMemory) -> Found | None:
    """Lint once and report. Returns the findings; those `known` if the configuration cannot be used."""
    judged = judge_round(request, memory)
    if sys.stdout.isatty():
        sys.stdout.write(_CLEAR)
    now = strftime("%H:%M:%S")
    if isinstance(judged, str):
        fail(judged)
        print(f"[{now}] not linted", flush=True)
        return known
    outcome = judged.outcome
    deliver_reports(judged.request, outcome)
    found = Counter((diagnostic.path, diagnostic.code, own_text(diagnostic)) for diagnostic in outcome.diagnostics)
    print(f"[{now}] {_total(found, known)}", flush=True)
    report_problems(outcome.problems)
    return found


def judge_round(request: Request, memory: RoundMemory) -> Round | str:
    """Lint once, by what is known from the last round. Returns what was found; in one line, why nothing was judged."""
    judged: Round | str
    if can_fork():
        from spanlint.run.workers import Lost, spread

        _, result = next(iter(spread([0], 1, lambda _: _judge(request, memory))))
        judged = result.reason if isinstance(result, Lost) else result
    else:
        judged = _judge(request, memory)
    if isinstance(judged, Round):
        memory.keep(judged.verdicts)
    return judged


def _judge(request: Request, memory: RoundMemory) -> Round | str:
    known = memory.begin_round()
    try:
        completed, tasks, outcome = judge_files(request)
        if not _is_for_people(completed):
            return "--watch: needs --output-format text or concise"
        outcome = new_findings(completed, tasks, outcome)
    except ConfigError as error:
        return str(error)
    return Round(completed, outcome, *((tuple(known.judged), known.verdicts) if known is not None else ((), ())))


def _total(found: Found, known: Found | None) -> str:
    """Returns the number of findings and the difference to the last round, such as `3 findings (-1 +2)`."""
    count = found.total()
    total = f"{count} finding{'' if count == 1 else 's'}"
    if known is None:
        return total
    changes = (f"{sign}{changed.total()}" for sign, changed in (("-", known - found), ("+", found - known)) if changed)
    difference = " ".join(changes)
    return f"{total} ({difference})" if difference else f"{total} (no change)"
