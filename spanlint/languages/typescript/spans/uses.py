"""What TypeScript code does with a value that has to be ended: a span, or an attached context."""

from __future__ import annotations

import re

from spanlint.languages.flow.graph import Graph, graph
from spanlint.languages.spans.endings import Ending, Fate, SpanUse
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.calls.parameters import parameter_of
from spanlint.languages.typescript.contexts.escaping_contexts import HeldContexts
from spanlint.languages.typescript.names.bindings import FUNCTIONS, Binding, Kind
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.names.scopes import Scopes
from spanlint.languages.typescript.spans.flow import flow_of
from spanlint.model.apis import ATTACH, CALLBACK, ApiTables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_ASKING = frozenset(
    {"expression_statement", "if_statement", "while_statement", "do_statement", "switch_statement", "unary_expression"}
)
_NAMES = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})
_SEEN = frozenset({"Boolean"})  # what looks at a value and keeps it not
_CHAINING = re.compile(r"(?:set|add|update)[A-Z]|setAttribute")
_TRANSPARENT = frozenset(
    {"parenthesized_expression", "non_null_expression", "as_expression", "satisfies_expression", "type_assertion"}
)


class Uses:
    """The uses of the values of one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, tables: ApiTables) -> None:
        self.tree = tree
        self.tables = tables
        self._scopes = scopes
        own = tables.apis[0].openers  # OpenTelemetry's; what has to be resolved is not known by its name
        self._running = {each.name for each in own if each.form == CALLBACK and not each.resolved}
        self._contexts = HeldContexts(tree, scopes, tables)
        self._visiting: list[Node] = []
        self._graphs: dict[int, Graph] = {}

    def function_of(self, node: Node) -> Node | None:
        """The innermost function around a node."""
        return next((each for each in self.tree.ancestors(node) if each.type in FUNCTIONS), None)

    def graph(self, function: Node) -> Graph:
        """How control runs through a function: the same graph every time."""
        known = self._graphs.get(function.id)
        if known is None:
            known = self._graphs[function.id] = graph(flow_of(self.tree, function, self.tables.contexts.quiet))
        return known

    def runs_now(self, function: Node) -> bool:
        """Whether a nested function is a callback that is run at once, and once."""
        above = self.tree.ancestors(function)
        return above[0].type == "arguments" and last_name(self.tree, above[1]) in self._running

    def fate(self, call: Node, ending: Ending) -> Node | Fate:
        """The name that a call's value is given, or what else becomes of it."""
        inner: Node | None = call
        while inner is not None:
            above = self.tree.parent(inner)
            if above is None:
                break
            if above.type == "expression_statement":
                return Fate.DROPPED
            if above.type in ("variable_declarator", "assignment_expression"):
                return self._named(above)
            if above.type == "member_expression":
                chained = self._chained(above)
                inner = chained if self._method(above) != ending.method else None
            else:
                inner = above if self._flows(above, inner) else None
        return Fate.ELSEWHERE

    def _named(self, holder: Node) -> Node | Fate:
        """The plain name that a declaration or an assignment gives; `using` ends what it holds by itself."""
        target = holder.child_by_field_name("name") or holder.child_by_field_name("left")
        statement = self.tree.parent(holder)
        if target is None or target.type != "identifier" or statement is None:
            return Fate.ELSEWHERE
        whole = holder.type == "variable_declarator" or statement.type == "expression_statement"
        using = self.tree.text_of(statement).startswith(("using ", "await using "))
        return target if whole and not using else Fate.ELSEWHERE

    def _method(self, member: Node) -> str:
        name = member.child_by_field_name("property")
        return self.tree.text_of(name) if name is not None else ""

    def _chained(self, member: Node) -> Node | None:
        """The call of a method that gives the span itself."""
        above = self.tree.parent(member)
        called = above is not None and above.type == "call_expression"
        return above if called and _CHAINING.match(self._method(member)) else None

    def _flows(self, above: Node, inner: Node) -> bool:
        """Whether an expression may give the value of a part of it."""
        if above.type == "ternary_expression":
            return above.child_by_field_name("condition") != inner
        if above.type == "binary_expression":
            operator = above.child_by_field_name("operator")
            chosen = operator is not None and operator.type in ("||", "??")
            both = operator is not None and operator.type == "&&" and above.child_by_field_name("right") == inner
            return chosen or both
        return above.type in _TRANSPARENT

    def mentions(self, name: Node, function: Node) -> list[Node] | None:
        """Every mention of a local variable of a function; None where it is none, or holds anything else."""
        text = self.tree.text_of(name)
        bound = self._scopes.visible(text, name)
        if not bound or not all(self._is_own(each, function) for each in bound):
            return None
        leaves = [each for each in self.tree.leaves_within(text, function) if each.type in _NAMES]
        return [each for each in leaves if self._scopes.visible(text, each) == bound]

    def _is_own(self, binding: Binding, function: Node) -> bool:
        if binding.key or self.function_of(binding.name) != function:
            return False
        if binding.kind is Kind.PARAMETER:
            return binding.value is None
        if binding.kind is Kind.VALUE and binding.value is None:
            return True
        return binding.kind in (Kind.VALUE, Kind.ASSIGNED) and self._may_be_held(binding.value)

    def _may_be_held(self, value: Node | None) -> bool:
        """Whether a value is nothing, or made by a call like the one that is asked about."""
        value = unwrapped(value) if value is not None else None
        if value is None or value.type in ("null", "undefined"):
            return value is not None
        if value.type == "ternary_expression":
            return all(self._may_be_held(value.child_by_field_name(arm)) for arm in ("consequence", "alternative"))
        if value.type == "binary_expression":
            return self._may_be_held(value.child_by_field_name("right"))
        if value.type != "call_expression":
            return False
        made, function = last_name(self.tree, value), value.child_by_field_name("function")
        if _CHAINING.match(made) and function is not None:
            return self._may_be_held(function.child_by_field_name("object"))
        attaching = any(each.form == ATTACH for each in self.tables.openers.get(made, ()))
        return attaching or any(each.ends for each in self.tables.creators.get(made, ()))

    def is_reassigned(self, mention: Node) -> bool:
        """Whether a mention gives the variable another value."""
        above = self.tree.parent(mention)
        if above is None or above.type not in ("assignment_expression", "variable_declarator"):
            return False
        return mention in (above.child_by_field_name("left"), above.child_by_field_name("name"))

    def use(self, mention: Node, ending: Ending) -> SpanUse:
        """What a mention does with the value."""
        inner = mention
        for above in self.tree.ancestors(mention):
            if above.type in _ASKING:
                return SpanUse.NEUTRAL
            if above.type == "member_expression":
                return self._attribute(above, ending)
            if above.type == "arguments":
                return self._passed(above, inner, ending)
            if not self._flows(above, inner):
                return self._held(above, inner)
            inner = above
        return SpanUse.ESCAPES

    def _held(self, above: Node, inner: Node) -> SpanUse:
        """A mention that does not give the value on by itself: a binding, or part of a condition."""
        binds = {"variable_declarator": "name", "assignment_expression": "left", "arrow_function": "parameter"}
        binds |= {"required_parameter": "pattern", "optional_parameter": "pattern"}
        field = binds.get(above.type)
        if field is not None:
            return SpanUse.NEUTRAL if above.child_by_field_name(field) == inner else SpanUse.ESCAPES
        return SpanUse.NEUTRAL if above.type in ("binary_expression", "ternary_expression") else SpanUse.ESCAPES

    def _attribute(self, member: Node, ending: Ending) -> SpanUse:
        above = self.tree.parent(member)
        called = above is not None and above.type == "call_expression"
        if self._method(member) == ending.method:
            return SpanUse.ENDS if called else SpanUse.ESCAPES
        chained = self._chained(member)
        return self.use(chained, ending) if chained is not None else SpanUse.NEUTRAL

    def _passed(self, arguments: Node, value: Node, ending: Ending) -> SpanUse:
        call = self.tree.parent(arguments)
        if call is None:
            return SpanUse.ESCAPES
        name = last_name(self.tree, call)
        if name in self.tables.roots.setters and not ending.function:
            return SpanUse.ESCAPES if self._contexts.escapes(call) else SpanUse.NEUTRAL
        return SpanUse.NEUTRAL if name in _SEEN or self._only_looks(call, value, ending) else SpanUse.ESCAPES

    def _only_looks(self, call: Node, value: Node, ending: Ending) -> bool:
        """Whether a function of the same file that is given the value neither ends it nor gives it on."""
        taken = parameter_of(self.tree, self._scopes, call, value)
        function = self.function_of(taken) if taken is not None else None
        if taken is None or function is None or taken in self._visiting:
            return False
        self._visiting.append(taken)
        text = self.tree.text_of(taken)
        leaves = [each for each in self.tree.leaves_within(text, function) if each != taken and each.type in _NAMES]
        found = all(self.use(each, ending) is SpanUse.NEUTRAL for each in leaves)
        self._visiting.pop()
        return found
