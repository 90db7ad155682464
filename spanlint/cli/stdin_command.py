"""`spanlint --stdin-filename src/x.ts -`: lints an editor's unsaved text as the content of that file.

No file is written. With `--fix`, the repaired source goes to standard output and the report to standard error. If
anything fails, the source is written back unchanged, because an editor replaces its text with this output.
"""

from __future__ import annotations

import sys

from spanlint.cli.exit_codes import warn
from spanlint.cli.finish import deliver_reports, exit_code, report_problems
from spanlint.config.errors import ConfigError
from spanlint.config.model import Config
from spanlint.config.run_settings import complete, folder_configs, run_config, settings_for
from spanlint.discovery.exclusion import is_excluded
from spanlint.discovery.named_paths import Discovery
from spanlint.disk.folders import folder_of
from spanlint.lean.records import Record
from spanlint.run.file_outcome import FileOutcome
from spanlint.run.many_files import Outcome, summarize
from spanlint.run.one_file import Repair, run_bytes
from spanlint.run.project import Project
from spanlint.run.tasks import Tasks, tasks_of
from spanlint.text.suffixes import is_docs, languages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.problems import Problem
    from spanlint.model.request import Request

_REFUSED_OPTIONS = ("write_baseline", "prune_baseline", "add_ignores", "diff_base", "remedy", "interactive")


class _StdinResult(Record):
    request: Request  # with the values of the configuration
    outcome: Outcome
    repaired: bytes | None  # the repaired source, None if nothing was repaired


def stdin_command(request: Request) -> int:
    """Lint standard input, and fix it if requested. Returns the exit code. Raises ConfigError and OSError."""
    data = sys.stdin.buffer.read() if sys.stdin else b""
    writes_source = request.fix and not request.diff
    try:
        request, outcome, repaired = _lint(request, data)
    except ConfigError:
        if writes_source:
            _write_source(data)
        raise
    if writes_source:
        _write_source(data if repaired is None else repaired)
    problems = [*deliver_reports(request, outcome, sys.stderr if writes_source else None), *outcome.problems]
    return report_problems(problems) or exit_code(request, outcome)


def _lint(request: Request, data: bytes) -> _StdinResult:
    path = request.stdin_filename
    if path is None:
        raise ConfigError("-: needs --stdin-filename, which decides the language and the configuration")
    if not languages_of(path):
        raise ConfigError(f"{path}: not a Python, TypeScript or JavaScript file")
    for name in _REFUSED_OPTIONS:
        if getattr(request, name) not in (None, False):
            raise ConfigError(f"--{name.replace('_', '-')}: cannot be combined with standard input")
    config = run_config(request)
    request = complete(request, config)
    if is_docs(path) and not request.include_docs:
        raise ConfigError(f"{path}: Markdown is read only with --include-docs")
    tasks, config_problems = tasks_for_path(request, config, path)
    repair = Repair(request.unsafe_fixes, may_write=False) if request.fix or request.diff else None
    file_outcome = FileOutcome(is_skipped=True)
    if tasks is not None:
        candidate, settings = tasks.task(0)
        file_outcome = run_bytes(candidate, data, settings, repair, Project(settings))
    outcome = summarize([file_outcome], 1)
    outcome = outcome._replace(problems=[*config_problems, *outcome.problems])
    if tasks is not None and request.baseline:
        from spanlint.adoption.adopt import without_baselined

        outcome = without_baselined(request.baseline, outcome, tasks, prune=False)
    for line in outcome.warnings:
        warn(line)
    return _StdinResult(request, outcome, file_outcome.repaired)


def tasks_for_path(request: Request, config: Config, path: str) -> tuple[Tasks | None, list[Problem]]:
    """The one task, and what is wrong with its configuration although it can be used.

    There is no task if `force-exclude` applies and the file is excluded. Raises ConfigError.
    """
    configs = folder_configs(request, config)
    discovery = Discovery([path], [], 0, {folder_of(path)}, {path})
    tasks, config_problems = tasks_of(discovery, configs, settings_for(request))
    if not tasks.paths:
        raise ConfigError(config_problems[0].line())
    is_left_out = request.force_exclude and is_excluded(path, configs)
    return (None, []) if is_left_out else (tasks, config_problems)


def _write_source(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
