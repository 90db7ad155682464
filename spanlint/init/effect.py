"""What a configuration changes: the findings and the judged calls of a run before and after."""

from __future__ import annotations

from spanlint.config.errors import ConfigError
from spanlint.config.model import Config
from spanlint.config.run_settings import complete, load_with_known_names, processes, settings_for
from spanlint.init.project import ProjectToConfigure
from spanlint.init.target import ConfigTarget
from spanlint.lean.records import Record
from spanlint.run.many_files import run
from spanlint.run.tasks import tasks_of


class ConfigEffect(Record):
    """The findings before and after, and the number of calls that are judged after and were not before."""

    before: int
    after: int
    calls: int


def _config_of(target: ConfigTarget, contents: bytes) -> Config:
    try:
        return load_with_known_names(target.path, contents)
    except ConfigError as error:
        reason = str(error).removeprefix(f"{target.path}: ")
        raise ConfigError(f"{target.path}: cannot be added to: {reason}; add the lines above yourself") from error


def effect_of(project: ProjectToConfigure, target: ConfigTarget, contents: bytes) -> ConfigEffect:
    """Returns what it changes that the configuration file has these contents. Raises ConfigError if it cannot."""
    new = _config_of(target, contents)
    replaced = target.path if target.is_configured else None

    def config_of(folder: str) -> Config:
        config = project.configs(folder)
        return new if config.source == replaced else config

    jobs = processes(complete(project.request, project.config))
    tasks, _ = tasks_of(project.discovery, config_of, settings_for(project.request))
    before, after = run(project.tasks, jobs=jobs), run(tasks, jobs=jobs)
    calls = after.summary.span_calls - before.summary.span_calls
    return ConfigEffect(len(before.diagnostics), len(after.diagnostics), calls)
