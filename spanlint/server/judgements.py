"""The judgements of open documents. Each is kept until the document, what it imports, or its configuration changes."""

from __future__ import annotations

from itertools import count

from spanlint.config.errors import ConfigError
from spanlint.languages.names.disk_memory import forget
from spanlint.server.configurations import Configurations
from spanlint.server.judging import JudgedBuffer, with_findings
from spanlint.server.open_files import OpenFiles, has_asked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from spanlint.discovery.exclusion import Exclusion
    from spanlint.server.buffers import Buffer, Buffers
    from spanlint.server.options import ServerOptions


class Judgements:
    """Judges documents of a workspace. Nothing here may be called from two threads."""

    def __init__(self, options: ServerOptions, folders: tuple[str, ...]) -> None:
        self._configurations = Configurations(options.request(), folders)
        self._files: dict[int, OpenFiles] = {}  # by the identity of a configuration
        self._judged: dict[str, JudgedBuffer] = {}  # by path
        self._seen: dict[str, str] = {}  # the text of each open document that has ever been judged
        self._serials = count(1)
        self._listeners: list[Callable[[frozenset[str] | None], None]] = []

    def of(self, buffer: Buffer, buffers: Buffers) -> JudgedBuffer:
        """Returns what is found in a document, given all that are open."""
        self.refresh(buffers)
        known = self._judged.get(buffer.path)
        if known is not None and known.buffer.text == buffer.text and known.buffer.uri == buffer.uri:
            judged = known._replace(buffer=buffer)
        else:
            judged = self._judge(buffer, buffers)
        if buffers.get(buffer.path) is buffer:
            self._judged[buffer.path] = judged
            self._seen[buffer.path] = buffer.text
        return judged

    def outdated(self, buffers: Buffers) -> list[Buffer]:
        """Returns the open documents whose last judgement no longer holds, although their text is the same."""
        self.refresh(buffers)
        unjudged = [buffer for path, buffer in buffers.items() if path not in self._judged]
        return [buffer for buffer in unjudged if self._seen.get(buffer.path) == buffer.text]

    def forget_files(self) -> None:
        """Look again for files that may have come, gone or changed on disk."""
        forget()
        for files in self._files.values():
            files.forget_folders()
        searching = [path for path, judged in self._judged.items() if judged.neighbours and judged.neighbours.searches]
        for path in searching:
            del self._judged[path]

    def on_change(self, listener: Callable[[frozenset[str] | None], None]) -> None:
        """Tell a listener which files are no longer the same; None after a change of the configuration."""
        self._listeners.append(listener)

    def may_read_docs(self, folder: str) -> bool:
        """Whether Markdown in a workspace folder is read."""
        return self._configurations.may_read_docs(folder)

    def exclusion(self, top: str, shown: str) -> Exclusion:
        """Returns what the configuration excludes below a folder (see `discover`)."""
        return self._configurations.exclusion(top, shown)

    def refresh(self, buffers: Buffers) -> None:
        """Forget what no longer holds, given what is open."""
        if self._configurations.refresh():
            self._files.clear()
            self._judged.clear()
            self._tell(None)
        for path in self._seen.keys() - buffers.keys():
            del self._seen[path]
            self._judged.pop(path, None)
        dropped = frozenset[str]().union(*(files.refresh(buffers) for files in self._files.values()))
        outdated = [
            path for path, judged in self._judged.items() if judged.neighbours and has_asked(judged.neighbours, dropped)
        ]
        for path in outdated:
            del self._judged[path]
        if dropped:
            self._tell(dropped)

    def _tell(self, changed: frozenset[str] | None) -> None:
        for listener in self._listeners:
            listener(changed)

    def _judge(self, buffer: Buffer, buffers: Buffers) -> JudgedBuffer:
        unjudged = JudgedBuffer(buffer, next(self._serials))
        try:
            chosen = self._configurations.of_file(buffer.path)
        except ConfigError as error:
            return unjudged._replace(problem=str(error))
        if chosen.settings is None:
            return unjudged
        files = self._files.setdefault(id(chosen.config), OpenFiles(chosen.settings))
        files.refresh(buffers)
        judged = unjudged._replace(neighbours=files.asker(), warnings=chosen.warnings)
        return with_findings(judged, chosen.settings, chosen.baseline)
