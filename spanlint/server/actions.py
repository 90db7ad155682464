"""What an editor can do about the findings at a place: fix them, silence one, have it explained, or fix all."""

from __future__ import annotations

from functools import partial

from lsprotocol import types

from spanlint.adoption.add_ignores import ignore
from spanlint.lean.records import Record
from spanlint.lint.fix import UnprovenFixError, apply_fixes, fix
from spanlint.lint.judge import Judgement, judge
from spanlint.lint.written_fixes import fixes_of
from spanlint.model.findings import Finding, Safety
from spanlint.rulebook.rules import Rule
from spanlint.run.sources import sources_of
from spanlint.run.time_limit import TimeLimitError, run_within
from spanlint.server.diagnostics import Client, diagnostic_of
from spanlint.server.document_edits import edit_of_file, edit_of_source
from spanlint.server.documents import Documents
from spanlint.server.judging import EDITOR_ENCODING, JudgedBuffer
from spanlint.text.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from spanlint.model.findings import Diagnostic
    from spanlint.model.settings import Settings

EXPLAIN = "spanlint.explain"
"""The command that explains the rule whose code it is given."""

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.spanlint"
"""The kind of the action that does what `--fix` does."""

FIX_NOTEBOOK = f"notebook.{FIX_ALL}"
"""The same, as Visual Studio Code asks for it when a notebook is saved."""

_PLACEHOLDER = "TODO: say why"
"""The reason of a suppression, which is to be overwritten."""


class ActionQuery(Record):
    """The range of a document that actions are wanted for, and their kinds, if only some are."""

    uri: str
    at: types.Range
    only: Sequence[str] | None = None

    def wants(self, kind: str) -> bool:
        """Whether actions of a kind are wanted."""
        if self.only is None:
            return kind != FIX_NOTEBOOK
        return any(asked == "" or kind == asked or kind.startswith(f"{asked}.") for asked in self.only)


class _At(Record):
    """A finding that an editor asks about, its diagnostic, its source, and how to judge that again."""

    rule: Rule
    finding: Finding
    diagnostic: types.Diagnostic
    source: Source
    judgement: Judgement
    rejudge: Callable[[Source], Judgement]


def actions_of(judged: JudgedBuffer, client: Client, asked: ActionQuery) -> list[types.CodeAction]:
    """Returns the actions for a range of a document."""
    settings = judged.settings
    if settings is None or not client.takes_actions:
        return []
    actions = list[types.CodeAction]()
    if asked.wants(types.CodeActionKind.QuickFix.value):
        for at in _findings_at(judged, client, asked, settings):
            actions += _quick_fixes(judged, client, at, settings)
    for kind in (FIX_ALL, FIX_NOTEBOOK) if judged.buffer.cells else (FIX_ALL,):
        if asked.wants(kind):
            actions += _fix_all(judged, client, settings, kind)
    return actions


def _findings_at(judged: JudgedBuffer, client: Client, asked: ActionQuery, settings: Settings) -> Iterator[_At]:
    """Yields the findings that are reported in the lines of a range, as the cursor need not stand on the name."""
    documents = Documents(judged.buffer, client.encoding)
    reported = {_key(found): found for found in judged.diagnostics}
    for source, judgement in judged.sources:
        rejudge = partial(judge, settings=settings, neighbours=judged.neighbours)
        for rule, finding in judgement.findings:
            place, shown = documents.shown(source, finding.at), documents.location_in(source, finding.at)
            found = reported.get((place.cell and place.cell.number, *place.start, rule.code))
            first, last = shown.range.start.line, shown.range.end.line
            is_asked = first <= asked.at.end.line and last >= asked.at.start.line
            if found is not None and shown.uri == asked.uri and is_asked:
                _, diagnostic = diagnostic_of(found, documents, client)
                yield _At(rule, finding, diagnostic, source, judgement, rejudge)


def _key(found: Diagnostic) -> tuple[object, ...]:
    return found.cell and found.cell.number, *found.start, found.code


def _quick_fixes(judged: JudgedBuffer, client: Client, at: _At, settings: Settings) -> Iterator[types.CodeAction]:
    is_first = True
    for written in fixes_of(at.source, at.finding, settings):
        try:
            apply_fixes(at.source, at.judgement, [(at.rule, at.finding, written.edits)], at.rejudge)
        except UnprovenFixError:
            continue
        is_preferred = is_first and written.safety is Safety.SAFE
        is_first = is_first and not is_preferred
        yield types.CodeAction(
            title=f"{written.title} ({at.rule.code})",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[at.diagnostic],
            is_preferred=is_preferred,
            edit=edit_of_source(judged.buffer, client, at.source, written.edits),
        )
    silenced = ignore(at.source, at.judgement, (at.rule, at.finding), _PLACEHOLDER, at.rejudge)
    if silenced is not None:
        yield types.CodeAction(
            title=f"Ignore {at.rule.code} on this line",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[at.diagnostic],
            edit=edit_of_source(judged.buffer, client, at.source, (silenced,)),
        )
    title = f"Explain {at.rule.code} ({at.rule.name})"
    yield types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[at.diagnostic],
        command=types.Command(title=title, command=EXPLAIN, arguments=[at.rule.code]),
    )


def _fix_all(judged: JudgedBuffer, client: Client, settings: Settings, kind: str) -> Iterator[types.CodeAction]:
    """Yields the action that changes a document as `--fix` does, if that changes anything."""
    findings = (finding for _, judgement in judged.sources for _, finding in judgement.findings)
    if not any(proposal.safety is Safety.SAFE for finding in findings for proposal in finding.proposals):
        return
    before = judged.buffer.data()
    try:
        after = _fixed(judged, before, settings)
    except TimeLimitError:
        return
    if after != before:
        edit = edit_of_file(judged.buffer, client, before, after)
        yield types.CodeAction(title="Fix all that spanlint can safely fix", kind=kind, edit=edit)


def _fixed(judged: JudgedBuffer, data: bytes, settings: Settings) -> bytes:
    """Returns the file after the safe fixes of each of its sources. A source with an unproven fix stays as it is."""
    path = judged.buffer.path
    sources = sources_of(path, data, EDITOR_ENCODING)
    for number in range(len(sources)):
        try:
            fixed = run_within(
                settings.max_file_seconds, fix, sources[number], settings, neighbours=judged.neighbours
            ).source.original
        except UnprovenFixError:
            continue
        if fixed != data:
            data = fixed
            sources = sources_of(path, data, EDITOR_ENCODING)
    return data
