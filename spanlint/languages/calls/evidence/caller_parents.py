"""The parents that callers pass to the function around a creation call, and whether another call could pass them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.calls.evidence.visibility import Visibility
from spanlint.languages.calls.evidence.wrappers import Wrappers
from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.values import Call, Choice, Member, Name, Nothing
from spanlint.languages.trees.tree import range_of
from spanlint.lean.patterns import lazy_pattern
from spanlint.model.nearby_parents import CallerParent, HeldParent, TypedMember, UnreadMember
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_MAX_BYTES = 500  # of an expression that makes a parent
_OPTIONAL = lazy_pattern(r"\s*\|\s*(?:undefined|null|None)\b|\bOptional\[|\]$")
_SAYS_PARENT = lazy_pattern(r"parent|context|ctx", re.IGNORECASE)
_MAY_BE_FUNCTION = lazy_pattern(r"=>|\bFunction\b|\bCallable\b|\b\w*Callback\b")
_ASKS_FOR_FUNCTION = r"\btypeof\s+%s\s*[!=]==?\s*['\"]function\b|\bcallable\(\s*%s\s*\)"
_MEMBERS = lazy_pattern(r"\{.*\}", re.DOTALL)  # of a type that is written out
_SPACE = lazy_pattern(r"\s+")
_DEFAULT = lazy_pattern(r"\|\||\bor\b")


class CallerParents:
    """Answers for the calls of one file."""

    def __init__(self, grammar: PlaceGrammar, wrappers: Wrappers, visibility: Visibility) -> None:
        self._grammar = grammar
        self._tree = grammar.tree
        self._wrappers = wrappers
        self._visibility = visibility
        contexts = grammar.tables.contexts
        self._repeatable = (contexts.setters, contexts.active, contexts.active_span)
        self._by_type: dict[frozenset[TypedMember], dict[str, list[TypedMember]]] = {}
        self._unread: dict[tuple[int, frozenset[TypedMember]], UnreadMember | None] = {}
        self._matches: dict[tuple[int, frozenset[str]], list[tuple[str, Node]]] = {}

    def of(self, parents: list[Node]) -> Iterator[CallerParent]:
        """Yields the parameters that the values in parent slots come from, or are extracted from."""
        for parent in parents:
            for binding, key in (*self._wrappers.parameters(parent), *self._carriers(parent)):
                name = self._tree.text_of(binding.name)
                written = f"{name}.{key}" if key and not binding.key else name
                type_name = self._type_of(binding) if _SAYS_PARENT.search(key) and not binding.key else ""
                if self._may_be_function(binding):
                    continue
                member = TypedMember(type_name, key) if type_name else None
                yield CallerParent(written, range_of(binding.name), range_of(binding.scope), member)

    def _carriers(self, parent: Node) -> Iterator[tuple[Binding, str]]:
        """Yields the parameters that a parent is extracted from in its slot, each with the key that is read from it."""
        value = self._grammar.value(parent)
        if not isinstance(value, Call) or value.name not in self._grammar.tables.contexts.extracting:
            return
        for argument in value.arguments.all():
            carrier = self._grammar.value(argument)
            key = carrier.name if isinstance(carrier, Member) else ""
            name = self._grammar.value(carrier.of) if isinstance(carrier, Member) else carrier
            bindings = self._grammar.visible(name.node) if isinstance(name, Name) else []
            if bindings and bindings[0].kind is Kind.PARAMETER and not self._grammar.is_self(bindings[0].name):
                yield bindings[0], key

    def _may_be_function(self, binding: Binding) -> bool:
        """Whether a parameter is a parent in one overload, and the callback in another."""
        text = self._tree.text_of(binding.annotation) if binding.annotation is not None else ""
        name = re.escape(self._tree.text_of(binding.name))
        asks = _ASKS_FOR_FUNCTION % (name, name)
        is_asked = re.search(asks.encode(), self._tree.text[binding.scope.start_byte : binding.scope.end_byte])
        return _MAY_BE_FUNCTION.search(_MEMBERS.sub("", text)) is not None or is_asked is not None

    def _type_of(self, binding: Binding) -> str:
        text = self._tree.text_of(binding.annotation) if binding.annotation is not None else ""
        return _OPTIONAL.sub("", text).strip(": ")

    def can_read(self, call: Node, parent: CallerParent) -> bool:
        """Whether a parameter is in scope at a call."""
        bindings = self._grammar.visible_at(parent.written.partition(".")[0], call)
        return any(range_of(binding.name) == parent.at for binding in bindings)

    def can_repeat(self, call: Node, place: ByteRange) -> bool:
        """Whether an expression at a place means the same at a call.

        Its names are the same there, and have no other value. It calls nothing but functions of contexts.
        """
        expression = self._tree.root.descendant_for_byte_range(*place)
        return expression is not None and self._means_same(call, expression)

    def _means_same(self, call: Node, node: Node) -> bool:
        value = self._grammar.value(node)
        if isinstance(value, Name):
            bindings = self._grammar.visible(value.node)
            is_same = bindings == self._grammar.visible_at(value.text, call)
            return is_same and len(bindings) == 1 and self._visibility.has_value(bindings[0], call)
        if isinstance(value, Member):
            return self._means_same(call, value.of)
        if isinstance(value, Call):
            is_known = any(value.name in names for names in self._repeatable)
            parts = (*((value.receiver,) if value.receiver is not None else ()), *value.arguments.all())
            is_shown = value.arguments.spread is None and not value.arguments.is_open
            return is_known and is_shown and all(self._means_same(call, part) for part in parts)
        if isinstance(value, Choice):
            return all(self._means_same(call, part) for part in value.node.named_children)
        return isinstance(value, Nothing)

    def unread_member(self, call: Node, members: frozenset[TypedMember]) -> UnreadMember | None:
        """Returns a member of a parameter, one of several, that the functions around a call never read."""
        functions = (above for above in self._tree.ancestors(call) if above.type in self._grammar.types.functions)
        return next(filter(None, (self._unread_in(function, members) for function in functions)), None)

    def _unread_in(self, function: Node, members: frozenset[TypedMember]) -> UnreadMember | None:
        key = (function.id, members)
        if key not in self._unread:
            self._unread[key] = next(self._find_unread(function, members), None)
        return self._unread[key]

    def _find_unread(self, function: Node, members: frozenset[TypedMember]) -> Iterator[UnreadMember]:
        body = function.child_by_field_name("body")
        for parameter in self._grammar.declared_names(function) if body is not None else ():
            name = self._tree.text_of(parameter.name)
            bindings = self._grammar.visible_at(name, body) if body is not None else []
            type_name = self._type_of(bindings[0]) if len(bindings) == 1 and not bindings[0].key else ""
            for member in self._of_type(type_name, members):
                mentions = self._grammar.mentions(name, body) if body is not None else []
                if all(self._is_without(mention, member.key) for mention in mentions):
                    yield UnreadMember(f"{name}.{member.key}", member)

    def _of_type(self, type_name: str, members: frozenset[TypedMember]) -> list[TypedMember]:
        by_type = self._by_type.get(members)
        if by_type is None:
            by_type = self._by_type[members] = {}
            for member in sorted(members):
                by_type.setdefault(member.type, []).append(member)
        return by_type.get(type_name, [])

    def _is_without(self, mention: Node, key: str) -> bool:
        """Whether a mention of a parameter reads another member, or passes the parameter to a creation call."""
        call = self._grammar.argument_of(mention)
        is_passed = call is not None and call.name in self._grammar.tables.creators
        return is_passed or self._grammar.member_read(mention) not in ("", key)

    def resolved(self, parents: list[Node]) -> tuple[str, int | None]:
        """Returns the normalized text of what makes a parent, and where a local is declared that holds it.

        The text is empty for a value that is only a name, as its text says too little, and for calls without arguments,
        which may be made for something else.
        """
        for parent in parents:
            source = self._grammar.sole_value(parent)
            value, held = self._grammar.value(source), self._grammar.value(parent)
            bindings = self._grammar.visible(held.node) if isinstance(held, Name) else []
            at = bindings[0].name.start_byte if len(bindings) == 1 else None
            is_shown = not isinstance(value, Name) and self._reads_value(source)
            return (self._normalized(source) if is_shown else ""), at
        return "", None

    def _reads_value(self, node: Node) -> bool:
        value = self._grammar.value(node)
        if isinstance(value, Choice):
            return any(map(self._reads_value, value.parts))
        if isinstance(value, Call):
            return any(map(self._reads_value, value.arguments.all()))
        if self._grammar.is_object(value.node):
            entries = value.node.named_children
            return any(self._reads_value(entry.child_by_field_name("value") or entry) for entry in entries)
        return isinstance(value, (Name, Member))

    def holding(self, call: Node, texts: frozenset[str]) -> HeldParent | None:
        """Returns the local at a call that holds a value with one of several normalized texts."""
        functions = [above for above in self._tree.ancestors(call) if above.type in self._grammar.types.functions]
        for above in self._tree.ancestors(call) if functions else ():
            for text, name in self._matching(above, texts):
                if self._has_value(name, call):
                    return HeldParent(self._tree.text_of(name), text)
            if above == functions[-1]:
                break
        return None

    def _matching(self, block: Node, texts: frozenset[str]) -> list[tuple[str, Node]]:
        known = self._matches.get((block.id, texts))
        if known is None:
            names = self._locals_in(block)
            known = self._matches[block.id, texts] = [(text, name) for text, name in names.items() if text in texts]
        return known

    def _has_value(self, local: Node, call: Node) -> bool:
        bindings = self._grammar.visible_at(self._tree.text_of(local), call)
        value = bindings[0].value if len(bindings) == 1 and bindings[0].name == local else None
        is_made = value is not None and value.end_byte <= call.start_byte
        return is_made and self._visibility.has_value(bindings[0], call)

    def _locals_in(self, block: Node) -> dict[str, Node]:
        """Returns the names that the statements of a block declare, by the normalized text of their values."""
        names: dict[str, Node] = {}
        for statement in (node for child in block.named_children for node in (child, *child.named_children[:1])):
            field = self._grammar.types.naming.get(statement.type)
            name = statement.child_by_field_name(field) if field is not None else None
            value = statement.named_children[-1] if name is not None else None
            if name is None or value is None or name.type != "identifier" or name == value:
                continue
            if value.end_byte - value.start_byte <= _MAX_BYTES:
                names.setdefault(self._normalized(value), name)
        return names

    def _normalized(self, value: Node) -> str:
        text = _SPACE.sub(" ", self._tree.text_of(value)).replace("?.", ".")
        return _DEFAULT.sub("??", text).replace(" ", "")
