"""Surveys a project: its helpers with the calls in other files, its providers by use, its tracers and libraries."""

from __future__ import annotations

import os

from spanlint.apis.entries import read_creator
from spanlint.languages.calls.file_survey import FileSurvey, HelperUse, OwnFunction, ProviderUse
from spanlint.model.apis import Creator, Qualifier, Slot
from spanlint.model.settings import ApiChoices
from spanlint.prefilter.mentions import mentions
from spanlint.run.tasks import Tasks
from spanlint.survey.libraries import Libraries
from spanlint.survey.module_names import module_of
from spanlint.survey.sightings import CallSpot, FunctionSeen, HelperSeen, ProviderSeen, Spot, Survey
from spanlint.survey.surveyed_files import SourceFiles, SurveyedFile
from spanlint.text.whole_names import find_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Key = tuple[str, str, str]
    """A function: the path of its file, its class and its name."""

_MAX_ROUNDS = 4  # helpers that call helpers of other files
_TRACER = b"racer"
_HELPER = {"name": "project", "title": "a helper of the project"}


def survey(tasks: Tasks, root: str = ".") -> Survey:
    """Returns what the files of a run show. `root` is the folder of the configuration."""
    surveyor = _Surveyor(tasks, root)
    surveyor.read_all()
    surveyor.count_calls()
    surveyor.count_loose_calls()
    return surveyor.result()


class _Surveyor:
    def __init__(self, tasks: Tasks, root: str) -> None:
        self._files = SourceFiles(tasks, root)
        self._root = root
        self._here = os.path.join(os.path.realpath(os.curdir), "")
        self._libraries = Libraries()
        self._languages: dict[str, int] = {}
        self._tests: dict[str, int] = {}
        self._tracers: list[FunctionSeen] = []
        self._helpers: dict[Key, HelperSeen] = {}
        self._callers: dict[Key, list[CallSpot]] = {}
        self._judged: set[CallSpot] = set()
        self._providers: dict[Key, ProviderSeen] = {}

    def read_all(self) -> None:
        """Read every file, and note what it shows by itself."""
        for file in self._files:
            self._languages[file.language] = self._languages.get(file.language, 0) + 1
            self._libraries.add(file)
            if file.is_test:
                folder = file.path.rpartition("/")[0]
                self._tests[folder] = self._tests.get(folder, 0) + 1
            elif _TRACER in file.data or mentions(file.language, file.settings.apis).may_occur_in(file.data):
                self._note(file, file.settings.apis)

    def count_calls(self) -> None:
        """Count the calls of the helpers in other files, and those of the helpers that call them there."""
        pending: Mapping[Key, HelperSeen] = self._helpers
        for _ in range(_MAX_ROUNDS):
            known = set(self._helpers)
            entries = tuple((helper.function.language, self._entry(key, helper)) for key, helper in pending.items())
            names = {creator.method.encode() for _, creator in entries}
            for file in self._files if names else ():
                if not file.is_test and any(True for _ in find_whole(file.data, names)):
                    own = file.settings.apis
                    self._note(file, own._replace(creators=(*entries, *own.creators)))
            pending = {key: helper for key, helper in self._helpers.items() if key not in known}

    def count_loose_calls(self) -> None:
        """Count the calls of methods on objects that are called as their class is, where the code shows no class."""
        methods = {key: helper for key, helper in self._helpers.items() if helper.function.owner and helper.slot}
        by_names = {(_plain(owner), name): key for key in methods for _, owner, name in (key,)}
        names = frozenset(name for _, _, name in methods)
        encoded = {name.encode() for name in names}
        for file in self._files if names else ():
            if not file.is_test and any(True for _ in find_whole(file.data, encoded)):
                for call in self._files.loose_calls(file, names):
                    key = by_names.get((_plain(call.receiver), call.method))
                    if key is not None and key[0] != self._shown(file.path):
                        seen = self._helpers[key]
                        receiver = seen.receiver or call.receiver
                        first = seen.first_loose or Spot(file.path, call.line)
                        self._helpers[key] = seen._replace(loose=seen.loose + 1, receiver=receiver, first_loose=first)

    def result(self) -> Survey:
        """Returns all that was noted."""
        helpers = []
        for key, helper in self._helpers.items():
            places = self._callers.get(key, [])
            files = {place.spot.path for place in places}
            first = min((place.spot for place in places), default=None)
            unjudged = frozenset(places) - self._judged
            helpers.append(helper._replace(calls=len(places), files=len(files), first_call=first, unjudged=unjudged))
        providers = sorted(self._providers.values(), key=lambda provider: (-provider.uses, provider.first_use))
        return Survey(
            self._languages,
            self._libraries.all(),
            tuple(sorted(self._tracers, key=lambda tracer: tracer.at)),
            tuple(sorted(helpers, key=lambda helper: (-helper.calls, helper.function.at))),
            tuple(providers),
            self._tests,
            len(self._files.failed),
        )

    def _entry(self, key: Key, helper: HelperSeen) -> Creator:
        """Returns a creator that is the calls of a helper; its `source` says which helper that is."""
        path, owner, name = key
        module = module_of(path, helper.function.language, self._root)
        creator = read_creator(_HELPER, {"method": name, "form": "either", "parent": {}, "name": {}})
        qualifier = Qualifier(module, owner, folder=os.path.abspath(self._root))
        slot = helper.slot or Slot()
        return creator._replace(parents=(slot,), qualifier=qualifier, source="\n".join(key), activates=helper.activates)

    def _note(self, file: SurveyedFile, choices: ApiChoices) -> None:
        shown = self._files.survey(file, choices)
        if shown is None:
            return
        self._note_calls(file, shown, is_judged=choices is file.settings.apis)
        for use in shown.helpers:
            self._note_helper(file, use)
        if choices is file.settings.apis:
            self._tracers += [self._seen(file.language, file.path, own) for own in shown.tracers]
            for provider_use in shown.providers:
                self._note_provider(file, provider_use)

    def _note_calls(self, file: SurveyedFile, shown: FileSurvey, is_judged: bool) -> None:
        for call in shown.calls:
            path, *rest = call.creator.source.split("\n")
            place = CallSpot(Spot(file.path, file.data.count(b"\n", 0, call.at.start) + 1), call.at.start)
            if is_judged:
                self._judged.add(place)
            if len(rest) == 2 and path != self._shown(file.path):
                self._callers.setdefault((path, rest[0], rest[1]), []).append(place)

    def _note_helper(self, file: SurveyedFile, use: HelperUse) -> None:
        function = self._seen(file.language, file.path, use.helper)
        key = (function.at.path, function.owner, function.name)
        seen = HelperSeen(
            function, use.slot, use.takes_parent, use.creator.activates, is_conditional=use.is_conditional
        )
        known = self._helpers.get(key, seen)
        best = known if known.slot is not None or use.slot is None else seen
        self._helpers[key] = best._replace(is_conditional=known.is_conditional and use.is_conditional)

    def _note_provider(self, file: SurveyedFile, use: ProviderUse) -> None:
        own = use.definition
        function = self._seen(file.language, use.path, own) if own is not None else None
        key = (function.at.path, function.owner, function.name) if function else ("", file.path, use.provider.written)
        first = Spot(file.path, use.line)
        seen = ProviderSeen(file.language, use.provider.written, first, function, use.is_importable, 0)
        seen = self._providers.setdefault(key, seen)
        is_importable = seen.is_importable or use.is_importable
        may_be_empty = seen.may_be_empty or use.may_be_empty
        self._providers[key] = seen._replace(uses=seen.uses + 1, is_importable=is_importable, may_be_empty=may_be_empty)

    def _seen(self, language: str, path: str, own: OwnFunction) -> FunctionSeen:
        return FunctionSeen(language, own.name, own.owner, Spot(self._shown(path), own.line))

    def _shown(self, path: str) -> str:
        """Returns a path relative to the current folder, if it is below that."""
        return os.path.realpath(path).removeprefix(self._here).replace(os.sep, "/")


def _plain(name: str) -> str:
    """Returns a name as it is the same for a class and for what holds an instance of it: `Obs`, `_obs`."""
    return name.replace("_", "").lstrip("#$").lower()
