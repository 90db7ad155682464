"""Reads the control flow of a TypeScript or JavaScript function from its tree."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from spanlint.languages.flow.handlers import is_tried
from spanlint.languages.flow.steps import StepKinds, step
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS
from spanlint.languages.typescript.names.expressions import unwrapped
from spanlint.languages.typescript.names.scopes import Scopes
from spanlint.languages.typescript.spans.conditions import TestReader
from spanlint.languages.typescript.spans.middlewares import waits_for_middleware
from spanlint.languages.typescript.spans.settled import Settled
from spanlint.languages.typescript.spans.unreachable import is_exhaustive, is_unreachable
from spanlint.model.flow import (
    NOTHING,
    Block,
    Branch,
    Cases,
    ExitKind,
    Flow,
    Handler,
    Jump,
    Loop,
    Step,
    Try,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_YIELD = frozenset({"yield_expression"})
_AT_HAND = frozenset({"array", "string", "template_string"})
"""What holds all its items: to take the next one does not throw."""
_AWAIT_USING = b"await using "
_CHOICES, _JUNCTIONS = frozenset({"ternary_expression", "binary_expression"}), frozenset({"&&", "||"})


def flow_of(tree: SyntaxTree, scopes: Scopes, function: Node, settled: Settled, is_stoppable: bool) -> Flow:
    """Returns the flow of a function's body. The expression body of an arrow function is its return value.
    `is_stoppable` is whether it may be left at a yield."""
    body = function.child_by_field_name("body")
    yields = _YIELD if is_stoppable else frozenset[str]()
    tests = TestReader(tree, scopes, function)
    return NOTHING if body is None else _FlowReader(tree, scopes, settled, yields, tests).body(body)


class _FlowReader:
    def __init__(
        self, tree: SyntaxTree, scopes: Scopes, settled: Settled, yields: frozenset[str], tests: TestReader
    ) -> None:
        self._tree = tree
        self._tests = tests
        self._scopes = scopes
        opaque = FUNCTIONS | CLASSES | {"comment"}
        calls = frozenset({"call_expression", "new_expression"})
        waits = frozenset({"await_expression"})
        self._settled = settled
        self._kinds = StepKinds(calls, waits, opaque, settled.is_quiet, self._never_fails, yields)
        self._readers: dict[str, Callable[[Node], Flow]] = {
            "statement_block": self._block,
            "if_statement": self._if,
            "for_statement": self._for,
            "for_in_statement": self._for_in,
            "while_statement": partial(self._while, is_body_first=False),
            "do_statement": partial(self._while, is_body_first=True),
            "switch_statement": self._switch,
            "try_statement": self._try,
            "labeled_statement": self._labeled,
            "return_statement": partial(self._leave, ExitKind.RETURN),
            "throw_statement": partial(self._leave, ExitKind.THROW),
            "break_statement": partial(self._jump, ExitKind.BREAK),
            "continue_statement": partial(self._jump, ExitKind.CONTINUE),
        }

    def body(self, node: Node) -> Flow:
        """Returns the flow of a function's body."""
        if node.type == "statement_block":
            return self._block(node)
        return Block((self._step(node), Jump(ExitKind.RETURN, range_of(node))))

    def _never_fails(self, wait: Node) -> bool:
        """Whether an `await` cannot fail where it stands. An `await using` waits at the end of its block."""
        if self._tree.text.startswith(_AWAIT_USING, wait.start_byte):
            return True
        return self._settled.is_settled(wait) or waits_for_middleware(self._tree, self._scopes, wait)

    def _statement(self, node: Node | None) -> Flow:
        if node is None or node.type in ("comment", "empty_statement"):
            return NOTHING
        if is_unreachable(self._tree, self._scopes, node):
            return Jump(ExitKind.TERMINATES, range_of(node))
        reader = self._readers.get(node.type)
        if reader is not None:
            return reader(node)
        if self._tree.text.startswith(b"process.exit(", node.start_byte):
            return Block((self._step(node), Jump(ExitKind.TERMINATES, range_of(node))))
        value = node.named_child(0) if node.type == "expression_statement" else None
        return self._choice(value) if value is not None and value.type in _CHOICES else self._step(node)

    def _choice(self, node: Node) -> Flow:
        """Returns the flow of an expression that is a statement, and evaluates one of its parts or another."""
        condition, operator = node.child_by_field_name("condition"), node.child_by_field_name("operator")
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if condition is None and (operator is None or operator.type not in _JUNCTIONS or left is None or right is None):
            return self._step(node)
        tested = condition or left or node
        first, second = node.child_by_field_name("consequence") or right, node.child_by_field_name("alternative")
        then: Flow = self._step(first) if first is not None else NOTHING
        otherwise: Flow = self._step(second) if second is not None else NOTHING
        if operator is not None and operator.type == "||":
            then, otherwise = otherwise, then
        return Block((self._step(tested), Branch(self._tests.read(tested), then, otherwise)))

    def _step(self, node: Node) -> Step:
        return step(node, self._kinds)

    def _block(self, node: Node) -> Flow:
        return Block(tuple(self._statement(child) for child in node.named_children))

    def _leave(self, kind: ExitKind, node: Node) -> Flow:
        steps = [self._step(child) for child in node.named_children if child.type != "comment"]
        jump = Jump(kind, range_of(node))
        return Block((*steps, jump)) if steps else jump

    def _jump(self, kind: ExitKind, node: Node) -> Flow:
        label = node.child_by_field_name("label")
        return Jump(kind, range_of(node), self._tree.text_of(label) if label is not None else "")

    def _if(self, node: Node) -> Flow:
        condition = node.child_by_field_name("condition") or node
        clause = node.child_by_field_name("alternative")
        otherwise = clause.named_children[-1] if clause is not None and clause.named_children else None
        consequence = self._statement(node.child_by_field_name("consequence"))
        return Block(
            (self._step(condition), Branch(self._tests.read(condition), consequence, self._statement(otherwise)))
        )

    def _for(self, node: Node, label: str = "") -> Flow:
        condition, increment = node.child_by_field_name("condition"), node.child_by_field_name("increment")
        is_endless = condition is None or condition.type == "empty_statement"
        check = self._statement(condition)
        body = (check, self._statement(node.child_by_field_name("body")), self._statement(increment))
        loop = Loop(Block(body), NOTHING, is_endless, is_endless, label)
        return Block((self._statement(node.child_by_field_name("initializer")), loop))

    def _for_in(self, node: Node, label: str = "") -> Flow:
        iterable, words = node.child_by_field_name("right") or node, {child.type for child in node.children}
        at = range_of(iterable)
        following: Flow = NOTHING
        if "await" in words:
            following = Step(at, (), (at,))
        elif "of" in words and is_tried(self._tree, node) and self._scopes.sole_value(iterable).type not in _AT_HAND:
            following = Step(at, (at,))
        body = Block((following, self._statement(node.child_by_field_name("body"))))
        return Block((self._step(iterable), Loop(body, NOTHING, label=label)))

    def _while(self, node: Node, label: str = "", is_body_first: bool = False) -> Flow:
        condition = node.child_by_field_name("condition") or node
        is_endless = self._tree.text_of(unwrapped(condition)) in ("true", "1")
        check, body = self._step(condition), self._statement(node.child_by_field_name("body"))
        order = (body, check) if is_body_first else (check, body)
        return Loop(Block(order), NOTHING, is_body_first or is_endless, is_endless, label)

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
        cases = [case for case in (body.named_children if body is not None else ()) if case.type.startswith("switch_")]
        arms = tuple(Block(tuple(map(self._statement, case.children_by_field_name("body")))) for case in cases)
        is_complete = any(case.type == "switch_default" for case in cases) or is_exhaustive(self._tree, node)
        return Block((self._step(value), Cases(arms, True, is_complete)))

    def _try(self, node: Node) -> Flow:
        clause, finalizer = node.child_by_field_name("handler"), node.child_by_field_name("finalizer")
        handler_body = clause.child_by_field_name("body") if clause is not None else None
        handlers = (
            (Handler(frozenset(), self._statement(handler_body), range_of(clause), may_catch_close=False),)
            if clause is not None
            else ()
        )
        final_body = finalizer.child_by_field_name("body") if finalizer is not None else None
        return Try(self._statement(node.child_by_field_name("body")), handlers, NOTHING, self._statement(final_body))
