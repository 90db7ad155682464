"""The door for flake8: the same analysis, on the lines that flake8 has read, below the same configuration.

flake8 has a list of codes that are off by default too, but drops it as soon as a project sets `ignore`, and never asks
it about a single file. So it isn't used: what is off by default is not reported here unless flake8's `select` or
`extend-select` names it, or the configuration that applies to the file turns it on.
"""

from __future__ import annotations

import gc
import os
from argparse import Namespace
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from spanlint import __version__
from spanlint.cli.exit_codes import warn
from spanlint.config.errors import ConfigError
from spanlint.config.model import Config
from spanlint.config.nearest import config_by_folder
from spanlint.config.selection import RuleChoice, enabled_by
from spanlint.discovery.exclusion import is_excluded
from spanlint.lean.records import Record

if TYPE_CHECKING:
    from spanlint.config.nearest import ConfigOf
    from spanlint.model.settings import Settings
    from spanlint.prefilter.mentions import Mentions
    from spanlint.run.project import Project

_PREFIX = "SPN"  # flake8 knows prefixes only: `select = S` means the codes of flake8-bandit, not ours

Found = tuple[int, int, str, type]


class _FolderJudge(Record):
    """What applies to the files of a folder, and the view of their neighbours, which is kept between files."""

    judge: Callable[[str], Settings]
    neighbours: Project


class Plugin:
    """What flake8 makes of each file it can parse; its parameters are what flake8 reads the plugin's wishes from."""

    name = "spanlint"
    version = __version__
    _selected: tuple[str, ...] = ()

    def __init__(self, tree: object, lines: list[str], filename: str) -> None:  # noqa: ARG002
        self._lines = lines
        self._filename = filename

    @classmethod
    def parse_options(cls, options: Namespace) -> None:
        """Note which rules flake8 was told to select. It calls this once before a run, in each of its processes."""
        chosen = [*(options.select or ()), *(options.extend_select or ())]
        cls._selected = tuple(sorted({code for code in chosen if code.startswith(_PREFIX)}))
        for kept in (_configs, _settings, _neighbours, _applied):  # an editor may run flake8 again in one process
            kept.cache_clear()
        try:  # here, in the parent: flake8's pool of processes may not end when one of them fails
            _applied(".", cls._selected)
        except ConfigError as error:
            _fail(str(error))

    def run(self) -> Iterator[Found]:
        """Yield (1-based line, 0-based column in code points, `CODE message`, type) for each diagnostic.

        Raises flake8's ExecutionError, of one line, for a configuration that cannot be used, and should spanlint fail.
        """
        try:
            yield from _found(self._lines, self._filename, self._selected)
        except ConfigError as error:
            _fail(str(error))
        except Exception as error:  # flake8 would show a traceback
            _fail(f"{self._filename}: not checked because of a bug in spanlint: {type(error).__name__}: {error}")


def _found(lines: list[str], filename: str, selected: tuple[str, ...]) -> list[Found]:
    from spanlint.prefilter.mentions import SUPPRESSION, mentions

    judge, neighbours = _applied(os.path.dirname(filename) or ".", selected)
    settings = judge(filename)
    text = "".join(lines).encode("utf-8", "replace")
    names = mentions("python", settings.apis)
    if SUPPRESSION not in text and (not names.may_occur_in(text) or _passes(text, names, settings)):
        return []
    if is_excluded(filename, _configs()):
        return []
    if len(text) > settings.max_file_size:
        warn(f"{filename}: skipped: {len(text)} bytes, more than max-file-size ({settings.max_file_size})")
        return []
    collects = gc.isenabled()
    gc.disable()  # each collection would look through all that flake8 holds too: a third of what spanlint adds
    try:
        return _judged(filename, text, settings, neighbours)
    finally:
        if collects:
            gc.enable()


def _judged(filename: str, text: bytes, settings: Settings, neighbours: Project) -> list[Found]:
    from spanlint.lint.diagnose import lint
    from spanlint.report.escape import visible
    from spanlint.text.source import Source

    linted = lint(Source(filename, "python", text, text), settings, neighbours)
    return [
        (each.start.line, each.start.column - 1, f"{each.code} {visible(each.message)}", Plugin)
        for each in linted.diagnostics
    ]


def _passes(text: bytes, names: Mentions, settings: Settings) -> bool:
    from spanlint.prefilter.entered_calls import entered_calls
    from spanlint.prefilter.first_look import may_pass_entered

    return may_pass_entered(names, settings) and entered_calls(text, names) > 0


@cache
def _configs() -> ConfigOf:
    from spanlint.config.resolved import load_with_known_names

    return config_by_folder(load_with_known_names)


@cache
def _applied(folder: str, selected: tuple[str, ...]) -> _FolderJudge:
    from spanlint.run.tasks import settings_in_folder

    config = _configs()(folder)
    if config.broken:
        raise ConfigError(config.broken)
    return _FolderJudge(settings_in_folder(folder, config, _settings(config, selected)), _neighbours(config, selected))


@cache
def _settings(config: Config, selected: tuple[str, ...]) -> Settings:
    from spanlint.config.resolved import settings_of
    from spanlint.rulebook.rules import codes

    choices = (*config.inherited, RuleChoice(config.select, config.extend_select, config.ignore))
    if any(choice.select is not None for choice in choices):
        # The bare prefix lets the plugin's codes through: the rules have been chosen.
        selected = tuple(code for code in selected if code != _PREFIX)
    last = choices[-1]._replace(extend_select=(*config.extend_select, *selected))
    running = enabled_by(codes(), (*choices[:-1], last))
    return settings_of(config, running)._replace(may_obey_noqa=False)  # flake8 reads it, and can be told not to


@cache
def _neighbours(config: Config, selected: tuple[str, ...]) -> Project:
    from spanlint.run.project import Project

    return Project(_settings(config, selected))


def _fail(reason: str) -> NoReturn:
    # flake8 has no types, and is there whenever it runs its plugin: it's no dependency.
    raise import_module("flake8.exceptions").ExecutionError(f"spanlint: {reason}") from None
