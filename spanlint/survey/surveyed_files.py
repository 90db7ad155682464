"""Reads the files of a run one after another, and says of each what it shows. Nothing in a file stops a survey."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.config.file_kinds import is_test_below
from spanlint.disk.reading import Unread, is_binary, read_file
from spanlint.languages.calls.file_survey import FileSurvey, LooseCall, loose_calls, survey
from spanlint.lean.records import Record
from spanlint.model.settings import ApiChoices, Settings
from spanlint.run.project import Project
from spanlint.run.tasks import Tasks
from spanlint.run.time_limit import TimeLimitError, run_within
from spanlint.text.suffixes import language_of


class SurveyedFile(Record):
    """A file of a run: its path for people, its bytes, and the settings that apply to it."""

    path: str
    language: str
    data: bytes
    settings: Settings
    is_test: bool


class SourceFiles:
    """The files of a run below a folder; a file is a test by its path from there."""

    def __init__(self, tasks: Tasks, root: str = ".") -> None:
        self._tasks = tasks
        self._is_test = is_test_below(root)
        self._projects: dict[ApiChoices, Project] = {}
        self.failed: set[str] = set()

    def __iter__(self) -> Iterator[SurveyedFile]:
        for path, settings in zip(self._tasks.paths, self._tasks.settings, strict=True):
            language = language_of(path)
            data = read_file(path, settings.max_file_size) if language is not None else b"\0"
            if language is not None and not isinstance(data, Unread) and not is_binary(data):
                yield SurveyedFile(path, language, data, settings, self._is_test(path))

    def survey(self, file: SurveyedFile, choices: ApiChoices) -> FileSurvey | None:
        """Returns what a file shows under a choice of APIs.

        None for a file that cannot be parsed, or only in too long a time.
        """
        if choices not in self._projects:
            self._projects[choices] = Project(file.settings._replace(apis=choices))
        try:
            return run_within(file.settings.max_file_seconds, self._survey, file, self._projects[choices])
        except (Exception, TimeLimitError):  # a defect of spanlint must not hide what the other files show
            self.failed.add(file.path)
            return None

    def loose_calls(self, file: SurveyedFile, methods: frozenset[str]) -> tuple[LooseCall, ...]:
        """Returns the calls of methods of these names on objects of which a file shows nothing."""
        project = self._projects.setdefault(file.settings.apis, Project(file.settings))
        try:
            view = project.view(file.path)
            return tuple(loose_calls(view, sorted(methods))) if view is not None else ()
        except Exception:  # as above
            self.failed.add(file.path)
            return ()

    def _survey(self, file: SurveyedFile, project: Project) -> FileSurvey | None:
        view = project.view(file.path)
        return survey(view) if view is not None else None
