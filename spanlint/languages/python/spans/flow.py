"""Reads the control flow of a Python function from its tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial

from spanlint.languages.flow.handlers import is_tried
from spanlint.languages.flow.steps import StepKinds, step
from spanlint.languages.names.values import Call
from spanlint.languages.python.calls.grammar import PythonGrammar
from spanlint.languages.python.contexts.generator_drivers import Resumption
from spanlint.languages.python.names.bindings import FUNCTIONS
from spanlint.languages.python.names.expressions import entered_expression, last_name
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.python.spans.conditions import TestReader
from spanlint.languages.python.spans.unreachable import is_unreachable
from spanlint.languages.trees.tree import range_of
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

_COLLECTING = "for_in_clause"  # the `for` of a comprehension, which waits if it is asynchronous
_CALL, _AWAIT, _YIELD = frozenset({"call"}), frozenset({"await", _COLLECTING}), frozenset({"yield"})
_CHOICES = frozenset({"conditional_expression", "boolean_operator"})
_AT_HAND = frozenset(
    {
        *("list", "tuple", "set", "dictionary", "string", "expression_list"),
        *("list_comprehension", "set_comprehension", "dictionary_comprehension"),
    }
)
"""What holds all its items: to take the next one does not throw."""
_PAIR = 2
_CONSTANT = frozenset({"True", "1"})
_SWALLOWING = frozenset({"suppress", "raises", "assertRaises", "assertRaisesRegex"})
_CANCELLED = frozenset({"CancelledError", "Cancelled"})  # of asyncio and of trio
_CLASS = re.compile(r"_*[A-Z]\w*[a-z]\w*")
_EXITS = frozenset({"sys.exit", "os._exit", "exit", "quit"})
_SETTLED = frozenset({"sleep", "wait"})  # of asyncio: they do not raise the exceptions of what they wait for
_LOGGERS = frozenset({"logger", "_logger", "log", "logging", "LOGGER", "_LOGGER", "LOG"})
_QUIET = frozenset(
    {"len", "str", "repr", "bool", "isinstance", "issubclass", "hasattr", "print", "time", "time_ns", "perf_counter"}
)


def flow_of(grammar: PythonGrammar, scopes: Scopes, function: Node, resumption: Resumption) -> Flow:
    """The flow of a function's body; `resumption` is what happens at a yield of it."""
    body = function.child_by_field_name("body")
    tests = TestReader(grammar.tree, scopes, function)
    return _FlowReader(grammar, scopes, resumption, tests).block(body) if body is not None else NOTHING


class _FlowReader:
    def __init__(self, grammar: PythonGrammar, scopes: Scopes, resumption: Resumption, tests: TestReader) -> None:
        self._grammar = grammar
        self._tests = tests
        self._tree = grammar.tree
        self._scopes = scopes
        self._quiet = grammar.tables.contexts.quiet
        opaque = FUNCTIONS | {"class_definition", "comment"}
        yields = _YIELD if resumption is Resumption.STOPPED else frozenset[str]()
        bodies = _YIELD if resumption in (Resumption.THROWN, Resumption.CANCELLED) else frozenset[str]()
        self._is_cancellable = resumption is not Resumption.THROWN
        self._kinds = StepKinds(_CALL, _AWAIT, opaque, self._is_quiet, self._is_settled, yields, bodies)
        self._readers: dict[str, Callable[[Node], Flow]] = {
            "if_statement": self._if,
            "for_statement": self._for,
            "while_statement": self._while,
            "try_statement": self._try,
            "with_statement": self._with,
            "match_statement": self._match,
            "return_statement": partial(self._jump, ExitKind.RETURN),
            "raise_statement": partial(self._jump, ExitKind.THROW),
            "break_statement": partial(self._jump, ExitKind.BREAK),
            "continue_statement": partial(self._jump, ExitKind.CONTINUE),
        }

    def block(self, node: Node | None) -> Flow:
        """The flow of a block, or of a single statement."""
        if node is None:
            return NOTHING
        return Block(
            tuple(self._statement(statement) for statement in node.named_children if statement.type != "comment")
        )

    def _statement(self, node: Node) -> Flow:
        if is_unreachable(self._tree, self._scopes, node):
            return Jump(ExitKind.TERMINATES, range_of(node))
        read = self._readers.get(node.type)
        if read is not None:
            return read(node)
        if node.type == "expression_statement" and self._ends_program(node):
            return Block((self._step(node), Jump(ExitKind.TERMINATES, range_of(node))))
        value = node.named_child(0) if node.type == "expression_statement" else None
        return self._choice(value) if value is not None and value.type in _CHOICES else self._step(node)

    def _choice(self, node: Node) -> Flow:
        """The flow of an expression that is a statement, and evaluates one of its parts or another."""
        parts = node.named_children
        if len(parts) != _PAIR + (node.type == "conditional_expression"):
            return self._step(node)
        is_and = any(child.type == "and" for child in node.children)
        first, tested, second = parts if len(parts) > _PAIR else (parts[1], parts[0], None)
        then: Flow = self._step(first)
        otherwise: Flow = self._step(second) if second is not None else NOTHING
        if second is None and not is_and:
            then, otherwise = otherwise, then
        return Block((self._step(tested), Branch(self._tests.read(tested), then, otherwise)))

    def _step(self, node: Node) -> Step:
        return step(node, self._kinds)

    def _ends_program(self, node: Node) -> bool:
        call = node.named_children[0] if node.named_children else None
        function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
        return function is not None and self._tree.text_of(function) in _EXITS

    def _is_quiet(self, call: Node) -> bool:
        function = call.child_by_field_name("function")
        base = function.child_by_field_name("object") if function is not None else None
        if base is not None and last_name(self._tree, base) in _LOGGERS:
            return True
        name = last_name(self._tree, call)
        return name in _QUIET or name in self._quiet

    def _is_settled(self, wait: Node) -> bool:
        if wait.type == _COLLECTING:
            comprehension = self._tree.parent(wait)
            is_lazy = comprehension is not None and comprehension.type == "generator_expression"
            return is_lazy or wait.children[0].type != "async"
        waited = wait.named_children[0] if wait.named_children else wait
        text = self._tree.text_of(waited)
        if last_name(self._tree, waited) in _SETTLED or "return_exceptions=True" in text:
            return True
        call = self._grammar.value(waited)
        return isinstance(call, Call) and self._grammar.called.swallows(call)

    def _jump(self, kind: ExitKind, node: Node) -> Flow:
        value = [self._step(child) for child in node.named_children if child.type != "comment"]
        raised = node.named_children[0] if kind is ExitKind.THROW and node.named_children else None
        jump = Jump(kind, range_of(node), thrown=last_name(self._tree, raised) if raised is not None else "")
        return Block((*value, jump)) if value else jump

    def _if(self, node: Node) -> Flow:
        """The flow of an `if` with its `elif` and `else` clauses."""
        alternatives = list(node.children_by_field_name("alternative"))
        return self._branch(node, alternatives)

    def _branch(self, node: Node, alternatives: list[Node]) -> Flow:
        condition = node.child_by_field_name("condition") or node
        otherwise: Flow = NOTHING
        if alternatives and alternatives[0].type == "elif_clause":
            otherwise = self._branch(alternatives[0], alternatives[1:])
        elif alternatives:
            otherwise = self._body(alternatives[0])
        then = self.block(node.child_by_field_name("consequence"))
        return Block((self._step(condition), Branch(self._tests.read(condition), then, otherwise)))

    def _body(self, clause: Node | None) -> Flow:
        """The flow of a clause's block, such as that of an `else` or `finally`."""
        if clause is None:
            return NOTHING
        return self.block(next((child for child in clause.named_children if child.type == "block"), None))

    def _for(self, node: Node) -> Flow:
        over = node.child_by_field_name("right") or node
        first, at = self._step(over), range_of(over)
        following: Flow = NOTHING
        if node.children[0].type == "async":
            following = Step(at, (), (at,))
        elif is_tried(self._tree, node) and self._grammar.sole_value(over).type not in _AT_HAND:
            following = Step(at, (at,))
        body = Block((following, self.block(node.child_by_field_name("body"))))
        orelse = self._body(node.child_by_field_name("alternative"))
        return Block((first, Loop(body, orelse)))

    def _while(self, node: Node) -> Flow:
        condition = node.child_by_field_name("condition") or node
        is_endless = self._tree.text_of(condition) in _CONSTANT
        body = Block((self._step(condition), self.block(node.child_by_field_name("body"))))
        return Loop(body, self._body(node.child_by_field_name("alternative")), is_endless, is_endless)

    def _try(self, node: Node) -> Flow:
        clauses = node.named_children
        handlers = tuple(self._handler(clause) for clause in clauses if clause.type.startswith("except"))
        orelse = self._body(next((clause for clause in clauses if clause.type == "else_clause"), None))
        finalizer = self._body(next((clause for clause in clauses if clause.type == "finally_clause"), None))
        return Try(self.block(node.child_by_field_name("body")), handlers, orelse, finalizer)

    def _handler(self, clause: Node) -> Handler:
        caught = [child for child in clause.named_children if child.type not in ("block", "comment")]
        named = caught[0] if caught else None
        if named is not None and named.type == "as_pattern":
            named = named.named_children[0]
        classes = named.named_children if named is not None and named.type == "tuple" else [named]
        names = frozenset(last_name(self._tree, caught_class) for caught_class in classes if caught_class is not None)
        return Handler(names, self._body(clause), range_of(clause), *self._may_catch(names))

    def _may_catch(self, names: frozenset[str]) -> tuple[bool, bool]:
        """Whether a clause that names these classes may catch what cancels a task, and what closes a generator.

        These derive from BaseException alone. A name that need not be that of a class may stand for them.
        """
        is_open = not names or "BaseException" in names or not all(map(_CLASS.fullmatch, names))
        may_catch_cancel = is_open or not self._is_cancellable or not names.isdisjoint(_CANCELLED)
        return may_catch_cancel, is_open or "GeneratorExit" in names

    def _with(self, node: Node) -> Flow:
        clause = next((child for child in node.children if child.type == "with_clause"), None)
        items = clause.named_children if clause is not None else []
        entered: list[Flow] = [self._step(item) for item in items]
        if node.children[0].type == "async":
            entered = [
                Step(step_of_item.at, step_of_item.calls, (step_of_item.at,))
                for step_of_item in entered
                if isinstance(step_of_item, Step)
            ]
        body = self.block(node.child_by_field_name("body"))
        for item in items:
            handler = self._swallowing(item)
            body = Try(body, (handler,), NOTHING, NOTHING) if handler is not None else body
        return Block((*entered, body))

    def _swallowing(self, item: Node) -> Handler | None:
        """What an item of a `with` swallows, taken for everything but the exceptions that derive from no Exception."""
        entered = entered_expression(item)
        arguments = entered.child_by_field_name("arguments") if entered.type == "call" else None
        if arguments is None or last_name(self._tree, entered) not in _SWALLOWING:
            return None
        names = frozenset(last_name(self._tree, argument) for argument in arguments.named_children)
        return Handler(frozenset(), NOTHING, range_of(item), *self._may_catch(names))

    def _match(self, node: Node) -> Flow:
        subject = node.child_by_field_name("subject") or node
        body = node.child_by_field_name("body")
        cases = [child for child in (body.named_children if body is not None else ()) if child.type == "case_clause"]
        arms = tuple(self.block(case.child_by_field_name("consequence")) for case in cases)
        return Block((self._step(subject), Cases(arms, is_complete=any(map(self._is_catch_all, cases)))))

    def _is_catch_all(self, case: Node) -> bool:
        patterns: Iterable[Node] = (child for child in case.named_children if child.type == "case_pattern")
        return (
            any(self._tree.text_of(pattern) == "_" for pattern in patterns)
            and case.child_by_field_name("guard") is None
        )
