"""The edits of an editor's documents that change a file as a fix does."""

from __future__ import annotations

from difflib import SequenceMatcher

from lsprotocol import types

from spanlint.lean.records import Record
from spanlint.lint.fix import rewritten
from spanlint.regions.notebook_json import read_notebook
from spanlint.server.buffers import BOM, Buffer
from spanlint.server.documents import Documents
from spanlint.text.edits import Edit
from spanlint.text.line_ends import as_on_disk
from spanlint.text.source import ByteRange, Source
from spanlint.text.suffixes import is_notebook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spanlint.server.diagnostics import Client
    from spanlint.server.places import EditorPlaces

    _TextEdits = dict[str, list[types.TextEdit]]
    """By the address of a document."""


def edit_of_source(buffer: Buffer, client: Client, source: Source, edits: Iterable[Edit]) -> types.WorkspaceEdit:
    """Returns what a client is to do for edits of one source of a document."""
    if is_notebook(buffer.path) and not buffer.cells:  # in JSON, an edit of a cell changes the strings of its lines
        return edit_of_file(buffer, client, source.original, rewritten(source, edits).original)
    documents = Documents(buffer, client.encoding)
    found: _TextEdits = {}
    for edit in sorted(set(edits)):
        at = documents.location_in(source, edit.range)
        text = as_on_disk(source, edit.text).decode("utf-8", "replace").removeprefix(BOM)
        found.setdefault(at.uri, []).append(types.TextEdit(at.range, text))
    return _workspace_edit(buffer, client, found)


def edit_of_file(buffer: Buffer, client: Client, before: bytes, after: bytes) -> types.WorkspaceEdit:
    """Returns what a client is to do for a change of the bytes of a document, or of the JSON of a notebook."""
    documents = Documents(buffer, client.encoding)
    changes = _of_cells(buffer, before, after) if is_notebook(buffer.path) else [_Change(buffer.uri, 0, before, after)]
    found: _TextEdits = {}
    for change in changes:
        found.setdefault(change.uri, []).extend(_changed_lines(documents.places(change.uri), change))
    return _workspace_edit(buffer, client, found)


class _Change(Record):
    """A part of a document: its address, the offset of the part in bytes, and the part before and after."""

    uri: str
    start: int
    before: bytes
    after: bytes


def _of_cells(buffer: Buffer, before: bytes, after: bytes) -> Iterator[_Change]:
    """Yields what changes in each cell of a notebook: its code, or its source if the document is JSON."""
    for old, new in zip(read_notebook(before).cells, read_notebook(after).cells, strict=True):
        if old.code == new.code:
            continue
        if buffer.cells:
            yield _Change(buffer.cells[old.number - 1].uri, 0, old.code, new.code)
        else:
            yield _Change(buffer.uri, old.at.start, before[slice(*old.at)], after[slice(*new.at)])


def _changed_lines(places: EditorPlaces, change: _Change) -> Iterator[types.TextEdit]:
    """Yields the edits that turn one text into another, line by line, so that an editor keeps its marks elsewhere."""
    old, new = change.before.splitlines(keepends=True), change.after.splitlines(keepends=True)
    starts = [change.start]
    for line in old:
        starts.append(starts[-1] + len(line))
    for tag, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            text = b"".join(new[new_start:new_end]).decode("utf-8", "replace").removeprefix(BOM)
            at = places.byte_range(ByteRange(starts[old_start], starts[old_end]))
            yield types.TextEdit(at, text)


def _workspace_edit(buffer: Buffer, client: Client, edits: _TextEdits) -> types.WorkspaceEdit:
    if not client.takes_versions:
        return types.WorkspaceEdit(changes=edits)
    versions = buffer.versions()
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, versions[uri]), list(text_edits))
            for uri, text_edits in edits.items()
        ]
    )
