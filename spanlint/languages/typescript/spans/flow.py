"""How control runs through a TypeScript or JavaScript function, read from its tree."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from spanlint.languages.flow.steps import StepKinds, step
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS
from spanlint.languages.typescript.names.expressions import unwrapped
from spanlint.languages.typescript.spans.failures import Failures
from spanlint.model.flow import (
    NOTHING,
    Block,
    Both,
    Branch,
    Cases,
    Condition,
    Either,
    ExitKind,
    Flow,
    Handler,
    Jump,
    Loop,
    Not,
    Step,
    Test,
    Try,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_JOINED: dict[str, type[Both] | type[Either]] = {"&&": Both, "||": Either}
_EMPTY = frozenset({"null", "undefined"})


def flow_of(tree: SyntaxTree, function: Node, quiet: frozenset[str]) -> Flow:
    """The flow of a function's body; an arrow's expression is what it returns. `quiet` are the names of a library's
    functions that do not throw."""
    body = function.child_by_field_name("body")
    return NOTHING if body is None else _FlowReader(tree, quiet).body(body)


class _FlowReader:
    def __init__(self, tree: SyntaxTree, quiet: frozenset[str]) -> None:
        self._tree = tree
        opaque = FUNCTIONS | CLASSES | {"comment"}
        calls = frozenset({"call_expression", "new_expression"})
        failures = Failures(tree, quiet)
        waits = frozenset({"await_expression"})
        self._kinds = StepKinds(calls, waits, opaque, failures.is_quiet, failures.is_settled)
        self._made: dict[str, Callable[[Node], Flow]] = {
            "statement_block": self._block,
            "if_statement": self._if,
            "for_statement": self._for,
            "for_in_statement": self._for_in,
            "while_statement": partial(self._while, first=False),
            "do_statement": partial(self._while, first=True),
            "switch_statement": self._switch,
            "try_statement": self._try,
            "labeled_statement": self._labeled,
            "return_statement": partial(self._leave, ExitKind.RETURN),
            "throw_statement": partial(self._leave, ExitKind.THROW),
            "break_statement": partial(self._jump, ExitKind.BREAK),
            "continue_statement": partial(self._jump, ExitKind.CONTINUE),
        }

    def body(self, node: Node) -> Flow:
        """The flow of a function's body."""
        if node.type == "statement_block":
            return self._block(node)
        return Block((self._step(node), Jump(ExitKind.RETURN, range_of(node))))

    def _statement(self, node: Node | None) -> Flow:
        if node is None or node.type in ("comment", "empty_statement"):
            return NOTHING
        made = self._made.get(node.type)
        if made is not None:
            return made(node)
        if self._tree.text.startswith(b"process.exit(", node.start_byte):
            return Block((self._step(node), Jump(ExitKind.TERMINATES, range_of(node))))
        return self._step(node)

    def _step(self, node: Node) -> Step:
        return step(node, self._kinds)

    def _block(self, node: Node) -> Flow:
        return Block(tuple(self._statement(each) for each in node.named_children))

    def _leave(self, way: ExitKind, node: Node) -> Flow:
        value = [self._step(each) for each in node.named_children if each.type != "comment"]
        jump = Jump(way, range_of(node))
        return Block((*value, jump)) if value else jump

    def _jump(self, way: ExitKind, node: Node) -> Flow:
        label = node.child_by_field_name("label")
        return Jump(way, range_of(node), self._tree.text_of(label) if label is not None else "")

    def _if(self, node: Node) -> Flow:
        condition = node.child_by_field_name("condition") or node
        clause = node.child_by_field_name("alternative")
        otherwise = clause.named_children[-1] if clause is not None and clause.named_children else None
        taken = self._statement(node.child_by_field_name("consequence"))
        return Block(
            (self._step(condition), Branch(_test_of(self._tree, condition), taken, self._statement(otherwise)))
        )

    def _for(self, node: Node, label: str = "") -> Flow:
        condition, after = node.child_by_field_name("condition"), node.child_by_field_name("increment")
        endless = condition is None or condition.type == "empty_statement"
        asked = self._statement(condition)
        body = (asked, self._statement(node.child_by_field_name("body")), self._statement(after))
        loop = Loop(Block(body), NOTHING, endless, endless, label)
        return Block((self._statement(node.child_by_field_name("initializer")), loop))

    def _for_in(self, node: Node, label: str = "") -> Flow:
        over = node.child_by_field_name("right") or node
        waits = any(each.type == "await" for each in node.children)
        again = Step(range_of(over), (), (range_of(over),)) if waits else NOTHING
        body = Block((again, self._statement(node.child_by_field_name("body"))))
        return Block((self._step(over), Loop(body, NOTHING, label=label)))

    def _while(self, node: Node, label: str = "", first: bool = False) -> Flow:
        condition = node.child_by_field_name("condition") or node
        endless = self._tree.text_of(unwrapped(condition)) in ("true", "1")
        asked, body = self._step(condition), self._statement(node.child_by_field_name("body"))
        order = (body, asked) if first else (asked, body)
        return Loop(Block(order), NOTHING, first or endless, endless, label)

    def _labeled(self, node: Node) -> Flow:
        name, body = node.child_by_field_name("label"), node.child_by_field_name("body")
        label = self._tree.text_of(name) if name is not None else ""
        if body is None:
            return NOTHING
        if body.type == "for_statement":
            return self._for(body, label)
        if body.type == "for_in_statement":
            return self._for_in(body, label)
        if body.type in ("while_statement", "do_statement"):
            return self._while(body, label, body.type == "do_statement")
        return Block((self._statement(body),), label)

    def _switch(self, node: Node) -> Flow:
        value, body = node.child_by_field_name("value") or node, node.child_by_field_name("body")
        cases = [each for each in (body.named_children if body is not None else ()) if each.type.startswith("switch_")]
        arms = tuple(Block(tuple(map(self._statement, each.children_by_field_name("body")))) for each in cases)
        complete = any(each.type == "switch_default" for each in cases)
        return Block((self._step(value), Cases(arms, True, complete)))

    def _try(self, node: Node) -> Flow:
        clause, last = node.child_by_field_name("handler"), node.child_by_field_name("finalizer")
        caught = clause.child_by_field_name("body") if clause is not None else None
        handlers = (Handler(frozenset(), self._statement(caught)),) if clause is not None else ()
        ending = last.child_by_field_name("body") if last is not None else None
        return Try(self._statement(node.child_by_field_name("body")), handlers, NOTHING, self._statement(ending))


def _test_of(tree: SyntaxTree, condition: Node) -> Test:
    """A condition; that something is not undefined is asked the same way as whether it is true."""
    node = unwrapped(condition)
    operator = node.child_by_field_name("operator")
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    argument = node.child_by_field_name("argument")
    if node.type == "unary_expression" and argument is not None and operator is not None and operator.type == "!":
        return Not(_test_of(tree, argument))
    if node.type == "binary_expression" and operator is not None and left is not None and right is not None:
        joined = _JOINED.get(operator.type)
        if joined is not None:
            both = _test_of(tree, left), _test_of(tree, right)
            return Both(*both) if joined is Both else Either(*both)
        if operator.type[:2] in ("==", "!=") and right.type in _EMPTY:
            asked = _test_of(tree, left)
            return asked if operator.type[0] == "!" else Not(asked)
    return Condition(range_of(node), "".join(tree.text_of(node).split()).replace("?.", "."))
