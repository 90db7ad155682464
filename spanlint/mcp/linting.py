"""What the tools do, without the protocol: answers are tables that JSON can hold."""

from __future__ import annotations

from typing import Any

from spanlint.cli.lint_command import tasks_for
from spanlint.config.files import find_config
from spanlint.config.model import Config
from spanlint.config.run_settings import complete, load_with_known_names, run_config
from spanlint.disk.reading import read_file
from spanlint.languages.names.disk_memory import forget
from spanlint.lint.call_notes import CallNote, call_notes
from spanlint.lint.judge import judge_with_line_ends
from spanlint.lint.shown_ranges import RangeIndex, ShownRange
from spanlint.mcp.budget import rows_within, text_within
from spanlint.mcp.roots import AllowedFolders
from spanlint.model.findings import CellPlace, Diagnostic, Safety
from spanlint.model.request import ReportTarget, Request
from spanlint.prefilter.mentions import occurrence_test
from spanlint.run.many_files import Outcome, run, summarize
from spanlint.run.one_file import Repair, run_bytes
from spanlint.run.project import Project
from spanlint.run.sources import sources_of
from spanlint.run.tasks import Tasks
from spanlint.run.time_limit import TimeLimitError, run_within
from spanlint.text.decoding import OtherLanguageError, UndecodableError
from spanlint.text.suffixes import is_docs, languages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spanlint.model.settings import Settings

Answer = dict[str, Any]


class _Selection:
    """The files that some paths name or contain, inside of the roots. Raises OutsideError and ConfigError."""

    def __init__(self, paths: Sequence[str], roots: AllowedFolders) -> None:
        forget()  # files change between two calls
        self.roots = roots
        named = tuple(map(roots.resolve, paths or ["."]))
        self.request = _request(roots, named)
        discovery, tasks = tasks_for(self.request, run_config(Request()))
        self.tasks = tasks.only({path for path in tasks.paths if roots.root_of(path) is not None})
        self.problems = discovery.problems
        self.skipped = discovery.skipped

    def without_baselined(self, outcome: Outcome) -> Outcome:
        """Returns an outcome without the findings that the project has accepted."""
        if not self.request.baseline:
            return outcome
        from spanlint.adoption.adopt import without_baselined

        return without_baselined(self.request.baseline, outcome, self.tasks, prune=False)


def lint_paths(paths: Sequence[str], roots: AllowedFolders) -> Answer:
    """Returns the findings in files and folders. Raises OutsideError and ConfigError."""
    selection = _Selection(paths, roots)
    outcome = selection.without_baselined(run(selection.tasks, selection.skipped))
    problems = [*selection.problems, *outcome.problems]
    return {
        **_findings(outcome.diagnostics, roots),
        "files": len(selection.tasks.paths),
        "span_calls": outcome.summary.span_calls,
        "problems": [problem.line() for problem in problems],
    }


def lint_source(source: str, filename: str, roots: AllowedFolders) -> Answer:
    """Returns the findings in a text as if it stood in a file. Raises OutsideError, ConfigError and ValueError."""
    path = roots.resolve(filename)
    if not languages_of(path):
        raise ValueError(f"{filename}: not a Python, TypeScript or JavaScript file")
    request = _request(roots, (path,))
    if is_docs(path) and not request.include_docs:
        raise ValueError(f"{filename}: Markdown is read only with `include-docs` in the configuration")
    tasks = _tasks_of(path, request)
    if not tasks.paths:
        raise ValueError(f"{filename}: its configuration cannot be used")
    candidate, settings = tasks.task(0)
    file = run_bytes(candidate, source.encode("utf-8", "replace"), settings, None, Project(settings))
    outcome = summarize([file], 1)
    problems = [problem.line() for problem in outcome.problems]
    return {**_findings(outcome.diagnostics, roots), "files": 1, "span_calls": file.span_calls, "problems": problems}


def _request(roots: AllowedFolders, paths: tuple[str, ...]) -> Request:
    """Returns the options of a run, with those that the configuration of the first root sets. Raises ConfigError."""
    path = find_config(roots.folders[0])
    config = load_with_known_names(path) if path else Config()
    return complete(Request(paths=paths, output_format=(ReportTarget("json"),)), config)


def _tasks_of(path: str, request: Request) -> Tasks:
    """Returns the task of a file that there may not be."""
    from spanlint.config.run_settings import folder_configs, settings_for
    from spanlint.discovery.named_paths import Discovery
    from spanlint.disk.folders import folder_of
    from spanlint.run.tasks import tasks_of

    forget()
    config = run_config(Request())
    discovery = Discovery([path], [], 0, {folder_of(path)}, {path})
    return tasks_of(discovery, folder_configs(request, config), settings_for(request))[0]


def _findings(diagnostics: Sequence[Diagnostic], roots: AllowedFolders) -> Answer:
    rows, left_out = rows_within(_finding(diagnostic, roots) for diagnostic in diagnostics)
    return {"findings": rows, "total": len(diagnostics), "left_out": left_out}


def _finding(diagnostic: Diagnostic, roots: AllowedFolders) -> Answer:
    return {
        "path": roots.shown(diagnostic.path),
        **_cell(diagnostic.cell),
        "line": diagnostic.start.line,
        "column": diagnostic.start.column,
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "source": diagnostic.frame.strip()[:200],
        "fixes": [{"title": fix.title, "safety": fix.safety.value} for fix in diagnostic.fixes],
        "is_fixable": any(fix.safety is Safety.SAFE for fix in diagnostic.fixes),
    }


def _cell(cell: CellPlace | None) -> Answer:
    """Returns the number of a notebook's cell, which the line is in."""
    return {"cell": cell.number} if cell is not None else {}


def fix_paths(paths: Sequence[str], roots: AllowedFolders, is_dry_run: bool) -> Answer:
    """Apply the safe fixes to files, or show them. Raises OutsideError and ConfigError."""
    selection = _Selection(paths, roots)
    by_root: dict[str, set[str]] = {}
    for path in selection.tasks.paths:
        by_root.setdefault(roots.root_of(path) or "", set()).add(path)
    outcomes = [
        run(selection.tasks.only(files), 0, Repair(may_be_unsafe=False, may_write=not is_dry_run, root=root))
        for root, files in by_root.items()
    ]
    remaining = [found for outcome in outcomes for found in selection.without_baselined(outcome).diagnostics]
    problems = [*selection.problems, *(problem for outcome in outcomes for problem in outcome.problems)]
    diff = b"".join(outcome.diff for outcome in outcomes).decode("utf-8", "replace")
    return {
        "is_dry_run": is_dry_run,
        "fixed": sum(outcome.summary.fixed for outcome in outcomes),
        "files": [roots.shown(path) for outcome in outcomes for path in outcome.summary.fixed_files],
        "diff": text_within(diff),
        "remaining": _findings(remaining, roots),
        "problems": [problem.line() for problem in problems],
    }


def spans_below(path: str, roots: AllowedFolders) -> Answer:
    """Returns every span call of a file or folder, with its parent and why. Raises OutsideError and ConfigError."""
    selection = _Selection([path], roots)
    projects: dict[int, Project] = {}
    notes = list[Answer]()
    problems = [problem.line() for problem in selection.problems]
    for file, settings in zip(selection.tasks.paths, selection.tasks.settings, strict=True):
        project = projects.setdefault(id(settings), Project(settings))
        try:
            notes += run_within(settings.max_file_seconds, list, _spans_of(file, settings, project, roots))
        except (RecursionError, TimeLimitError):
            problems.append(f"{roots.shown(file)}: not checked: too deep, or too slow")
    states: dict[str, int] = {}
    for note in notes:
        states[note["parent"]] = states.get(note["parent"], 0) + 1
    rows, left_out = rows_within(notes)
    return {"spans": rows, "total": len(notes), "left_out": left_out, "by_parent": states, "problems": problems}


def _spans_of(path: str, settings: Settings, project: Project, roots: AllowedFolders) -> Iterator[Answer]:
    data = read_file(path, settings.max_file_size)
    if not isinstance(data, bytes) or not occurrence_test(path, settings.apis)(data):
        return
    try:
        sources = sources_of(path, data)
    except (UndecodableError, OtherLanguageError):
        return
    for source in sources:
        judged, judgement = judge_with_line_ends(source, settings, None if is_docs(path) else project)
        ranges = RangeIndex(judged)
        for note in call_notes(judged, judgement):
            yield _span(note, roots.shown(path), ranges.shown(note.at))


def _span(note: CallNote, path: str, at: ShownRange) -> Answer:
    return {
        "path": path,
        **_cell(at.cell),
        "line": at.start.line,
        "column": at.start.column,
        "call": note.method,
        "library": note.library,
        "name": note.span_name,
        "parent": note.parent,
        "why": note.why,
        "is_active": note.is_active,
        "codes": list(note.codes),
    }
