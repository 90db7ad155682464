"""The diagnostics of all files of a workspace, for a client that asks for them: those of closed files are kept, too."""

from __future__ import annotations

import os
from itertools import count

from lsprotocol import types
from pygls.uris import from_fs_path

from spanlint.discovery.named_paths import discover
from spanlint.disk.reading import read_file
from spanlint.lean.records import Record
from spanlint.run.marked_files import MAX_VIEWED
from spanlint.server.buffers import Buffer
from spanlint.server.diagnostics import Client, diagnostics_of
from spanlint.server.open_files import Asker, has_asked, stamp_of
from spanlint.text.decoding import UndecodableError, decode
from spanlint.text.suffixes import DOCS, SUFFIXES, language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.server.buffers import Buffers
    from spanlint.server.judgements import Judgements


class _KnownReport(Record):
    """What was found in a closed file, what it was then, and which others it has asked for."""

    stamp: tuple[int, int] | None
    serial: str
    found: tuple[types.Diagnostic, ...]
    asker: Asker | None


class WorkspaceReports:
    """Reports on all files of some folders. Nothing here may be called from two threads."""

    def __init__(self, judgements: Judgements, folders: tuple[str, ...]) -> None:
        self._judgements = judgements
        self._folders = folders
        self._known: dict[str, _KnownReport] = {}
        self._serials = count(1)
        judgements.on_change(self._forget)

    def files(self, buffers: Buffers) -> list[str]:
        """Returns the files that a run in each folder would lint, and what is open."""
        self._judgements.refresh(buffers)
        paths = dict.fromkeys(buffers)
        for folder in self._folders:
            suffixes = SUFFIXES | DOCS if self._judgements.may_read_docs(folder) else SUFFIXES
            found = discover([folder], self._judgements.exclusion, suffixes)
            paths |= dict.fromkeys(os.path.join(os.getcwd(), file) for file in found.files)
        return list(paths)

    def report(
        self, path: str, buffers: Buffers, client: Client, previous: dict[str, str]
    ) -> types.WorkspaceDocumentDiagnosticReport | None:
        """Returns the report on a file; None if there is nothing to say of it. `previous` are known reports by URI.

        Nothing is said of an open notebook, since the findings in its cells are sent without being asked for.
        """
        buffer = buffers.get(path)
        if buffer is not None and buffer.cells:
            uri, serial, found = buffer.uri, "cells", list[types.Diagnostic]()
        elif buffer is not None:
            judged = self._judgements.of(buffer, buffers)
            uri, serial, found = buffer.uri, str(judged.serial), diagnostics_of(judged, client)[buffer.uri]
        else:
            known = self._of_disk(path, buffers, client)
            uri, serial, found = from_fs_path(path) or "", known.serial, list(known.found)
        if previous.get(uri) == serial:
            return types.WorkspaceUnchangedDocumentDiagnosticReport(uri, result_id=serial)
        if not found and uri not in previous:
            return None
        version = buffer.version if buffer is not None else None
        return types.WorkspaceFullDocumentDiagnosticReport(uri, found, version=version, result_id=serial)

    def _of_disk(self, path: str, buffers: Buffers, client: Client) -> _KnownReport:
        stamp = stamp_of(path)
        self._judgements.refresh(buffers)
        known = self._known.get(path)
        if known is None or known.stamp != stamp:
            buffer = _buffer_of(path)
            judged = self._judgements.of(buffer, buffers) if buffer is not None else None
            found = tuple(diagnostics_of(judged, client)[judged.buffer.uri]) if judged is not None else ()
            neighbours = judged.neighbours if judged is not None else None
            known = self._known[path] = _KnownReport(stamp, f"disk-{next(self._serials)}", found, neighbours)
        return known

    def _forget(self, changed: frozenset[str] | None) -> None:
        """Forget what has asked for a file that has changed; all of it after a change of the configuration."""
        if changed is None:
            self._known.clear()
            return
        outdated = [path for path, known in self._known.items() if known.asker and has_asked(known.asker, changed)]
        for path in outdated:
            del self._known[path]


def _buffer_of(path: str) -> Buffer | None:
    """Returns a file as if it were open; None if it cannot be read."""
    data = read_file(path, MAX_VIEWED)
    if not isinstance(data, bytes):
        return None
    try:
        text = decode(path, language_of(path) or "", data).text
    except UndecodableError:
        return None
    return Buffer(from_fs_path(path) or "", path, None, text.decode("utf-8"))
