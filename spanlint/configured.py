"""What the configuration and the command line come to: the rules that run, and the settings of a run."""

from __future__ import annotations

import os
from argparse import Namespace

from spanlint.apis import Chosen
from spanlint.config import Config, check_selectors, enabled, find, load
from spanlint.settings import Settings


def config_of(options: Namespace) -> Config:
    """The configuration of a run. Raises ConfigError."""
    if options.isolated:
        return Config()
    path = options.config or find(".")
    return load(path, known_codes, known_apis) if path else Config()


def settings_of(config: Config, codes: frozenset[str]) -> Settings:
    """What judging a file depends on, of what the configuration says."""
    chosen = Chosen(
        frozenset(name for name, on in config.apis if on),
        frozenset(name for name, on in config.apis if not on),
        (*config.creators, *config.wrappers),
        config.openers,
    )
    folder = os.path.abspath(config.root)
    contexts = tuple((language, context._replace(folder=folder)) for language, context in config.session_context)
    return Settings(codes, chosen, contexts)


def enabled_codes(options: Namespace, config: Config) -> frozenset[str]:
    """The rules. `--select` sets aside what the file selects and ignores, the other two add to it (as in ruff)."""
    from spanlint.rulebook import rules

    for where in ("select", "extend_select", "ignore"):
        check_selectors(getattr(options, where) or (), known_codes, f"--{where.replace('_', '-')}")
    if options.select is not None:
        config = Config(select=options.select)
    extend = (*config.extend_select, *options.extend_select)
    ignore = (*config.ignore, *options.ignore)
    return enabled(((rule.code, rule.default) for rule in rules()), config.select, extend, ignore)


def known_codes() -> list[str]:
    """The codes of every rule."""
    from spanlint.rulebook import rules

    return [rule.code for rule in rules()]


def known_apis() -> list[str]:
    """The names of every tracing library in the tables."""
    from spanlint.apis import all_apis

    return sorted({api.name for api in all_apis()})
