"""The mentions of the local variables that hold values which must be ended, in any language."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.languages.names.bindings import Binding, Kind, is_same
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Assigned, Managed
from spanlint.languages.names.values import Call, Name
from spanlint.languages.spans.lifetimes.containers import Containers
from spanlint.languages.spans.lifetimes.object_members import member_mentions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_ASSIGNING = frozenset({"variable_declarator", "assignment"})
_PLACING = frozenset({"object", "pair"})
_ARGUMENTS = "argument_list"
_ASSIGNED = frozenset({Kind.VALUE, Kind.ASSIGNED, Kind.WITH, Kind.PARAMETER})


class LocalNames:
    """The locals of one file. Each is read once: thousands of spans may be assigned to one name.

    `may_be_held` says whether a value is none or one that must be ended, `may_be_part` whether a name gets one that a
    function returns in a tuple. While a container is examined, that may yet change.
    """

    def __init__(
        self,
        grammar: PlaceGrammar,
        may_be_held: Callable[[Node], bool],
        may_be_part: Callable[[Node], bool],
        containers: Containers,
    ) -> None:
        self._grammar = grammar
        self._may_be_held = may_be_held
        self._may_be_part = may_be_part
        self._containers = containers
        self._mentions: dict[tuple[int, int], list[Node] | None] = {}
        self._bound: dict[int, frozenset[Node]] = {}
        self._members: dict[int, list[Node]] = {}
        self.aliased: set[int] = set()
        """The ids of mentions that give the value another name, whose mentions count as well."""

    def member_of(self, value: Node) -> Node | None:
        """The first mention of the member of a local object that alone holds a value."""
        members = member_mentions(self._grammar, value)
        self._members.update((member.id, members) for member in members)
        return members[0] if members else None

    def mentions(self, name: Node, function: Node) -> list[Node] | None:
        """Every mention of a function's local variable; None if it is not a local or may hold other values."""
        if name.id in self._members:
            return self._members[name.id]
        text, bindings = self._grammar.tree.text_of(name), self._grammar.visible(name)
        if not bindings or name not in self._names_of(bindings):  # a Python parameter, which its own place does not see
            bindings = self._grammar.visible_at(text, function.child_by_field_name("body") or name)
        if not bindings:
            return None
        key = (bindings[0].name.id, function.id)
        if key in self._mentions:
            return self._mentions[key]
        mentions = None
        if all(self._is_local(binding, function) for binding in bindings):
            leaves = self._grammar.mentions(text, bindings[0].scope)
            mentions = [leaf for leaf in leaves if is_same(self._grammar.visible(leaf), bindings)]
            parents = [*map(self._grammar.tree.parent, mentions)]
            named = [leaf for leaf, above in zip(mentions, parents, strict=True) if above and above.type in _ASSIGNING]
            placed = [leaf for leaf, above in zip(mentions, parents, strict=True) if above and above.type in _PLACING]
            mentions += [other for leaf in named for other in self._of_alias(leaf, function)]
            mentions += [other for leaf in placed for other in self._of_member(leaf)]
            mentions += [other for leaf in mentions for other in self._of_entered(leaf, function)]
        if not self._containers.is_examining():
            self._mentions[key] = mentions
        return mentions

    def _of_alias(self, mention: Node, function: Node) -> list[Node]:
        """The mentions of the local of the same function that gets nothing but the value of a mention."""
        role = self._grammar.role(mention)
        target = role.target if isinstance(role, Assigned) and role.outer is None else None
        value = self._grammar.value(target) if target is not None else None
        bindings = self._grammar.visible(value.node) if isinstance(value, Name) else []
        if len(bindings) != 1 or bindings[0].name != target or bindings[0].value != mention:
            return []
        if bindings[0].kind is not Kind.VALUE or self._grammar.function_of(mention) != function:
            return []
        self.aliased.add(mention.id)
        leaves = self._grammar.mentions(self._grammar.tree.text_of(bindings[0].name), bindings[0].scope)
        return [leaf for leaf in leaves if leaf != target and is_same(self._grammar.visible(leaf), bindings)]

    def _of_member(self, mention: Node) -> list[Node]:
        """The mentions of the member of a local object that gets the value of a mention."""
        members = member_mentions(self._grammar, mention)
        if members:
            self.aliased.add(mention.id)
        return members

    def _of_entered(self, mention: Node, function: Node) -> list[Node]:
        """The mentions of the name that a `with` gives to the value which a mention lets it make current."""
        above = self._grammar.tree.parent(mention)
        holder = self._grammar.tree.parent(above) if above is not None and above.type == _ARGUMENTS else None
        call = self._grammar.value(holder) if holder is not None else None
        if not isinstance(call, Call):
            return []
        openers = self._grammar.tables.openers.get(call.name, ())
        role = self._grammar.role(call.node) if any(opener.ends is not None for opener in openers) else None
        target = role.target if isinstance(role, Managed) else None
        bindings = self._grammar.visible(target) if target is not None else []
        if len(bindings) != 1 or bindings[0].name != target or self._grammar.function_of(mention) != function:
            return []
        leaves = self._grammar.mentions(self._grammar.tree.text_of(bindings[0].name), bindings[0].scope)
        return [leaf for leaf in leaves if leaf != target and is_same(self._grammar.visible(leaf), bindings)]

    def _names_of(self, bindings: list[Binding]) -> frozenset[Node]:
        """The names of the bindings that are visible at a place."""
        first = bindings[0].name.id
        if first not in self._bound:
            self._bound[first] = frozenset(binding.name for binding in bindings)
        return self._bound[first]

    def _is_local(self, binding: Binding, function: Node) -> bool:
        if self._grammar.function_of(binding.name) != function:
            return False
        if binding.scope != function and self._grammar.function_of(binding.scope) != function:
            return False
        if binding.key or (binding.kind is Kind.OTHER and binding.value is None):
            return self._containers.gives(binding.name) or self._may_be_part(binding.name)
        if binding.kind in (Kind.PARAMETER, Kind.VALUE) and binding.value is None:
            return True
        return binding.kind in _ASSIGNED and binding.value is not None and self._may_be_held(binding.value)
