"""How the functions within a Python function are run."""

from __future__ import annotations

from spanlint.languages.names.places import PlaceGrammar, mentions
from spanlint.languages.names.roles import Argument, Awaited, Called, Returned
from spanlint.languages.names.runs import Run, RunKind
from spanlint.languages.names.values import Call, role_of_value
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
_RUNNING = frozenset({"contextvars.copy_context().run"})


def run_of(grammar: PlaceGrammar, function: Node) -> Run | None:
    """How a function is run that the function around it defines, and mentions once to run it there."""
    holder, name = grammar.tree.parent(function), grammar.name_of(function)
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
