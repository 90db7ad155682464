"""Applies the edits of a code action, as an editor does that counts columns in UTF-8."""

from __future__ import annotations

from lsprotocol import types


def applied(text: str, action: types.CodeAction) -> str:
    """The text of the one document that an action edits, afterwards."""
    assert action.edit is not None
    changes = list(action.edit.document_changes or ())
    assert len(changes) == 1
    (change,) = changes
    assert isinstance(change, types.TextDocumentEdit)
    data = text.encode()
    starts = [0]
    for line in data.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    edits = [edit for edit in change.edits if isinstance(edit, types.TextEdit)]
    for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True):
        start, end = (starts[place.line] + place.character for place in (edit.range.start, edit.range.end))
        data = data[:start] + edit.new_text.encode() + data[end:]
    return data.decode()
