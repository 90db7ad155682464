"""What becomes of a value that a function makes and has to end, judged the same way in every language."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from spanlint.languages.flow.graph import Graph
from spanlint.languages.flow.paths import Obligation, find_exit
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record
from spanlint.model.flow import Exit
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class SpanUse(Enum):
    """What a mention of a value does with it. What escapes may be ended by somebody else."""

    NEUTRAL = "neutral"
    ENDS = "ends"
    ESCAPES = "escapes"


class Fate(Enum):
    """What becomes of a call's value that no name is given to: nothing, or a `with` is given it as its manager, or
    something that is not looked into."""

    DROPPED = "dropped"
    ENTERED = "entered"
    ELSEWHERE = "elsewhere"


class Ending(Record):
    """What ends a value: a `method` of it, a `function` that takes it, or (`entered`) a `with` of it. One that is
    `opened` comes out of a `with` that does not end it."""

    method: str
    function: str = ""
    entered: bool = False
    opened: bool = False


class UseGrammar(Protocol):
    """What is asked of one file in one language."""

    @property
    def tree(self) -> SyntaxTree:
        """The file's tree."""

    def function_of(self, node: Node) -> Node | None:
        """The innermost function around a node."""

    def fate(self, call: Node, ending: Ending) -> Node | Fate:
        """The name that a call's value is given, or what else becomes of it."""

    def mentions(self, name: Node, function: Node) -> list[Node] | None:
        """Every mention of a local variable of a function; None where it is none, or is given other values."""

    def asked_by(self, mention: Node, function: Node) -> list[Node]:
        """Where what a mention asks of the value is asked again: the mentions of the local that it is given to."""

    def lost(self, mention: Node) -> bool:
        """Whether a mention gives the variable another value."""

    def use(self, mention: Node, ending: Ending) -> SpanUse:
        """What a mention does with the value."""

    def runs_now(self, function: Node) -> bool:
        """Whether a nested function is a callback that is run at once, and once."""

    def graph(self, function: Node) -> Graph:
        """How control runs through a function: the same graph every time."""


class Unended(Record):
    """A value that is not ended on some path: where it is ended (or else given away), and how the function is left.

    `local` says that it is never given away.
    """

    ends: tuple[ByteRange, ...] = ()
    exit: Exit | None = None
    ended: bool = False
    local: bool = True


class _Events(Record):
    """Where a value is ended, and where it gets out of the function's hands: from there on others may end it."""

    ends: list[Node]
    escapes: list[Node]


def unended(grammar: UseGrammar, name: Node, ending: Ending, start: Node | None, function: Node) -> Unended | None:
    """How a value that a local name holds is left without an end; None when it never is, or nobody can tell.

    `start` is the call that makes it, None for a parameter.
    """
    mentions = grammar.mentions(name, function)
    if mentions is None:
        return None
    uses = [(each, grammar.use(each, ending)) for each in mentions]
    ends = [each for each, use in uses if use is SpanUse.ENDS]
    found = _Events(ends, [each for each, use in uses if use is SpanUse.ESCAPES])
    if not ends and not found.escapes:
        return Unended()
    inside = _events_in(grammar, function, found, start)
    if inside is None:
        return None
    lost = frozenset(each.start_byte for each in mentions if grammar.lost(each) and each != name)
    asking = (other for each in mentions for other in grammar.asked_by(each, function))
    names = frozenset(each.start_byte for each in (*mentions, *asking))
    written = grammar.tree.text_of(name)
    quiet = frozenset(each.start_byte for each in mentions)
    held = Obligation(start.start_byte if start is not None else None, inside, written, names, quiet, lost)
    left = find_exit(grammar.graph(function), held)
    home = _run_at_once(grammar, function, found)
    if left is None and home is not None:
        places = _events_in(grammar, home, found, None) or frozenset()
        left = find_exit(grammar.graph(home), held._replace(start=None, ends=places))
    if left is None:
        return None
    return Unended(tuple(map(range_of, ends or found.escapes)), left, bool(ends), not found.escapes)


def restored(grammar: UseGrammar, start: Node, ends: Iterable[Node], function: Node) -> bool:
    """Whether one of the `ends` follows a call on every path of a function."""
    held = Obligation(start.start_byte, frozenset(each.start_byte for each in ends))
    return find_exit(grammar.graph(function), held) is None


def _events_in(grammar: UseGrammar, function: Node, found: _Events, start: Node | None) -> frozenset[int] | None:
    """The bytes where a function ends the value or gives it away; a nested function is given it where it stands.

    None where a nested function may run before it is reached.
    """
    places = set()
    for each in (*found.ends, *found.escapes):
        nested = _nested_in(grammar, each, function)
        early = start is not None and nested is not None and nested.start_byte < start.start_byte
        if early or (nested is not None and nested.type == "function_declaration"):
            return None
        places.add((nested or each).start_byte)
    return frozenset(places)


def _nested_in(grammar: UseGrammar, node: Node, function: Node) -> Node | None:
    """The outermost function around a node that stands in another one."""
    nested, outer = None, grammar.function_of(node)
    while outer is not None and outer != function:
        nested, outer = outer, grammar.function_of(outer)
    return nested


def _run_at_once(grammar: UseGrammar, function: Node, found: _Events) -> Node | None:
    """The one callback that ends the value, where it is run at once by the function that makes it."""
    homes = {home for each in (*found.ends, *found.escapes) if (home := grammar.function_of(each)) is not None}
    (home, *others) = homes
    if others or home == function or not found.ends or grammar.function_of(home) != function:
        return None
    return home if grammar.runs_now(home) else None
