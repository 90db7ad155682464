"""The index of the code that makes spans: each call, with the names that it may give to them."""

from __future__ import annotations

import re

from spanlint.apis import tables
from spanlint.cli.lint_command import tasks_for
from spanlint.config.run_settings import run_config
from spanlint.languages import reader
from spanlint.languages.names.containment import resolved
from spanlint.lean.records import Record
from spanlint.lint.call_places import call_place
from spanlint.model.apis import Slot
from spanlint.model.span_names import MODULE, NameParameter, NamePattern, filled
from spanlint.prefilter.mentions import mentions
from spanlint.run.project import Project
from spanlint.run.tasks import Tasks
from spanlint.suppression.call_index import CallIndex
from spanlint.text.decoding import UndecodableError, decode
from spanlint.text.source import ByteRange, LineIndex, Position, Source
from spanlint.text.suffixes import language_of
from spanlint.text.whole_names import mention_pattern
from spanlint.trace.model.outcome import CallSite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from spanlint.model.facts import Facts, SpanCall
    from spanlint.model.request import Request
    from spanlint.model.settings import Settings
    from spanlint.model.span_names import NameDecorator, NamingCall
    from spanlint.run.one_file import Candidate

_MAX_STEPS = 3  # from a call through the wrappers around it


class _Wrapper(Record):
    """A function that starts a span which it names after a parameter, the place of the span call, `path:line`, and the
    path of the file that defines the function."""

    parameter: NameParameter
    via: str
    path: str

    def may_be(self, call: NamingCall) -> bool:
        """Whether a call may be one of this function: by its name, unless the code says that it is another's."""
        if call.function == self.parameter.function and not call.definitions:
            return True
        return any(self._is_at(place) for place in call.definitions)

    def _is_at(self, place: str) -> bool:
        """Whether the file is that of a definition, or lies where a module may have its last name from."""
        if not place.startswith(MODULE):
            return resolved(place) == resolved(self.path)
        module = re.split(r"[.:/]+", place.removeprefix(MODULE).removesuffix(self.parameter.function).rstrip(".:/"))[-1]
        return module in re.split(r"[./]+", self.path)


class IndexedCall(Record):
    """A call, with the names that it may give to spans, and the range of lines and columns that it covers.

    `is_direct` is whether it starts the span itself, with a tracer that its own file may get.
    """

    site: CallSite
    patterns: tuple[NamePattern, ...]
    first: Position
    last: Position
    is_direct: bool = False


class CodeIndex:
    """The calls of one folder, or of one file, read when those of their language are first asked for.

    Raises ConfigError for a configuration that cannot be used.
    """

    def __init__(self, folder: str, request: Request) -> None:
        self.folder = folder
        _, self.tasks = tasks_for(request._replace(paths=(folder,)), run_config(request))
        self._projects: dict[int, Project] = {}
        self._calls: dict[str, list[IndexedCall]] = {}  # by language
        self._places: dict[NameDecorator, str] = {}  # of the span calls in them
        self._scopes: dict[str, frozenset[str]] = {}  # by path

    def calls(self, languages: Iterable[str]) -> list[IndexedCall]:
        """Returns the calls in some languages."""
        for language in languages:
            if language not in self._calls:
                self._calls[language] = []
                self._read(language)
        return [call for language in languages for call in self._calls[language]]

    def _read(self, language: str) -> None:
        pending: list[_Wrapper] = []
        decorators: dict[str, list[NameDecorator]] = {}
        for source, facts in self._files(language, None):
            pending += self._index(source, facts)
            lines = LineIndex(source.text)
            for found in facts.naming_decorators():
                decorators.setdefault(found.function, []).append(found)
                self._places[found] = f"{source.path}:{lines.position(found.at.start).line}"
            self._index_decorated(source, facts, {})
        if decorators:
            self._add_renamed(language, decorators)
            for source, facts in self._files(language, mention_pattern(decorators)):
                self._index_decorated(source, facts, decorators)
        known = set[tuple[NameParameter, str]]()
        for _ in range(_MAX_STEPS):
            fresh = {(found.parameter, found.path): found for found in pending}
            pending = [found for key, found in fresh.items() if key not in known]
            if not pending:
                break
            known |= fresh.keys()
            pending = self._index_wrappers(language, pending)

    def _add_renamed(self, language: str, decorators: dict[str, list[NameDecorator]]) -> None:
        """Add the other names that files give to decorators, and to these in turn."""
        for _ in range(_MAX_STEPS):
            added = [
                pair
                for _, facts in self._files(language, mention_pattern(decorators))
                for pair in facts.renamed_decorators(decorators)
                if pair[0] not in self._places
            ]
            for renamed, known in added:
                self._places[renamed] = self._places[known]
                decorators.setdefault(renamed.function, []).append(renamed)
            if not added:
                break

    def task_of(self, path: str) -> Tasks:
        """Returns the task of one of the files."""
        return self.tasks.only({path})

    def _files(self, language: str, names: re.Pattern[bytes] | None) -> Iterator[tuple[Source, Facts]]:
        """Yields the files of a language that may make spans, or that match a pattern."""
        for index in range(len(self.tasks.paths)):
            if language_of(self.tasks.paths[index]) != language:
                continue
            found = self._file(*self.tasks.task(index), language, names)
            if found is not None:
                yield found

    def _file(
        self, candidate: Candidate, settings: Settings, language: str, names: re.Pattern[bytes] | None
    ) -> tuple[Source, Facts] | None:
        source = _source(candidate.path, language, settings, names)
        if source is None:
            return None
        neighbours = self._projects.setdefault(id(settings), Project(settings))
        return source, reader(language).read_names(source, tables(language, settings.apis), neighbours)

    def scopes(self, site: CallSite) -> frozenset[str]:
        """Returns the names of the tracers that the file of a call gets, as far as they are texts; none if it says
        none. Most files are never asked for them, so they are read once more."""
        if site.path not in self._scopes:
            found = self._file(*self.task_of(site.path).task(0), site.language, None)
            self._scopes[site.path] = _scopes(*found) if found is not None else frozenset()
        return self._scopes[site.path]

    def _index(self, source: Source, facts: Facts) -> Iterator[_Wrapper]:
        """Index the calls of a file. Yields the functions around them that take a span's name."""
        lines, calls = LineIndex(source.text), CallIndex(facts.calls)
        for call in facts.calls:
            names = call.names()
            site = _site(source, lines, call, calls)
            self._add(_indexed(site, names.patterns, lines, call.call)._replace(is_direct=True))
            if names.parameter is not None:
                yield _Wrapper(names.parameter, _place(site), source.path)

    def _add(self, call: IndexedCall) -> None:
        self._calls[call.site.language].append(call)

    def _index_wrappers(self, language: str, wrappers: Iterable[_Wrapper]) -> list[_Wrapper]:
        """Index the calls of functions that take a span's name. Returns those that are in turn called with one."""
        by_slot: dict[str, dict[Slot, list[_Wrapper]]] = {}
        for wrapper in wrappers:
            by_slot.setdefault(wrapper.parameter.function, {}).setdefault(wrapper.parameter.slot, []).append(wrapper)
        further: list[_Wrapper] = []
        other_names = _other_names_of(by_slot)
        for source, facts in self._files(language, _calls_of(by_slot)):
            lines = LineIndex(source.text)
            renamed = {new.decode(): by_slot[old.decode()] for old, new in other_names.findall(source.text)}
            for call in facts.naming_calls({**renamed, **by_slot}):
                known = by_slot.get(call.function) or renamed[call.function]
                for wrapper in filter(
                    lambda found: found.may_be(call), known[call.slot] if call.slot is not None else ()
                ):
                    site = _naming_site(source, lines, call, wrapper.via)
                    patterns = tuple(filled(wrapper.parameter.templates, call.names.patterns))
                    if patterns:
                        self._add(_indexed(site, patterns, lines, call.call))
                    if call.names.parameter is not None:
                        templates = tuple(filled(wrapper.parameter.templates, call.names.parameter.templates))
                        parameter = call.names.parameter._replace(templates=templates)
                        further.append(_Wrapper(parameter, _place(site), source.path))
        return further

    def _index_decorated(self, source: Source, facts: Facts, own: Mapping[str, Sequence[NameDecorator]]) -> None:
        """Index the functions that a decorator names spans after: one of the project's own, or any of a library."""
        lines: LineIndex | None = None
        for call in facts.named_functions(own):
            lines = lines or LineIndex(source.text)
            via = self._places[call.decorator] if call.decorator is not None else ""
            site = _naming_site(source, lines, call, via)._replace(
                api=call.api, parent="absent" if call.api else "unknown"
            )
            self._add(_indexed(site, call.names.patterns, lines, call.call))


def _calls_of(names: Iterable[str]) -> re.Pattern[bytes]:
    """Returns a pattern of calls of functions, `step(`, `step<T>(`, `step?.(`, `partial(step,`, or of other names."""
    return re.compile(rb"(?:%b)(?:\s*[(<?,]|\s+as\s)" % _any_of(names))


def _other_names_of(names: Iterable[str]) -> re.Pattern[bytes]:
    """Returns a pattern of imports under another name, `step as begin`, which finds both names in either language."""
    return re.compile(rb"\b(%b)\s+as\s+([A-Za-z_$][\w$]*)" % _any_of(names))


def _any_of(names: Iterable[str]) -> bytes:
    return b"|".join(re.escape(name.encode()) for name in sorted(names))


def _source(path: str, language: str, settings: Settings, names: re.Pattern[bytes] | None) -> Source | None:
    from spanlint.disk.reading import Unread, is_binary, read_file

    data = read_file(path, settings.max_file_size)
    if isinstance(data, Unread) or is_binary(data):
        return None
    if not (names.search(data) if names is not None else _may_name_spans(language, settings, data)):
        return None
    try:
        return decode(path, language, data)
    except UndecodableError:
        return None


def _may_name_spans(language: str, settings: Settings, data: bytes) -> bool:
    """Whether the text may make spans, or put a library's decorator on a function that it names spans after."""
    if mentions(language, settings.apis).may_occur_in(data):
        return True
    return b"@" in data and any(
        any(package.partition(":")[0].encode() in data for package in api.packages)
        and any(opener.name.encode() in data for opener in api.openers if opener.named)
        for api in tables(language, settings.apis).apis
    )


def _scopes(source: Source, facts: Facts) -> frozenset[str]:
    if not facts.calls:
        return frozenset()
    slots = {name: (Slot(0),) for api in tables(source.language).apis for name in api.tracers if name.isidentifier()}
    patterns = (pattern for call in facts.naming_calls(slots) for pattern in call.names.patterns)
    return frozenset(pattern[0] for pattern in patterns if len(pattern) == 1)


def _place(site: CallSite) -> str:
    return f"{site.path}:{site.start.line}"


def _indexed(site: CallSite, patterns: tuple[NamePattern, ...], lines: LineIndex, call: ByteRange) -> IndexedCall:
    return IndexedCall(site, patterns, lines.position(call.start), lines.position(call.end))


def _site(source: Source, lines: LineIndex, call: SpanCall, calls: CallIndex) -> CallSite:
    start, end = lines.position(call.at.start), lines.position(call.at.end)
    method, api, parent = call.creator.method, call.creator.api, call.parent.state.value
    text = call_place(call.at, source.text, calls, lines).text
    return CallSite(source.path, start, end, lines.line(start.line), method, api, parent, source.language, call=text,
                    has_start_time=call.has_start_time())  # fmt: skip


def _naming_site(source: Source, lines: LineIndex, call: NamingCall, via: str) -> CallSite:
    start, end = lines.position(call.at.start), lines.position(call.at.end)
    text = " ".join(source.text[call.call.start : call.call.end].decode("utf-8", "replace").split())
    frame = lines.line(start.line)
    return CallSite(source.path, start, end, frame, call.function, "", "unknown", source.language, via=via, call=text)
