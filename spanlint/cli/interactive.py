"""`--fix --interactive`: asks about one finding at a time, with every remedy to choose from.

Each answer is written at once, so that nothing is lost when the run is left. Questions go to standard error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import partial

from spanlint.adoption.add_ignores import ignore
from spanlint.cli.finish import report_problems
from spanlint.disk.reading import Unread, read_file
from spanlint.disk.writing import WriteError, write_file
from spanlint.languages.names.imports import Neighbours
from spanlint.lean.records import Record
from spanlint.lint.diagnose import diagnostic_in
from spanlint.lint.fix import UnprovenFixError, apply_fixes, rewritten
from spanlint.lint.judge import Judgement, judge, judge_with_line_ends
from spanlint.lint.proof import moved_offset
from spanlint.lint.written_fixes import fixes_of
from spanlint.model.findings import Finding, Fix, PassParent, Proposal
from spanlint.model.problems import Problem
from spanlint.model.settings import Settings
from spanlint.report import Report
from spanlint.report import text as text_report
from spanlint.report.marks import COMMANDS
from spanlint.report.terminal import Look, look_of
from spanlint.rulebook.rules import Rule
from spanlint.run.project import Project
from spanlint.run.sources import sources_of
from spanlint.text.edits import Edit
from spanlint.text.source import Position, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.findings import Diagnostic
    from spanlint.model.request import Request
    from spanlint.run.many_files import Outcome
    from spanlint.run.tasks import Tasks

_IGNORE, _SKIP, _ALL, _QUIT = "i", "s", "a", "q"
_Place = tuple[str, int, Position, str]
"""What a finding is known by: `Diagnostic.order`."""


class _Decision(Record):
    """What to do with a finding: `_IGNORE` with a `reason`, `_SKIP`, or apply the remedy of this `kind`."""

    action: str
    reason: str = ""
    kind: str = ""


class _QuitError(Exception):
    """The user wants no more questions."""


def resolve(request: Request, outcome: Outcome, tasks: Tasks) -> int:
    """Ask about each finding of a run, and do what is answered. Returns the exit code."""
    settings_of = dict(zip(tasks.paths, tasks.settings, strict=True))
    by_path: dict[str, set[_Place]] = {}
    for diagnostic in outcome.diagnostics:
        by_path.setdefault(diagnostic.path, set()).add(diagnostic.order())
    dialog = _Dialog(look_of(request.color, sys.stderr, os.environ))
    problems = list(outcome.problems)
    try:
        for path, places in by_path.items():
            try:
                _Session(path, settings_of[path], dialog).resolve(places)
            except WriteError as error:
                problems.append(Problem(str(error), path))
    except _QuitError:
        pass
    found = len(outcome.diagnostics)
    remaining = found - dialog.fixed - dialog.ignored
    counts = f"{dialog.fixed} fixed, {dialog.ignored} ignored, {remaining} remaining"
    print(f"Found {found} finding{'' if found == 1 else 's'} ({counts}).")
    return report_problems(problems) or int(bool(remaining) and not request.exit_zero)


class _Session:
    """The questions about one file, which changes with the answers."""

    def __init__(self, path: str, settings: Settings, dialog: _Dialog) -> None:
        self._path = path
        self._settings = settings
        self._dialog = dialog
        self._neighbours: Neighbours = Project(settings)

    def resolve(self, places: set[_Place]) -> None:
        """Ask about each finding at one of the places. Raises WriteError and _QuitError."""
        number, count = 0, 1
        while number < count:
            data = read_file(self._path)  # an answer about one source of the file may have moved the others
            if isinstance(data, Unread):
                return
            sources = sources_of(self._path, data)
            count = len(sources)
            if sources:
                self._resolve_source(sources[number], places)
            number += 1

    def _resolve_source(self, source: Source, places: set[_Place]) -> None:
        self._source, self._judgement = judge_with_line_ends(source, self._settings, self._neighbours)
        self._pending = [
            (finding.at.start, rule.code)
            for rule, finding in self._judgement.findings
            if diagnostic_in(self._source, rule, finding).order() in places
        ]
        while self._pending:
            offset, code = self._pending.pop(0)
            found = next(
                (pair for pair in self._judgement.findings if (pair[1].at.start, pair[0].code) == (offset, code)), None
            )
            if found is None:
                self._dialog.fixed += 1  # with one of the others
            else:
                self._settle(found)

    def _settle(self, found: tuple[Rule, Finding]) -> None:
        """Ask until an answer can be carried out."""
        while True:
            diagnostic = diagnostic_in(self._source, *found)
            choices = list(_choices(self._source, found[1], self._settings))
            answer = self._dialog.ask(diagnostic, choices)
            if answer.action == _SKIP:
                return
            try:
                self._carry_out(answer, found, choices)
            except UnprovenFixError as error:
                self._dialog.refuse(found[0].code, str(error))
            else:
                return

    def _carry_out(self, answer: _Decision, found: tuple[Rule, Finding], choices: list[tuple[Proposal, Fix]]) -> None:
        rejudge = partial(judge, settings=self._settings, neighbours=self._neighbours)
        if answer.action == _IGNORE:
            edit = ignore(self._source, self._judgement, found, answer.reason, rejudge)
            if edit is None:
                raise UnprovenFixError("no comment can suppress this finding")
            changed = rewritten(self._source, (edit,))
            self._replace(changed, rejudge(changed), (edit,))
            self._dialog.ignored += 1
            return
        fix = next(fix for proposal, fix in choices if _kind(proposal) == answer.kind)
        self._replace(*apply_fixes(self._source, self._judgement, [(*found, fix.edits)], rejudge), fix.edits)
        self._dialog.fixed += 1

    def _replace(self, changed: Source, judgement: Judgement, edits: tuple[Edit, ...]) -> None:
        write_file(self._path, self._source.original, changed.original, ".")
        self._source, self._judgement = changed, judgement
        self._pending = [(moved_offset(offset, set(edits)), code) for offset, code in self._pending]


class _Dialog:
    """The questions on the terminal, the answers that hold for all findings of a rule, and what was done."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._for_all: dict[str, _Decision] = {}
        self.fixed = 0
        self.ignored = 0

    def ask(self, diagnostic: Diagnostic, choices: list[tuple[Proposal, Fix]]) -> _Decision:
        """Returns the answer about a finding, which may have been given for all of its rule. Raises _QuitError."""
        kinds = [_kind(proposal) for proposal, _ in choices]
        known = self._for_all.get(diagnostic.code)
        if known is not None and (known.action in (_IGNORE, _SKIP) or known.kind in kinds):
            return known
        text_report.write(Report([diagnostic]), sys.stderr, self._look)
        for number, (_, fix) in enumerate(choices, 1):
            applied = f" (`{COMMANDS[fix.safety]}`)" if fix.safety in COMMANDS else ""
            sys.stderr.write(f"  {number}  {fix.title}{applied}\n")
        sys.stderr.write(
            f"  {_IGNORE}  ignore it, with a reason\n  {_SKIP}  skip it\n"
            f"  {_ALL}  one answer for all of {diagnostic.code} from here on\n  {_QUIT}  quit\n"
        )
        word = self._read("> ")
        if word != _ALL:
            return self._answer(word, kinds)
        answer = self._answer(self._read(f"for all of {diagnostic.code}> "), kinds)
        self._for_all[diagnostic.code] = answer
        return answer

    def refuse(self, code: str, reason: str) -> None:
        """Say why an answer could not be carried out; the finding is asked about again."""
        sys.stderr.write(f"not done: {reason}\n")
        self._for_all.pop(code, None)

    def _answer(self, word: str, kinds: list[str]) -> _Decision:
        while True:
            if word == _QUIT:
                raise _QuitError
            if word == _IGNORE:
                return _Decision(_IGNORE, self._read("reason: "))
            if word == _SKIP:
                return _Decision(_SKIP)
            if word.isdecimal() and 0 < int(word) <= len(kinds):
                return _Decision("", kind=kinds[int(word) - 1])
            word = self._read("one of the above> ")

    def _read(self, prompt: str) -> str:
        """Returns a line that was typed; the end of the input quits."""
        sys.stderr.write(prompt)
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            sys.stderr.write("\n")
            raise _QuitError
        return line.strip()


def _choices(source: Source, finding: Finding, settings: Settings) -> Iterator[tuple[Proposal, Fix]]:
    for proposal in finding.proposals:
        fix = next(fixes_of(source, finding._replace(proposals=(proposal,)), settings), None)
        if fix is not None:
            yield proposal, fix


def _kind(proposal: Proposal) -> str:
    """What a remedy does, so that the same can be done for another finding."""
    remedy = proposal.remedy
    return remedy.source.value if isinstance(remedy, PassParent) else type(remedy).__name__
