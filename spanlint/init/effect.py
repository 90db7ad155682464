"""What a configuration changes: the findings and the judged calls of a run before and after."""

from __future__ import annotations

from spanlint.config.model import Config
from spanlint.config.run_settings import complete, load_with_known_names, processes, settings_for
from spanlint.init.project import Project
from spanlint.init.target import Target
from spanlint.lean.records import Record
from spanlint.run.many_files import run
from spanlint.run.tasks import tasks_of


class Effect(Record):
    """The findings before and after, and the number of calls that are judged after and were not before."""

    before: int
    after: int
    calls: int


def effect_of(project: Project, target: Target, contents: bytes) -> Effect:
    """Returns what it changes that the configuration file has these contents. Raises ConfigError if it cannot."""
    new = load_with_known_names(target.path, contents)
    replaced = target.path if target.is_configured else None

    def config_of(folder: str) -> Config:
        config = project.configs(folder)
        return new if config.source == replaced else config

    jobs = processes(complete(project.request, project.config))
    tasks, _ = tasks_of(project.discovery, config_of, settings_for(project.request))
    before, after = run(project.tasks, jobs=jobs), run(tasks, jobs=jobs)
    calls = after.summary.span_calls - before.summary.span_calls
    return Effect(len(before.diagnostics), len(after.diagnostics), calls)
