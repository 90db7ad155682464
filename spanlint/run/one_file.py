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
    from spanlint.lint.diagnose import LintResult
    from spanlint.model.census import ApiTally
    from spanlint.model.findings import Diagnostic
    from spanlint.model.settings import Settings
    from spanlint.text.source import Source


class Candidate(Record):
    """A file to be read: its path (see `Discovery`), and whether this very file stood on the command line."""

    path: str
    is_named: bool


class Repair(Record):
    """How a run repairs: `unsafe` applies guesses too, `write` is False where only a diff is wanted, and no file
    outside of `root` is written through a symbolic link."""

    may_be_unsafe: bool
    may_write: bool
    root: str = "."


class FileOutcome(Record):
    """What one file adds to a run. `problem` is one line, and means exit code 2; `warning` is one and means nothing.

    `after` is the repaired file, where a repair was not to be written.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    problem: str = ""
    is_skipped: bool = False
    has_span_names: bool = False
    span_calls: int = 0
    fixed: int = 0
    unsafe_fixes_left: int = 0
    diff: bytes = b""
    suppressed: int = 0
    apis: tuple[ApiTally, ...] = ()
    warning: str = ""
    repaired: bytes | None = None


NOTHING_FOUND = FileOutcome()
"""What every file gives that was read and holds nothing to judge."""


def run_file(
    candidate: Candidate, settings: Settings, repair: Repair | None = None, neighbours: Neighbours | None = None
) -> FileOutcome:
    """Lint one file, repairing it first if asked to."""
    screened = screen_file(candidate, settings)
    if isinstance(screened, FileOutcome):
        return screened
    return _judge_guarded(candidate, screened, settings, repair, neighbours)


def run_bytes(
    candidate: Candidate,
    data: bytes,
    settings: Settings,
    repair: Repair | None = None,
    neighbours: Neighbours | None = None,
) -> FileOutcome:
    """The same for a file whose bytes are known, and whose suffix is that of a language."""
    language = language_of(candidate.path) or ""
    return _screen(candidate, language, data, settings) or _judge_guarded(candidate, data, settings, repair, neighbours)


def screen_file(candidate: Candidate, settings: Settings) -> FileOutcome | bytes:
    """What a file gives that holds nothing to judge, without a look at the API tables; else its bytes."""
    path, named = candidate
    language = language_of(path)
    if language is None:
        return FileOutcome(is_skipped=True)
    data = read_file(path, settings.max_file_size)
    if isinstance(data, Unread):
        return _outcome_unread(path, data, named)
    return _screen(candidate, language, data, settings) or data


def _screen(candidate: Candidate, language: str, data: bytes, settings: Settings) -> FileOutcome | None:
    path, named = candidate
    if is_binary(data):
        return FileOutcome(problem=f"{path}: binary file") if named else FileOutcome(is_skipped=True)
    if mentions(language, settings.apis).found(data):
        return None
    passed_over = _outcome_without_names(path, language, data, named)
    return passed_over if passed_over is not NOTHING_FOUND or SUPPRESSION not in data else None


def _judge_guarded(
    candidate: Candidate, data: bytes, settings: Settings, repair: Repair | None, neighbours: Neighbours | None
) -> FileOutcome:
    from spanlint.run.time_limit import TimeLimitError

    path = candidate.path
    language = language_of(path) or ""
    names = mentions(language, settings.apis)
    mentioning = any(name in data for name in names.creators)
    try:
        return _judge(path, language, data, settings, repair, neighbours)._replace(has_span_names=mentioning)
    except RecursionError:
        return FileOutcome(problem=f"{path}: not checked: the code is nested too deeply", has_span_names=True)
    except TimeLimitError:
        bound = f"{settings.max_file_seconds} s of processor time (max-file-seconds)"
        return FileOutcome(problem=f"{path}: not checked: it takes more than {bound}", has_span_names=True)
    except Exception as error:  # a defect of spanlint's own must not hide what the other files hold
        return FileOutcome(problem=f"{path}: {_defect(error)}", has_span_names=True)


def _outcome_unread(path: str, unread: Unread, named: bool) -> FileOutcome:
    if named or not (unread.is_special or unread.is_missing or unread.is_too_large):
        return FileOutcome(problem=f"{path}: {unread.reason}")
    if unread.is_too_large:
        return FileOutcome(is_skipped=True, warning=f"{path}: skipped: {unread.reason}")
    return FileOutcome(is_skipped=unread.is_special)


def _outcome_without_names(path: str, language: str, data: bytes, named: bool) -> FileOutcome:
    if data.isascii():
        return NOTHING_FOUND
    from spanlint.text.decoding import UndecodableError, decode

    try:
        decode(path, language, data)
    except UndecodableError as error:
        return FileOutcome(problem=f"{path}: {error}") if named else FileOutcome(is_skipped=True)
    return NOTHING_FOUND


def _judge(
    path: str, language: str, data: bytes, settings: Settings, repair: Repair | None, neighbours: Neighbours | None
) -> FileOutcome:
    from spanlint.lint.diagnose import lint, undecodable
    from spanlint.run.time_limit import run_within
    from spanlint.text.decoding import UndecodableError, decode

    try:
        source = decode(path, language, data)
    except UndecodableError as error:
        return FileOutcome(undecodable(path, language, data, str(error), settings), has_span_names=True)
    if repair is not None:
        return _repair(source, settings, repair, neighbours)
    linted = run_within(settings.max_file_seconds, lint, source, settings, neighbours)
    return _outcome(linted)


def _outcome(linted: LintResult) -> FileOutcome:
    diagnostics, sites, suppressed, apis = linted
    return FileOutcome(diagnostics, has_span_names=True, span_calls=sites, suppressed=suppressed, apis=apis)


def _repair(source: Source, settings: Settings, repair: Repair, neighbours: Neighbours | None) -> FileOutcome:
    from spanlint.disk.writing import WriteError, write_file
    from spanlint.lint.diagnose import lint, result_of
    from spanlint.lint.fix import UnprovenFixError, fix
    from spanlint.run.time_limit import run_within
    from spanlint.text.diff import unified_diff

    most = settings.max_file_seconds
    try:
        fixed = run_within(most, fix, source, settings, repair.may_be_unsafe, neighbours)
        if fixed.applied and repair.may_write:
            write_file(source.path, source.original, fixed.source.original, repair.root)
    except (UnprovenFixError, WriteError) as error:
        linted = run_within(most, lint, source, settings, neighbours)
        return _outcome(linted)._replace(problem=f"{source.path}: {error}")
    linted = run_within(most, result_of, fixed.source, fixed.judgement, settings)
    outcome = _outcome(linted)._replace(fixed=fixed.applied, unsafe_fixes_left=fixed.unsafe_left)
    if repair.may_write:
        return outcome
    after = fixed.source.original
    return outcome._replace(diff=unified_diff(source.path, source.original, after), repaired=after)


def _defect(error: Exception) -> str:
    """What a report of the defect should say, in one line: the exception and the place that raised it."""
    last = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    place = f" at {os.path.basename(last.tb_frame.f_code.co_filename)}:{last.tb_lineno}" if last else ""
    return f"not checked because of a bug in spanlint: {type(error).__name__}{place}: {error}"
