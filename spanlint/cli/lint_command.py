"""The lint command: discovery, the run, adoption, the report and the exit code."""

from __future__ import annotations

import os
import sys

from spanlint.cli.exit_codes import warn
from spanlint.cli.finish import deliver_reports, exit_code, report_problems
from spanlint.config.errors import ConfigError
from spanlint.config.files import untrusted_configs
from spanlint.config.model import Config
from spanlint.config.run_settings import complete, folder_configs, processes, run_config, settings_for
from spanlint.text.suffixes import DOCS, SUFFIXES

_MAX_SURVEYED = 5000  # files: half a second
_MIN_REMEMBERED, _MAX_REMEMBERED = 100, 100_000
"""Numbers of files. Fewer are judged before it is read what is known of them, and more would take much memory."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.cli.progress import ProgressDisplay
    from spanlint.config.folder_configs import ConfigOf
    from spanlint.discovery.exclusion import Exclusion
    from spanlint.discovery.named_paths import Discovery
    from spanlint.model.request import Request
    from spanlint.run.many_files import Outcome
    from spanlint.run.one_file import Repair
    from spanlint.run.tasks import Tasks


def lint_command(request: Request) -> int:
    """Lint, and fix if requested. Returns the exit code. Raises ConfigError and OSError."""
    request, tasks, outcome = judge_files(request)
    if request.write_baseline or request.add_ignores is not None:
        warn_of(outcome)
        return _adopt(request, tasks, outcome)
    outcome = new_findings(request, tasks, outcome)
    warn_of(outcome)
    if request.interactive:
        from spanlint.cli.interactive import resolve

        return resolve(request, outcome, tasks)
    problems = [*deliver_reports(request, outcome), *outcome.problems]
    return report_problems(problems) or exit_code(request, outcome)


def judge_files(request: Request) -> tuple[Request, Tasks, Outcome]:
    """Lint, and fix if requested. Returns the completed request, the files and what was found in them.

    Raises ConfigError and OSError.
    """
    config = run_config(request)
    _refuse_contradictions(request)
    request = complete(request, config)
    discovery, tasks = tasks_of_request(request, config)
    outcome = _run(request, tasks, discovery.skipped, _repair(request, tasks), processes(request))
    outcome = outcome._replace(
        problems=[*discovery.problems, *outcome.problems], warnings=(*ignored_configs(request), *outcome.warnings)
    )
    if not (discovery.files or discovery.problems or request.include_docs):
        outcome = outcome._replace(summary=outcome.summary._replace(unread_docs=_docs_below(request, config)))
    if request.statistics or _may_tell_of_wrappers(request, tasks, outcome):
        from spanlint.survey.unjudged_calls import unjudged_calls

        unjudged = unjudged_calls(tasks, config.root)
        outcome = outcome._replace(summary=outcome.summary._replace(unjudged=unjudged))
    return request, tasks, outcome


def _may_tell_of_wrappers(request: Request, tasks: Tasks, outcome: Outcome) -> bool:
    """Whether to look for calls that no run judges: if a person reads that nothing was found.

    That reads all files again, with four times the time of the run: too much for what is run at each commit.
    """
    is_seen = any(report.format == "text" and report.file == "-" for report in request.output_format)
    if not is_seen or not outcome.summary.span_calls or outcome.diagnostics or outcome.problems:
        return False
    is_plain = not (request.quiet or request.watch or request.fix or request.diff)
    return is_plain and len(tasks.paths) <= _MAX_SURVEYED and sys.stdout.isatty()


def new_findings(request: Request, tasks: Tasks, outcome: Outcome) -> Outcome:
    """Returns the outcome without findings that are in the baseline, or on lines that are compared and not changed."""
    if request.baseline:
        from spanlint.adoption.adopt import without_baselined

        outcome = without_baselined(request.baseline, outcome, tasks, request.prune_baseline)
    new = [diagnostic for diagnostic in outcome.diagnostics if not diagnostic.is_old]
    return outcome._replace(diagnostics=new)


def warn_of(outcome: Outcome) -> None:
    """Print the warnings of a run."""
    for line in outcome.warnings:
        warn(line)


def _refuse_contradictions(request: Request) -> None:
    """Raises ConfigError for options that need others, or exclude them."""
    if request.remedy and not (request.fix or request.diff):
        raise ConfigError("--remedy: needs --fix or --diff")
    if request.remedy and request.select is None:
        raise ConfigError("--remedy: needs --select, which names the rules whose calls get this parent")
    if request.add_ignores and request.paths == (os.curdir,) and os.path.exists(request.add_ignores):
        raise ConfigError(f"--add-ignores: takes a reason first: --add-ignores 'why' {request.add_ignores}")
    if request.fix_only:
        for option in ("output_format", "statistics", "interactive", "write_baseline", "add_ignores", "max_warnings"):
            if getattr(request, option) not in (None, False, ()):
                raise ConfigError(
                    f"--fix-only: reports nothing, so --{option.replace('_', '-')} cannot be combined with it"
                )
    if not request.interactive:
        return
    if not request.fix:
        raise ConfigError("--interactive: needs --fix")
    for option in ("diff", "remedy", "unsafe_fixes", "write_baseline", "add_ignores", "statistics"):
        if getattr(request, option) not in (None, False):
            raise ConfigError(f"--interactive: cannot be combined with --{option.replace('_', '-')}")
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        raise ConfigError("--interactive: needs a terminal, to ask on")


def _repair(request: Request, tasks: Tasks) -> Repair | None:
    """How the run repairs files; None if it does not. Raises ConfigError if there is no session context to pass."""
    if request.interactive or not (request.fix or request.diff):
        return None
    from spanlint.model.findings import ParentSource
    from spanlint.run.one_file import Repair

    if request.remedy == "session" and not any(settings.session_contexts for settings in tasks.settings):
        raise ConfigError("--remedy session: no session-context is configured")
    if request.remedy and all(settings.codes <= settings.fix_choices.unfixable for settings in tasks.settings):
        raise ConfigError("--remedy: the selected rules are unfixable")
    sources = {"active": ParentSource.ACTIVE, "root": ParentSource.ROOT, "session": ParentSource.CONFIGURED}
    parent = sources[request.remedy] if request.remedy else None
    return Repair(request.unsafe_fixes, may_write=not request.diff, parent=parent)


def ignored_configs(request: Request) -> list[str]:
    """A line for each configuration that is not read because of its owner."""
    if request.isolated or request.config:
        return []
    folders = (path if os.path.isdir(path) else os.path.dirname(path) or "." for path in request.paths)
    ignored = dict.fromkeys(path for folder in folders for path in untrusted_configs(folder))
    return [f"{path}: ignored: it belongs to another user, and this is no repository" for path in ignored]


def tasks_of_request(request: Request, config: Config) -> tuple[Discovery, Tasks]:
    """Returns the result of discovery, and the files to lint: those that have changed, if only these are wanted."""
    import spanlint.run.many_files  # noqa: F401 - not needed before the files are known, but git may be listing them right now

    discovery, tasks = tasks_for(request, config)
    if request.diff_base is not None:
        tasks = _only_changed(request.diff_base, request, tasks)
    return discovery, tasks


def tasks_for(request: Request, config: Config) -> tuple[Discovery, Tasks]:
    """Returns the result of discovery, and the files to lint, each with the settings that apply to it."""
    from spanlint.discovery.named_paths import discover
    from spanlint.run.tasks import tasks_of

    configs, settings = folder_configs(request, config), settings_for(request)
    settings(config)  # errors in the options are reported even if there is nothing to lint
    suffixes = SUFFIXES | DOCS if request.include_docs else SUFFIXES

    def exclusion(top: str, shown: str) -> Exclusion:
        from spanlint.discovery.exclusion import excluded_below  # not needed for named files, such as a hook's

        return excluded_below(top, shown, configs)._replace(obeys_gitignore=not request.no_ignore)

    discovery = discover(request.paths, exclusion, suffixes)
    if request.force_exclude:
        discovery = _without_excluded(discovery, configs)
    if request.verbose:
        from spanlint.cli.verbose import run_lines

        for line in run_lines(discovery, configs, processes(request)):
            warn(line)
    tasks, config_problems = tasks_of(discovery, configs, settings)
    return discovery._replace(problems=[*config_problems, *discovery.problems]), tasks


def _docs_below(request: Request, config: Config) -> int:
    """Returns the number of Markdown files that a run would read if it were asked to."""
    from spanlint.discovery.exclusion import excluded_below
    from spanlint.discovery.named_paths import discover

    configs = folder_configs(request, config)
    return len(discover(request.paths, lambda top, shown: excluded_below(top, shown, configs), DOCS).files)


def _run(request: Request, tasks: Tasks, skipped: int, repair: Repair | None, jobs: int) -> Outcome:
    from spanlint.run.many_files import run

    if _may_remember(request, tasks):
        from spanlint.cli.cached_run import remembering_run  # a run over few files needs no memory

        run = remembering_run(request)
    # Without a terminal, the progress display is not even imported.
    display = _progress_display(request, len(tasks.paths)) if sys.stderr.isatty() else None
    if display is None:
        return run(tasks, skipped, repair, jobs=jobs)
    try:
        return run(tasks, skipped, repair, display.update, jobs)
    finally:
        display.end()


def _may_remember(request: Request, tasks: Tasks) -> bool:
    """Whether a run may use what the last one has left, and is long enough to win by it.

    In a CI, nothing is left from the last one unless somebody keeps a folder for it, and to keep what is found takes up
    to 12 % of a run.
    """
    is_plain = not (request.no_cache or request.fix or request.diff or request.diff_base or request.interactive)
    if not is_plain or not _MIN_REMEMBERED <= len(tasks.paths) <= _MAX_REMEMBERED or os.sep != "/":
        return False
    said = os.environ.get
    return not said("SPANLINT_NO_CACHE") and bool(said("SPANLINT_CACHE_DIR") or not said("CI"))


def _progress_display(request: Request, files: int) -> ProgressDisplay | None:
    """The progress display for this number of files; None if the request or the terminal rules it out."""
    from spanlint.cli.progress import may_show_progress, progress_display
    from spanlint.report.colors import wants_color

    if not may_show_progress(request.quiet, sys.stderr, os.environ):
        return None
    return progress_display(files, sys.stderr, wants_color(request.color, sys.stderr, os.environ))


def _without_excluded(discovery: Discovery, configs: ConfigOf) -> Discovery:
    from spanlint.discovery.exclusion import is_excluded

    kept = [file for file in discovery.files if not (file in discovery.named and is_excluded(file, configs))]
    return discovery._replace(files=kept)


def _only_changed(revision: str, request: Request, tasks: Tasks) -> Tasks:
    from spanlint.adoption.changed_lines import ChangesSince
    from spanlint.adoption.diff_base import changed_since
    from spanlint.run.tasks import with_settings as with_settings

    if request.write_baseline:
        raise ConfigError("--write-baseline: cannot be combined with --diff-base: a baseline covers whole files")
    changes = changed_since(revision, tasks.paths)
    change_test = ChangesSince(changes.before)
    return with_settings(tasks.only(set(changes.files)), lambda settings: settings._replace(change_test=change_test))


def _adopt(request: Request, tasks: Tasks, outcome: Outcome) -> int:
    from spanlint.adoption import baseline
    from spanlint.adoption.adopt import ignore_all

    problems = outcome.problems
    if request.write_baseline:
        baseline.record(request.write_baseline, outcome.diagnostics)
    else:
        problems = [*problems, *ignore_all(outcome, tasks, request.add_ignores or "")]
    return report_problems(problems)
