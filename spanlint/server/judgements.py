"""The judgements of open documents. Each is kept until the document, what it imports, or its configuration changes."""

from __future__ import annotations

from itertools import count

from spanlint.adoption import baseline
from spanlint.config.errors import ConfigError
from spanlint.languages.names.disk_memory import forget
from spanlint.lean.records import Record
from spanlint.lint.diagnose import diagnostics_of_undecodable, result_of
from spanlint.lint.judge import Judgement, judge_with_line_ends
from spanlint.model.facts import Facts
from spanlint.model.settings import Settings
from spanlint.prefilter.mentions import SUPPRESSION, mentions
from spanlint.run.imported_helpers import may_misuse_helper
from spanlint.run.time_limit import TimeLimitError, run_within
from spanlint.server.buffers import Buffer
from spanlint.server.configurations import Configurations
from spanlint.server.open_files import Asker, OpenFiles, has_asked
from spanlint.text.indentation import DEEPEST, is_deep
from spanlint.text.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from spanlint.discovery.exclusion import Exclusion
    from spanlint.model.findings import Diagnostic
    from spanlint.server.buffers import Buffers
    from spanlint.server.configurations import FileSettings
    from spanlint.server.options import ServerOptions


class JudgedBuffer(Record):
    """A document and what was found in it. `source` is what the offsets of the judgement count bytes of.

    `settings` is None for a document that is not judged: it is excluded, or `problem` says in one line why. `serial`
    tells judgements apart. `neighbours` is the view of other files, for judging it again.
    """

    buffer: Buffer
    source: Source
    judgement: Judgement
    neighbours: Asker
    serial: int
    diagnostics: tuple[Diagnostic, ...] = ()
    settings: Settings | None = None
    problem: str = ""
    warnings: tuple[str, ...] = ()


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
        searching = [path for path, judged in self._judged.items() if judged.neighbours.searches]
        for path in searching:
            del self._judged[path]

    def on_change(self, listener: Callable[[frozenset[str] | None], None]) -> None:
        """Tell a listener which files are no longer the same; None after a change of the configuration."""
        self._listeners.append(listener)

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
        outdated = [path for path, judged in self._judged.items() if has_asked(judged.neighbours, dropped)]
        for path in outdated:
            del self._judged[path]
        if dropped:
            self._tell(dropped)

    def _tell(self, changed: frozenset[str] | None) -> None:
        for listener in self._listeners:
            listener(changed)

    def _judge(self, buffer: Buffer, buffers: Buffers) -> JudgedBuffer:
        data = buffer.data()
        source, nothing = Source(buffer.path, buffer.language, data, data), Judgement(Facts(buffer.language), ())
        unjudged = JudgedBuffer(buffer, source, nothing, OpenFiles(Settings(frozenset())).asker(), next(self._serials))
        try:
            chosen = self._configurations.of_file(buffer.path)
        except ConfigError as error:
            return unjudged._replace(problem=str(error))
        if chosen.settings is None:
            return unjudged
        files = self._files.setdefault(id(chosen.config), OpenFiles(chosen.settings))
        files.refresh(buffers)
        judged = unjudged._replace(neighbours=files.asker(), warnings=chosen.warnings)
        return _with_findings(judged, chosen, chosen.settings)


def _with_findings(judged: JudgedBuffer, chosen: FileSettings, settings: Settings) -> JudgedBuffer:
    """Returns the judgement of a document that is not excluded."""
    source = judged.source
    size = len(source.text)
    if size > settings.max_file_size:
        return judged._replace(problem=f"not checked: {size} bytes, more than max-file-size ({settings.max_file_size})")
    if b"\0" in source.text or not _may_have_findings(source, settings):
        return judged._replace(settings=settings)
    if source.language == "python" and is_deep(source.text):
        reason = f"the lines are indented to more than {DEEPEST} levels"
        found = diagnostics_of_undecodable(source.path, source.text, reason, settings)
        return judged._replace(diagnostics=found)
    try:
        return run_within(settings.max_file_seconds, _judged, judged, chosen, settings)
    except RecursionError:
        return judged._replace(problem="not checked: the code is nested too deeply")
    except TimeLimitError:
        limit = f"{settings.max_file_seconds} s of processor time (max-file-seconds)"
        return judged._replace(problem=f"not checked: it takes more than {limit}")


def _may_have_findings(source: Source, settings: Settings) -> bool:
    names = mentions(source.language, settings.apis)
    return (
        names.may_occur_in(source.text)
        or SUPPRESSION in source.text
        or may_misuse_helper(source.path, source.text, settings)
    )


def _judged(judged: JudgedBuffer, chosen: FileSettings, settings: Settings) -> JudgedBuffer:
    source, judgement = judge_with_line_ends(judged.source, settings, judged.neighbours)
    found: Iterable[Diagnostic] = result_of(source, judgement, settings).diagnostics
    if chosen.baseline is not None:
        found = baseline.apply(found, chosen.baseline).kept
    return judged._replace(source=source, judgement=judgement, settings=settings, diagnostics=tuple(found))
