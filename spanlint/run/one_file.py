"""Lints or repairs one file of a run. Nothing in a file stops the run."""

from __future__ import annotations

import os

from spanlint.disk.reading import Unread, is_binary, read_file
from spanlint.lean.records import Record
from spanlint.model.problems import Problem
from spanlint.prefilter.mentions import SUPPRESSION, mentions, occurrence_test
from spanlint.run.file_outcome import NOTHING_FOUND, FileOutcome, joined
from spanlint.text.suffixes import is_docs, language_of, languages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.languages.names.imports import Neighbours
    from spanlint.lint.chosen_fixes import Choose
    from spanlint.lint.diagnose import LintResult
    from spanlint.model.findings import ParentSource
    from spanlint.model.settings import Settings
    from spanlint.text.source import Source


class Candidate(Record):
    """A file to read: its path (see `Discovery`), and whether the command line names this very file.

    `encoding` is that of its bytes, if it is known from elsewhere than the file.
    """

    path: str
    is_named: bool
    encoding: str = ""


class Repair(Record):
    """How a run repairs files.

    `may_be_unsafe` also applies guesses. With `parent`, calls get that parent and no other. With `choose`, each finding
    gets the fix that it returns. `may_write` is False when only a diff is wanted. No file outside of `root` is written
    through a symbolic link.
    """

    may_be_unsafe: bool
    may_write: bool
    root: str = "."
    parent: ParentSource | None = None
    choose: Choose | None = None


def run_file(
    candidate: Candidate,
    settings: Settings,
    repair: Repair | None = None,
    neighbours: Neighbours | None = None,
    has_helpers: bool = False,
) -> FileOutcome:
    """Lint one file; with `repair`, fix it first. A file that `has_helpers` of the project may name no span call."""
    screened = screen_file(candidate, settings, has_helpers)
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
    """Lint a file whose bytes are known and whose suffix belongs to a language."""
    from spanlint.run.imported_helpers import may_misuse_helper

    has_helpers = may_misuse_helper(candidate.path, data, settings)
    return _screen(candidate, data, settings, has_helpers) or _judge_guarded(
        candidate, data, settings, repair, neighbours
    )


def screen_file(candidate: Candidate, settings: Settings, has_helpers: bool = False) -> FileOutcome | bytes:
    """Returns the outcome of a file with nothing to judge, else its bytes. Does not load the API tables.

    A file that `has_helpers` of the project has something to judge, whether or not it names a span call.
    """
    path, is_named = candidate.path, candidate.is_named
    if not languages_of(path):
        return FileOutcome(is_skipped=True)
    data = read_file(path, settings.max_file_size)
    if isinstance(data, Unread):
        return _outcome_unread(path, data, is_named)
    return _screen(candidate, data, settings, has_helpers) or data


def _screen(candidate: Candidate, data: bytes, settings: Settings, has_helpers: bool) -> FileOutcome | None:
    if is_binary(data):
        return _outcome_without_text(candidate, "binary file")
    if has_helpers or occurrence_test(candidate.path, settings.apis)(data):
        return None
    outcome = _outcome_without_names(candidate, data)
    return outcome if outcome is not NOTHING_FOUND or SUPPRESSION not in data else None


def _judge_guarded(
    candidate: Candidate, data: bytes, settings: Settings, repair: Repair | None, neighbours: Neighbours | None
) -> FileOutcome:
    from spanlint.run.time_limit import TimeLimitError

    path = candidate.path
    creators = (name for language in languages_of(path) for name in mentions(language, settings.apis).creators)
    has_span_names = any(name in data for name in creators)
    try:
        return _judge(candidate, data, settings, repair, neighbours)._replace(has_span_names=has_span_names)
    except RecursionError:
        return FileOutcome(problem=Problem("not checked: the code is nested too deeply", path), has_span_names=True)
    except TimeLimitError:
        limit = f"{settings.max_file_seconds} s of processor time (max-file-seconds)"
        return FileOutcome(problem=Problem(f"not checked: it takes more than {limit}", path), has_span_names=True)
    except Exception as error:  # a defect of spanlint must not hide the findings in other files
        return FileOutcome(problem=Problem(_describe_defect(error), path), has_span_names=True)


def _outcome_unread(path: str, unread: Unread, is_named: bool) -> FileOutcome:
    if is_named or not (unread.is_special or unread.is_missing or unread.is_too_large):
        return FileOutcome(problem=Problem(unread.reason, path))
    if unread.is_too_large:
        return FileOutcome(is_skipped=True, warning=f"{path}: skipped: {unread.reason}")
    return FileOutcome(is_skipped=unread.is_special)


def _outcome_without_text(candidate: Candidate, reason: str) -> FileOutcome:
    return FileOutcome(problem=Problem(reason, candidate.path)) if candidate.is_named else FileOutcome(is_skipped=True)


def _outcome_without_names(candidate: Candidate, data: bytes) -> FileOutcome:
    if data.isascii():
        return NOTHING_FOUND
    from spanlint.text.decoding import UndecodableError, decode

    try:
        decode(candidate.path, language_of(candidate.path) or "", data, candidate.encoding)
    except UndecodableError as error:
        return _outcome_without_text(candidate, str(error))
    return NOTHING_FOUND


def _judge(
    candidate: Candidate, data: bytes, settings: Settings, repair: Repair | None, neighbours: Neighbours | None
) -> FileOutcome:
    from spanlint.lint.diagnose import diagnostics_of_undecodable
    from spanlint.run.sources import sources_of
    from spanlint.text.decoding import OtherLanguageError, UndecodableError

    path = candidate.path
    if is_docs(path):
        neighbours = None  # what a page shows is not in the folder of the page
    try:
        sources = sources_of(path, data, candidate.encoding)
    except UndecodableError as error:
        return FileOutcome(diagnostics_of_undecodable(path, data, str(error), settings), has_span_names=True)
    except OtherLanguageError:
        return FileOutcome(is_unread_notebook=True)
    if repair is not None:
        return _repair(candidate, data, settings, repair, neighbours)
    return joined([_lint(source, settings, neighbours) for source in sources])


def _lint(source: Source, settings: Settings, neighbours: Neighbours | None) -> FileOutcome:
    from spanlint.lint.diagnose import lint
    from spanlint.run.time_limit import run_within

    return _outcome(run_within(settings.max_file_seconds, lint, source, settings, neighbours))


def _outcome(linted: LintResult) -> FileOutcome:
    diagnostics, span_calls, suppressed, left_out, apis = linted
    return FileOutcome(
        diagnostics,
        has_span_names=True,
        span_calls=span_calls,
        suppressed=suppressed,
        left_out=left_out,
        apis=apis,
    )


def _repair(
    candidate: Candidate, data: bytes, settings: Settings, repair: Repair, neighbours: Neighbours | None
) -> FileOutcome:
    from spanlint.disk.writing import WriteError, write_file
    from spanlint.run.sources import sources_of
    from spanlint.text.diff import unified_diff

    path, encoding = candidate.path, candidate.encoding
    sources, repaired, outcomes = sources_of(path, data, encoding), data, list[FileOutcome]()
    for number in range(len(sources)):
        outcome, source = _repair_source(sources[number], settings, repair, neighbours)
        outcomes.append(outcome)
        if source.original != repaired:
            repaired = source.original
            sources = sources_of(path, repaired, encoding)
    whole = joined(outcomes)
    if not repair.may_write:
        return whole._replace(diff=unified_diff(path, data, repaired), repaired=repaired)
    try:
        if whole.fixed:
            write_file(path, data, repaired, repair.root)
    except WriteError as error:
        linted = [_lint(source, settings, neighbours) for source in sources_of(path, data, encoding)]
        return joined(linted)._replace(problem=Problem(str(error), path))
    return whole


def _repair_source(
    source: Source, settings: Settings, repair: Repair, neighbours: Neighbours | None
) -> tuple[FileOutcome, Source]:
    """Returns the outcome of one source, and the source as it is after the fixes."""
    from spanlint.lint.diagnose import result_of
    from spanlint.lint.fix import UnprovenFixError, fix
    from spanlint.run.time_limit import run_within

    max_seconds = settings.max_file_seconds
    try:
        if repair.choose is not None:
            from spanlint.lint.chosen_fixes import fix_as_chosen

            fixed = run_within(max_seconds, fix_as_chosen, source, settings, repair.choose, neighbours)
        else:
            fixed = run_within(max_seconds, fix, source, settings, repair.may_be_unsafe, neighbours, repair.parent)
    except UnprovenFixError as error:
        return _lint(source, settings, neighbours)._replace(problem=Problem(str(error), source.path)), source
    linted = run_within(max_seconds, result_of, fixed.source, fixed.judgement, settings)
    problem = _unbound_problem(source.language, settings, fixed.unbound)
    outcome = _outcome(linted)._replace(
        fixed=fixed.applied, fixed_path=source.path, unsafe_fixes_left=fixed.unsafe_left, problem=problem
    )
    return outcome, fixed.source


def _unbound_problem(language: str, settings: Settings, names: tuple[str, ...]) -> Problem | None:
    """Returns the same problem for all files of a configuration, so that it is reported once."""
    if not names:
        return None
    source = dict(settings.session_contexts)[language].source
    table = "tool.spanlint." if os.path.basename(source) == "pyproject.toml" else ""
    listed = ", ".join(f"`{name}`" for name in names)
    where = f"{source}: {table}session-context.{language}.expression"
    verb = "is" if len(names) == 1 else "are"
    return Problem(f"{where}: {listed} {verb} bound neither by `imports` nor in a file that needs it")


def _describe_defect(error: Exception) -> str:
    """Returns one line for a bug report: the exception, and the place that raised it."""
    innermost = error.__traceback__
    while innermost and innermost.tb_next:
        innermost = innermost.tb_next
    place = f" at {os.path.basename(innermost.tb_frame.f_code.co_filename)}:{innermost.tb_lineno}" if innermost else ""
    return f"not checked because of a bug in spanlint: {type(error).__name__}{place}: {error}"
