"""What the configuration and the command line come to: the rules that run, and the settings of a run."""

from __future__ import annotations

import os

from spanlint.config.files import find, load
from spanlint.config.model import Config
from spanlint.config.nearest import nearest
from spanlint.config.selection import Choice, check_selectors, enabled_by
from spanlint.model.settings import Chosen, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from spanlint.config.nearest import ConfigOf


def config_of(options: Namespace) -> Config:
    """The configuration of the run as a whole: of the current folder, or what `--config` names. Raises ConfigError."""
    if options.isolated:
        return Config()
    path = options.config or find(".")
    return load_known(path) if path else Config()


def configs_of(options: Namespace, config: Config) -> ConfigOf:
    """The configuration of the files in each folder; `config` is that of the current one, or holds everywhere."""
    if options.isolated or options.config:
        return lambda _folder: config
    return nearest(load_known, config)


def load_known(path: str) -> Config:
    """What the file at `path` says, about the rules and APIs that there are. Raises ConfigError."""
    return load(path, known_codes, known_apis)


def settings_of(config: Config, codes: frozenset[str]) -> Settings:
    """What judging a file depends on, of what the configuration says."""
    chosen = Chosen(
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


def enabled_codes(options: Namespace, config: Config) -> frozenset[str]:
    """The rules. `--select` sets aside what the file selects and ignores, the other two add to it (as in ruff)."""
    from spanlint.rulebook.rules import codes

    for where in ("select", "extend_select", "ignore"):
        check_selectors(getattr(options, where) or (), known_codes, f"--{where.replace('_', '-')}")
    if options.select is not None:
        config = Config(select=tuple(options.select))
    extend = (*config.extend_select, *options.extend_select)
    ignore = (*config.ignore, *options.ignore)
    return enabled_by(codes(), (*config.inherited, Choice(config.select, extend, ignore)))


def jobs_of(options: Namespace, config: Config) -> int:
    """The number of processes that the command line or the configuration asks for: one a processor for 0."""
    jobs: int = config.jobs if options.jobs is None else options.jobs
    return jobs or _processors()


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
