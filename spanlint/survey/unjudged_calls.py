"""The calls that no run judges, because the project's own function behind them is not configured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.languages.calls.qualifiers import is_file_of
from spanlint.model.apis import Creator
from spanlint.run.tasks import Tasks
from spanlint.survey.project_survey import survey
from spanlint.survey.sightings import CallSpot, HelperSeen, Survey


def unjudged_calls(tasks: Tasks, root: str) -> tuple[tuple[str, int], ...]:
    """Returns the names of the wrappers that other files call and no configuration names, each with these calls."""
    choices = {id(settings.apis): settings.apis for settings in tasks.settings}
    creators = [entry for choice in choices.values() for entry in choice.creators]
    counted = set[CallSpot]()  # one call may be of several classes
    found = []
    for helper in unconfigured(survey(tasks, root), creators):
        calls = helper.unjudged - counted
        counted |= calls
        if calls:
            found.append((helper.function.title, len(calls)))
    return tuple(found)


def unconfigured(seen: Survey, creators: Iterable[tuple[str, Creator]]) -> Iterator[HelperSeen]:
    """Yields the wrappers that are none of these creators of a project, which are pairs of a language and a creator."""
    by_name: dict[tuple[str, str], list[Creator]] = {}
    for language, creator in creators:
        by_name.setdefault((language, creator.method), []).append(creator)
    for helper in seen.wrappers():
        named = by_name.get((helper.function.language, helper.function.name), ())
        if not any(_means(creator, helper) for creator in named):
            yield helper


def _means(creator: Creator, helper: HelperSeen) -> bool:
    """Whether a creator of this name may be the helper: what a package is called does not say which file it is."""
    qualifier = creator.qualifier
    if qualifier is None:
        return True
    is_other = qualifier.owner and qualifier.owner != helper.function.owner
    is_package = "/" in qualifier.module and not qualifier.module.startswith(".")
    return not is_other and (not qualifier.module or is_package or is_file_of(helper.function.at.path, qualifier))
