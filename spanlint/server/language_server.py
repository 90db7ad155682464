"""The language server: when a document is judged, and what is sent about it."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from typing import Any

from lsprotocol import types
from lsprotocol.converters import get_converter
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from spanlint.server.buffers import Buffer, Buffers, buffer_of, without
from spanlint.server.diagnostics import Client, client_of, diagnostics_of
from spanlint.server.judge_queue import JudgeQueue
from spanlint.server.judgements import Judgements
from spanlint.server.judging import JudgedBuffer
from spanlint.server.notebooks import SYNC, notebook_of
from spanlint.server.options import ServerOptions, read_options
from spanlint.server.protocol import AnsweringProtocol
from spanlint.server.workspace_reports import WorkspaceReports
from spanlint.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container
    from typing import ParamSpec, TypeVar

    _Arguments = ParamSpec("_Arguments")
    _Result = TypeVar("_Result")

_DEFECT = "not checked because of a bug in spanlint"


class SpanlintServer(LanguageServer):
    """A server for one client. All of it runs on one thread, but for what `ask` hands to the judge's."""

    protocol: AnsweringProtocol

    def __init__(self, queue: JudgeQueue) -> None:
        super().__init__(
            "spanlint",
            __version__,
            notebook_document_sync=SYNC,
            protocol_cls=AnsweringProtocol,
            converter_factory=get_converter,
            max_workers=1,
        )
        self.client = Client()
        self.options = ServerOptions()
        self.buffers: Buffers = {}
        self.pulls = False
        self._queue = queue
        self._folders: tuple[str, ...] = ()
        self._judgements = Judgements(self.options, ())
        self._reports = WorkspaceReports(self._judgements, ())
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._tasks = set[asyncio.Task[None]]()
        self._told = set[str]()

    # What a client says of itself

    def begin(self, params: types.InitializeParams) -> None:
        """Take what a client says before anything is judged."""
        encoding = str(getattr(self.workspace.position_encoding, "value", self.workspace.position_encoding))
        self.client = client_of(params.capabilities, encoding or "utf-16")
        document = params.capabilities.text_document
        self.pulls = bool(document and document.diagnostic)
        self.configure(params.initialization_options)

    def configure(self, value: object) -> None:
        """Take settings that a client sent, and judge all that is open again."""
        self.options, problems = read_options(value)
        for problem in problems:
            self.tell(problem)
        self.restart()

    def restart(self) -> None:
        """Judge all that is open again, by new settings or in other folders."""
        folders = [to_fs_path(folder.uri) for folder in self.workspace.folders.values()]
        self._folders = tuple(filter(None, folders or [self.workspace.root_path]))
        self._judgements = Judgements(self.options, self._folders)
        self._reports = WorkspaceReports(self._judgements, self._folders)
        self.judge_all()

    # What is open

    def open(self, document: types.TextDocumentItem) -> None:
        """Take a document that was opened, and judge it at once."""
        found = buffer_of(document.uri, document.language_id, document.version, document.text, self._first_folder())
        self._take(found, 0)

    def change(self, uri: str) -> None:
        """Take the new text of a document, and judge it once nothing has been typed for a while."""
        known = self.buffer(uri)
        if known is not None:
            document = self.workspace.get_text_document(uri)
            self._take(known._replace(version=document.version, text=document.source), self.options.delay)

    def take_notebook(self, uri: str, delay: int) -> None:
        """Take a notebook that was opened or has changed, and judge it after some milliseconds."""
        known, found = self.buffer(uri), notebook_of(self.workspace, uri, self._first_folder())
        if known is not None:
            self._clear(known, found.versions() if found is not None else ())
        self._take(found, delay)

    def close(self, uri: str) -> None:
        """Forget a document or a notebook, and its diagnostics."""
        self._cancel(uri)
        known = self.buffer(uri)
        if known is not None:
            self.buffers = without(self.buffers, uri)
            self._clear(known)
            self.files_changed()

    def _clear(self, buffer: Buffer, kept: Container[str] = ()) -> None:
        """Take back the diagnostics of the documents that were a buffer's and are no longer open."""
        for uri in buffer.versions() if self.is_pushed(buffer) else ():
            if uri not in kept:
                self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def _first_folder(self) -> str:
        return self._folders[0] if self._folders else os.getcwd()

    def files_changed(self) -> None:
        """Look at the disk again, and judge what no longer holds."""
        self.ask(self._judgements.forget_files)
        self._start(self._judge_outdated())

    def buffer(self, uri: str) -> Buffer | None:
        """Returns an open document or notebook by its address, or by that of a cell."""
        return next((buffer for buffer in self.buffers.values() if uri == buffer.uri or uri in buffer.versions()), None)

    # Judging

    def is_pushed(self, buffer: Buffer) -> bool:
        """Whether diagnostics are sent as soon as they are known: those of cells always are, as clients that ask for
        diagnostics do not ask for those of cells."""
        return not self.pulls or bool(buffer.cells)

    def ask(
        self, function: Callable[_Arguments, _Result], *arguments: _Arguments.args, **options: _Arguments.kwargs
    ) -> asyncio.Future[_Result]:
        """Returns what will be the result of a call on the judge's thread."""
        return asyncio.wrap_future(self._queue.submit(partial(function, *arguments, **options)))

    async def judged(self, buffer: Buffer) -> JudgedBuffer:
        """Returns what is found in an open document, and tells once what keeps it from being judged."""
        judged = await self.ask(self._judgements.of, buffer, self.buffers)
        if judged.problem:
            self.tell(f"{buffer.path}: {judged.problem}" if buffer.path not in judged.problem else judged.problem)
        for warning in judged.warnings:
            self.tell(warning)
        return judged

    def judge_all(self) -> None:
        """Judge all that is open; a client that asks for diagnostics is told to ask again."""
        self._judge_soon(self.buffers.values())

    def _take(self, buffer: Buffer | None, delay: int) -> None:
        if buffer is not None:
            self.buffers = {**self.buffers, buffer.path: buffer}
            if self.is_pushed(buffer):
                self._schedule(buffer.uri, delay)

    def _judge_soon(self, buffers: Collection[Buffer]) -> None:
        for buffer in filter(self.is_pushed, buffers):
            self._schedule(buffer.uri, 0)
        if not all(map(self.is_pushed, buffers)):
            self._refresh_client()

    def _schedule(self, uri: str, delay: int) -> None:
        """Publish the diagnostics of a document after some milliseconds, in place of what was scheduled before."""
        self._cancel(uri)
        loop = asyncio.get_running_loop()
        self._timers[uri] = loop.call_later(delay / 1000, lambda: self._start(self._publish(uri)))

    def _cancel(self, uri: str) -> None:
        timer = self._timers.pop(uri, None)
        if timer is not None:
            timer.cancel()

    def _start(self, work: Any) -> None:
        """Do something for which no client waits. What it raises is told."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.tell(f"{_DEFECT}: {type(error).__name__}: {error}", types.MessageType.Error)

    async def _publish(self, uri: str) -> None:
        buffer = self.buffer(uri)
        if buffer is None:
            return
        found = await self.diagnostics(buffer)
        if self.buffers.get(buffer.path) is buffer:  # else a newer text is judged soon
            versions = buffer.versions()
            for shown_in, diagnostics in found.items():
                params = types.PublishDiagnosticsParams(shown_in, diagnostics, versions[shown_in])
                self.text_document_publish_diagnostics(params)
            await self._judge_outdated()

    async def diagnostics(self, buffer: Buffer) -> dict[str, list[types.Diagnostic]]:
        """Returns the diagnostics of an open document, or of each cell of a notebook, by address."""
        judged = await self.judged(buffer)
        return await self.ask(diagnostics_of, judged, self.client)

    async def workspace_reports(self, previous: dict[str, str]) -> list[types.WorkspaceDocumentDiagnosticReport]:
        """Returns a report on each file of the workspace, but for those that neither have findings nor had any.

        File by file, so that other requests have their turn. `previous` are the ids of known reports by URI.
        """
        buffers, reports = self.buffers, self._reports
        asked = (
            self.ask(reports.report, path, buffers, self.client, previous)
            for path in await self.ask(reports.files, buffers)
        )
        found = [await report for report in asked]
        return [report for report in found if report is not None]

    async def _judge_outdated(self) -> None:
        """Judge the documents that others have changed: what they import, or their configuration."""
        self._judge_soon(await self.ask(self._judgements.outdated, self.buffers))

    def _refresh_client(self) -> None:
        workspace = self.client_capabilities.workspace
        if workspace and workspace.diagnostics and workspace.diagnostics.refresh_support:
            self.workspace_diagnostic_refresh(None)

    # Messages

    def tell(self, line: str, kind: types.MessageType = types.MessageType.Warning) -> None:
        """Show the user a line, once."""
        if line not in self._told:
            self._told.add(line)
            self.window_show_message(types.ShowMessageParams(kind, f"spanlint: {line}"))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Answer what is not a message, and tell of a defect that no client waits for."""
        self.protocol.report(error)
        if source is not FeatureRequestError and not isinstance(error, ValueError):
            self.tell(f"a message was not understood: {error}", types.MessageType.Error)
