"""The state of sweeps in use: what is learned goes in, and a state that is of no use costs a line and no repository."""

from __future__ import annotations

import os

from spanlint.disk.reading import reason_of
from spanlint.sweep.state import kept_clones
from spanlint.sweep.state.verdict_store import FILE_NAME, StateError, VerdictWriter, is_readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from spanlint.sweep.results import Result

_BESIDE = ("", "-journal", "-wal", "-shm")  # files of one database


class StateFolder:
    """The state in a folder; an empty path is that of none. `tell` gets a line about what is wrong with it."""

    def __init__(self, path: str, tell: Callable[[str], None]) -> None:
        self.path = path
        self._tell = tell
        self._writer: VerdictWriter | None = None
        if not path:
            return
        base = os.path.join(path, FILE_NAME)
        try:
            if os.path.exists(base) and not is_readable(path):
                for suffix in _BESIDE:
                    if os.path.exists(base + suffix):
                        os.unlink(base + suffix)
                tell(f"{base}: not a state that can be read, thrown away")
            self._writer = VerdictWriter(path)
        except StateError as error:
            tell(f"{base}: {error}; what this sweep learns is not kept")
        except OSError as error:
            tell(f"{base}: {reason_of(error)}; what this sweep learns is not kept")

    def keep(self, result: Result) -> None:
        """Keep what the lint of a repository has found out."""
        if self._writer is None or result.learned is None:
            return
        try:
            self._writer.add(result.repository.name, result.learned)
        except StateError as error:
            self._tell(f"{os.path.join(self.path, FILE_NAME)}: {error}; what this sweep learns is not kept")
            self.close()

    def prune(self, repositories: Iterable[str]) -> None:
        """Remove what no repository has used when it was linted the last times, and clones that nobody uses. A sweep
        has the `repositories` of these names now."""
        if self._writer is None:
            return
        kept_clones.prune(self.path)
        try:
            self._writer.prune(repositories)
        except StateError as error:
            self._tell(f"{os.path.join(self.path, FILE_NAME)}: {error}; what is of no use stays")

    def close(self) -> None:
        """Let go of the state."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
