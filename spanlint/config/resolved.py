"""What the configuration and the command line come to: the rules that run, and the settings of a run."""

from __future__ import annotations

import os

from spanlint.config.errors import ConfigError
from spanlint.config.files import find_config, load_config
from spanlint.config.model import Config
from spanlint.config.nearest import config_by_folder
from spanlint.config.selection import RuleChoice, check_selectors, enabled_by
from spanlint.model.settings import ApiChoices, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from spanlint.config.nearest import ConfigOf
    from spanlint.model.request import Request


def run_config(request: Request) -> Config:
    """The configuration of the run as a whole: of the current folder, or what `--config` names. Raises ConfigError."""
    if request.isolated:
        return Config()
    path = request.config or find_config(".")
    return load_with_known_names(path) if path else Config()


def folder_configs(request: Request, config: Config) -> ConfigOf:
    """The configuration of the files in each folder; `config` is that of the current one, or holds everywhere."""
    if request.isolated or request.config:
        return lambda _folder: config
    return config_by_folder(load_with_known_names, config)


def load_with_known_names(path: str) -> Config:
    """What the file at `path` says, about the rules and APIs that there are. Raises ConfigError."""
    return load_config(path, known_codes, known_apis)


def complete(request: Request, config: Config) -> Request:
    """The request with the values of the configuration wherever the command line gives none."""
    return request._replace(
        output_format=request.output_format or config.output_format,
        fail_on=request.fail_on or config.fail_on,
        force_exclude=request.force_exclude or config.force_exclude,
        baseline=request.baseline or config.baseline,
        jobs=config.jobs if request.jobs is None else request.jobs,
    )


def settings_for(request: Request) -> Callable[[Config], Settings]:
    """How a configuration and the options judge a file. Raises ConfigError."""
    shows, counts = _shows_fixes(request), request.statistics
    return lambda config: settings_of(config, enabled_codes(request, config))._replace(
        may_show_fixes=shows, may_count_apis=counts
    )


def _shows_fixes(request: Request) -> bool:
    """Whether the report says how each finding can be fixed. Raises ConfigError for a format that has no statistics."""
    from spanlint.report import SHOWING_FIXES

    if request.statistics and request.output_format not in ("text", "json"):
        raise ConfigError(f"--statistics: needs --output-format text or json, not {request.output_format}")
    return request.output_format in SHOWING_FIXES and not request.diff and not request.statistics


def settings_of(config: Config, codes: frozenset[str]) -> Settings:
    """What judging a file depends on, of what the configuration says."""
    chosen = ApiChoices(
        frozenset(name for name, on in config.apis if on),
        frozenset(name for name, on in config.apis if not on),
        (*config.creators, *config.wrappers),
        config.openers,
    )
    return Settings(
        codes,
        chosen,
        config.session_context,
        context_manager_decorators=config.context_manager_decorators,
        max_file_size=config.max_file_size,
        max_file_seconds=config.max_file_seconds,
    )


def enabled_codes(request: Request, config: Config) -> frozenset[str]:
    """The rules. `--select` sets aside what the file selects and ignores, the other two add to it (as in ruff)."""
    from spanlint.rulebook.rules import codes

    for where in ("select", "extend_select", "ignore"):
        check_selectors(getattr(request, where) or (), known_codes, f"--{where.replace('_', '-')}")
    if request.select is not None:
        config = Config(select=request.select)
    extend = (*config.extend_select, *request.extend_select)
    ignore = (*config.ignore, *request.ignore)
    return enabled_by(codes(), (*config.inherited, RuleChoice(config.select, extend, ignore)))


def processes(request: Request) -> int:
    """The most processes that a completed request allows: one a processor for 0."""
    return request.jobs or _processors()


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):  # a container may be given fewer than there are
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def known_codes() -> list[str]:
    """The codes of every rule."""
    from spanlint.rulebook.rules import codes

    return [code for code, _ in codes()]


def known_apis() -> list[str]:
    """The names of every tracing library in the tables."""
    from spanlint.apis import all_apis

    return sorted({api.name for api in all_apis()})
