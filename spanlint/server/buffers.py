"""The documents that an editor has open, and the paths that they are judged at."""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit

from pygls.uris import to_fs_path

from spanlint.lean.records import Record
from spanlint.text.suffixes import language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SUFFIXES = {
    "python": ".py",
    "typescript": ".ts",
    "typescriptreact": ".tsx",
    "javascript": ".js",
    "javascriptreact": ".jsx",
}
"""The suffix of a file in each language of an editor, where the file's name has none that spanlint knows."""

BOM = "\ufeff"


class Buffer(Record):
    """An open document: its text, and the absolute path at which it is judged, whether or not there is such a file."""

    uri: str
    path: str
    language: str
    version: int | None
    text: str

    def data(self) -> bytes:
        """Returns the text as the bytes of a file, without a byte order mark."""
        return self.text.removeprefix(BOM).encode("utf-8", "replace")


Buffers = dict[str, Buffer]
"""Open documents by path."""


def buffer_of(uri: str, language_id: str, version: int | None, text: str, folder: str) -> Buffer | None:
    """Returns a document, None for one in another language. One that was never saved counts as a file in `folder`."""
    path = path_of(uri, language_id, folder)
    language = language_of(path) if path is not None else None
    return Buffer(uri, path, language, version, text) if path is not None and language is not None else None


def path_of(uri: str, language_id: str, folder: str) -> str | None:
    """Returns the absolute path at which a document is judged; None for what no editor has in memory or on disk."""
    scheme = urlsplit(uri).scheme
    if scheme == "file":
        path = to_fs_path(uri)
    elif scheme == "untitled":
        path = os.path.join(folder, os.path.basename(unquote(urlsplit(uri).path)) or "untitled")
    else:
        return None
    if path is None or language_of(path) is not None:
        return path
    return path + _SUFFIXES.get(language_id, "")


def folder_around(path: str, folders: Iterable[str]) -> str | None:
    """Returns the innermost of some absolute folders that contains a path; None if none does."""
    around = [folder for folder in folders if path.startswith(os.path.join(folder, ""))]
    return max(around, key=len, default=None)


def without(buffers: Mapping[str, Buffer], uri: str) -> Buffers:
    """Returns the open documents but one."""
    return {path: buffer for path, buffer in buffers.items() if buffer.uri != uri}
