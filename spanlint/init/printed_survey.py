"""A survey as text for people: what was seen, with places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spanlint.init.toml_rows import amount, other_files
from spanlint.survey.project_files import CheckFile
from spanlint.survey.sightings import HelperSeen, LibrarySeen, ProviderSeen, Survey

_LANGUAGES = {"python": "Python", "typescript": "TypeScript and JavaScript"}
_MAX_ROWS = 12  # of a section
_MAX_FOLDERS = 4


def survey_lines(survey: Survey, checks: Sequence[CheckFile]) -> list[str]:
    """Returns a section of lines for each kind of thing that was seen."""
    files = ", ".join(
        f"{amount(count, 'file')} of {_LANGUAGES[name]}" for name, count in sorted(survey.languages.items())
    )
    helpers = [helper for helper in survey.helpers if helper.calls and not helper.takes_parent]
    required = [helper for helper in survey.helpers if helper.calls and helper.takes_parent and helper.slot is None]
    sections = [
        ("Read", [files]),
        ("Tracing libraries", _columns(_library(library, survey) for library in survey.libraries)),
        ("Functions that return a tracer", _columns((tracer.title, str(tracer.at)) for tracer in survey.tracers)),
        ("Wrappers that take a parent, which calls may omit", _columns(map(_wrapper, survey.wrappers()))),
        ("Wrappers that need a parent", _columns(map(_helper, required))),
        ("Wrappers that take no parent: their spans join what is active", _columns(map(_helper, helpers))),
        ("Functions that give a parent", _columns(map(_provider, survey.providers))),
        ("Tests", list(_tests(survey))),
        ("CI and hooks", list(_checks(checks))),
    ]
    unread = [f"{amount(survey.unread, 'file')} could not be parsed."] if survey.unread else []
    lines = [line for title, rows in sections if rows for line in (title, *(f"  {row}" for row in rows))]
    return [*lines, *unread]


def _library(library: LibrarySeen, survey: Survey) -> tuple[str, ...]:
    files = f"{amount(library.files, 'file')}, first in {library.first}"
    is_twice = sum(other.title == library.title for other in survey.libraries) > 1
    title = f"{library.title} in {_LANGUAGES[library.language]}" if is_twice else library.title
    if library.is_judged:
        return title, files
    return (
        title,
        files,
        f"checked with `apis.{library.api} = true`" if library.is_opt_in else "its spans are not checked",
    )


def _helper(helper: HelperSeen) -> tuple[str, ...]:
    return (
        helper.function.title,
        str(helper.function.at),
        f"{amount(helper.calls, 'call')} in {other_files(helper.files)}",
    )


def _wrapper(helper: HelperSeen) -> tuple[str, ...]:
    *cells, calls = _helper(helper)
    loose = f", {helper.loose} on `{helper.receiver}` of unknown class" if helper.loose else ""
    return (*cells, f"{calls}{loose}")


def _provider(provider: ProviderSeen) -> tuple[str, ...]:
    name = provider.function.title if provider.function is not None else provider.written
    place = provider.function.at if provider.function is not None else provider.first_use
    return name, str(place), f"{amount(provider.uses, 'parent')}, first in {provider.first_use}"


def _tests(survey: Survey) -> Iterator[str]:
    folders = sorted(survey.tests.items(), key=lambda item: (-item[1], item[0]))
    if not folders:
        return
    named = ", ".join(folder or "." for folder, _ in folders[:_MAX_FOLDERS])
    more = f" and {len(folders) - _MAX_FOLDERS} more" if len(folders) > _MAX_FOLDERS else ""
    yield f"{amount(sum(survey.tests.values()), 'file')} in {named}{more}"


def _checks(files: Sequence[CheckFile]) -> Iterator[str]:
    running = [file.path for file in files if file.runs_spanlint]
    if running:
        yield f"{', '.join(running)} {'runs' if len(running) == 1 else 'run'} spanlint"
    elif files:
        named = ", ".join(file.path for file in files[:_MAX_FOLDERS])
        more = f" and {len(files) - _MAX_FOLDERS} more" if len(files) > _MAX_FOLDERS else ""
        yield f"{named}{more}: none runs spanlint (docs/ci.md has recipes)"


def _columns(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Returns the rows with their first columns aligned; of many rows, the first ones."""
    every = list(rows)
    shown = every[:_MAX_ROWS]
    widths = [max((len(row[column]) for row in shown), default=0) for column in range(2)]
    lines = [
        "  ".join((*(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)), *row[2:])).rstrip()
        for row in shown
    ]
    return [*lines, *([f"and {len(every) - _MAX_ROWS} more"] if len(every) > _MAX_ROWS else [])]
