"""How the functions within a Python function are run."""

from __future__ import annotations

from spanlint.languages.names.places import PlaceGrammar, mentions
from spanlint.languages.names.roles import Argument, Awaited, Called, Returned
from spanlint.languages.names.runs import Run, RunKind
from spanlint.languages.names.values import Call, Member, role_of_value
from spanlint.languages.python.names.bindings import FUNCTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_LOOPS = frozenset(
    {
        "for_statement",
        "while_statement",
        "list_comprehension",
        "set_comprehension",
        "dictionary_comprehension",
        "generator_expression",
    }
)
_YIELD = frozenset({"yield"})
_ANSWERING = "add_done_callback"  # of the futures of asyncio and concurrent.futures
_PARTIAL = frozenset({"functools.partial"})
_RUNNING = frozenset({"contextvars.copy_context().run"})


def run_of(grammar: PlaceGrammar, function: Node) -> Run | None:
    """How a function is run that the function around it defines, and mentions once to run it or to have it run."""
    holder, name = grammar.tree.parent(function), grammar.name_of(function)
    if function.type == "lambda":
        return _run_when_done(grammar, function)
    if name is None or holder is None or holder.type == "decorated_definition":
        return None
    outer, bindings = grammar.scope_of(function), grammar.visible(name)
    uses = mentions(grammar, name) if outer.type in FUNCTIONS and len(bindings) == 1 else []
    if len(uses) != 1 or grammar.scope_of(uses[0]) != outer or grammar.tree.has_within(_YIELD, function):
        return None
    around = grammar.tree.ancestors(uses[0])
    if any(ancestor.type in _LOOPS for ancestor in around[: around.index(outer)]):
        return None
    return _run_by(grammar, uses[0], is_async=any(child.type == "async" for child in function.children))


def _run_by(grammar: PlaceGrammar, use: Node, is_async: bool) -> Run | None:
    role = role_of_value(grammar, use)
    answered = _run_when_done(grammar, use) if not is_async else None
    if answered is not None:
        return answered
    if isinstance(role, Argument) and not is_async:
        call = grammar.value(role.call)
        is_run = isinstance(call, Call) and grammar.origins(call.callee) <= _RUNNING
        return Run(RunKind.NOW, role.call, throws_here=True) if is_run else None
    if not isinstance(role, Called):
        return None
    result = role_of_value(grammar, role.call) if is_async else None
    if is_async and not isinstance(result, Awaited | Returned):
        return None
    return Run(RunKind.NOW, role.call, throws_here=not isinstance(result, Returned))


def _run_when_done(grammar: PlaceGrammar, use: Node) -> Run | None:
    """How a function is run that a future is passed: once, whether it has succeeded, failed or been cancelled."""
    role = role_of_value(grammar, use)
    is_passed = isinstance(role, Argument) and grammar.last_name(role.call) == _ANSWERING
    return Run(RunKind.ANSWERED, role.call) if isinstance(role, Argument) and is_passed else None


def completed(grammar: PlaceGrammar, call: Call) -> Call:
    """The call that a future will make of the function that a call passes it in part; else the call itself."""
    run = _run_when_done(grammar, call.node) if call.arguments.positional else None
    future = grammar.value(run.call) if run is not None and grammar.origins(call.callee) <= _PARTIAL else None
    if not isinstance(future, Call) or future.receiver is None or call.arguments.spread is not None:
        return call
    function, *passed = call.arguments.positional
    member = grammar.value(function)
    receiver = member.of if isinstance(member, Member) else None
    arguments = call.arguments._replace(positional=(*passed, future.receiver))
    return Call(call.node, function, grammar.last_name(function), receiver, arguments)
