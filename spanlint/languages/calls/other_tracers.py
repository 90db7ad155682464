"""Which calls belong to another library's tracer, although their receiver's origin is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.languages.calls.foreign_ends import ends_in, is_ended_as_another
from spanlint.languages.calls.owners import imports_other_tracers
from spanlint.languages.names.places import PlaceGrammar, mentions
from spanlint.languages.names.values import Name
from spanlint.lean.lazy import lazy
from spanlint.model.apis import ApiTables, Creator, Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.model.facts import SpanCall
    from spanlint.text.source import ByteRange


class OtherTracers:
    """What the calls of one file show about the receivers that were taken for tracers of OpenTelemetry.

    One call is enough: a receiver whose span is ended as another library's spans are, or that is passed a parent under
    a name that only another library has, is that library's in all of its calls.
    """

    def __init__(self, grammar: PlaceGrammar, tables: ApiTables) -> None:
        self._grammar = grammar
        self._tables = tables
        self._ends = lazy(lambda: ends_in(tables, grammar.tree.text))
        self._imports_other = lazy(lambda: imports_other_tracers(tables, grammar.tree.text))
        self._taken: dict[ByteRange, Node] = {}
        self._others: list[Node] = []

    def has(self, call: Node, receiver: Node, creator: Creator) -> bool:
        """Whether a call's span is used as another library's, or the file imports only a library with such a tracer."""
        if is_ended_as_another(self._grammar, call, creator, self._ends()):
            self._note(receiver, creator)
            return True
        return creator.takes_context and self._imports_other()

    def refused(self, receiver: Node, creator: Creator, foreign: Iterable[str]) -> None:
        """Takes in the keywords, or the keys of options, for which a call is not taken for one of OpenTelemetry."""
        if not _parent_keys(self._rivals(creator)).isdisjoint(foreign):
            self._note(receiver, creator)

    def _note(self, receiver: Node, creator: Creator) -> None:
        if creator.takes_context:
            self._others.append(receiver)

    def taken(self, creator: Creator, at: ByteRange, receiver: Node) -> Creator:
        """Takes in a call, by the range of its name, that is taken for one of OpenTelemetry; returns its creator."""
        self._taken[at] = receiver
        return creator

    def without(self, calls: list[SpanCall]) -> list[SpanCall]:
        """Returns the calls without those whose receiver another call shows to be another library's."""
        if not self._others:
            return calls
        texts = {self._grammar.tree.text_of(other) for other in self._others}
        names = {leaf for other in self._others for leaf in self._same(other)}
        return [call for call in calls if not self._is_other(self._taken.get(call.at), texts, names)]

    def _is_other(self, receiver: Node | None, texts: set[str], names: set[Node]) -> bool:
        if receiver is None or self._grammar.tree.text_of(receiver) not in texts:
            return False
        return receiver in names or not isinstance(self._grammar.value(receiver), Name)

    def _same(self, receiver: Node) -> list[Node]:
        return mentions(self._grammar, receiver) if isinstance(self._grammar.value(receiver), Name) else []

    def _rivals(self, creator: Creator) -> Iterator[Creator]:
        for other in self._tables.creators[creator.method]:
            if other.api != creator.api and other.form == "method" and not other.takes_context:
                yield other


def _parent_keys(creators: Iterable[Creator]) -> set[str]:
    slots: list[Slot] = [slot for creator in creators for slot in creator.parents]
    return {name for slot in slots for name in (slot.key, slot.keyword) if name}
