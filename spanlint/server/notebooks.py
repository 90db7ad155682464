"""Notebooks that an editor shows cell by cell, as the JSON that they would be on disk.

So a notebook is judged as the same file is in a run. It lacks what says nothing about code, such as outputs.
"""

from __future__ import annotations

import json
from collections import Counter

from lsprotocol import types

from spanlint.server.buffers import Buffer, CellDocument, notebook_path_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from pygls.workspace import TextDocument, Workspace

SYNC = types.NotebookDocumentSyncOptions([types.NotebookDocumentFilterWithNotebook("jupyter-notebook")], save=True)
"""What an editor is to send: all cells, also those of text, since they count in the number of a cell."""


def notebook_of(workspace: Workspace, uri: str, folder: str) -> Buffer | None:
    """Returns an open notebook; None for one that is neither in memory nor on disk, and for one that is not open."""
    notebook, path = workspace.get_notebook_document(notebook_uri=uri), notebook_path_of(uri, folder)
    if notebook is None or path is None:
        return None
    documents = [workspace.get_text_document(cell.document) for cell in notebook.cells]
    cells = tuple(CellDocument(document.uri, document.version, document.source) for document in documents)
    return Buffer(uri, path, notebook.version, _json(notebook.cells, documents), cells)


def _json(cells: Sequence[types.NotebookCell], documents: Sequence[TextDocument]) -> str:
    code = [
        document.language_id or ""
        for cell, document in zip(cells, documents, strict=True)
        if cell.kind is types.NotebookCellKind.Code
    ]
    content = {
        "cells": list(map(_cell, cells, documents)),
        "metadata": {"language_info": {"name": _most_common(code)}},
        "nbformat": 4,
    }
    return json.dumps(content, ensure_ascii=False)


def _most_common(names: Iterable[str]) -> str:
    """Returns the language of most cells, which is that of the notebook."""
    return next((name for name, _ in Counter(names).most_common(1)), "")


def _cell(cell: types.NotebookCell, document: TextDocument) -> dict[str, Any]:
    kind = "code" if cell.kind is types.NotebookCellKind.Code else "markdown"
    return {
        "cell_type": kind,
        "metadata": {"vscode": {"languageId": document.language_id}},
        "source": document.source,
    }
