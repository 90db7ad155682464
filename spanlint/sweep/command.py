"""The command `spanlint sweep`: lints many repositories, and reports on all of them."""

from __future__ import annotations

import os
from hashlib import sha256

from spanlint.cli.exit_codes import CLEAN, FAILED
from spanlint.config.errors import ConfigError
from spanlint.disk.reading import Unread, read_file
from spanlint.sweep.lists import repositories_of
from spanlint.sweep.options import SWEEP_OPTIONS, SweepRequest, lint_options, megabytes, parse
from spanlint.sweep.output.output_folder import STATE
from spanlint.sweep.owners.ownership import AUTO, FILE, OFF, parsed
from spanlint.sweep.results import JobSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.config.model import Config
    from spanlint.sweep.repositories import Repository

_MAX_CONFIG = 10_000_000  # bytes

OPTIONS = SWEEP_OPTIONS
"""All options of the command."""


def command(argv: Sequence[str]) -> int:
    """Run the command. Returns the exit code. Raises ConfigError and OSError."""
    try:
        request = parse(argv)
    except SystemExit as error:  # help, or an error in the options has been printed
        return FAILED if error.code else CLEAN
    if request.merge:
        from spanlint.sweep.shards import merge

        if request.repositories:
            raise ConfigError("--merge: takes the folders of parts, and no repositories")
        return merge(request.merge, request.out, request)
    if not request.repositories:
        raise ConfigError("spanlint sweep: needs a list of repositories, their folders or URLs, or - for a list")
    _check_counts(request)
    _check_combinations(request)
    repositories = _chosen(request)
    settings, config = _settings(request)
    from spanlint.sweep.run import sweep

    if settings.owners != FILE:
        return sweep(repositories, settings, config, request)
    data = _read(request.owners, "--owners")
    try:
        owners = parsed(data)
    except ValueError as error:
        raise ConfigError(f"--owners: {request.owners}: {error}") from error
    return sweep(repositories, settings, config + data, request, owners)


def _check_combinations(request: SweepRequest) -> None:
    if request.scheduler is not None and request.engine == "local":
        raise ConfigError("--scheduler: needs `--engine dask`")
    if request.history and not hasattr(os, "register_at_fork"):
        raise ConfigError("--history: needs a system on which a process can be forked, such as Linux")
    if request.since is not None and not request.history:
        raise ConfigError("--since: needs --history")
    if request.every != 1 and not request.history:
        raise ConfigError("--every: needs --history")
    if request.authors and not request.history:
        raise ConfigError("--authors: needs --history")
    if request.state is not None and request.no_state:
        raise ConfigError("--state: cannot be combined with --no-state")


def _check_counts(request: SweepRequest) -> None:
    for name in ("timeout", "memory", "clones", "clone_rate", "max_files", "max_clone_mb", "every"):
        if getattr(request, name) < 1:
            raise ConfigError(f"--{name.replace('_', '-')}: expected a number of 1 or more")


def _chosen(request: SweepRequest) -> list[Repository]:
    found = repositories_of(request.repositories)
    if request.ref:
        found = [one if one.ref else one._replace(ref=request.ref) for one in found]
    if request.shard is None:
        return found
    part, sign, count = request.shard.partition("/")
    if not (sign and part.isdecimal() and count.isdecimal() and 1 <= int(part) <= int(count)):
        raise ConfigError(f"--shard: expected a part as 1/3, not {request.shard!r}")
    return [one for one in found if _number(one.name) % int(count) == int(part) - 1]


def _number(name: str) -> int:
    return int(sha256(name.encode()).hexdigest()[:8], 16)


def _settings(request: SweepRequest) -> tuple[JobSettings, bytes]:
    """Returns what each job is told, and the bytes of the configuration that all repositories share: of its file, of
    those that it extends, and of its baseline."""
    shared = _checked_config(request)
    named = [shared.source, *shared.extends, shared.baseline] if request.config is not None else []
    config = b"\0".join(_read(name) for name in named if name)
    path = os.path.abspath(request.config) if request.config is not None else None
    settings = JobSettings(
        lint_options=lint_options(request, path),
        timeout=float(request.timeout),
        memory=megabytes(request.memory),
        retries=request.retries,
        max_files=request.max_files,
        max_clone=megabytes(request.max_clone_mb),
        clone_rate=request.clone_rate,
        clones=request.clones,
        state="" if request.no_state else os.path.abspath(request.state or os.path.join(request.out, STATE)),
        has_sarif=request.output_format == "sarif",
        owners=request.owners if request.owners in (AUTO, OFF) else FILE,
        has_history=request.history,
        since=request.since or "",
        every=request.every,
        is_dry=request.dry_run,
        has_authors=request.authors,
    )
    return settings, config


def _read(path: str, option: str = "") -> bytes:
    data = read_file(path, _MAX_CONFIG)
    if isinstance(data, Unread):
        raise ConfigError(f"{f'{option}: ' if option else ''}{path}: {data.reason}")
    return data


def _checked_config(request: SweepRequest) -> Config:
    """Returns the configuration that the options name, or else the default one.

    Raises ConfigError for rules and a configuration that every lint would refuse.
    """
    from spanlint.config.run_settings import known_codes, run_config
    from spanlint.config.selection import check_selectors
    from spanlint.model.request import Request

    for option, codes in (
        ("select", request.select),
        ("extend-select", request.extend_select),
        ("ignore", request.ignore),
    ):
        check_selectors(codes or (), known_codes, f"--{option}")
    own = Request(config=request.config, config_settings=request.config_settings, exclude=request.exclude)
    return run_config(own._replace(isolated=request.isolated or request.config is None))
