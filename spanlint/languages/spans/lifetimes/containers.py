"""The local dictionaries and lists in which a function keeps its spans, in any language.

Such a span has not escaped: nothing outside the function can end it. It has if code may take it out and end it, or if
the container itself may leave the function.
"""

from __future__ import annotations

from spanlint.languages.names.bindings import Binding, Kind, is_same
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import (
    Alone,
    Argument,
    Assigned,
    Element,
    Keyed,
    Owner,
    Target,
    Tested,
)
from spanlint.languages.names.values import Call, Choice, Item, Member, Name, role_of_value
from spanlint.languages.spans.lifetimes.endings import Ending, SpanUse, ending_of_any
from spanlint.languages.spans.lifetimes.taken_apart import TakenApart, source_of, taken_apart
from spanlint.lean.protocols import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_ROWS = frozenset({"tuple", "list", "array", "expression_list"})
_SPREADS = frozenset({"list_splat", "dictionary_splat", "spread_element"})
_LITERALS = frozenset({"string", "integer", "number"})
_HARMLESS = frozenset({SpanUse.NEUTRAL, SpanUse.UNCALLED, SpanUse.STORED})


class ContainedUses(Protocol):
    """The questions about the uses of one file's values."""

    grammar: PlaceGrammar

    def mentions(self, name: Node, function: Node) -> list[Node] | None:
        """Every mention of a function's local variable; None if it is not a local or may hold other values."""

    def may_be_held(self, node: Node) -> bool:
        """Whether a value is none or one that must be ended."""

    def use(self, mention: Node, ending: Ending) -> SpanUse:
        """What a mention does with the value."""


class Containers:
    """The local containers of one file, and whether what is stored in them stays there."""

    def __init__(self, uses: ContainedUses) -> None:
        self._uses = uses
        self._grammar = uses.grammar
        self._stays: dict[int, bool] = {}
        self._examined: Node | None = None
        self._places = frozenset[int]()
        self._plain = frozenset[str]()

    def is_examining(self) -> bool:
        """Whether a container is being examined, so that an answer about it is only assumed."""
        return self._examined is not None

    def keeps(self, node: Node) -> bool:
        """Whether an expression is stored in a local container, and nothing takes it out to end it or hand it on."""
        name = self._store(node)
        return name is not None and self._is_closed(name)

    def gives(self, name: Node) -> bool:
        """Whether a name is set to what a loop or a pattern takes out of such a container, or out of a row of one."""
        node = source_of(self._grammar.tree, name)
        return node is not None and self._may_give(node)

    def _may_give(self, node: Node) -> bool:
        return self.holds(node) or (isinstance(self._grammar.value(node), Name) and self._is_closed(node))

    def holds(self, node: Node) -> bool:
        """Whether an expression takes a value out of such a container."""
        value = self._grammar.value(node)
        if isinstance(value, Call):
            is_taking = value.name in self._grammar.container_methods.taking
            holder = value.receiver if is_taking else None
        else:
            holder = value.of if isinstance(value, Item | Member) else None
        return holder is not None and self._is_closed(holder)

    def _store(self, node: Node) -> Node | None:
        """The container that an expression is stored in; None if other code may get the value too."""
        role = role_of_value(self._grammar, node)
        while isinstance(role, Element):  # of a row of a row: brackets may be nested deeply
            node = role.holder
            role = role_of_value(self._grammar, node)
            name = role.target if isinstance(role, Assigned) and role.outer is None else None
            if name is not None and isinstance(self._grammar.value(name), Name):
                return name
        if isinstance(role, Assigned) and role.outer is None and role.target is not None:
            target = self._grammar.value(role.target)
            return target.of if isinstance(target, Item | Member) else None
        call = self._grammar.value(role.call) if isinstance(role, Argument) else None
        is_added = isinstance(call, Call) and call.name in self._grammar.container_methods.adding
        is_kept = isinstance(call, Call) and isinstance(role_of_value(self._grammar, call.node), Alone)
        return call.receiver if isinstance(call, Call) and is_added and is_kept else None

    def _is_closed(self, holder: Node) -> bool:
        """Whether an expression is a container of the function around it that neither it nor its spans leave."""
        name, function = self._grammar.value(holder), self._grammar.function_of(holder)
        bindings = self._grammar.visible(name.node) if isinstance(name, Name) and function is not None else []
        if not isinstance(name, Name) or function is None or not bindings:
            return False
        known = self._stays.get(bindings[0].name.id)
        if known is not None:
            return known
        if self._examined is not None:
            # What is moved to another container is not followed.
            return self._examined == bindings[0].name
        self._examined = bindings[0].name
        is_own = all(self._is_made(binding, function) for binding in bindings)
        leaves = self._grammar.mentions(name.text, function) if is_own else []
        mentions = [leaf for leaf in leaves if is_same(self._grammar.visible(leaf), bindings)]
        self._places = self._places_of_spans(bindings, mentions) if is_own else frozenset()
        self._plain = self._plain_keys(bindings, mentions) if is_own else frozenset()
        stays = is_own and all(self._is_harmless(mention, function) for mention in mentions)
        self._stays[bindings[0].name.id] = stays
        self._examined = None
        return stays

    def _is_made(self, binding: Binding, function: Node) -> bool:
        """Whether a binding is a variable of a function, and a new container its value."""
        grammar, value = self._grammar, binding.value
        if binding.kind not in (Kind.VALUE, Kind.ASSIGNED) or value is None or binding.key:
            return False
        if grammar.function_of(binding.name) != function or not grammar.is_container(grammar.unwrapped(value)):
            return False
        role = role_of_value(grammar, value)
        is_local = binding.scope == function or grammar.function_of(binding.scope) == function
        return is_local and isinstance(role, Assigned) and role.outer is None

    def _is_harmless(self, mention: Node, function: Node) -> bool:
        """Whether a mention of a container lets neither it nor a span of it leave the function, and ends no span."""
        grammar, methods = self._grammar, self._grammar.container_methods
        role = role_of_value(grammar, mention)
        if grammar.function_of(mention) != function:
            return False
        if isinstance(role, Owner) and role.name in methods.asking:
            return True
        item = role.item if isinstance(role, Keyed) else None
        if isinstance(role, Owner) and role.call is None:
            item = role.member
        if item is not None:
            return self._key_of(item) in self._plain or self._is_taken_in_vain(item, function)
        if isinstance(role, Owner) and role.call is not None and role.name in methods.taking:
            return self._is_taken_in_vain(role.call, function)
        if isinstance(role, Owner) and role.call is not None:
            return role.name in methods.adding and isinstance(role_of_value(grammar, role.call), Alone)
        taken = taken_apart(grammar.tree, mention)
        if taken is not None:
            return self._are_in_vain(taken, function)
        if isinstance(role, Argument):
            return grammar.last_name(role.call) in grammar.inspecting
        return isinstance(role, Alone | Target | Tested)

    def _are_in_vain(self, taken: TakenApart, function: Node) -> bool:
        """Whether nothing ends or keeps the spans that a loop or an assignment takes out of the container."""
        places = self._places if taken.is_pattern and self._places else range(len(taken.targets))
        names = [taken.targets[place] for place in places if place < len(taken.targets)]
        return all(isinstance(self._grammar.value(name), Name) and self._is_in_vain(name, function) for name in names)

    def _is_in_vain(self, name: Node, function: Node) -> bool:
        """Whether nothing ends or keeps what a name holds."""
        ending = ending_of_any(self._grammar.tables)
        mentions = self._uses.mentions(name, function)
        return mentions is not None and all(self._uses.use(mention, ending) in _HARMLESS for mention in mentions)

    def _places_of_spans(self, bindings: list[Binding], mentions: list[Node]) -> frozenset[int]:
        """The places of spans in the rows that are written out for a container: itself, or what is added to it."""
        rows = list(self._grammar.assigned(bindings[0].name))
        for mention in mentions:
            role = role_of_value(self._grammar, mention)
            call = self._grammar.value(role.call) if isinstance(role, Owner) and role.call is not None else None
            rows += call.arguments.positional if isinstance(call, Call) else ()
        parts = (pair for row in rows if row.type in _ROWS for pair in enumerate(row.named_children))
        return frozenset(place for place, part in parts if self._may_be_span(part))

    def _plain_keys(self, bindings: list[Binding], mentions: list[Node]) -> frozenset[str]:
        """The keys and places of what is no span in a container that is written out, and that nothing is added to."""
        rows = list(self._grammar.assigned(bindings[0].name))
        parts = [part for row in rows for part in row.named_children if part.type != "comment"]
        if len(rows) != 1 or any(part.type in _SPREADS for part in parts):
            return frozenset()
        keyed = [(str(place), part) for place, part in enumerate(parts)] if rows[0].type in _ROWS else []
        for pair in (part for part in parts if part.type == "pair"):
            key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            keyed += [(self._text_of(key), value)] if key is not None and value is not None else []
        plain = {key for key, part in keyed if self._is_plain(part)}
        for role in (role_of_value(self._grammar, mention) for mention in mentions) if plain else ():
            item = role.item if isinstance(role, Keyed) else role.member if isinstance(role, Owner) else None
            if isinstance(role, Owner) and role.name in self._grammar.container_methods.adding:
                return frozenset()
            if item is not None and isinstance(role_of_value(self._grammar, item), Target):
                plain.discard(self._key_of(item))
        return frozenset(plain)

    def _is_plain(self, part: Node) -> bool:
        """Whether a part of a container that is written out neither is a span nor is made with one."""
        pending = [part]
        while pending:
            node = pending.pop()
            value = self._grammar.value(node)
            if isinstance(value, Choice) or self._grammar.is_container(node) or self._may_be_span(node):
                return False
            pending += node.named_children
        return True

    def _key_of(self, item: Node) -> str:
        """The key or place that an expression takes an item by, if it is written out; empty otherwise."""
        value = self._grammar.value(item)
        if isinstance(value, Item):
            return self._text_of(value.key) if value.key.type in _LITERALS else ""
        return value.name if isinstance(value, Member) else ""

    def _text_of(self, key: Node) -> str:
        return self._grammar.tree.text_of(key).strip("\"'")

    def _may_be_span(self, part: Node) -> bool:
        value = self._grammar.value(part)
        bindings = self._grammar.visible(part) if isinstance(value, Name) else []
        made = [binding.value for binding in bindings if binding.value is not None] or [part]
        return any(map(self._uses.may_be_held, made))

    def _is_taken_in_vain(self, item: Node, function: Node) -> bool:
        """Whether nothing ends or keeps what is taken out of a container."""
        grammar, role = self._grammar, role_of_value(self._grammar, item)
        taken = taken_apart(grammar.tree, item)
        if taken is not None:
            return self._are_in_vain(taken, function)
        if not isinstance(role, Assigned):
            return self._uses.use(item, ending_of_any(grammar.tables)) in _HARMLESS
        name = grammar.value(role.target) if role.target is not None and role.outer is None else None
        if not isinstance(name, Name) or name.node != role.target:
            return False
        return self._is_in_vain(name.node, function)
