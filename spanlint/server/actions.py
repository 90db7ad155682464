"""What an editor can do about the findings at a place: fix them, silence one, have it explained, or fix all."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import partial

from lsprotocol import types

from spanlint.adoption.add_ignores import ignore
from spanlint.lean.records import Record
from spanlint.lint.fix import UnprovenFixError, apply_fixes, fix
from spanlint.lint.judge import judge
from spanlint.lint.written_fixes import fixes_of
from spanlint.model.findings import Finding, Safety
from spanlint.rulebook.rules import Rule
from spanlint.run.time_limit import TimeLimitError, run_within
from spanlint.server.buffers import BOM
from spanlint.server.diagnostics import Client, diagnostic_of, places_of
from spanlint.server.judgements import JudgedBuffer
from spanlint.server.places import EditorPlaces
from spanlint.text.edits import Edit
from spanlint.text.line_ends import as_on_disk
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spanlint.model.settings import Settings

EXPLAIN = "spanlint.explain"
"""The command that explains the rule whose code it is given."""

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.spanlint"
"""The kind of the action that does what `--fix` does."""

_PLACEHOLDER = "TODO: say why"
"""The reason of a suppression, which is to be overwritten."""


class _At(Record):
    """A finding that an editor asks about, and its diagnostic."""

    rule: Rule
    finding: Finding
    diagnostic: types.Diagnostic


def actions_of(
    judged: JudgedBuffer, client: Client, wanted: types.Range, only: Sequence[str] | None
) -> list[types.CodeAction]:
    """Returns the actions for a range of a document, of the kinds in `only`, if there are any."""
    settings = judged.settings
    if settings is None or not client.takes_actions:
        return []
    actions = list[types.CodeAction]()
    if _is_wanted(types.CodeActionKind.QuickFix.value, only):
        for at in _findings_at(judged, client, wanted):
            actions += _quick_fixes(judged, client, at, settings)
    if _is_wanted(FIX_ALL, only):
        actions += _fix_all(judged, client, settings)
    return actions


def _is_wanted(kind: str, only: Sequence[str] | None) -> bool:
    return only is None or any(asked == "" or kind == asked or kind.startswith(f"{asked}.") for asked in only)


def _findings_at(judged: JudgedBuffer, client: Client, wanted: types.Range) -> Iterator[_At]:
    """Yields the findings that are reported in the lines of a range, as the cursor need not stand on the name."""
    places = places_of(judged, client)
    reported = {(*found.start, found.code): found for found in judged.diagnostics}
    for rule, finding in judged.judgement.findings:
        at = places.byte_range(finding.at)
        place = places.place(at.start)
        found = reported.get((*place, rule.code))
        if found is not None and at.start.line <= wanted.end.line and at.end.line >= wanted.start.line:
            yield _At(rule, finding, diagnostic_of(found, judged.buffer.uri, places, client))


def _quick_fixes(judged: JudgedBuffer, client: Client, at: _At, settings: Settings) -> Iterator[types.CodeAction]:
    rejudge = partial(judge, settings=settings, neighbours=judged.neighbours)
    is_first = True
    for written in fixes_of(judged.source, at.finding, settings):
        try:
            apply_fixes(judged.source, judged.judgement, [(at.rule, at.finding, written.edits)], rejudge)
        except UnprovenFixError:
            continue
        is_preferred = is_first and written.safety is Safety.SAFE
        is_first = is_first and not is_preferred
        yield types.CodeAction(
            title=f"{written.title} ({at.rule.code})",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[at.diagnostic],
            is_preferred=is_preferred,
            edit=_edit(judged, client, written.edits),
        )
    silenced = ignore(judged.source, judged.judgement, (at.rule, at.finding), _PLACEHOLDER, rejudge)
    if silenced is not None:
        yield types.CodeAction(
            title=f"Ignore {at.rule.code} on this line",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[at.diagnostic],
            edit=_edit(judged, client, (silenced,)),
        )
    title = f"Explain {at.rule.code} ({at.rule.name})"
    yield types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[at.diagnostic],
        command=types.Command(title=title, command=EXPLAIN, arguments=[at.rule.code]),
    )


def _fix_all(judged: JudgedBuffer, client: Client, settings: Settings) -> Iterator[types.CodeAction]:
    """Yields the action that changes a document as `--fix` does, if that changes anything."""
    safeties = (proposal.safety for _, finding in judged.judgement.findings for proposal in finding.proposals)
    if Safety.SAFE not in safeties:
        return
    try:
        fixed = run_within(settings.max_file_seconds, fix, judged.source, settings, neighbours=judged.neighbours)
    except (UnprovenFixError, TimeLimitError):
        return
    if fixed.applied:
        edits = _changed_lines(judged.source.text, fixed.source.text)
        yield types.CodeAction(
            title="Fix all that spanlint can safely fix", kind=FIX_ALL, edit=_edit(judged, client, edits)
        )


def _changed_lines(before: bytes, after: bytes) -> Iterator[Edit]:
    """Yields the edits that turn one text into another, line by line, so that an editor keeps its marks elsewhere."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    for tag, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Edit(ByteRange(starts[old_start], starts[old_end]), b"".join(new[new_start:new_end]))


def _edit(judged: JudgedBuffer, client: Client, edits: Iterable[Edit]) -> types.WorkspaceEdit:
    places = places_of(judged, client)
    text_edits = [_text_edit(judged, places, edit) for edit in sorted(set(edits))]
    buffer = judged.buffer
    if not client.takes_versions:
        return types.WorkspaceEdit(changes={buffer.uri: text_edits})
    document = types.OptionalVersionedTextDocumentIdentifier(uri=buffer.uri, version=buffer.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, text_edits)])


def _text_edit(judged: JudgedBuffer, places: EditorPlaces, edit: Edit) -> types.TextEdit:
    text = as_on_disk(judged.source, edit.text).decode("utf-8", "replace")
    return types.TextEdit(places.byte_range(edit.range), text.removeprefix(BOM))
