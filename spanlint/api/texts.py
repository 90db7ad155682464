"""The run over one text that the caller has, which is not read from a file."""

from __future__ import annotations

import os

from spanlint.api.arguments import Choices, Configuration, request_of
from spanlint.api.errors import SourceError
from spanlint.cli.stdin_command import tasks_for_path
from spanlint.config.errors import ConfigError
from spanlint.config.run_settings import complete
from spanlint.run.file_outcome import FileOutcome
from spanlint.run.many_files import Outcome, summarize
from spanlint.run.one_file import Repair, run_bytes
from spanlint.run.project import Project
from spanlint.text.suffixes import language_of


def outcome_of_text(
    text: str,
    path: str | os.PathLike[str],
    configuration: Configuration,
    choices: Choices,
    repair: Repair | None = None,
) -> tuple[Outcome, str]:
    """Returns the outcome of one text as if it stood at `path`, and the text that a repair makes of it.

    Raises SourceError and ConfigError.
    """
    name = os.fspath(path)
    if not isinstance(text, str):
        raise TypeError(f"text: expected str, got {type(text).__name__}")
    if language_of(name) is None:
        raise SourceError(str(ConfigError(f"{name}: not a Python, TypeScript or JavaScript file")))
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise SourceError(str(ConfigError(f"{name}: a lone surrogate at index {error.start} of the text"))) from error
    request, config = request_of(configuration, choices)
    request = complete(request, config)
    tasks, config_problems = tasks_for_path(request, config, name)
    file_outcome = FileOutcome(is_skipped=True)
    if tasks is not None:
        candidate, settings = tasks.task(0)
        known = candidate._replace(encoding="utf-8")
        file_outcome = run_bytes(known, data, settings, repair, Project(settings))
    outcome = summarize([file_outcome], 1)
    outcome = outcome._replace(problems=[*config_problems, *outcome.problems])
    if tasks is not None and request.baseline:
        from spanlint.adoption.adopt import without_baselined

        outcome = without_baselined(request.baseline, outcome, tasks, prune=False)
    repaired = file_outcome.repaired
    return outcome, text if repaired is None else repaired.decode("utf-8")
