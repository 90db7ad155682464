"""Linting texts and files from Python."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from spanlint.api.arguments import Choices, Configuration, calls_of_program, request_of
from spanlint.api.errors import ConfigurationError
from spanlint.api.records import Report
from spanlint.api.reports import report_of
from spanlint.api.texts import outcome_of_text
from spanlint.cli.lint_command import ignored_configs, tasks_of_request
from spanlint.config.model import Config
from spanlint.config.run_settings import complete, processes
from spanlint.model.request import Request
from spanlint.run.many_files import Outcome, run

Path = str | os.PathLike[str]


def lint_source(
    text: str,
    path: Path,
    config: Configuration = None,
    *,
    select: Iterable[str] | None = None,
    extend_select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> Report:
    """Returns the report on a text as if it stood in the file at `path`, which is neither read nor written.

    The suffix of `path` decides the language, its folder the configuration, and what the text imports is read where it
    lies beside `path`. `config` is the path of a configuration file, or a mapping with its keys, so that no
    configuration file is read; `config={}` means the defaults. `select` replaces the selection of rules,
    `extend_select` and `ignore` add to the configured ones; each takes codes or prefixes of codes, or "ALL".

    A text that cannot be parsed has a finding. One that cannot be judged, or takes more than the `max-file-seconds` of
    the configuration (of processor time, in the main thread), has a problem.

    Raises SourceError for a path without a suffix of a language and for a text with lone surrogates, and
    ConfigurationError.

    >>> text = 'import { trace } from "@opentelemetry/api";\\ntrace.getTracer("shop").startSpan("pay");\\n'
    >>> report = lint_source(text, path="src/pay.ts", config={}, select=["SPN001"])
    >>> [(finding.path, finding.line, finding.column, finding.severity) for finding in report.findings]
    [('src/pay.ts', 2, 25, 'warning')]
    >>> report.summary.span_calls
    1
    """
    with calls_of_program():
        outcome, _ = outcome_of_text(text, path, config, Choices(select, extend_select, ignore))
        return report_of(outcome)


def lint_paths(
    paths: Path | Iterable[Path],
    config: Configuration = None,
    *,
    select: Iterable[str] | None = None,
    extend_select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    diff_base: str | None = None,
    baseline: Path | None = None,
    jobs: int = 1,
) -> Report:
    """Returns the report on files, and on the files below folders, that `spanlint PATHS` finds. No file is written.

    A path that does not exist, or cannot be read, is a problem of the report. `config`, `select`, `extend_select` and
    `ignore` are those of `lint_source`. `diff_base` is a git revision: only findings on lines that have changed since
    the merge-base with it are reported. `baseline` is the path of a baseline, whose findings are not. `jobs` is the
    maximum number of processes, 0 for one per processor: more than 1 forks this process, which a process with threads
    should not do.

    Raises ConfigurationError.

    >>> lint_paths("no-such-folder", config={}).problems
    (Problem(path='no-such-folder', message='no such file or directory'),)
    """
    with calls_of_program():
        request, configuration = request_of(config, Choices(select, extend_select, ignore))
        given = _given(paths, diff_base, baseline, jobs)
        return report_of(_outcome(complete(request._replace(**given), configuration), configuration))


def _given(paths: Path | Iterable[Path], diff_base: str | None, baseline: Path | None, jobs: int) -> dict[str, Any]:
    if jobs < 0:
        raise ConfigurationError(f"jobs: expected 0 or more, got {jobs}")
    named = (paths,) if isinstance(paths, str | os.PathLike) else paths
    return {
        "paths": tuple(os.fspath(path) for path in named),
        "diff_base": diff_base,
        "baseline": None if baseline is None else os.fspath(baseline),
        "jobs": jobs,
    }


def _outcome(request: Request, configuration: Config) -> Outcome:
    """Returns the outcome of a completed request, without old findings. Raises ConfigError."""
    discovery, tasks = tasks_of_request(request, configuration)
    outcome = run(tasks, discovery.skipped, jobs=processes(request))
    if request.baseline:
        from spanlint.adoption.adopt import without_baselined

        outcome = without_baselined(request.baseline, outcome, tasks, prune=False)
    return outcome._replace(
        diagnostics=[diagnostic for diagnostic in outcome.diagnostics if not diagnostic.is_old],
        problems=[*discovery.problems, *outcome.problems],
        warnings=(*ignored_configs(request), *outcome.warnings),
    )
