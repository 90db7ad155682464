"""The documents that an editor has open, and the paths that they are judged at."""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit

from pygls.uris import to_fs_path

from spanlint.lean.records import Record
from spanlint.text.suffixes import NOTEBOOK, is_notebook, languages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SUFFIXES = {
    "python": ".py",
    "typescript": ".ts",
    "typescriptreact": ".tsx",
    "javascript": ".js",
    "javascriptreact": ".jsx",
    "vue": ".vue",
    "svelte": ".svelte",
    "astro": ".astro",
    "markdown": ".md",
    "mdx": ".mdx",
}
"""The suffix of a file in each language of an editor, where the file's name has none that spanlint knows."""

BOM = "\ufeff"


class CellDocument(Record):
    """A cell of an open notebook, which to the editor is a document of its own."""

    uri: str
    version: int | None
    text: str


class Buffer(Record):
    """An open document: its text, and the absolute path at which it is judged, whether or not there is such a file.

    Of a notebook that the editor shows cell by cell, `cells` has all cells, and `text` is JSON that holds the same.
    """

    uri: str
    path: str
    version: int | None
    text: str
    cells: tuple[CellDocument, ...] = ()

    def data(self) -> bytes:
        """Returns the text as the bytes of a file, without a byte order mark."""
        return self.text.removeprefix(BOM).encode("utf-8", "replace")

    def versions(self) -> dict[str, int | None]:
        """Returns the version of each document by its address: that of the one, or those of the cells."""
        return {cell.uri: cell.version for cell in self.cells} or {self.uri: self.version}


Buffers = dict[str, Buffer]
"""Open documents by path."""


def buffer_of(uri: str, language_id: str, version: int | None, text: str, folder: str) -> Buffer | None:
    """Returns a document, None for one in another language. One that was never saved counts as a file in `folder`."""
    path = path_of(uri, language_id, folder)
    return Buffer(uri, path, version, text) if path is not None and languages_of(path) else None


def path_of(uri: str, language_id: str, folder: str) -> str | None:
    """Returns the absolute path at which a document is judged; None for what no editor has in memory or on disk."""
    path = _path_on_disk(uri, folder)
    if path is None:
        return None
    is_converted = is_notebook(path) and language_id in _SUFFIXES  # some editors show a notebook as a script
    return path if languages_of(path) and not is_converted else path + _SUFFIXES.get(language_id, "")


def notebook_path_of(uri: str, folder: str) -> str | None:
    """Returns the absolute path at which a notebook is judged, as `path_of` does."""
    path = _path_on_disk(uri, folder)
    return path if path is None or is_notebook(path) else path + NOTEBOOK


def _path_on_disk(uri: str, folder: str) -> str | None:
    scheme = urlsplit(uri).scheme
    if scheme == "file":
        return to_fs_path(uri)
    if scheme == "untitled":
        return os.path.join(folder, os.path.basename(unquote(urlsplit(uri).path)) or "untitled")
    return None


def folder_around(path: str, folders: Iterable[str]) -> str | None:
    """Returns the innermost of some absolute folders that contains a path; None if none does."""
    around = [folder for folder in folders if path.startswith(os.path.join(folder, ""))]
    return max(around, key=len, default=None)


def without(buffers: Mapping[str, Buffer], uri: str) -> Buffers:
    """Returns the open documents but one."""
    return {path: buffer for path, buffer in buffers.items() if buffer.uri != uri}
