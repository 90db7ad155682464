"""`spanlint --stdin-filename src/x.ts -`: what an editor has not saved yet, judged as if it stood in that file.

No file is written. With `--fix` the repaired source goes to standard output and the report to standard error; whatever
goes wrong, the source comes back as it was, for an editor puts what it gets in place of what it gave.
"""

from __future__ import annotations

import sys

from spanlint.cli.finish import deliver_report, exit_code, report_problems, write_report
from spanlint.config.errors import ConfigError
from spanlint.config.model import Config
from spanlint.config.resolved import complete, folder_configs, run_config, settings_for
from spanlint.discovery.exclusion import is_excluded
from spanlint.discovery.named_paths import Discovery
from spanlint.disk.folders import folder_of
from spanlint.lean.records import Record
from spanlint.run.many_files import Outcome, summarize
from spanlint.run.one_file import FileOutcome, Repair, run_bytes
from spanlint.run.project import Project
from spanlint.run.tasks import Tasks, tasks_of
from spanlint.text.suffixes import language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.request import Request

_REFUSED = ("write_baseline", "prune_baseline", "add_ignores", "diff_base")


class _StdinResult(Record):
    request: Request  # completed
    outcome: Outcome
    repaired: bytes | None  # the repaired source


def stdin_command(request: Request) -> int:
    """Lint standard input, and repair it if asked to; the exit code. Raises ConfigError and OSError."""
    data = sys.stdin.buffer.read() if sys.stdin else b""
    gives_source = request.fix and not request.diff
    try:
        request, outcome, after = _judge(request, data)
    except ConfigError:
        if gives_source:
            _write(data)
        raise
    if gives_source:
        _write(data if after is None else after)
    problems = outcome.problems
    if gives_source and request.output_file == "-":
        write_report(request, outcome, sys.stderr)
    else:
        problems = [*deliver_report(request, outcome), *problems]
    return report_problems(problems) or exit_code(request, outcome)


def _judge(request: Request, data: bytes) -> _StdinResult:
    path = request.stdin_filename
    if path is None:
        raise ConfigError("-: needs --stdin-filename, which decides the language and the configuration")
    if language_of(path) is None:
        raise ConfigError(f"{path}: not a Python, TypeScript or JavaScript file")
    for name in _REFUSED:
        if getattr(request, name) not in (None, False):
            raise ConfigError(f"--{name.replace('_', '-')}: cannot be combined with standard input")
    config = run_config(request)
    request = complete(request, config)
    tasks = _tasks(request, config, path)
    repair = Repair(request.unsafe_fixes, may_write=False) if request.fix or request.diff else None
    found = FileOutcome(is_skipped=True)
    if tasks is not None:
        candidate, settings = tasks.task(0)
        found = run_bytes(candidate, data, settings, repair, Project(settings))
    outcome = summarize([found], 1)
    if tasks is not None and request.baseline:
        from spanlint.adoption.adopt import without_baselined

        outcome = without_baselined(request.baseline, outcome, tasks, prune=False)
    return _StdinResult(request, outcome, found.repaired)


def _tasks(request: Request, config: Config, path: str) -> Tasks | None:
    """How to judge the source, None where it is excluded by force. Raises ConfigError."""
    configs = folder_configs(request, config)
    named = Discovery([path], [], 0, {folder_of(path)}, {path})
    tasks, broken = tasks_of(named, configs, settings_for(request))
    if broken:
        raise ConfigError(broken[0])
    excluded = request.force_exclude and is_excluded(path, configs)
    return None if excluded else tasks


def _write(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
