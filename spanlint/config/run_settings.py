"""The settings of a run, from the configuration and the command line."""

from __future__ import annotations

import os

from spanlint.config.errors import ConfigError
from spanlint.config.files import find_config, load_config
from spanlint.config.folder_configs import config_by_folder
from spanlint.config.model import Config
from spanlint.config.output_files import with_files
from spanlint.config.selection import (
    RuleChoice,
    apply_choice,
    apply_choices,
    check_selectors,
    codes_written_out,
    matching_codes,
)
from spanlint.model.request import ReportTarget
from spanlint.model.settings import AS_PROPOSED, ApiChoices, FixChoices, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spanlint.config.extend import Fields
    from spanlint.config.folder_configs import ConfigOf
    from spanlint.model.request import Request


def run_config(request: Request) -> Config:
    """Returns the configuration of the whole run, from `--config` or the current folder. Raises ConfigError."""
    path = None if request.isolated else request.config or find_config(".")
    own = _own_keys(request)
    return load_with_known_names(path, own=own) if path else _without_file(own)


def folder_configs(request: Request, config: Config) -> ConfigOf:
    """Returns a function from a folder to its configuration.

    `config` is the configuration of the current folder. With `--isolated` or `--config`, it applies to all folders.
    """
    if request.isolated or request.config:
        return lambda _folder: config
    own = _own_keys(request)
    return config_by_folder(lambda path: load_with_known_names(path, own=own), config, _without_file(own))


def _own_keys(request: Request) -> list[Fields]:
    if not (request.config_settings or request.exclude):
        return []
    from spanlint.config.command_line import own_keys
    from spanlint.config.validation import KnownNames  # most runs set no keys

    return own_keys(request.config_settings, request.exclude, KnownNames(known_codes, known_apis))


def _without_file(own: list[Fields]) -> Config:
    if not own:
        return Config()
    from spanlint.config.extend import with_own_keys

    return with_own_keys(Config(), own)


def load_with_known_names(path: str, data: bytes | None = None, own: Sequence[Fields] = ()) -> Config:
    """Returns the configuration in the file at `path`, or in its future contents, checked against all rules and APIs.

    `own` are the fields that the command line sets. Raises ConfigError.
    """
    return load_config(path, known_codes, known_apis, data, own=own)


def config_of_table(table: dict[str, object]) -> Config:
    """Returns the configuration in a table that has the keys of a `spanlint.toml` in the current folder.

    Raises ConfigError, whose line begins with `config`.
    """
    return load_config("config", known_codes, known_apis, own_table=table)


def complete(request: Request, config: Config) -> Request:
    """Returns the request with the configuration's value for each option that the command line does not set.

    Each report has its file. Raises ConfigError if two reports go to one place.
    """
    if request.diff and any(report.file for report in request.output_format):
        raise ConfigError("--diff: prints a diff instead of a report, so --output-format takes no FORMAT=FILE")
    return request._replace(
        output_format=with_files(request.output_format or (ReportTarget(config.output_format),), request.output_file),
        fail_on=request.fail_on or config.fail_on,
        force_exclude=request.force_exclude or config.force_exclude,
        include_docs=request.include_docs or config.include_docs,
        baseline=request.baseline or config.baseline,
        jobs=config.jobs if request.jobs is None else request.jobs,
    )


def settings_for(request: Request) -> Callable[[Config], Settings]:
    """Returns a function from a configuration to its settings under these options. Raises ConfigError."""
    from spanlint.report import PAGES, QUOTING_CODE, SHOWING_ALTERNATIVES, SHOWING_FIXES

    formats = _detailed_formats(request)
    pages = formats & PAGES
    if pages:
        _require_pages(min(pages))

    def settings(config: Config) -> Settings:
        choices = rule_choices(request, config)
        return chosen_settings(config, choices)._replace(
            fix_choices=fix_choices(request, config),
            may_show_fixes=bool(formats & SHOWING_FIXES),
            may_show_alternatives=bool(formats & SHOWING_ALTERNATIVES),
            may_quote_code=bool(formats & QUOTING_CODE),
            may_count_apis=request.statistics or bool(pages),
            may_count_packages=bool(pages),
            off_in_docs=codes_off_in_docs(choices) if request.include_docs else None,
        )

    return settings


def codes_off_in_docs(choices: tuple[RuleChoice, ...]) -> frozenset[str]:
    """Returns the codes of the rules that do not run in Markdown under these choices."""
    from spanlint.rulebook.codes import codes_quiet_in_docs

    return codes_quiet_in_docs() - codes_written_out(choices)


def _require_pages(name: str) -> None:
    """Raises ConfigError if what writes a page is not installed."""
    from spanlint.report.page.rendering import NEEDED, can_render

    if not can_render():
        raise ConfigError(f"--output-format {name}: {NEEDED}")


def _detailed_formats(request: Request) -> frozenset[str]:
    """Returns the formats that list the findings. Raises ConfigError for one that cannot show the statistics."""
    formats = frozenset(report.format for report in request.output_format)
    unable = sorted(formats - {"text", "json"}) if request.statistics else []
    if unable:
        raise ConfigError(f"--statistics: needs --output-format text or json, not {unable[0]}")
    return frozenset() if request.diff or request.statistics else formats


def chosen_settings(config: Config, choices: tuple[RuleChoice, ...]) -> Settings:
    """Returns the settings of a configuration under these choices of rules."""
    from spanlint.rulebook.codes import codes, codes_quiet_in_tests

    written_out = codes_written_out(choices)
    quiet = frozenset[str]() if config.tests else codes_quiet_in_tests() - written_out
    enabled = apply_choices(codes(), choices)
    return settings_of(config, enabled)._replace(quiet_in_tests=quiet & enabled, hinting=written_out & enabled)


def settings_of(config: Config, codes: frozenset[str]) -> Settings:
    """Returns the part of the configuration that the judgement of a file depends on."""
    api_choices = ApiChoices(
        frozenset(name for name, on in config.apis if on),
        frozenset(name for name, on in config.apis if not on),
        (*config.creators, *config.wrappers),
        config.openers,
    )
    return Settings(
        codes,
        api_choices,
        config.session_context,
        context_manager_decorators=config.context_manager_decorators,
        max_file_size=config.max_file_size,
        max_file_seconds=config.max_file_seconds,
        lost_sessions=config.lost_sessions,
        forbidden=config.forbid,
    )


def enabled_codes(request: Request, config: Config) -> frozenset[str]:
    """Returns the codes of the rules that run."""
    from spanlint.rulebook.codes import codes

    return apply_choices(codes(), rule_choices(request, config))


def rule_choices(request: Request, config: Config) -> tuple[RuleChoice, ...]:
    """Returns the choices of rules that apply, each to the result of the one before. Raises ConfigError.

    As in ruff, `--select` overrides the configured `select` and `ignore`; the other two options add to them.
    """
    for option in ("select", "extend_select", "ignore"):
        check_selectors(getattr(request, option) or (), known_codes, f"--{option.replace('_', '-')}")
    if request.select is not None:
        config = Config(select=request.select)
    extend = (*config.extend_select, *request.extend_select)
    ignore = (*config.ignore, *request.ignore)
    return (*config.inherited, RuleChoice(config.select, extend, ignore))


def fix_choices(request: Request, config: Config) -> FixChoices:
    """Returns what the options and the configuration say of fixes. Raises ConfigError.

    As with the rules, `--fixable` overrides the configured `fixable` and `unfixable`, and the other two add to them.
    """
    for option in ("fixable", "extend_fixable", "unfixable"):
        check_selectors(getattr(request, option) or (), known_codes, f"--{option.replace('_', '-')}")
    inherited, own = config.inherited_fixable, config.fixable_rules()
    if request.fixable is not None:
        inherited, own = (), RuleChoice(request.fixable)
    own = own._replace(
        extend_select=(*own.extend_select, *request.extend_fixable), ignore=(*own.ignore, *request.unfixable)
    )
    safe, unsafe = config.extend_safe_fixes, config.extend_unsafe_fixes
    if not (inherited or safe or unsafe) and own == RuleChoice():
        return AS_PROPOSED
    codes = known_codes()
    fixable = apply_choices(((code, True) for code in codes), (*inherited, own))
    made_safe = apply_choice(((code, False) for code in codes), None, safe, unsafe)
    made_unsafe = matching_codes(codes, unsafe) - made_safe
    return FixChoices(frozenset(codes) - fixable, made_safe, made_unsafe)


def processes(request: Request) -> int:
    """Returns the maximum number of processes for a completed request: one per processor if its `jobs` is 0."""
    return request.jobs or _processors()


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):  # a container may be limited to some of the processors
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def known_codes() -> list[str]:
    """Returns the codes of all rules."""
    from spanlint.rulebook.codes import codes

    return [code for code, _ in codes()]


def known_apis() -> list[str]:
    """Returns the names of all tracing libraries in the tables."""
    from spanlint.apis import all_apis

    return sorted({api.name for api in all_apis()})
