"""The arguments that the functions of the public API share, as a request and its configuration."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from spanlint.api.errors import ConfigurationError, SpanlintError
from spanlint.config.errors import ConfigError
from spanlint.config.model import Config
from spanlint.config.run_settings import config_of_table, run_config
from spanlint.languages.names.disk_memory import forget
from spanlint.lean.records import Record
from spanlint.model.request import ReportTarget, Request
from spanlint.rulebook.rules import RuleError

Configuration = str | os.PathLike[str] | Mapping[str, object] | None
"""The path of a configuration file; a mapping with its keys, so that no file is read; or None for the files that the
program would read."""


class Choices(Record):
    """The choices of rules, as codes or prefixes of codes. `select` is None for those of the configuration."""

    select: Iterable[str] | None
    extend_select: Iterable[str]
    ignore: Iterable[str]


@contextmanager
def calls_of_program() -> Iterator[None]:
    """Turns the program's exceptions into those of the API, and leaves the garbage collector as it was.

    Nothing that an earlier call has found on the disk counts.
    """
    forget()
    was_enabled, frozen = gc.isenabled(), gc.get_freeze_count()
    try:
        yield
    except ConfigError as error:
        raise ConfigurationError(str(error)) from error
    except RuleError as error:
        raise SpanlintError(str(error)) from error
    finally:
        if not frozen:
            gc.unfreeze()
        if was_enabled != gc.isenabled():
            (gc.enable if was_enabled else gc.disable)()


def request_of(configuration: Configuration, choices: Choices) -> tuple[Request, Config]:
    """Returns a completed request without paths, and the configuration of the current folder. Raises ConfigError."""
    request = Request(
        output_format=(ReportTarget("json"),),  # the format that has all fixes
        select=None if choices.select is None else _codes(choices.select),
        extend_select=_codes(choices.extend_select),
        ignore=_codes(choices.ignore),
        jobs=1,
    )
    if isinstance(configuration, Mapping):
        request = request._replace(isolated=True)
        return request, config_of_table(_table(configuration))
    if configuration is not None:
        request = request._replace(config=os.fspath(configuration))
    return request, run_config(request)


def _codes(codes: Iterable[str]) -> tuple[str, ...]:
    return (codes,) if isinstance(codes, str) else tuple(codes)


def _table(mapping: Mapping[str, object]) -> dict[str, object]:
    """Returns a mapping as TOML would have it. Raises ConfigError."""
    for key in mapping:
        if not isinstance(key, str):
            raise ConfigError(f"config: {key!r}: a key is a string")
    return {key: _value(value) for key, value in mapping.items()}


def _value(value: object) -> object:
    if isinstance(value, Mapping):
        return _table(value)
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    return [_value(item) for item in value] if isinstance(value, list | tuple | set | frozenset) else value
