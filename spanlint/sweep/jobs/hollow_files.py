"""The files of a tree that lie there by name alone, each until somebody opens it."""

from __future__ import annotations

import os
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.sweep.git.blob_contents import ContentsOnDemand


class HollowFiles:
    """Fills files in the current folder, by their blobs. `wanted` are those whose content the repository lacks."""

    def __init__(self, blobs: dict[str, str], git_folder: str) -> None:
        self._blobs = blobs
        self._git_folder = git_folder
        self._contents: ContentsOnDemand | None = None
        self._top = os.getcwd()
        self.wanted: set[str] = set()

    def fill(self, path: str) -> None:
        """Give a file its content if it lacks it; the path is relative to the top of the tree."""
        blob = self._blobs.pop(path, None)
        if blob is None:
            return
        self.wanted.add(path)
        from spanlint.sweep.git.blob_contents import ContentsOnDemand  # an eighth of the time of a lint of few files
        from spanlint.sweep.git.git_commands import GitError

        with suppress(GitError, OSError):
            if self._contents is None:
                self._contents = ContentsOnDemand(self._git_folder)
            content = self._contents.of(blob)
            if content is not None:
                with open(os.path.join(self._top, path), "wb") as file:
                    file.write(content)
                self.wanted.remove(path)
