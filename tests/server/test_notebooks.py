"""What an editor sees of a notebook that it shows cell by cell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lsprotocol import types

from tests.cli.program import PYTHON_BAD, run_spanlint, write
from tests.regions.notebooks import SKIPPING, TRACER, code, notebook, words
from tests.regions.notebooks import codes as codes_of_cells
from tests.server.applying import applied_to_all
from tests.server.session import Editor, capabilities, codes, run_session

pytestmark = pytest.mark.program

MAGICS = "%%time\nfiles = !ls\n"
CELLS = (TRACER, "# Checkout", MAGICS + SKIPPING, "run(tracer.start_span('d'))\n")
SKIPPED = [(5, "SPN002")]


class OpenNotebook:
    """A notebook in an editor. Its cells are documents, named by what follows the `#` of their address."""

    def __init__(self, editor: Editor, name: str, *cells: str, language: str = "python") -> None:
        self.editor = editor
        self.uri = editor.uri(name)
        self.version = 1
        self.texts: dict[str, str] = {}
        items = [self._item(text, language) for text in cells]
        document = types.NotebookDocument(self.uri, "jupyter-notebook", 1, list(map(self._cell, items)))
        editor.client.notebook_document_did_open(types.DidOpenNotebookDocumentParams(document, items))

    def cell(self, number: int) -> str:
        """The address of a cell, counted from 1."""
        return list(self.texts)[number - 1]

    def type(self, number: int, text: str) -> None:
        """Replace the text of a cell."""
        uri = self.cell(number)
        self.texts[uri] = text
        document = types.VersionedTextDocumentIdentifier(self.version + 1, uri)
        change = types.NotebookDocumentCellContentChanges(
            document, [types.TextDocumentContentChangeWholeDocument(text)]
        )
        self._change(types.NotebookDocumentCellChanges(text_content=[change]))

    def insert(self, number: int, text: str) -> None:
        """Put a new cell before one."""
        item = self._item(text, "python")
        uris = list(self.texts)
        uris.insert(number - 1, uris.pop())
        self.texts = {uri: self.texts[uri] for uri in uris}
        array = types.NotebookCellArrayChange(number - 1, 0, [self._cell(item)])
        structure = types.NotebookDocumentCellChangeStructure(array, did_open=[item])
        self._change(types.NotebookDocumentCellChanges(structure=structure))

    def remove(self, number: int) -> None:
        closed = types.TextDocumentIdentifier(self.cell(number))
        del self.texts[closed.uri]
        array = types.NotebookCellArrayChange(number - 1, 1)
        structure = types.NotebookDocumentCellChangeStructure(array, did_close=[closed])
        self._change(types.NotebookDocumentCellChanges(structure=structure))

    def close(self) -> None:
        documents = list(map(types.TextDocumentIdentifier, self.texts))
        params = types.DidCloseNotebookDocumentParams(types.NotebookDocumentIdentifier(self.uri), documents)
        self.editor.client.notebook_document_did_close(params)

    async def fix_all(self, number: int, kind: str = "source.fixAll") -> list[str]:
        """The texts of all cells after the action that fixes all."""
        (action,) = await self.editor.actions(self.cell(number), 0, kind)
        return list(applied_to_all(self.texts, action).values())

    def _item(self, text: str, language: str) -> types.TextDocumentItem:
        uri = f"vscode-notebook-cell:{self.uri.removeprefix('file:')}#c{self.version}-{len(self.texts)}"
        self.texts[uri] = text
        return types.TextDocumentItem(uri, "markdown" if text.startswith("# ") else language, self.version, text)

    def _cell(self, item: types.TextDocumentItem) -> types.NotebookCell:
        is_text = item.language_id == "markdown"
        return types.NotebookCell(types.NotebookCellKind.Markup if is_text else types.NotebookCellKind.Code, item.uri)

    def _change(self, cells: types.NotebookDocumentCellChanges) -> None:
        self.version += 1
        document = types.VersionedNotebookDocumentIdentifier(self.version, self.uri)
        change = types.NotebookDocumentChangeEvent(cells=cells)
        self.editor.client.notebook_document_did_change(types.DidChangeNotebookDocumentParams(document, change))


def on_disk(cells: tuple[str, ...]) -> str:
    return notebook(*(words(text) if text.startswith("# ") else code(text) for text in cells))


def test_each_cell_shows_its_findings_and_is_fixed(tmp_path: Path) -> None:
    write(tmp_path, {"a.ipynb": on_disk(CELLS)})

    async def lead(editor: Editor) -> None:
        opened = OpenNotebook(editor, "a.ipynb", *CELLS)
        third, fourth = opened.cell(3), opened.cell(4)
        (found,) = await editor.shows(third, *SKIPPED)
        await editor.shows(fourth, (0, "SPN001"))
        await editor.shows(opened.cell(1))
        await editor.shows(opened.cell(2))
        assert "line 4 of cell 3" in found.message
        related = [place.location for place in found.related_information or ()]
        assert [(place.uri, place.range.start.line) for place in related] == [(third, 3)]
        assert "Parent: absent" in await editor.hover(third, 5, found.range.start.character)
        assert await editor.hover(fourth, 5, 0) == ""
        assert "Parent: absent" in await editor.hover(fourth, 0, 12)
        actions = {action.title: action for action in await editor.actions(third, 5)}
        (preferred,) = (action for action in actions.values() if action.is_preferred)
        fixed = CELLS[2].replace("('c')", "('c', context=ctx)")
        assert list(applied_to_all(opened.texts, preferred).values()) == [*CELLS[:2], fixed, CELLS[3]]
        assert preferred.edit is not None
        (change,) = preferred.edit.document_changes or ()
        assert isinstance(change, types.TextDocumentEdit)
        assert change.text_document == types.OptionalVersionedTextDocumentIdentifier(third, 1)
        run_spanlint(tmp_path, "--fix", "a.ipynb")
        of_run = codes_of_cells((tmp_path / "a.ipynb").read_text(encoding="utf-8"))
        assert await opened.fix_all(1) == await opened.fix_all(3, "notebook.source.fixAll") == of_run
        ignored = applied_to_all(opened.texts, actions["Ignore SPN002 on this line"])[third]
        opened.type(3, ignored)
        await editor.shows(third)
        line = next(number for number, text in enumerate(ignored.splitlines()) if "TODO" in text)
        column = ignored.splitlines()[line].encode().index(b"SPN002")
        assert "**SPN002** skipped-parent" in await editor.hover(third, line, column)

    run_session(tmp_path, lead, can=capabilities("utf-8"))


def test_cells_come_go_and_move(tmp_path: Path) -> None:
    async def lead(editor: Editor) -> None:
        opened = OpenNotebook(editor, "a.ipynb", *CELLS)
        third, fourth = opened.cell(3), opened.cell(4)
        await editor.shows(third, *SKIPPED)
        opened.insert(1, "é = 1\n")
        await editor.shows_words(third, "of cell 4")
        opened.type(4, "")
        await editor.shows(third)
        opened.type(4, CELLS[2])
        await editor.shows(third, *SKIPPED)
        opened.remove(4)
        await editor.shows(third)
        await editor.shows(fourth, (0, "SPN001"))
        opened.close()
        await editor.shows(fourth)

    run_session(tmp_path, lead)


def test_cells_are_shown_without_being_asked_for(tmp_path: Path) -> None:
    write(tmp_path, {"a.ipynb": on_disk(CELLS), "b.ipynb": on_disk(CELLS)})

    async def lead(editor: Editor) -> None:
        async def reported(*known: types.PreviousResultId) -> dict[str, int]:
            params = types.WorkspaceDiagnosticParams(known)
            items = (await editor.client.workspace_diagnostic_async(params)).items
            full = [item for item in items if isinstance(item, types.WorkspaceFullDocumentDiagnosticReport)]
            return {Path(item.uri).name: len(item.items) for item in full}

        assert await reported() == {"a.ipynb": 2, "b.ipynb": 2}
        opened = OpenNotebook(editor, "a.ipynb", *CELLS)
        third = opened.cell(3)
        await editor.shows(third, *SKIPPED)
        for uri in (third, opened.uri):  # else an editor would show each twice
            nothing = await editor.pull(uri)
            assert isinstance(nothing, types.RelatedFullDocumentDiagnosticReport)
            assert list(nothing.items) == []
        assert await reported() == {"b.ipynb": 2}
        assert await reported(types.PreviousResultId(opened.uri, "1")) == {"a.ipynb": 0, "b.ipynb": 2}
        opened.type(3, "")
        await editor.shows(third)
        opened.close()
        await editor.shows(opened.cell(4))

    run_session(tmp_path, lead, can=capabilities("utf-16", is_pulling=True))


@pytest.mark.parametrize("language", ["julia", "sql"])
def test_cells_in_other_languages_are_not_judged(tmp_path: Path, language: str) -> None:
    async def lead(editor: Editor) -> None:
        opened = OpenNotebook(editor, "a.ipynb", TRACER, SKIPPING, language=language)
        await editor.shows(opened.cell(2))
        python = OpenNotebook(editor, "untitled:Untitled-1.ipynb", TRACER, SKIPPING)
        await editor.shows(python.cell(2), (3, "SPN002"))

    run_session(tmp_path, lead)


def test_what_is_open_and_the_configuration_count_for_cells(tmp_path: Path) -> None:
    helper = "from opentelemetry import trace\ndef make():\n    return trace.get_tracer('shop')\n"
    write(tmp_path, {"helper.py": "def make():\n    return None\n"})

    async def lead(editor: Editor) -> None:
        opened = OpenNotebook(editor, "a.ipynb", "from helper import make\n", "make().start_span('a')\n")
        await editor.shows(opened.cell(2))
        editor.open("helper.py", helper)
        await editor.shows(opened.cell(2), (0, "SPN001"))
        write(tmp_path, {"spanlint.toml": "ignore = ['SPN001']"})
        saved = types.DidSaveNotebookDocumentParams(types.NotebookDocumentIdentifier(opened.uri))
        editor.client.notebook_document_did_save(saved)
        await editor.shows(opened.cell(2))

    run_session(tmp_path, lead)


def test_a_message_about_an_unknown_notebook_does_no_harm(tmp_path: Path) -> None:
    async def lead(editor: Editor) -> None:
        document = types.VersionedNotebookDocumentIdentifier(1, editor.uri("no.ipynb"))
        change = types.NotebookDocumentChangeEvent()
        editor.client.notebook_document_did_change(types.DidChangeNotebookDocumentParams(document, change))
        editor.open("a.py", PYTHON_BAD)
        await editor.shows("a.py", (6, "SPN001"))

    assert run_session(tmp_path, lead) == 0


def test_the_json_of_a_run_and_of_an_editor_name_the_same_places(tmp_path: Path) -> None:
    write(tmp_path, {"a.ipynb": on_disk(CELLS)})
    rows = json.loads(run_spanlint(tmp_path, "--output-format", "json", "a.ipynb").out)
    of_run = [(row["cell"], row["location"]["row"] if "location" in row else row["line"], row["code"]) for row in rows]

    async def lead(editor: Editor) -> None:
        opened = OpenNotebook(editor, "a.ipynb", *CELLS)
        await editor.shows(opened.cell(3), *SKIPPED)
        shown = editor.client.diagnostics
        of_editor = [
            (number, line + 1, found_code)
            for number, uri in enumerate(opened.texts, 1)
            for line, found_code in codes(list(shown[uri]))
        ]
        assert of_editor == of_run

    run_session(tmp_path, lead)
