"""The tracing libraries that the files of a project import."""

from __future__ import annotations

import re

from spanlint.apis import apis_of
from spanlint.languages.calls.owners import IMPORT
from spanlint.lean.lazy import memoized
from spanlint.model.apis import Api
from spanlint.model.settings import is_judged
from spanlint.survey.sightings import LibrarySeen, Spot
from spanlint.survey.surveyed_files import SurveyedFile


class Libraries:
    """Counts the files that import each library."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], LibrarySeen] = {}

    def add(self, file: SurveyedFile) -> None:
        """Count what a file imports."""
        apis, pattern = _patterns(file.language)
        offsets: dict[str, int] = {}
        for match in pattern.finditer(file.data):
            if not _is_in_text(file, match.start(1)):
                offsets.setdefault(match[1].decode("utf-8", "replace"), match.start(1))
        for api in apis:
            found = [offset for package, offset in offsets.items() if package in api.packages]
            if found:
                self._count(api, file, min(found))

    def _count(self, api: Api, file: SurveyedFile, offset: int) -> None:
        judged = is_judged(api.name, api.judged, file.settings.apis)
        first = Spot(file.path, file.data.count(b"\n", 0, offset) + 1)
        new = LibrarySeen(api.name, api.title, api.language, 0, first, judged, api.judged == "opt-in")
        seen = self._seen.setdefault((api.language, api.name), new)
        self._seen[api.language, api.name] = seen._replace(files=seen.files + 1, is_judged=seen.is_judged or judged)

    def all(self) -> tuple[LibrarySeen, ...]:
        """Returns the libraries, the one of most files first."""
        return tuple(sorted(self._seen.values(), key=lambda library: (-library.files, library.api, library.language)))


def _is_in_text(file: SurveyedFile, offset: int) -> bool:
    """Whether an offset is in a string of several lines, as the imports of an example are that a program prints."""
    marks = (b'"""', b"'''") if file.language == "python" else (b"`",)
    return any(file.data.count(mark, 0, offset) % 2 for mark in marks)


@memoized
def _patterns(language: str) -> tuple[tuple[Api, ...], re.Pattern[bytes]]:
    apis = apis_of(language)
    packages = sorted({package for api in apis for package in api.packages}, key=lambda name: (-len(name), name))
    whole = IMPORT[language].replace("(?:%s)", "(%s)") % "|".join(map(re.escape, packages))
    return apis, re.compile(whole.encode(), re.MULTILINE)
