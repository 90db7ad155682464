"""The flake8 plugin, which runs the same analysis with the same configuration on the lines that flake8 has read.

flake8's own list of codes that are off by default is not used, because flake8 discards it as soon as a project sets
`ignore`, and cannot apply it per file. Instead, a rule that is off by default is only reported if flake8's `select` or
`extend-select` contains its full code, or the configuration that applies to the file enables it.
"""

from __future__ import annotations

import gc
import os
from argparse import Namespace
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from spanlint.cli.exit_codes import warn
from spanlint.config.errors import ConfigError
from spanlint.config.folder_configs import config_by_folder
from spanlint.config.model import Config
from spanlint.discovery.exclusion import is_excluded
from spanlint.lean.records import Record
from spanlint.version import __version__

if TYPE_CHECKING:
    from spanlint.config.folder_configs import ConfigOf
    from spanlint.model.settings import Settings
    from spanlint.prefilter.mentions import Mentions
    from spanlint.run.project import Project

_PREFIX = "SPN"  # flake8 only knows prefixes; `select = S` means the codes of flake8-bandit, not these

Flake8Finding = tuple[int, int, str, type]
"""(1-based line, 0-based column in code points, `CODE message`, plugin class)"""


class _FolderJudge(Record):
    """The settings of the files in a folder, and the view of other files, which is kept from file to file."""

    settings_of: Callable[[str], Settings]
    neighbours: Project


class Plugin:
    """The plugin class. flake8 creates an instance for each file it can parse; the parameter names request its data."""

    name = "spanlint"
    version = __version__
    _selected: tuple[str, ...] = ()

    def __init__(self, tree: object, lines: list[str], filename: str) -> None:  # noqa: ARG002
        self._lines = lines
        self._filename = filename

    @classmethod
    def parse_options(cls, options: Namespace) -> None:
        """Store the rules that flake8's options select. flake8 calls this once before a run, in each process."""
        codes = [*(options.select or ()), *(options.extend_select or ())]
        cls._selected = tuple(sorted({code for code in codes if code.startswith(_PREFIX)}))
        # An editor may run flake8 several times in one process.
        for cached in (_configs, _settings, _neighbours, _folder_judge):
            cached.cache_clear()
        try:  # in the parent process, because flake8's process pool may hang if a worker fails
            _folder_judge(".", cls._selected)
        except ConfigError as error:
            _fail(str(error))

    def run(self) -> Iterator[Flake8Finding]:
        """Yields each finding.

        Raises flake8's ExecutionError, with one line, for a configuration that cannot be used or a defect of spanlint.
        """
        try:
            yield from _findings(self._lines, self._filename, self._selected)
        except ConfigError as error:
            _fail(str(error))
        except Exception as error:  # otherwise flake8 would print a traceback
            _fail(f"{self._filename}: not checked because of a bug in spanlint: {type(error).__name__}: {error}")


def _findings(lines: list[str], filename: str, selected: tuple[str, ...]) -> list[Flake8Finding]:
    from spanlint.prefilter.first_look import judged_names
    from spanlint.prefilter.mentions import SUPPRESSION
    from spanlint.run.imported_helpers import may_misuse_helper

    settings_of, neighbours = _folder_judge(os.path.dirname(filename) or ".", selected)
    settings = settings_of(filename)
    text = "".join(lines).encode("utf-8", "replace")
    names = judged_names("python", settings)
    is_passed = not names.may_occur_in(text) or _has_only_entered_calls(text, names, settings)
    if SUPPRESSION not in text and is_passed and not may_misuse_helper(filename, text, settings):
        return []
    if is_excluded(filename, _configs()):
        return []
    if len(text) > settings.max_file_size:
        warn(f"{filename}: skipped: {len(text)} bytes, more than max-file-size ({settings.max_file_size})")
        return []
    was_enabled = gc.isenabled()
    gc.disable()  # collections would scan flake8's objects too, which takes a third of the time that spanlint adds
    try:
        return _lint_text(filename, text, settings, neighbours)
    finally:
        if was_enabled:
            gc.enable()


def _lint_text(filename: str, text: bytes, settings: Settings, neighbours: Project) -> list[Flake8Finding]:
    from spanlint.lint.diagnose import lint
    from spanlint.report.escape import visible
    from spanlint.text.source import Source

    result = lint(Source(filename, "python", text, text), settings, neighbours)
    return [
        (diagnostic.start.line, diagnostic.start.column - 1, f"{diagnostic.code} {visible(diagnostic.message)}", Plugin)
        for diagnostic in result.diagnostics
    ]


def _has_only_entered_calls(text: bytes, names: Mentions, settings: Settings) -> bool:
    from spanlint.prefilter.entered_calls import entered_calls
    from spanlint.prefilter.first_look import may_pass_entered

    return may_pass_entered(names, settings) and entered_calls(text, names) > 0


@cache
def _configs() -> ConfigOf:
    from spanlint.config.run_settings import load_with_known_names

    return config_by_folder(load_with_known_names)


@cache
def _folder_judge(folder: str, selected: tuple[str, ...]) -> _FolderJudge:
    from spanlint.run.tasks import settings_by_path

    config = _configs()(folder)
    if config.load_error:
        raise ConfigError(config.load_error)
    return _FolderJudge(settings_by_path(config, _settings(config, selected)), _neighbours(config, selected))


@cache
def _settings(config: Config, selected: tuple[str, ...]) -> Settings:
    from spanlint.config.run_settings import chosen_settings, known_codes

    choices = (*config.inherited, config.rules())
    # In flake8, a prefix lets a plugin's codes through. A project that has a `select` must add it to see the plugin at
    # all, so it cannot mean the rules that are off by default.
    written_out = tuple(code for code in selected if code in known_codes())
    last = choices[-1]._replace(extend_select=(*config.extend_select, *written_out))
    settings = chosen_settings(config, (*choices[:-1], last))
    return settings._replace(may_obey_noqa=False)  # flake8 obeys noqa, unless it is disabled


@cache
def _neighbours(config: Config, selected: tuple[str, ...]) -> Project:
    from spanlint.run.project import Project

    return Project(_settings(config, selected))


def _fail(reason: str) -> NoReturn:
    # flake8 has no types, and is not a dependency because it is always installed when it runs the plugin.
    raise import_module("flake8.exceptions").ExecutionError(f"spanlint: {reason}") from None
