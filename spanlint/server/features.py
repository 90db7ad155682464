"""What the server answers to: the requests and notifications of the protocol."""

from __future__ import annotations

from lsprotocol import types

from spanlint.rulebook.explain import explain
from spanlint.rulebook.rules import rule_of
from spanlint.server.actions import EXPLAIN, FIX_ALL, FIX_NOTEBOOK, ActionQuery, actions_of
from spanlint.server.hovers import describe_rule, hover_of
from spanlint.server.language_server import SpanlintServer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.server.judge_queue import JudgeQueue

_WATCHED = ("**/*.{py,pyi,ts,mts,cts,tsx,js,mjs,cjs,jsx}", "**/{pyproject,spanlint,.spanlint}.toml",
            "**/{package,tsconfig*,jsconfig*}.json", "**/pnpm-workspace.yaml")  # fmt: skip


def server_for(queue: JudgeQueue) -> SpanlintServer:
    """Returns a server with all that it answers to, which judges on the thread that works off the queue."""
    server = SpanlintServer(queue)
    _add_lifecycle(server)
    _add_documents(server)
    _add_notebooks(server)
    _add_disk(server)
    _add_answers(server)
    return server


def _add_lifecycle(server: SpanlintServer) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.begin(params)
        options = types.DiagnosticOptions(
            inter_file_dependencies=True, workspace_diagnostics=False, identifier="spanlint"
        )
        server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(_pulled(server))
        if server.options.may_judge_workspace:
            server.feature(types.WORKSPACE_DIAGNOSTIC)(_pulled_from_all(server))

    @server.feature(types.INITIALIZED)
    def initialized(_params: types.InitializedParams) -> None:
        if not server.options.may_judge_workspace:  # pygls offers what it knows by now, and some clients then ask often
            server.feature(types.WORKSPACE_DIAGNOSTIC)(_pulled_from_all(server))
        workspace = server.client_capabilities.workspace
        watched = workspace and workspace.did_change_watched_files
        if watched and watched.dynamic_registration:
            watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            registration = types.Registration("spanlint-files", method, options)
            server.client_register_capability(types.RegistrationParams([registration]))

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configuration_changed(params: types.DidChangeConfigurationParams) -> None:
        server.configure(params.settings)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders_changed(_params: types.DidChangeWorkspaceFoldersParams) -> None:
        server.restart()


def _add_documents(server: SpanlintServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.open(params.text_document)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.change(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.close(params.text_document.uri)


def _add_notebooks(server: SpanlintServer) -> None:
    @server.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    async def notebook_opened(params: types.DidOpenNotebookDocumentParams) -> None:
        server.take_notebook(params.notebook_document.uri, 0)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    async def notebook_changed(params: types.DidChangeNotebookDocumentParams) -> None:
        server.take_notebook(params.notebook_document.uri, server.options.delay)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    async def notebook_closed(params: types.DidCloseNotebookDocumentParams) -> None:
        server.close(params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_SAVE)
    async def notebook_saved(_params: types.DidSaveNotebookDocumentParams) -> None:
        server.files_changed()


def _add_disk(server: SpanlintServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_SAVE, types.SaveOptions())
    async def saved(_params: types.DidSaveTextDocumentParams) -> None:
        server.files_changed()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def files_changed(_params: types.DidChangeWatchedFilesParams) -> None:
        server.files_changed()


def _add_answers(server: SpanlintServer) -> None:
    kinds = [types.CodeActionKind.QuickFix, FIX_ALL, FIX_NOTEBOOK]

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(kinds))
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        buffer = server.buffer(params.text_document.uri)
        if buffer is None:
            return None
        judged = await server.judged(buffer)
        asked = ActionQuery(params.text_document.uri, params.range, params.context.only)
        return await server.ask(actions_of, judged, server.client, asked)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        buffer = server.buffer(params.text_document.uri)
        if buffer is None:
            return None
        judged = await server.judged(buffer)
        return await server.ask(hover_of, judged, server.client, params.text_document.uri, params.position)

    @server.command(EXPLAIN)
    def explain_rule(code: str) -> str | None:
        rule = rule_of(code.upper())
        if rule is None:
            return None
        if not server.options.can_open_pages:
            server.window_show_message(types.ShowMessageParams(types.MessageType.Info, describe_rule(rule)))
        return explain(rule)


def _pulled(server: SpanlintServer):  # type: ignore[no-untyped-def]
    async def diagnostic(params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        buffer = server.buffer(params.text_document.uri)
        if buffer is None or buffer.cells:
            return types.RelatedFullDocumentDiagnosticReport(items=[])
        judged = await server.judged(buffer)
        name = str(judged.serial)
        if params.previous_result_id == name:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=name)
        found = await server.diagnostics(buffer)
        return types.RelatedFullDocumentDiagnosticReport(items=found[buffer.uri], result_id=name)

    return diagnostic


def _pulled_from_all(server: SpanlintServer):  # type: ignore[no-untyped-def]
    async def workspace_diagnostic(params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        previous = {known.uri: known.value for known in params.previous_result_ids}
        return types.WorkspaceDiagnosticReport(await server.workspace_reports(previous))

    return workspace_diagnostic
