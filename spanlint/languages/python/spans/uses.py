"""What Python code does with a value that must be ended: a span, or the token of an attached context."""

from __future__ import annotations

from spanlint.languages.flow.graph import Graph, graph
from spanlint.languages.names.bindings import Kind
from spanlint.languages.python.calls.arguments import read_arguments
from spanlint.languages.python.calls.parameters import parameter_of
from spanlint.languages.python.contexts.escaping_contexts import HeldContexts, is_assigned
from spanlint.languages.python.names.bindings import FUNCTIONS
from spanlint.languages.python.names.expressions import is_name, last_name
from spanlint.languages.python.names.origins import Names
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.python.spans.flow import flow_of
from spanlint.languages.spans.endings import Ending, Fate, SpanUse
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.model.apis import ATTACH, ApiTables, Opener

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_CHECKS = frozenset(
    {
        "comparison_operator",
        "not_operator",
        "expression_statement",
        "if_statement",
        "elif_clause",
        "while_statement",
        "assert_statement",
        "delete_statement",
    }
)
_INSPECTING = frozenset({"isinstance", "bool", "type", "id"})  # inspect a value without keeping it


class Uses:
    """The uses of the values of one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, names: Names, tables: ApiTables) -> None:
        self.tree = tree
        self._scopes = scopes
        self._names = names
        self._tables = tables
        self._contexts = HeldContexts(tree, scopes, tables)
        self._visiting: list[Node] = []
        self._graphs: dict[int, Graph] = {}

    def function_of(self, node: Node) -> Node | None:
        """The innermost function around a node."""
        return next((ancestor for ancestor in self.tree.ancestors(node) if ancestor.type in FUNCTIONS), None)

    def graph(self, function: Node) -> Graph:
        """The control flow of a function; the same object on every call."""
        known = self._graphs.get(function.id)
        if known is None:
            known = self._graphs[function.id] = graph(
                flow_of(self.tree, self._scopes, function, self._tables.contexts.quiet)
            )
        return known

    def runs_now(self, function: Node) -> bool:
        """False, since callbacks are not examined in Python."""
        del function
        return False

    def fate(self, call: Node, ending: Ending) -> Node | Fate:
        """The name that a call's result is assigned to, or what else becomes of it."""
        inner = call
        for above in self.tree.ancestors(call):
            if above.type == "with_item" and ending.function:
                return Fate.ENTERED
            if above.type == "as_pattern":
                if not ending.function:
                    return _alias(above, Fate.ELSEWHERE) if ending.is_left_open else Fate.ELSEWHERE
                inner = above
                continue
            if above.type == "expression_statement":
                return Fate.DROPPED
            if above.type in ("assignment", "named_expression"):
                target = above.child_by_field_name("left") or above.child_by_field_name("name")
                return target if target is not None and target.type == "identifier" else Fate.ELSEWHERE
            if not self._may_return(above, inner):
                return Fate.ELSEWHERE
            inner = above
        return Fate.ELSEWHERE

    def _may_return(self, above: Node, inner: Node) -> bool:
        """Whether the value of an expression may be that of the part `inner`."""
        if above.type == "conditional_expression":
            return above.named_children[1] != inner
        if above.type == "boolean_operator":
            return above.child_by_field_name("right") == inner
        return above.type == "parenthesized_expression"

    def mentions(self, name: Node, function: Node) -> list[Node] | None:
        """Every mention of a function's local variable; None if it is not a local or may hold other values."""
        text = self.tree.text_of(name)
        bound = self._scopes.visible(text, name)
        if any(binding.scope != function or binding.kind not in (Kind.VALUE, Kind.WITH) for binding in bound):
            return None
        if not all(binding.value is None or self._may_be_held(binding.value) for binding in bound):
            return None
        leaves = self.tree.leaves_within(text, function)
        return [leaf for leaf in leaves if is_name(self.tree, leaf) and self._scopes.visible(text, leaf) == bound]

    def _may_be_held(self, value: Node) -> bool:
        """Whether a value is None or the result of a creation or attach call."""
        if value.type in ("parenthesized_expression", "conditional_expression"):
            parts = value.named_children
            return all(map(self._may_be_held, (parts[0], parts[-1])))
        if value.type != "call":
            return value.type == "none"
        name = last_name(self.tree, value)
        may_attach = any(opener.form == ATTACH for opener in self._tables.openers.get(name, ()))
        return may_attach or any(creator.ends or creator.on_exit for creator in self._tables.creators.get(name, ()))

    def is_reassigned(self, mention: Node) -> bool:
        """Whether a mention assigns another value to the variable."""
        return is_assigned(self.tree, mention)

    def use(self, mention: Node, ending: Ending) -> SpanUse:
        """What a mention does with the value."""
        inner = mention
        for above in self.tree.ancestors(mention):
            if above.type in _CHECKS:
                return SpanUse.NEUTRAL
            if above.type == "attribute":
                return self._attribute_use(above, ending)
            if above.type in ("argument_list", "keyword_argument"):
                return self._argument_use(above, inner, ending)
            if above.type in ("assignment", "named_expression"):
                target = above.child_by_field_name("left") or above.child_by_field_name("name")
                return SpanUse.NEUTRAL if target == inner else SpanUse.ESCAPES
            if above.type == "as_pattern_target":
                return SpanUse.NEUTRAL
            if above.type in ("with_item", "as_pattern"):
                return SpanUse.ENDS if ending.is_ended_by_with else SpanUse.ESCAPES
            if not self._may_return(above, inner):
                is_checked = above.type in ("conditional_expression", "boolean_operator")
                return SpanUse.NEUTRAL if is_checked else SpanUse.ESCAPES
            inner = above
        return SpanUse.ESCAPES

    def _attribute_use(self, attribute: Node, ending: Ending) -> SpanUse:
        name, above = attribute.child_by_field_name("attribute"), self.tree.parent(attribute)
        if name is None or self.tree.text_of(name) != ending.method:
            is_manager_method = name is not None and self.tree.text_of(name) in ("__enter__", "__exit__")
            return SpanUse.ESCAPES if is_manager_method else SpanUse.NEUTRAL
        is_called = above is not None and above.type == "call" and above.child_by_field_name("function") == attribute
        return SpanUse.ENDS if is_called else SpanUse.ESCAPES

    def _argument_use(self, holder: Node, value: Node, ending: Ending) -> SpanUse:
        call = next((ancestor for ancestor in self.tree.ancestors(holder)[:2] if ancestor.type == "call"), None)
        function = call.child_by_field_name("function") if call is not None else None
        if call is None or function is None:
            return SpanUse.ESCAPES
        name = self._real_name(function)
        if ending.function:
            return SpanUse.ENDS if name == ending.function else SpanUse.ESCAPES
        if name in self._tables.roots.setters:
            return SpanUse.ESCAPES if self._contexts.escapes(call) else SpanUse.NEUTRAL
        openers = [opener for opener in self._tables.openers.get(name, ()) if opener.ends is not None]
        if openers:
            return self._opener_use(call, openers[0])
        return SpanUse.NEUTRAL if name in _INSPECTING or self._only_inspects(call, value, ending) else SpanUse.ESCAPES

    def _only_inspects(self, call: Node, value: Node, ending: Ending) -> bool:
        """Whether a function of the same file that receives the value neither ends it nor passes it on."""
        parameter = parameter_of(self.tree, self._scopes, call, value)
        if parameter is None or parameter in self._visiting:
            return False
        function = self.function_of(parameter)
        text = self.tree.text_of(parameter)
        bound = self._scopes.visible(text, parameter) if function is not None else []
        if function is None or any(binding.name != parameter for binding in bound):
            return False
        self._visiting.append(parameter)
        leaves = [
            leaf for leaf in self.tree.leaves_within(text, function) if leaf != parameter and is_name(self.tree, leaf)
        ]
        only_inspects = all(self.use(leaf, ending) is SpanUse.NEUTRAL for leaf in leaves)
        self._visiting.pop()
        return only_inspects

    def _real_name(self, function: Node) -> str:
        """The name of a function at its definition; an import may rename it."""
        name = last_name(self.tree, function)
        origins = {origin.rpartition(".")[2] for origin in self._names.origins(function) if "." in origin}
        return origins.pop() if len(origins) == 1 and "()" not in "".join(origins) else name

    def _opener_use(self, call: Node, opener: Opener) -> SpanUse:
        """What a call does with a span that it makes current for a `with`, and may end there."""
        argument_list = call.child_by_field_name("arguments")
        if argument_list is None or opener.ends is None:
            return SpanUse.ESCAPES
        arguments = read_arguments(self.tree, argument_list)
        ends = arguments.at(opener.ends)
        if not arguments.is_open and (ends is None or ends.type == "false"):
            return SpanUse.NEUTRAL
        above = self.tree.parent(call)
        if above is not None and above.type == "as_pattern":
            above = self.tree.parent(above)
        return SpanUse.ENDS if above is not None and above.type == "with_item" else SpanUse.ESCAPES


def _alias(pattern: Node, otherwise: Fate) -> Node | Fate:
    """The plain name after an `as`, or `otherwise` if there is none."""
    alias = pattern.child_by_field_name("alias")
    name = alias.named_children[0] if alias is not None and alias.named_children else None
    return name if name is not None and name.type == "identifier" else otherwise
