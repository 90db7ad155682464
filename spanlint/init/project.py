"""The project to configure: its files, and the configuration that applies to them so far."""

from __future__ import annotations

import os

from spanlint.cli.lint_command import tasks_for
from spanlint.config.errors import ConfigError
from spanlint.config.model import Config
from spanlint.config.run_settings import folder_configs, run_config
from spanlint.discovery.named_paths import Discovery
from spanlint.lean.records import Record
from spanlint.model.request import Request
from spanlint.run.tasks import Tasks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.config.folder_configs import ConfigOf


class ProjectToConfigure(Record):
    """A project below a folder: the configuration of that folder, and how each of its files is linted."""

    request: Request
    config: Config
    configs: ConfigOf
    discovery: Discovery
    tasks: Tasks


def project_in(folder: str) -> ProjectToConfigure:
    """Returns the project in a folder. Raises ConfigError if it has no sources, or a configuration is broken."""
    request = Request(paths=(folder,))
    here = run_config(request)
    configs = folder_configs(request, here)
    config = configs(os.path.normpath(folder))
    if config.load_error:
        raise ConfigError(config.load_error)
    discovery, tasks = tasks_for(request, here)
    if not tasks.paths and not discovery.problems:
        raise ConfigError(f"{folder}: no Python, TypeScript or JavaScript files")
    return ProjectToConfigure(request, config, configs, discovery, tasks)
