"""The uses in TypeScript and JavaScript code of a value that must be ended: a span or an attached context."""

from __future__ import annotations

import re

from spanlint.languages.flow.graph import Graph, graph
from spanlint.languages.spans.endings import Ending, Fate, SpanUse
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.calls.arguments import argument
from spanlint.languages.typescript.calls.parameters import parameter_of
from spanlint.languages.typescript.contexts.escaping_contexts import HeldContexts
from spanlint.languages.typescript.names.bindings import FUNCTIONS, Binding, Kind
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.names.scopes import Scopes
from spanlint.languages.typescript.spans.flow import flow_of
from spanlint.model.apis import ATTACH, ApiTables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_NEUTRAL_PARENTS = frozenset(
    {"expression_statement", "if_statement", "while_statement", "do_statement", "switch_statement", "unary_expression"}
)
_NAMES = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})
_INSPECTORS = frozenset({"Boolean"})  # they inspect a value without keeping it
_CHAINABLE = re.compile(r"(?:set|add|update)[A-Z]")
_TRANSPARENT = frozenset(
    {"parenthesized_expression", "non_null_expression", "as_expression", "satisfies_expression", "type_assertion"}
)


class Uses:
    """Classifies the uses of values in one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, tables: ApiTables) -> None:
        self.tree = tree
        self.tables = tables
        self._scopes = scopes
        self._contexts = HeldContexts(tree, scopes, tables)
        self._visiting: list[Node] = []
        self._graphs: dict[int, Graph] = {}

    def function_of(self, node: Node) -> Node | None:
        """Returns the innermost function around a node."""
        return next((ancestor for ancestor in self.tree.ancestors(node) if ancestor.type in FUNCTIONS), None)

    def graph(self, function: Node) -> Graph:
        """Returns the control flow graph of a function, the same object every time."""
        cached = self._graphs.get(function.id)
        if cached is None:
            cached = self._graphs[function.id] = graph(
                flow_of(self.tree, self._scopes, function, self.tables.contexts.quiet)
            )
        return cached

    def runs_now(self, function: Node) -> bool:
        """Whether a nested function is a callback that runs immediately and exactly once."""
        ancestors = self.tree.ancestors(function)
        return ancestors[0].type == "arguments" and last_name(self.tree, ancestors[1]) in self.tables.contexts.running

    def fate(self, call: Node, ending: Ending) -> Node | Fate:
        """Returns the name that a call's value is assigned to, or the fate of a value without a name."""
        inner: Node | None = call
        while inner is not None:
            parent = self.tree.parent(inner)
            if parent is None:
                break
            if parent.type == "expression_statement":
                return Fate.DROPPED
            if parent.type in ("variable_declarator", "assignment_expression"):
                return self._assigned_name(parent)
            if parent.type == "member_expression":
                chained = self._chained_call(parent)
                inner = chained if not ending.is_by(self._method_name(parent)) else None
            else:
                inner = parent if self._may_evaluate_to(parent, inner) else None
        return Fate.ELSEWHERE

    def _assigned_name(self, holder: Node) -> Node | Fate:
        """Returns the plain name that a declaration or an assignment binds; none for `using`, which ends the value."""
        target = holder.child_by_field_name("name") or holder.child_by_field_name("left")
        statement = self.tree.parent(holder)
        if target is None or target.type != "identifier" or statement is None:
            return Fate.ELSEWHERE
        is_whole = holder.type == "variable_declarator" or statement.type == "expression_statement"
        is_using = self.tree.text_of(statement).startswith(("using ", "await using "))
        return target if is_whole and not is_using else Fate.ELSEWHERE

    def _method_name(self, member: Node) -> str:
        name = member.child_by_field_name("property")
        return self.tree.text_of(name) if name is not None else ""

    def _chained_call(self, member: Node) -> Node | None:
        """Returns the call of a method that returns the span itself."""
        parent = self.tree.parent(member)
        is_called = parent is not None and parent.type == "call_expression"
        return parent if is_called and _CHAINABLE.match(self._method_name(member)) else None

    def _may_evaluate_to(self, outer: Node, part: Node) -> bool:
        """Whether an expression may evaluate to the value of one of its parts."""
        if outer.type == "ternary_expression":
            return outer.child_by_field_name("condition") != part
        if outer.type == "binary_expression":
            operator = outer.child_by_field_name("operator")
            is_alternative = operator is not None and operator.type in ("||", "??")
            is_last_operand = (
                operator is not None and operator.type == "&&" and outer.child_by_field_name("right") == part
            )
            return is_alternative or is_last_operand
        return outer.type in _TRANSPARENT

    def mentions(self, name: Node, function: Node) -> list[Node] | None:
        """Returns every mention of a function's local variable; None if it is not local or may hold anything else."""
        text = self.tree.text_of(name)
        bindings = self._scopes.visible(text, name)
        if not bindings or not all(self._is_local(binding, function) for binding in bindings):
            return None
        leaves = [leaf for leaf in self.tree.leaves_within(text, function) if leaf.type in _NAMES]
        return [leaf for leaf in leaves if self._scopes.visible(text, leaf) == bindings]

    def _is_local(self, binding: Binding, function: Node) -> bool:
        if binding.key or self.function_of(binding.name) != function:
            return False
        if binding.kind is Kind.PARAMETER:
            return binding.value is None
        if binding.kind is Kind.VALUE and binding.value is None:
            return True
        return binding.kind in (Kind.VALUE, Kind.ASSIGNED) and self._is_empty_or_endable(binding.value)

    def _is_empty_or_endable(self, value: Node | None) -> bool:
        """Whether a value is null, undefined, or the result of a call that creates a span or attaches a context."""
        value = unwrapped(value) if value is not None else None
        if value is None or value.type in ("null", "undefined"):
            return value is not None
        if value.type == "ternary_expression":
            return all(
                self._is_empty_or_endable(value.child_by_field_name(arm)) for arm in ("consequence", "alternative")
            )
        if value.type == "binary_expression":
            return self._is_empty_or_endable(value.child_by_field_name("right"))
        if value.type != "call_expression":
            return False
        name, function = last_name(self.tree, value), value.child_by_field_name("function")
        if _CHAINABLE.match(name) and function is not None:
            return self._is_empty_or_endable(function.child_by_field_name("object"))
        is_attaching = any(opener.form == ATTACH for opener in self.tables.openers.get(name, ()))
        return (
            is_attaching
            or name in self.tables.starts
            or any(creator.ends for creator in self.tables.creators.get(name, ()))
        )

    def is_reassigned(self, mention: Node) -> bool:
        """Whether a mention assigns another value to the variable."""
        holder = self.tree.parent(mention)
        if holder is None or holder.type not in ("assignment_expression", "variable_declarator"):
            return False
        return mention in (holder.child_by_field_name("left"), holder.child_by_field_name("name"))

    def use(self, mention: Node, ending: Ending) -> SpanUse:
        """Returns what a mention does with the value."""
        inner = mention
        for ancestor in self.tree.ancestors(mention):
            if ancestor.type in _NEUTRAL_PARENTS:
                return SpanUse.NEUTRAL
            if ancestor.type == "member_expression":
                return self._use_as_object(ancestor, ending)
            if ancestor.type == "arguments":
                return self._use_as_argument(ancestor, inner, ending)
            if not self._may_evaluate_to(ancestor, inner):
                return self._use_in_binding(ancestor, inner)
            inner = ancestor
        return SpanUse.ESCAPES

    def _use_in_binding(self, outer: Node, part: Node) -> SpanUse:
        """Returns what a mention does in an expression that never evaluates to the value: a binding or a condition."""
        name_fields = {"variable_declarator": "name", "assignment_expression": "left", "arrow_function": "parameter"}
        name_fields |= {"required_parameter": "pattern", "optional_parameter": "pattern"}
        field = name_fields.get(outer.type)
        if field is not None:
            return SpanUse.NEUTRAL if outer.child_by_field_name(field) == part else SpanUse.ESCAPES
        if self._is_parent(part):
            return SpanUse.NEUTRAL
        return SpanUse.NEUTRAL if outer.type in ("binary_expression", "ternary_expression") else SpanUse.ESCAPES

    def _is_parent(self, value: Node) -> bool:
        """Whether a value is the parent that the options of a call give to the span that it starts."""
        ancestors = self.tree.ancestors(value)
        objects = ancestors[1:] if ancestors[0].type == "pair" else ancestors
        call = objects[2] if len(objects) > 2 and objects[1].type == "arguments" else None
        creators = self.tables.creators.get(last_name(self.tree, call), ()) if call is not None else ()
        slots = {slot for creator in creators for slot in creator.parents if slot.key is not None}
        return call is not None and any(argument(self.tree, call, slot) == value for slot in slots)

    def _use_as_object(self, member: Node, ending: Ending) -> SpanUse:
        parent = self.tree.parent(member)
        is_called = parent is not None and parent.type == "call_expression"
        if ending.is_by(self._method_name(member)):
            return SpanUse.ENDS if is_called else SpanUse.ESCAPES
        chained = self._chained_call(member)
        return self.use(chained, ending) if chained is not None else SpanUse.NEUTRAL

    def _use_as_argument(self, arguments: Node, value: Node, ending: Ending) -> SpanUse:
        call = self.tree.parent(arguments)
        if call is None:
            return SpanUse.ESCAPES
        name = last_name(self.tree, call)
        if name in self.tables.roots.setters and not ending.function:
            return SpanUse.ESCAPES if self._contexts.escapes(call) else SpanUse.NEUTRAL
        return SpanUse.NEUTRAL if name in _INSPECTORS or self._only_inspects(call, value, ending) else SpanUse.ESCAPES

    def _only_inspects(self, call: Node, value: Node, ending: Ending) -> bool:
        """Whether a function of the same file takes the value but neither ends it nor passes it on."""
        parameter = parameter_of(self.tree, self._scopes, call, value)
        function = self.function_of(parameter) if parameter is not None else None
        if parameter is None or function is None or parameter in self._visiting:
            return False
        self._visiting.append(parameter)
        text = self.tree.text_of(parameter)
        leaves = [leaf for leaf in self.tree.leaves_within(text, function) if leaf != parameter and leaf.type in _NAMES]
        is_neutral = all(self.use(leaf, ending) is SpanUse.NEUTRAL for leaf in leaves)
        self._visiting.pop()
        return is_neutral
