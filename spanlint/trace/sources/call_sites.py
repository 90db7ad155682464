"""From the name of a span to the calls that make it, narrowed by what else the span says. Never a guess."""

from __future__ import annotations

import os
import re

from spanlint.lean.records import Record
from spanlint.trace.model.outcome import ATTRIBUTE, EXACT, NONE, PATTERN, CallSite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spanlint.model.span_names import NamePattern
    from spanlint.trace.sources.code_index import CodeIndex, IndexedCall

MAX_SITES = 5
_MIN_LETTERS = 4  # of a pattern outside of its holes
_LANGUAGES = {"python": "python", "nodejs": "typescript", "webjs": "typescript"}
_PARENTLESS = ("absent", "empty", "root")


class SoughtSpan(Record):
    """What is known of the spans whose call is looked for.

    `languages` are those of their SDKs, `code` the place that one of them names. `may_lack_parent` is whether the fault
    is that of a call without a parent. `is_any_case` is whether a server has written the name in lower case.
    """

    name: str
    service: str
    scope: str
    languages: frozenset[str] = frozenset()
    code: tuple[str, int, str] | None = None
    may_lack_parent: bool = False
    is_any_case: bool = False


class Match(Record):
    """The calls that were found, the most probable first, and how: `match` is EXACT, PATTERN, ATTRIBUTE or NONE."""

    match: str
    calls: tuple[IndexedCall, ...] = ()


class SiteFinder:
    """Finds calls in the indexes of some folders; `by_service` has folders for single services."""

    def __init__(self, index: CodeIndex | None, by_service: Mapping[str, CodeIndex]) -> None:
        self._index = index
        self._by_service = by_service

    def folder(self, service: str) -> str:
        """Returns the folder in which a service's calls are looked for; empty if they are not."""
        index = self._by_service.get(service, self._index)
        return index.folder if index is not None else ""

    def index(self, service: str) -> CodeIndex | None:
        """Returns the index in which a service's calls are looked for."""
        return self._by_service.get(service, self._index)

    def find(self, sought: SoughtSpan) -> Match:
        """Returns the calls that make such spans."""
        index = self.index(sought.service)
        if index is None:
            return Match(NONE)
        calls = index.calls(_languages(sought))
        named = _at_place(calls, sought.code) if sought.code is not None else []
        if named:
            return Match(ATTRIBUTE, tuple(named))
        match, found = EXACT, _exact(calls, sought)
        if not found:
            match, found = PATTERN, _by_pattern(calls, sought)
        if not found:
            return Match(NONE)
        return Match(
            match, tuple({(call.site.path, call.site.start): call for call in _narrowed(found, sought, index)}.values())
        )


def _languages(sought: SoughtSpan) -> list[str]:
    """Returns the languages of code that may make the spans: all where an SDK does not say its own."""
    if not sought.languages or "" in sought.languages:
        return sorted(set(_LANGUAGES.values()))
    return sorted({_LANGUAGES[language] for language in sought.languages if language in _LANGUAGES})


def _exact(calls: Iterable[IndexedCall], sought: SoughtSpan) -> list[IndexedCall]:
    name = _folded(sought.name, sought)
    return [
        call
        for call in calls
        if any(len(pattern) == 1 and _folded(pattern[0], sought) == name for pattern in call.patterns)
    ]


def _by_pattern(calls: Iterable[IndexedCall], sought: SoughtSpan) -> list[IndexedCall]:
    """Returns the calls whose name with holes fits; of several, those with the most letters outside of them."""
    fitting = [(_letters(pattern), call) for call in calls for pattern in call.patterns if _fits(pattern, sought)]
    most = max((letters for letters, _ in fitting), default=0)
    return list({id(call): call for letters, call in fitting if letters == most}.values())


def _fits(pattern: NamePattern, sought: SoughtSpan) -> bool:
    if len(pattern) == 1 or _letters(pattern) < _MIN_LETTERS:
        return False
    text = ".+".join(re.escape(_folded(part, sought)) for part in pattern)
    return re.fullmatch(text, _folded(sought.name, sought), re.DOTALL) is not None


def _letters(pattern: NamePattern) -> int:
    return sum(map(len, pattern))


def _folded(text: str, sought: SoughtSpan) -> str:
    return text.lower() if sought.is_any_case else text


def _narrowed(calls: list[IndexedCall], sought: SoughtSpan, index: CodeIndex) -> list[IndexedCall]:
    """Returns the calls whose tracer may have the name of the spans' scope, if there are any, or all; those without a
    parent come first."""
    found = [call for call in calls if _is_module(call.site.path, sought.scope)] or calls
    if len(found) > 1:
        found = [call for call in found if _may_be_of(sought.scope, call, index)] or found
    return sorted(found, key=lambda call: (not _may_lack(call.site, sought), call.site.path, call.site.start))


def _may_be_of(scope: str, call: IndexedCall, index: CodeIndex) -> bool:
    """Whether the tracer of a call may have the name of a scope."""
    scopes = index.scopes(call.site) if call.is_direct else frozenset[str]()
    return not scopes or scope in scopes


def _is_module(path: str, scope: str) -> bool:
    """Whether a scope is the `__name__` of a file in Python. A name without a dot may be anything."""
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return "." in scope and path.endswith(".py") and f".{module}".endswith(f".{scope}")


def _may_lack(site: CallSite, sought: SoughtSpan) -> bool:
    return sought.may_lack_parent and site.parent in _PARENTLESS


def _at_place(calls: Iterable[IndexedCall], code: tuple[str, int, str]) -> list[IndexedCall]:
    """Returns the innermost call that covers the line of a file that a span names."""
    path, line, _ = code
    if not path or not line:
        return []
    name = os.path.basename(path)
    on_line = [
        call for call in calls if os.path.basename(call.site.path) == name and call.first.line <= line <= call.last.line
    ]
    best = max((_shared_end(call.site.path, path) for call in on_line), default=0)
    fitting = [call for call in on_line if _shared_end(call.site.path, path) == best]
    return sorted(fitting, key=lambda call: (call.last.line - call.first.line, call.site.start))[:1]


def _shared_end(one: str, other: str) -> int:
    """Returns how many parts at the end of two paths are the same."""
    pairs = zip(reversed(_parts(one)), reversed(_parts(other)), strict=False)
    shared = 0
    for mine, theirs in pairs:
        if mine != theirs:
            break
        shared += 1
    return shared


def _parts(path: str) -> list[str]:
    return [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
