"""One file of a run: read, passed over or judged, and repaired if asked. Nothing in a file stops the run."""

from __future__ import annotations

import os

from spanlint.disk.reading import Unread, is_binary, read_file
from spanlint.lean.records import Record
from spanlint.prefilter.mentions import SUPPRESSION, mentions
from spanlint.text.suffixes import language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.languages.names.imports import Neighbours
    from spanlint.lint.diagnose import Linted
    from spanlint.model.census import Seen
    from spanlint.model.findings import Diagnostic
    from spanlint.model.settings import Settings
    from spanlint.text.source import Source


class Candidate(Record):
    """A file to be read: its path (see `Discovery`), and whether this very file stood on the command line."""

    path: str
    named: bool


class Repair(Record):
    """How a run repairs: `unsafe` applies guesses too, `write` is False where only a diff is wanted, and no file
    outside of `root` is written through a symbolic link."""

    unsafe: bool
    write: bool
    root: str = "."


class FileOutcome(Record):
    """What one file adds to a run. `problem` is one line, and means exit code 2; `warning` is one and means nothing.

    `after` is the repaired file, where a repair was not to be written.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    problem: str = ""
    skipped: bool = False
    has_span_names: bool = False
    span_calls: int = 0
    fixed: int = 0
    unsafe: int = 0
    diff: bytes = b""
    suppressed: int = 0
    apis: tuple[Seen, ...] = ()
    warning: str = ""
    after: bytes | None = None


PASSED_OVER = FileOutcome()
"""What every file gives that was read and holds nothing to judge."""


def run_file(
    candidate: Candidate, settings: Settings, repair: Repair | None = None, neighbours: Neighbours | None = None
) -> FileOutcome:
    """Lint one file, repairing it first if asked to."""
    screened = screened_file(candidate, settings)
    if isinstance(screened, FileOutcome):
        return screened
    return _guarded(candidate, screened, settings, repair, neighbours)


def run_bytes(
    candidate: Candidate,
    data: bytes,
    settings: Settings,
    repair: Repair | None = None,
    neighbours: Neighbours | None = None,
) -> FileOutcome:
    """The same for a file whose bytes are known, and whose suffix is that of a language."""
    language = language_of(candidate.path) or ""
    return _screened(candidate, language, data, settings) or _guarded(candidate, data, settings, repair, neighbours)


def screened_file(candidate: Candidate, settings: Settings) -> FileOutcome | bytes:
    """What a file gives that holds nothing to judge, without a look at the API tables; else its bytes."""
    path, named = candidate
    language = language_of(path)
    if language is None:
        return FileOutcome(skipped=True)
    data = read_file(path, settings.max_file_size)
    if isinstance(data, Unread):
        return _unread(path, data, named)
    return _screened(candidate, language, data, settings) or data


def _screened(candidate: Candidate, language: str, data: bytes, settings: Settings) -> FileOutcome | None:
    path, named = candidate
    if is_binary(data):
        return FileOutcome(problem=f"{path}: binary file") if named else FileOutcome(skipped=True)
    if mentions(language, settings.chosen).found(data):
        return None
    passed_over = _without_mention(path, language, data, named)
    return passed_over if passed_over is not PASSED_OVER or SUPPRESSION not in data else None


def _guarded(
    candidate: Candidate, data: bytes, settings: Settings, repair: Repair | None, neighbours: Neighbours | None
) -> FileOutcome:
    from spanlint.run.time_limit import OverTimeError

    path = candidate.path
    language = language_of(path) or ""
    names = mentions(language, settings.chosen)
    mentioning = any(name in data for name in names.creators)
    try:
        return _judged(path, language, data, settings, repair, neighbours)._replace(has_span_names=mentioning)
    except RecursionError:
        return FileOutcome(problem=f"{path}: not judged: its code is nested too deeply", has_span_names=True)
    except OverTimeError:
        bound = f"{settings.max_file_seconds} s of processor time (max-file-seconds)"
        return FileOutcome(problem=f"{path}: not judged: it takes more than {bound}", has_span_names=True)
    except Exception as error:  # a defect of spanlint's own must not hide what the other files hold
        return FileOutcome(problem=f"{path}: {_defect(error)}", has_span_names=True)


def _unread(path: str, unread: Unread, named: bool) -> FileOutcome:
    if named or not (unread.special or unread.gone or unread.large):
        return FileOutcome(problem=f"{path}: {unread.reason}")
    if unread.large:
        return FileOutcome(skipped=True, warning=f"{path}: passed over: {unread.reason}")
    return FileOutcome(skipped=unread.special)


def _without_mention(path: str, language: str, data: bytes, named: bool) -> FileOutcome:
    if data.isascii():
        return PASSED_OVER
    from spanlint.text.decoding import UndecodableError, decode

    try:
        decode(path, language, data)
    except UndecodableError as error:
        return FileOutcome(problem=f"{path}: {error}") if named else FileOutcome(skipped=True)
    return PASSED_OVER


def _judged(
    path: str, language: str, data: bytes, settings: Settings, repair: Repair | None, neighbours: Neighbours | None
) -> FileOutcome:
    from spanlint.lint.diagnose import lint, undecodable
    from spanlint.run.time_limit import within
    from spanlint.text.decoding import UndecodableError, decode

    try:
        source = decode(path, language, data)
    except UndecodableError as error:
        return FileOutcome(undecodable(path, language, data, str(error), settings), has_span_names=True)
    if repair is not None:
        return _repaired(source, settings, repair, neighbours)
    linted = within(settings.max_file_seconds, lint, source, settings, neighbours)
    return _outcome(linted)


def _outcome(linted: Linted) -> FileOutcome:
    diagnostics, sites, suppressed, apis = linted
    return FileOutcome(diagnostics, has_span_names=True, span_calls=sites, suppressed=suppressed, apis=apis)


def _repaired(source: Source, settings: Settings, repair: Repair, neighbours: Neighbours | None) -> FileOutcome:
    from spanlint.disk.writing import WriteError, write_file
    from spanlint.lint.diagnose import lint, placed
    from spanlint.lint.fix import UnprovenFixError, fix
    from spanlint.run.time_limit import within
    from spanlint.text.diff import unified_diff

    most = settings.max_file_seconds
    try:
        fixed = within(most, fix, source, settings, repair.unsafe, neighbours)
        if fixed.applied and repair.write:
            write_file(source.path, source.original, fixed.source.original, repair.root)
    except (UnprovenFixError, WriteError) as error:
        linted = within(most, lint, source, settings, neighbours)
        return _outcome(linted)._replace(problem=f"{source.path}: {error}")
    linted = within(most, placed, fixed.source, fixed.judged, settings)
    outcome = _outcome(linted)._replace(fixed=fixed.applied, unsafe=fixed.unsafe)
    if repair.write:
        return outcome
    after = fixed.source.original
    return outcome._replace(diff=unified_diff(source.path, source.original, after), after=after)


def _defect(error: Exception) -> str:
    """What a report of the defect should say, in one line: the exception and the place that raised it."""
    last = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    place = f" at {os.path.basename(last.tb_frame.f_code.co_filename)}:{last.tb_lineno}" if last else ""
    return f"not judged, a defect of spanlint: {type(error).__name__}{place}: {error}"
