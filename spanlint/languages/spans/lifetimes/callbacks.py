"""The functions within a function that end a value, and the paths on which they do not, in any language."""

from __future__ import annotations

from spanlint.languages.flow.graph import Edge, Graph
from spanlint.languages.flow.paths import Obligation, find_exit
from spanlint.languages.flow.reach import is_repeated, leads_to
from spanlint.languages.names.runs import Run, RunKind
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record
from spanlint.model.flow import Exit, ExitKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_NEXT, _EDGES = frozenset({Edge.NEXT}), frozenset(Edge)
_OUTCOMES = frozenset({RunKind.FULFILLED, RunKind.REJECTED})
_PLAIN_EXITS = frozenset({ExitKind.RETURN, ExitKind.END, ExitKind.BRANCH})
_NOWHERE = 1 << 62
_MAX_PLACES = 100  # that dispose of one value, callbacks among them; code that people read has fewer
_DEPTH = 4  # functions within one another; code that people read has fewer


class CallbackGrammar(Protocol):
    """The questions about functions within functions that a language answers about one file."""

    @property
    def tree(self) -> SyntaxTree:
        """The file's tree."""

    def function_of(self, node: Node) -> Node | None:
        """The innermost function around a node."""

    def run(self, function: Node) -> Run | None:
        """How a function that is passed to a call is run; None if that is unknown."""

    def is_run_by_project(self, function: Node) -> bool:
        """Whether a function of the project runs the function that it is passed once, before it is done itself."""

    def called_at(self, nested: Node, function: Node) -> list[Node] | None:
        """Where a function calls one that it defines, if that is all that is done with it."""

    def may_be_rejected(self, promise: Node) -> bool:
        """Whether a promise may be rejected."""

    def graph(self, function: Node) -> Graph:
        """The control flow of a function; the same object on every call."""


class Disposals(Record):
    """Where a value is ended, and where it escapes; other code may end it from there on."""

    ends: list[Node]
    escapes: list[Node]

    def all(self) -> list[Node]:
        """Returns all places."""
        return [*self.ends, *self.escapes]

    def within(self, function: Node) -> Disposals:
        """Returns the places in a function."""
        ends = [node for node in self.ends if _is_within(node, function)]
        return Disposals(ends, [node for node in self.escapes if _is_within(node, function)])


def _is_within(node: Node, function: Node) -> bool:
    return function.start_byte <= node.start_byte < function.end_byte


class Inside(Record):
    """The bytes where a function disposes of a value. A nested function that does counts where it is called, if it ends
    the value whenever it runs and nothing else is done with it; any other where it is defined.

    `first_nested` is where the first of these begins, or the end of all files if there is none.
    """

    places: frozenset[int]
    first_nested: int = _NOWHERE

    def has_nested(self) -> bool:
        """Whether any nested function disposes of the value."""
        return self.first_nested != _NOWHERE


def disposals_in(grammar: CallbackGrammar, function: Node, disposals: Disposals) -> Inside | None:
    """Where a function ends the value or lets it escape.

    None if a nested function does that may run before its definition is reached.
    """
    places, nested_starts = set[int](), [_NOWHERE]
    for disposal in disposals.all():
        nested = nested_in(grammar, disposal, function)
        calls = ending_calls(grammar, nested, function, disposals) if nested is not None else None
        if calls is not None:
            places.update(call.start_byte for call in calls)
            continue
        if nested is not None and nested.type == "function_declaration":
            return None
        if nested is not None:
            nested_starts.append(nested.start_byte)
        places.add((nested or disposal).start_byte)
    return Inside(frozenset(places), min(nested_starts))


def ending_calls(grammar: CallbackGrammar, nested: Node, function: Node, disposals: Disposals) -> list[Node] | None:
    """Where a function calls a nested one that disposes of the value on every path; None if it may not, or may run
    elsewhere."""
    calls = grammar.called_at(nested, function)
    inside = disposals_in(grammar, nested, disposals.within(nested)) if calls is not None else None
    if inside is None or inside.has_nested():
        return None
    return calls if find_exit(grammar.graph(nested), Obligation(None, inside.places)) is None else None


def nested_in(grammar: CallbackGrammar, node: Node, function: Node) -> Node | None:
    """The outermost function around a node within the function `function`; None if there is none."""
    nested, outer = None, grammar.function_of(node)
    while outer is not None and outer != function:
        nested, outer = outer, grammar.function_of(outer)
    return nested


def exit_in_callbacks(
    grammar: CallbackGrammar, function: Node, disposals: Disposals, obligation: Obligation, depth: int = _DEPTH
) -> Exit | None:
    """An exit by which a callback that must end the value leaves it without an end, or None if there is none.

    A callback must end the value if nothing else can: nothing before it, after it or beside it does, and it runs once.
    """
    runs: dict[Node, Run | None] = {}
    for disposal in sorted(disposals.all(), key=lambda node: node.start_byte):
        nested = nested_in(grammar, disposal, function)
        if (nested or disposal) not in runs:
            runs[nested or disposal] = grammar.run(nested) if nested is not None else None
    for home, run in runs.items() if depth and len(runs) <= _MAX_PLACES else ():
        own = disposals.within(home)
        if not own.ends or home in own.ends:
            continue
        others = [(place, other_run) for place, other_run in runs.items() if place != home]
        strangers = frozenset(place.start_byte for place, other_run in others if not _is_counterpart(run, other_run))
        graph = grammar.graph(function)
        if not _is_alone(graph, home, strangers, run):
            continue
        has_counterpart = len(strangers) < len(others)
        exit_found = None if has_counterpart else _missing_outcome(grammar, run)
        exit_found = exit_found or _exit_of(grammar, home, own, obligation, depth)
        if exit_found is None or (has_counterpart and exit_found.kind not in _PLAIN_EXITS):
            continue
        # The last questions are the dearest: few callbacks get this far.
        if not is_repeated(graph, home.start_byte, obligation.start) and _runs(grammar, home, run):
            return exit_found
    return None


def _runs(grammar: CallbackGrammar, home: Node, run: Run | None) -> bool:
    return run is not None or grammar.is_run_by_project(home)


def _is_counterpart(run: Run | None, other: Run | None) -> bool:
    """Whether two callbacks are for the two outcomes of one promise."""
    if run is None or other is None or {run.kind, other.kind} != _OUTCOMES:
        return False
    if run.promise is None or other.promise is None:
        return False
    is_before, is_after = _is_within(run.call, other.promise), _is_within(other.call, run.promise)
    return run.call == other.call or is_before or is_after


def _is_alone(graph: Graph, home: Node, others: frozenset[int], run: Run | None) -> bool:
    """Whether no path leads from a callback to one of the other places, or from one of them to it."""
    follow = _EDGES if run is None or run.throws_here else _NEXT
    here = frozenset({home.start_byte})
    if not others:
        return True
    return not leads_to(graph, home.start_byte, others, follow) and not any(
        leads_to(graph, other, here, _EDGES) for other in others
    )


def _missing_outcome(grammar: CallbackGrammar, run: Run | None) -> Exit | None:
    """The outcome of a promise that no callback handles."""
    if run is None or run.promise is None or run.kind not in _OUTCOMES:
        return None
    if run.kind is RunKind.REJECTED:
        return Exit(ExitKind.FULFIL, range_of(run.promise))
    return Exit(ExitKind.REJECT, range_of(run.promise)) if grammar.may_be_rejected(run.promise) else None


def _exit_of(grammar: CallbackGrammar, home: Node, own: Disposals, obligation: Obligation, depth: int) -> Exit | None:
    """An exit by which a callback itself leaves the value without an end."""
    inside = disposals_in(grammar, home, own)
    if inside is None:
        return None
    exit_found = find_exit(grammar.graph(home), obligation._replace(start=None, ends=inside.places))
    return exit_found or exit_in_callbacks(grammar, home, own, obligation, depth - 1)
