"""The attached contexts of a file that are left without an end, found the same way in every language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.owners import api_of
from spanlint.languages.contexts.attached import KEPT, NONE, START, VALUE, Found, keeps_span
from spanlint.languages.names.origins import last_name
from spanlint.languages.spans.endings import Ending, Fate, restored
from spanlint.languages.spans.unended import LifetimeReader, OpenSpan, is_meant, of_value
from spanlint.languages.trees.tree import range_of
from spanlint.lean.protocols import Protocol
from spanlint.model.apis import ATTACH, Opener
from spanlint.model.flow import ExitKind
from spanlint.model.lifetimes import Attached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_HARMLESS = KEPT | VALUE | NONE | START
_MOST = 20  # contexts attached before another one: a function with more is no code that people read
_WRITTEN = frozenset({ExitKind.RETURN, ExitKind.END, ExitKind.CONTINUE})


class Attacher(LifetimeReader, Protocol):
    """What is asked of one file beside what becomes of its spans."""

    def attaching(self) -> Iterable[Callee]:
        """The calls that may attach a context."""

    def origins(self, node: Node) -> frozenset[str]:
        """Where an expression comes from."""

    def brings(self, call: Node) -> Found:
        """What the attached context may bring, by each of the ways in which it is made; nothing where none is seen."""

    def is_entry(self, function: Node) -> bool:
        """Whether a function runs in a context of its own, or once, when the program starts."""

    def is_enclosed(self, call: Node, function: Node) -> bool:
        """Whether a block around a call puts the old context back when it is left."""

    def closed_by(self, call: Node, closer: str, function: Node) -> Iterator[Node]:
        """The calls of a function that detach what another call has attached, by the text of what holds its token."""


def contexts(reader: Attacher) -> Iterator[Attached]:
    """The attached contexts that are left without an end."""
    several = _Beside(reader)
    for callee in several.callees:
        opener, function = _opener(reader, callee), reader.function_of(callee.call)
        if opener is None or function is None:
            continue
        closer = opener.closer
        ending = Ending(closer, closer)
        if reader.fate(callee.call, ending) is Fate.ENTERED:
            yield Attached(range_of(callee.name), closer, is_entered=True)
            continue
        found = of_value(reader, callee.call, ending)
        if found is None or is_meant(reader, callee.call, found.left):
            continue
        brings = several.brings(callee.call)
        if _is_harmless(reader, brings, found, function) or several.put_back(callee.call, closer, function):
            continue
        ended = found.left.ends[-1] if found.left.ends else None
        name = reader.tree.text_of(found.name) if found.name is not None else ""
        yield Attached(range_of(callee.name), closer, name, ended, found.left.exit, keeps_span=keeps_span(brings))


def _is_harmless(reader: Attacher, brings: Found, found: OpenSpan, function: Node) -> bool:
    """Whether what stays attached gives nothing a wrong parent, and is not meant to be detached: what is, on another
    path, stays too long on this one, unless that is only thrown."""
    if found.left.ends:
        return keeps_span(brings) and (found.left.exit is None or found.left.exit.kind not in _WRITTEN)
    return (bool(brings) and brings <= _HARMLESS) or keeps_span(brings) or reader.is_entry(function)


class _Beside:
    """The calls of one file that may attach; what one of them brings is worked out once."""

    def __init__(self, reader: Attacher) -> None:
        self._reader = reader
        self.callees = list(reader.attaching())
        self._brings: dict[int, Found] = {}
        self._by_function: dict[Node | None, list[Node]] = {}

    def brings(self, call: Node) -> Found:
        """What the attached context may bring."""
        known = self._brings.get(call.start_byte)
        if known is None:
            known = self._brings[call.start_byte] = self._reader.brings(call)
        return known

    def put_back(self, call: Node, closer: str, function: Node) -> bool:
        """Whether the old context comes back all the same: at the end of a block around, or since another `attach`
        brings it, or as an `attach` before this one is detached, which takes back what came after it."""
        if self._reader.is_enclosed(call, function):
            return True
        beside = self._within(function)
        if any(self.brings(each) in (KEPT, NONE) for each in beside if each.start_byte > call.start_byte):
            return True
        before = [each for each in beside if each.start_byte < call.start_byte]
        closing = [each for attach in before[:_MOST] for each in self._reader.closed_by(attach, closer, function)]
        return bool(closing) and restored(self._reader, call, closing, function)

    def _within(self, function: Node) -> list[Node]:
        if not self._by_function:
            for each in self.callees:
                self._by_function.setdefault(self._reader.function_of(each.call), []).append(each.call)
        return self._by_function.get(function, [])


def _opener(reader: Attacher, callee: Callee) -> Opener | None:
    """What a call is that attaches a context, None where it is something else."""
    for origin in reader.origins(callee.member or callee.name):
        api, name = api_of(reader.tables.apis, origin), last_name(origin)
        for opener in reader.tables.openers.get(name, ()) if api is not None and "()" not in origin else ():
            if api is not None and opener.api == api.name and opener.form == ATTACH:
                return opener
    return None
