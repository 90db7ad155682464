"""The spans in a member of an object that another span replaces although nothing ends them, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spanlint.languages.names.bindings import Binding, Kind, reaching_bindings
from spanlint.languages.names.places import same_members
from spanlint.languages.names.roles import Alone, Owner, Target, Tested
from spanlint.languages.names.values import Call, Member, Name, role_of_value
from spanlint.languages.spans.current.current_file import CurrentFile
from spanlint.languages.spans.current.local_spans import call_node
from spanlint.languages.spans.current.member_homes import MemberHomes
from spanlint.languages.trees.tree import range_of
from spanlint.model.apis import CALLBACK
from spanlint.model.current_spans import ReplacedSpan
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.model.facts import SpanCall

_CONSTRUCTORS = frozenset({"__init__", "constructor"})
_SPAN_NAME = re.compile(r"(?!(?:.*_)?(?:life|time)_?span$)\w*span", re.IGNORECASE)
_MEMBERS = frozenset({"attribute", "member_expression"})
_FIELD, _MODIFIERS = "public_field_definition", frozenset({"accessibility_modifier", "readonly"})
_TAKEN = "shorthand_property_identifier_pattern"
_HANDLERS = frozenset({"except_clause", "catch_clause"})
_CONDITIONS = frozenset({"if_statement", "elif_clause", "else_clause", "switch_case", "case_clause", *_HANDLERS})


def replaced_spans(file: CurrentFile, calls: Sequence[SpanCall]) -> Iterator[ReplacedSpan]:
    """Yields the calls whose span replaces one that the same object holds and that no code ends."""
    near = _near_self(file, calls)
    starts = {call.call for call in calls} if near else set()
    classes: dict[tuple[int, str], ClassMembers] = {}
    homes: dict[tuple[str, str], MemberHomes] = {}
    for call in near:
        node = call_node(file.tree, call) if call.creator.activates != CALLBACK and not call.is_decorator else None
        target = file.grammar.assigned_to(node) if node is not None else None
        member = file.grammar.value(target) if target is not None and target.type in _MEMBERS else None
        if node is None or not isinstance(member, Member) or not file.grammar.is_self(member.of):
            continue
        holder = file.grammar.class_around(node)
        key = (holder.id if holder is not None else 0, file.tree.text_of(member.node))
        if holder is not None and key not in classes:
            kind = (member.name, member.node.type)
            if kind not in homes:
                homes[kind] = MemberHomes(file.grammar, member)
            classes[key] = ClassMembers(file, member, holder, starts, homes[kind])
        own = classes.get(key)
        stored = own.stored_before(node, member.node) if own is not None else None
        if stored is not None:
            yield ReplacedSpan(call.at, file.tree.text_of(member.node), range_of(stored))


def _near_self(file: CurrentFile, calls: Sequence[SpanCall]) -> list[SpanCall]:
    """The calls with a name of the object itself between the calls before and after them: most have none, and are
    assigned to no member of it."""
    text, near = file.tree.text, set[int]()
    names = [name for name in file.self_names if name in text]
    starts = [0, *[call.at.start for call in calls], len(text)] if names else []
    for name in names:
        near |= {number for number in range(len(calls)) if text.find(name, starts[number], starts[number + 2]) >= 0}
    return [calls[number] for number in sorted(near)]


class ClassMembers:
    """The mentions of a member in its class, by the function around them, and whether a span in it may be replaced.

    `starts` are the places of the calls that start spans. Nothing is said of a member that other code reads, which may
    end the span.
    """

    def __init__(
        self, file: CurrentFile, member: Member, holder: Node, starts: set[ByteRange], homes: MemberHomes
    ) -> None:
        self._file = file
        self._grammar = file.grammar
        self._member = member
        self._class = holder
        self._starts = starts
        self._is_outside = homes.is_outside(holder) or self._is_read_by_other_name()
        self._by_function: dict[Node, list[Node]] = {}
        self._spoiling: set[Node] = set()
        self._constructed: list[Node] = []
        self._stores: set[Node] = set()
        for mention in same_members(file.grammar, member, holder) if not self._is_outside else ():
            function = file.grammar.scope_of(mention)
            self._by_function.setdefault(function, []).append(mention)
            is_store = isinstance(file.grammar.role(mention), Target)
            self._stores.update([mention] if is_store else [])
            if not (self._holds_span(mention) if is_store else self._is_harmless(mention, is_here=False)):
                self._spoiling.add(function)
            if is_store and self._is_in_constructor(mention):
                self._constructed.append(mention)
        self._stored_in = {home for home, found in self._by_function.items() if not self._stores.isdisjoint(found)}
        self._declares = self._declared() if not self._is_outside else None

    def stored_before(self, call: Node, target: Node) -> Node | None:
        """The earlier place that stores a span in the member that a call's span is assigned to; None if that may be
        ended or is not certain."""
        function = self._grammar.scope_of(call)
        if self._is_outside or _has_other(self._spoiling, function):
            return None
        own = [
            mention
            for mention in self._by_function.get(function, ())
            if mention != target and mention.start_byte <= call.start_byte
        ]
        stores = [mention for mention in own if mention in self._stores]
        if not all(self._is_harmless(mention, is_here=True) for mention in own if mention not in self._stores):
            return None
        if not (stores or _has_other(self._stored_in, function) or self._declares) or not all(
            map(self._holds_span, stores)
        ):
            return None
        constructed = [store for store in self._constructed if self._grammar.scope_of(store) != function]
        before = sorted((*stores, *constructed), key=lambda store: -store.start_byte)
        return next((store for store in before if self._runs_before(store, call, function)), self._declares)

    def _declared(self) -> Node | None:
        """The field that holds a span from the start, or the parameter of the constructor that is a field."""
        for leaf in self._file.tree.leaves_within(self._member.name, self._class):
            holder = self._file.tree.parent(leaf)
            value = holder.child_by_field_name("value") if holder is not None else None
            if holder is not None and holder.type == _FIELD and value is not None and range_of(value) in self._starts:
                return leaf
            is_property = holder is not None and any(child.type in _MODIFIERS for child in holder.children)
            bindings = self._grammar.visible(leaf) if is_property and self._is_in_constructor(leaf) else []
            if bindings and all(self._is_span_parameter(binding) for binding in bindings):
                return leaf
        return None

    def _is_read_by_other_name(self) -> bool:
        """Whether the class reads the member of another name for the object, or takes it apart, and may end the span
        there."""
        for leaf in self._file.tree.leaves_within(self._member.name, self._class):
            member = self._file.tree.parent(leaf)
            value = self._grammar.value(member) if member is not None else None
            if isinstance(value, Member) and value.name == self._member.name:
                own = (
                    self._grammar.sole_value(value.of) if isinstance(self._grammar.value(value.of), Name) else value.of
                )
                if own != value.of and self._grammar.is_self(own):
                    return True
            elif leaf.type == _TAKEN:
                return True
        return False

    def _is_harmless(self, mention: Node, is_here: bool) -> bool:
        """Whether a mention neither ends the span nor passes it on to code that may, nor asks here if there is one."""
        role = role_of_value(self._grammar, mention)
        if isinstance(role, Owner):
            return role.name in self._grammar.tables.shapes.span_methods - self._grammar.tables.shapes.span_ends
        return isinstance(role, Alone) or (isinstance(role, Tested) and not is_here)

    def _holds_span(self, store: Node) -> bool:
        """Whether a store is of a span that is started there, or of one that the constructor is passed."""
        holder = self._file.tree.parent(store)
        value = holder.child_by_field_name("right") if holder is not None else None
        if value is None:
            return False
        value = self._grammar.unwrapped(value)
        if range_of(value) in self._starts:
            return True
        is_name = isinstance(self._grammar.value(value), Name)
        bindings = self._grammar.visible(value) if is_name and self._is_in_constructor(store) else []
        return bool(bindings) and all(self._is_span_parameter(binding) for binding in bindings)

    def _is_in_constructor(self, node: Node) -> bool:
        function = self._grammar.function_of(node)
        return function is not None and self._grammar.function_name(function) in _CONSTRUCTORS

    def _is_span_parameter(self, binding: Binding) -> bool:
        """Whether a parameter is a span that all callers in sight leave to the object."""
        text = self._file.tree.text_of
        annotation = text(binding.annotation) if binding.annotation is not None else ""
        name = re.sub(r".*\.|[^\w]", "", annotation) if annotation else text(binding.name)
        is_span = _SPAN_NAME.fullmatch(name) is not None and not any(bracket in annotation for bracket in "[<({")
        if binding.kind is not Kind.PARAMETER or binding.value is not None or binding.key:
            return False
        passed = list(self._passed(binding))
        if passed and not annotation and not is_span:
            is_span = all(range_of(self._grammar.sole_value(value)) in self._starts for value in passed)
        declared = self._grammar.declared_names(binding.scope)
        is_optional = any(name.may_be_missing for name in declared if name.name == binding.name)
        return is_span and not is_optional and all(map(self._is_left_to_object, passed))

    def _passed(self, binding: Binding) -> Iterator[Node]:
        """Yields what this file passes for a parameter of the constructor."""
        slot = self._grammar.slot_of(binding.name)
        name = self._class.child_by_field_name("name")
        for leaf in self._file.tree.leaves(self._file.tree.text_of(name)) if name is not None else ():
            holder = self._file.tree.parent(leaf)
            call = self._grammar.value(holder) if holder is not None and leaf != name else None
            value = call.arguments.at(slot) if isinstance(call, Call) and slot is not None else None
            if value is not None:
                yield value

    def _is_left_to_object(self, value: Node) -> bool:
        if not isinstance(self._grammar.value(value), Name):
            return True
        bindings = reaching_bindings(self._file.tree, self._grammar.visible(value), value)
        function = self._grammar.function_of(value)
        if any(binding.kind is Kind.WITH for binding in bindings) or function is None:
            return False
        return not any(
            self._ends(mention) for mention in self._grammar.mentions(self._file.tree.text_of(value), function)
        )

    def _ends(self, mention: Node) -> bool:
        """Whether a mention ends a span other than for an exception."""
        is_end = self._grammar.member_read(mention) in self._grammar.tables.shapes.span_ends
        return is_end and not any(above.type in _HANDLERS for above in self._file.tree.ancestors(mention))

    def _runs_before(self, store: Node, call: Node, here: Node) -> bool:
        """Whether a store runs whenever the call does: in the constructor, or before it in the same function."""
        function = self._grammar.scope_of(store)
        around = self._file.tree.ancestors(store)
        between = around[: around.index(function)] if function in around else ()
        if function != here:
            return self._is_in_constructor(store) and not any(above.type in _CONDITIONS for above in between)
        block = next((above for above in around if above.type in self._file.blocks), None)
        return block is not None and block in self._file.tree.ancestors(call)


def _has_other(functions: set[Node], function: Node) -> bool:
    return len(functions) > (function in functions)


def _is_within(node: Node, outer: Node) -> bool:
    return outer.start_byte <= node.start_byte < outer.end_byte
