"""The many-file run: candidates in, diagnostics in order out. No file stops it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NamedTuple

from spanlint.apis import tables
from spanlint.decoding import UndecodableError, decode, is_binary
from spanlint.discover import Candidate
from spanlint.findings import Diagnostic
from spanlint.languages import language_of
from spanlint.reading import Unread, read_file
from spanlint.report import Summary
from spanlint.settings import Settings


class Outcome(NamedTuple):
    """What a run found. A problem is one line about a file that could not be read, and means exit code 2."""

    diagnostics: list[Diagnostic]
    problems: list[str]
    summary: Summary


class _Judged(NamedTuple):
    """What one file adds to a run."""

    diagnostics: tuple[Diagnostic, ...] = ()
    problem: str = ""
    skipped: bool = False
    mentions: bool = False
    sites: int = 0


def run(candidates: Iterable[Candidate], settings: Settings, skipped: int = 0) -> Outcome:
    """Lint the files. `skipped` counts what discovery has passed over already."""
    diagnostics: list[Diagnostic] = []
    problems: list[str] = []
    files = mentioning = sites = 0
    for candidate in candidates:
        judged = _judge(candidate, settings)
        diagnostics += judged.diagnostics
        if judged.problem:
            problems.append(judged.problem)
        files += not (judged.skipped or judged.problem)
        skipped += judged.skipped
        mentioning += judged.mentions
        sites += judged.sites
    diagnostics.sort(key=lambda found: (found.path, found.start, found.code))
    return Outcome(diagnostics, problems, Summary(files, mentioning, sites, skipped))


def _judge(candidate: Candidate, settings: Settings) -> _Judged:
    path, named = candidate
    language = language_of(path)
    if language is None:
        return _Judged(skipped=True)
    data = read_file(path)
    if isinstance(data, Unread):
        if named or not (data.special or data.gone):
            return _Judged(problem=f"{path}: {data.reason}")
        return _Judged(skipped=data.special)
    if is_binary(data):
        return _Judged(problem=f"{path}: binary file") if named else _Judged(skipped=True)
    if tables(language, settings.chosen).mention.search(data) is None:
        return _without_mention(path, language, data, named)
    return _lint(path, language, data, settings)


def _without_mention(path: str, language: str, data: bytes, named: bool) -> _Judged:
    if data.isascii():
        return _Judged()
    try:
        decode(path, language, data)
    except UndecodableError as error:
        return _Judged(problem=f"{path}: {error}") if named else _Judged(skipped=True)
    return _Judged()


def _lint(path: str, language: str, data: bytes, settings: Settings) -> _Judged:
    from spanlint.lint import lint, undecodable

    try:
        source = decode(path, language, data)
    except UndecodableError as error:
        return _Judged(undecodable(path, language, data, str(error), settings), mentions=True)
    try:
        linted = lint(source, settings)
    except Exception as error:  # a defect of spanlint's own must not hide what the other files hold
        return _Judged(problem=f"{path}: {_defect(error)}", mentions=True)
    return _Judged(linted.diagnostics, mentions=True, sites=linted.sites)


def _defect(error: Exception) -> str:
    """What a report of the defect should say, in one line: the exception and the place that raised it."""
    last = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    place = f" at {os.path.basename(last.tb_frame.f_code.co_filename)}:{last.tb_lineno}" if last else ""
    return f"not judged, a defect of spanlint: {type(error).__name__}{place}: {error}"
