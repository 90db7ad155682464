"""What Python code does with a value that has to be ended: a span, or the token of an attached context."""

from __future__ import annotations

from spanlint.languages.flow.graph import Graph, graph
from spanlint.languages.python.calls.arguments import read_arguments
from spanlint.languages.python.calls.parameters import parameter_of
from spanlint.languages.python.contexts.escaping_contexts import HeldContexts, is_assigned, is_name
from spanlint.languages.python.names.bindings import FUNCTIONS, Kind
from spanlint.languages.python.names.expressions import last_name
from spanlint.languages.python.names.origins import Names
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.python.spans.flow import flow_of
from spanlint.languages.spans.endings import Ending, Fate, SpanUse
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.model.apis import ATTACH, ApiTables, Opener

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_ASKING = frozenset(
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
_SEEN = frozenset({"isinstance", "bool", "type", "id"})  # what looks at a value and keeps it not


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
        return next((each for each in self.tree.ancestors(node) if each.type in FUNCTIONS), None)

    def graph(self, function: Node) -> Graph:
        """How control runs through a function: the same graph every time."""
        known = self._graphs.get(function.id)
        if known is None:
            known = self._graphs[function.id] = graph(flow_of(self.tree, function, self._tables.contexts.quiet))
        return known

    def runs_now(self, function: Node) -> bool:
        """Never: what Python calls back is not looked into."""
        del function
        return False

    def fate(self, call: Node, ending: Ending) -> Node | Fate:
        """The name that a call's value is given, or what else becomes of it."""
        inner = call
        for above in self.tree.ancestors(call):
            if above.type == "with_item" and ending.function:
                return Fate.ENTERED
            if above.type == "as_pattern":
                if not ending.function:
                    return _alias(above, Fate.ELSEWHERE) if ending.opened else Fate.ELSEWHERE
                inner = above
                continue
            if above.type == "expression_statement":
                return Fate.DROPPED
            if above.type in ("assignment", "named_expression"):
                target = above.child_by_field_name("left") or above.child_by_field_name("name")
                return target if target is not None and target.type == "identifier" else Fate.ELSEWHERE
            if not self._flows(above, inner):
                return Fate.ELSEWHERE
            inner = above
        return Fate.ELSEWHERE

    def _flows(self, above: Node, inner: Node) -> bool:
        """Whether an expression may give the value of a part of it."""
        if above.type == "conditional_expression":
            return above.named_children[1] != inner
        if above.type == "boolean_operator":
            return above.child_by_field_name("right") == inner
        return above.type == "parenthesized_expression"

    def mentions(self, name: Node, function: Node) -> list[Node] | None:
        """Every mention of a local variable of a function; None where it is none, or holds anything else."""
        text = self.tree.text_of(name)
        bound = self._scopes.visible(text, name)
        if any(each.scope != function or each.kind not in (Kind.VALUE, Kind.WITH) for each in bound):
            return None
        if not all(each.value is None or self._may_be_held(each.value) for each in bound):
            return None
        leaves = self.tree.leaves_within(text, function)
        return [each for each in leaves if is_name(self.tree, each) and self._scopes.visible(text, each) == bound]

    def _may_be_held(self, value: Node) -> bool:
        """Whether a value is nothing, or made by a call like the one that is asked about."""
        if value.type in ("parenthesized_expression", "conditional_expression"):
            parts = value.named_children
            return all(map(self._may_be_held, (parts[0], parts[-1])))
        if value.type != "call":
            return value.type == "none"
        made = last_name(self.tree, value)
        attaching = any(each.form == ATTACH for each in self._tables.openers.get(made, ()))
        return attaching or any(each.ends or each.on_exit for each in self._tables.creators.get(made, ()))

    def lost(self, mention: Node) -> bool:
        """Whether a mention gives the variable another value."""
        return is_assigned(self.tree, mention)

    def use(self, mention: Node, ending: Ending) -> SpanUse:
        """What a mention does with the value."""
        inner = mention
        for above in self.tree.ancestors(mention):
            if above.type in _ASKING:
                return SpanUse.NEUTRAL
            if above.type == "attribute":
                return self._attribute(above, ending)
            if above.type in ("argument_list", "keyword_argument"):
                return self._passed(above, inner, ending)
            if above.type in ("assignment", "named_expression"):
                target = above.child_by_field_name("left") or above.child_by_field_name("name")
                return SpanUse.NEUTRAL if target == inner else SpanUse.ESCAPES
            if above.type == "as_pattern_target":
                return SpanUse.NEUTRAL
            if above.type in ("with_item", "as_pattern"):
                return SpanUse.ENDS if ending.entered else SpanUse.ESCAPES
            if not self._flows(above, inner):
                asked = above.type in ("conditional_expression", "boolean_operator")
                return SpanUse.NEUTRAL if asked else SpanUse.ESCAPES
            inner = above
        return SpanUse.ESCAPES

    def _attribute(self, attribute: Node, ending: Ending) -> SpanUse:
        name, above = attribute.child_by_field_name("attribute"), self.tree.parent(attribute)
        if name is None or self.tree.text_of(name) != ending.method:
            entered = name is not None and self.tree.text_of(name) in ("__enter__", "__exit__")
            return SpanUse.ESCAPES if entered else SpanUse.NEUTRAL
        called = above is not None and above.type == "call" and above.child_by_field_name("function") == attribute
        return SpanUse.ENDS if called else SpanUse.ESCAPES

    def _passed(self, holder: Node, value: Node, ending: Ending) -> SpanUse:
        call = next((each for each in self.tree.ancestors(holder)[:2] if each.type == "call"), None)
        function = call.child_by_field_name("function") if call is not None else None
        if call is None or function is None:
            return SpanUse.ESCAPES
        name = self._real_name(function)
        if ending.function:
            return SpanUse.ENDS if name == ending.function else SpanUse.ESCAPES
        if name in self._tables.roots.setters:
            return SpanUse.ESCAPES if self._contexts.escapes(call) else SpanUse.NEUTRAL
        entering = [each for each in self._tables.openers.get(name, ()) if each.ends is not None]
        if entering:
            return self._entered(call, entering[0])
        return SpanUse.NEUTRAL if name in _SEEN or self._only_looks(call, value, ending) else SpanUse.ESCAPES

    def _only_looks(self, call: Node, value: Node, ending: Ending) -> bool:
        """Whether a function of the same file that is given the value neither ends it nor gives it on."""
        taken = parameter_of(self.tree, self._scopes, call, value)
        if taken is None or taken in self._visiting:
            return False
        function = self.function_of(taken)
        text = self.tree.text_of(taken)
        bound = self._scopes.visible(text, taken) if function is not None else []
        if function is None or any(each.name != taken for each in bound):
            return False
        self._visiting.append(taken)
        leaves = [
            each for each in self.tree.leaves_within(text, function) if each != taken and is_name(self.tree, each)
        ]
        found = all(self.use(each, ending) is SpanUse.NEUTRAL for each in leaves)
        self._visiting.pop()
        return found

    def _real_name(self, function: Node) -> str:
        """The name of a function where it is defined: an import may give it another."""
        name = last_name(self.tree, function)
        origins = {each.rpartition(".")[2] for each in self._names.origins(function) if "." in each}
        return origins.pop() if len(origins) == 1 and "()" not in "".join(origins) else name

    def _entered(self, call: Node, opener: Opener) -> SpanUse:
        """A call that makes a span current for a `with`, and may end it there."""
        passed = call.child_by_field_name("arguments")
        if passed is None or opener.ends is None:
            return SpanUse.ESCAPES
        arguments = read_arguments(self.tree, passed)
        ends = arguments.at(opener.ends)
        if not arguments.has_kwargs and (ends is None or ends.type == "false"):
            return SpanUse.NEUTRAL
        above = self.tree.parent(call)
        if above is not None and above.type == "as_pattern":
            above = self.tree.parent(above)
        return SpanUse.ENDS if above is not None and above.type == "with_item" else SpanUse.ESCAPES


def _alias(pattern: Node, otherwise: Fate) -> Node | Fate:
    """The plain name after an `as`."""
    alias = pattern.child_by_field_name("alias")
    name = alias.named_children[0] if alias is not None and alias.named_children else None
    return name if name is not None and name.type == "identifier" else otherwise
