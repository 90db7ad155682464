"""One file of a run: read, passed over or judged, and repaired if asked. Nothing in a file stops the run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from spanlint.apis import tables
from spanlint.decoding import UndecodableError, decode, is_binary
from spanlint.discover import Candidate
from spanlint.findings import Diagnostic
from spanlint.languages import language_of
from spanlint.languages.follow import Neighbours
from spanlint.reading import Unread, read_file
from spanlint.settings import Settings
from spanlint.source import Source

if TYPE_CHECKING:
    from spanlint.census import Seen
    from spanlint.lint import Linted

_SUPPRESSION = b"spanlint:"  # may have outlived the last span call of its file


class Repair(NamedTuple):
    """How a run repairs: `unsafe` applies guesses too, `write` is False where only a diff is wanted, and no file
    outside of `root` is written through a symbolic link."""

    unsafe: bool
    write: bool
    root: str = "."


class FileOutcome(NamedTuple):
    """What one file adds to a run. `problem` is one line, and means exit code 2."""

    diagnostics: tuple[Diagnostic, ...] = ()
    problem: str = ""
    skipped: bool = False
    mentions: bool = False
    sites: int = 0
    fixed: int = 0
    unsafe: int = 0
    diff: bytes = b""
    suppressed: int = 0
    apis: tuple[Seen, ...] = ()


def run_file(
    candidate: Candidate, settings: Settings, repair: Repair | None = None, neighbours: Neighbours | None = None
) -> FileOutcome:
    """Lint one file, repairing it first if asked to."""
    path, named = candidate
    language = language_of(path)
    if language is None:
        return FileOutcome(skipped=True)
    data = read_file(path)
    if isinstance(data, Unread):
        if named or not (data.special or data.gone):
            return FileOutcome(problem=f"{path}: {data.reason}")
        return FileOutcome(skipped=data.special)
    if is_binary(data):
        return FileOutcome(problem=f"{path}: binary file") if named else FileOutcome(skipped=True)
    known = tables(language, settings.chosen)
    mentions = known.mention.search(data) is not None
    if not mentions and not known.mentioned(data):
        passed_over = _without_mention(path, language, data, named)
        if passed_over != FileOutcome() or _SUPPRESSION not in data:
            return passed_over
    try:
        return _judged(path, language, data, settings, repair, neighbours)._replace(mentions=mentions)
    except Exception as error:  # a defect of spanlint's own must not hide what the other files hold
        return FileOutcome(problem=f"{path}: {_defect(error)}", mentions=True)


def _without_mention(path: str, language: str, data: bytes, named: bool) -> FileOutcome:
    if data.isascii():
        return FileOutcome()
    try:
        decode(path, language, data)
    except UndecodableError as error:
        return FileOutcome(problem=f"{path}: {error}") if named else FileOutcome(skipped=True)
    return FileOutcome()


def _judged(
    path: str, language: str, data: bytes, settings: Settings, repair: Repair | None, neighbours: Neighbours | None
) -> FileOutcome:
    from spanlint.lint import lint, undecodable

    try:
        source = decode(path, language, data)
    except UndecodableError as error:
        return FileOutcome(undecodable(path, language, data, str(error), settings), mentions=True)
    if repair is not None:
        return _repaired(source, settings, repair, neighbours)
    linted = lint(source, settings, neighbours)
    return _outcome(linted)


def _outcome(linted: Linted) -> FileOutcome:
    diagnostics, sites, suppressed, apis = linted
    return FileOutcome(diagnostics, mentions=True, sites=sites, suppressed=suppressed, apis=apis)


def _repaired(source: Source, settings: Settings, repair: Repair, neighbours: Neighbours | None) -> FileOutcome:
    from spanlint.diff import unified_diff
    from spanlint.fix import UnprovenFixError, fix
    from spanlint.lint import lint, placed
    from spanlint.writing import WriteError, write_file

    try:
        fixed = fix(source, settings, repair.unsafe, neighbours)
        if fixed.applied and repair.write:
            write_file(source.path, source.original, fixed.source.original, repair.root)
    except (UnprovenFixError, WriteError) as error:
        linted = lint(source, settings, neighbours)
        return _outcome(linted)._replace(problem=f"{source.path}: {error}")
    linted = placed(fixed.source, fixed.judged, settings)
    diff = b"" if repair.write else unified_diff(source.path, source.original, fixed.source.original)
    return _outcome(linted)._replace(fixed=fixed.applied, unsafe=fixed.unsafe, diff=diff)


def _defect(error: Exception) -> str:
    """What a report of the defect should say, in one line: the exception and the place that raised it."""
    last = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    place = f" at {os.path.basename(last.tb_frame.f_code.co_filename)}:{last.tb_lineno}" if last else ""
    return f"not judged, a defect of spanlint: {type(error).__name__}{place}: {error}"
