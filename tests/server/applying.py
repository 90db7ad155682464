"""Applies the edits of a code action, as an editor does that counts columns in UTF-8."""

from __future__ import annotations

from collections.abc import Mapping

from lsprotocol import types


def applied(text: str, action: types.CodeAction) -> str:
    """The text of the one document that an action edits, afterwards."""
    (uri,) = {change.text_document.uri for change in _changes(action)}
    return applied_to_all({uri: text}, action)[uri]


def applied_to_all(texts: Mapping[str, str], action: types.CodeAction) -> dict[str, str]:
    """The texts of some documents by their addresses, after an action that edits no others."""
    changed = dict(texts)
    for change in _changes(action):
        edits = [edit for edit in change.edits if isinstance(edit, types.TextEdit)]
        changed[change.text_document.uri] = _edited(changed[change.text_document.uri], edits)
    return changed


def _changes(action: types.CodeAction) -> list[types.TextDocumentEdit]:
    assert action.edit is not None
    changes = list(action.edit.document_changes or ())
    assert changes
    found = [change for change in changes if isinstance(change, types.TextDocumentEdit)]
    assert len(found) == len(changes) == len({change.text_document.uri for change in found})
    return found


def _edited(text: str, edits: list[types.TextEdit]) -> str:
    data = text.encode()
    starts = [0]
    for line in data.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True):
        start, end = (starts[place.line] + place.character for place in (edit.range.start, edit.range.end))
        data = data[:start] + edit.new_text.encode() + data[end:]
    return data.decode()
