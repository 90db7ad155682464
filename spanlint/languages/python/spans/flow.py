"""How control runs through a Python function, read from its tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from spanlint.languages.flow.steps import Kinds, step
from spanlint.languages.python.names.bindings import FUNCTIONS
from spanlint.languages.python.names.expressions import last_name, unwrapped
from spanlint.languages.trees.tree import SyntaxTree, range_of
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

_CONSTANT = frozenset({"True", "1"})
_SWALLOWING = frozenset({"suppress", "raises", "assertRaises", "assertRaisesRegex"})
_EXITS = frozenset({"sys.exit", "os._exit", "exit", "quit"})
_SETTLED = frozenset({"sleep", "wait"})  # of asyncio: what they wait for does not raise in them
_LOGGERS = frozenset({"logger", "_logger", "log", "logging", "LOGGER", "_LOGGER", "LOG"})
_QUIET = frozenset(
    {"len", "str", "repr", "bool", "isinstance", "issubclass", "hasattr", "print", "time", "time_ns", "perf_counter"}
)


def flow_of(tree: SyntaxTree, function: Node, quiet: frozenset[str]) -> Flow:
    """The flow of a function's body; `quiet` are the names of a library's functions that do not raise."""
    body = function.child_by_field_name("body")
    return _FlowReader(tree, quiet).block(body) if body is not None else NOTHING


class _FlowReader:
    def __init__(self, tree: SyntaxTree, quiet: frozenset[str]) -> None:
        self._tree = tree
        self._quiet = _QUIET | quiet
        opaque = FUNCTIONS | {"class_definition", "comment"}
        self._kinds = Kinds(frozenset({"call"}), frozenset({"await"}), opaque, self._is_quiet, self._is_settled)
        self._made: dict[str, Callable[[Node], Flow]] = {
            "if_statement": self._if,
            "for_statement": self._for,
            "while_statement": self._while,
            "try_statement": self._try,
            "with_statement": self._with,
            "match_statement": self._match,
            "return_statement": partial(self._leave, ExitKind.RETURN),
            "raise_statement": partial(self._leave, ExitKind.THROW),
            "break_statement": partial(self._leave, ExitKind.BREAK),
            "continue_statement": partial(self._leave, ExitKind.CONTINUE),
        }

    def block(self, node: Node | None) -> Flow:
        """The flow of a block, or of a single statement."""
        if node is None:
            return NOTHING
        return Block(tuple(self._statement(each) for each in node.named_children if each.type != "comment"))

    def _statement(self, node: Node) -> Flow:
        made = self._made.get(node.type)
        if made is not None:
            return made(node)
        if node.type == "expression_statement" and self._ends_program(node):
            return Block((self._step(node), Jump(ExitKind.TERMINATES, range_of(node))))
        return self._step(node)

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
        return last_name(self._tree, call) in self._quiet

    def _is_settled(self, wait: Node) -> bool:
        waited = wait.named_children[0] if wait.named_children else wait
        text = self._tree.text_of(waited)
        return last_name(self._tree, waited) in _SETTLED or "return_exceptions=True" in text

    def _leave(self, way: ExitKind, node: Node) -> Flow:
        value = [self._step(each) for each in node.named_children if each.type != "comment"]
        raised = node.named_children[0] if way is ExitKind.THROW and node.named_children else None
        jump = Jump(way, range_of(node), is_thrown=last_name(self._tree, raised) if raised is not None else "")
        return Block((*value, jump)) if value else jump

    def _if(self, node: Node) -> Flow:
        """An `if` or `elif`; what follows is its last arm."""
        rest = list(node.children_by_field_name("alternative"))
        return self._decided(node, rest)

    def _decided(self, node: Node, rest: list[Node]) -> Flow:
        condition = node.child_by_field_name("condition") or node
        otherwise: Flow = NOTHING
        if rest and rest[0].type == "elif_clause":
            otherwise = self._decided(rest[0], rest[1:])
        elif rest:
            otherwise = self._body(rest[0])
        taken = self.block(node.child_by_field_name("consequence"))
        return Block((self._step(condition), Branch(_test_of(self._tree, condition), taken, otherwise)))

    def _body(self, clause: Node | None) -> Flow:
        """The block of an `else` or `finally`."""
        if clause is None:
            return NOTHING
        return self.block(next((each for each in clause.named_children if each.type == "block"), None))

    def _for(self, node: Node) -> Flow:
        over = node.child_by_field_name("right") or node
        first = self._step(over)
        waits: tuple[Flow, ...] = ()
        if node.children[0].type == "async":
            waits = (Step(range_of(over), (), (range_of(over),)),)
        body = Block((*waits, self.block(node.child_by_field_name("body"))))
        orelse = self._body(node.child_by_field_name("alternative"))
        return Block((first, Loop(body, orelse)))

    def _while(self, node: Node) -> Flow:
        condition = node.child_by_field_name("condition") or node
        endless = self._tree.text_of(condition) in _CONSTANT
        body = Block((self._step(condition), self.block(node.child_by_field_name("body"))))
        return Loop(body, self._body(node.child_by_field_name("alternative")), endless, endless)

    def _try(self, node: Node) -> Flow:
        clauses = node.named_children
        handlers = tuple(self._handler(each) for each in clauses if each.type.startswith("except"))
        orelse = self._body(next((each for each in clauses if each.type == "else_clause"), None))
        last = self._body(next((each for each in clauses if each.type == "finally_clause"), None))
        return Try(self.block(node.child_by_field_name("body")), handlers, orelse, last)

    def _handler(self, clause: Node) -> Handler:
        caught = [each for each in clause.named_children if each.type not in ("block", "comment")]
        named = caught[0] if caught else None
        if named is not None and named.type == "as_pattern":
            named = named.named_children[0]
        classes = named.named_children if named is not None and named.type == "tuple" else [named]
        names = frozenset(last_name(self._tree, each) for each in classes if each is not None)
        return Handler(names, self._body(clause))

    def _with(self, node: Node) -> Flow:
        clause = next((each for each in node.children if each.type == "with_clause"), None)
        items = clause.named_children if clause is not None else []
        entered: list[Flow] = [self._step(each) for each in items]
        if node.children[0].type == "async":
            entered = [Step(each.at, each.calls, (each.at,)) for each in entered if isinstance(each, Step)]
        body = self.block(node.child_by_field_name("body"))
        if any(self._swallows(each) for each in items):
            body = Try(body, (Handler(frozenset(), NOTHING),), NOTHING, NOTHING)
        return Block((*entered, body))

    def _swallows(self, item: Node) -> bool:
        entered = item.named_children[0] if item.type == "with_item" and item.named_children else item
        if entered.type == "as_pattern":
            entered = entered.named_children[0]
        return entered.type == "call" and last_name(self._tree, entered) in _SWALLOWING

    def _match(self, node: Node) -> Flow:
        subject = node.child_by_field_name("subject") or node
        body = node.child_by_field_name("body")
        cases = [each for each in (body.named_children if body is not None else ()) if each.type == "case_clause"]
        arms = tuple(self.block(each.child_by_field_name("consequence")) for each in cases)
        return Block((self._step(subject), Cases(arms, is_complete=any(map(self._takes_all, cases)))))

    def _takes_all(self, case: Node) -> bool:
        patterns: Iterable[Node] = (each for each in case.named_children if each.type == "case_pattern")
        return any(self._tree.text_of(each) == "_" for each in patterns) and case.child_by_field_name("guard") is None


def _test_of(tree: SyntaxTree, condition: Node) -> Test:
    """A condition; that something is not None is asked the same way as whether it is true."""
    node = unwrapped(condition)
    parts = node.named_children
    if node.type == "not_operator" and parts:
        return Not(_test_of(tree, parts[0]))
    if node.type == "boolean_operator" and len(parts) == 2:
        joined = Both if any(each.type == "and" for each in node.children) else Either
        return joined(_test_of(tree, parts[0]), _test_of(tree, parts[1]))
    if node.type == "comparison_operator" and len(parts) == 2 and parts[1].type == "none":
        words = {each.type for each in node.children if not each.is_named}
        asked = _test_of(tree, parts[0])
        return asked if words & {"is not", "!="} else Not(asked)
    return Condition(range_of(node), "".join(tree.text_of(node).split()))
