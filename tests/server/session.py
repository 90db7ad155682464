"""A session with the real server over its standard input and output, led by the client of pytest-lsp."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pytest_lsp import LanguageClient, make_test_lsp_client

from tests.waiting import HANGS_AFTER

SERVER = (sys.executable, "-m", "spanlint", "server")
_IDS = {
    ".py": "python",
    ".ts": "typescript",
    ".tsx": "typescriptreact",
    ".js": "javascript",
    ".vue": "vue",
    ".svelte": "svelte",
    ".astro": "astro",
    ".md": "markdown",
    ".mdx": "mdx",
    ".ipynb": "json",
}
_Result = TypeVar("_Result")


def capabilities(*encodings: str, is_pulling: bool = False) -> types.ClientCapabilities:
    """What an editor can do that counts columns in one of these encodings."""
    actions = types.ClientCodeActionLiteralOptions(types.ClientCodeActionKindOptions([types.CodeActionKind.QuickFix]))
    tags = types.ClientDiagnosticsTagOptions(list(types.DiagnosticTag))
    kinds = [types.PositionEncodingKind(encoding) for encoding in encodings]
    return types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=kinds or None),
        text_document=types.TextDocumentClientCapabilities(
            publish_diagnostics=types.PublishDiagnosticsClientCapabilities(related_information=True, tag_support=tags),
            code_action=types.CodeActionClientCapabilities(
                code_action_literal_support=actions, is_preferred_support=True
            ),
            diagnostic=types.DiagnosticClientCapabilities(related_information=True, tag_support=tags)
            if is_pulling
            else None,
        ),
        workspace=types.WorkspaceClientCapabilities(
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
            diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True),
        ),
    )


class Editor:
    """An editor with some folders open. Documents are named by their path in the first."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.offered = types.ServerCapabilities()
        self._versions: dict[str, int] = {}
        self._happened = asyncio.Event()
        self._listen()

    def uri(self, name: str) -> str:
        return name if ":" in name else (self.folder / name).as_uri()

    def identifier(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(name))

    def open(self, name: str, text: str | None = None) -> None:
        text = (self.folder / name).read_text(encoding="utf-8") if text is None else text
        self._versions[name] = 1
        item = types.TextDocumentItem(self.uri(name), _IDS.get(Path(name).suffix, "python"), 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, name: str, text: str) -> None:
        """Replace the whole text of a document."""
        self.edit(name, types.TextDocumentContentChangeWholeDocument(text))

    def edit(self, name: str, *changes: types.TextDocumentContentChangeEvent) -> None:
        self._versions[name] += 1
        document = types.VersionedTextDocumentIdentifier(self._versions[name], self.uri(name))
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, list(changes)))

    def save(self, name: str) -> None:
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(self.identifier(name)))

    def close(self, name: str) -> None:
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self.identifier(name)))

    async def shows(self, name: str, *expected: tuple[int, str]) -> list[types.Diagnostic]:
        """Wait until the diagnostics of a document have these lines, counted from 0, and codes, and return them."""
        uri = self.uri(name)
        while uri not in self.client.diagnostics or codes(self.client.diagnostics[uri]) != list(expected):
            await self._something()
        return list(self.client.diagnostics[uri])

    async def shows_words(self, name: str, words: str) -> None:
        """Wait until a diagnostic of a document has these words in its message."""
        uri = self.uri(name)
        while not any(words in found.message for found in self.client.diagnostics.get(uri, ())):
            await self._something()

    async def told(self, words: str) -> str:
        """The message that the user is shown with these words in it."""
        while True:
            for message in self.client.messages:
                if words in message.message:
                    return message.message
            await self._something()

    async def _something(self) -> None:
        """Wait until the server has sent something."""
        self._happened.clear()
        await self._happened.wait()

    def _listen(self) -> None:
        """Take notice of whatever the server sends: the client of pytest-lsp waits for one kind, if it has not come."""
        protocol = self.client.protocol
        handle: Callable[[str, Any], None] = protocol._handle_notification

        def take(method: str, params: Any) -> None:
            handle(method, params)
            self._happened.set()

        protocol._handle_notification = take  # type: ignore[method-assign]

    async def actions(self, name: str, line: int, *only: str) -> list[types.CodeAction]:
        """The actions for a line, counted from 0, that edit something."""
        return [found for found in await self.all_actions(name, line, *only) if isinstance(found, types.CodeAction)]

    async def all_actions(self, name: str, line: int, *only: str) -> Sequence[types.CodeAction | types.Command]:
        """The actions for a line. The client takes one that has a command for a command."""
        place = types.Position(line, 0)
        context = types.CodeActionContext([], list(only) or None)
        params = types.CodeActionParams(self.identifier(name), types.Range(place, place), context)
        return await self.client.text_document_code_action_async(params) or ()

    async def hover(self, name: str, line: int, character: int) -> str:
        params = types.HoverParams(self.identifier(name), types.Position(line, character))
        found = await self.client.text_document_hover_async(params)
        return found.contents.value if found and isinstance(found.contents, types.MarkupContent) else ""

    async def pull(self, name: str, known: str | None = None) -> types.DocumentDiagnosticReport:
        params = types.DocumentDiagnosticParams(self.identifier(name), previous_result_id=known)
        return await self.client.text_document_diagnostic_async(params)


def run_session(
    folder: Path,
    lead: Callable[[Editor], Coroutine[Any, Any, None]],
    *folders: Path,
    can: types.ClientCapabilities | None = None,
    options: dict[str, object] | None = None,
    command: tuple[str, ...] = SERVER,
) -> int | None:
    """Start a server for some folders, lead a session with it, and end it. Returns its exit code."""

    async def session() -> int | None:
        client = make_test_lsp_client()
        await client.start_io(*command, cwd=folder)
        editor = Editor(client, folder)
        places = [types.WorkspaceFolder(place.as_uri(), place.name) for place in (folder, *folders)]
        params = types.InitializeParams(
            capabilities=can or capabilities("utf-8", "utf-16"),
            root_uri=folder.as_uri(),
            workspace_folders=places,
            initialization_options={"delay": 0, **(options or {})},
        )
        editor.offered = (await client.initialize_session(params)).capabilities
        await lead(editor)
        await client.shutdown_session()
        server = client._server
        code = await server.wait() if server is not None else None
        await client.stop()  # type: ignore[no-untyped-call]  # pygls says nothing of it
        return code

    return asyncio.run(_within(session()))


async def _within(work: Awaitable[_Result]) -> _Result:
    return await asyncio.wait_for(work, HANGS_AFTER)


def codes(found: Sequence[types.Diagnostic]) -> list[tuple[int, str]]:
    """The line, counted from 0, and the code of each diagnostic."""
    return [(each.range.start.line, str(each.code)) for each in found]
