"""Whether a function ends a value that it makes and must end, in any language."""

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
    """What a mention does with a value. A value that escapes may be ended by other code."""

    NEUTRAL = "neutral"
    ENDS = "ends"
    ESCAPES = "escapes"


class Fate(Enum):
    """What becomes of a call's result that is not assigned to a name.

    It is DROPPED, or ENTERED as the manager of a `with`, or goes ELSEWHERE, which is not examined.
    """

    DROPPED = "dropped"
    ENTERED = "entered"
    ELSEWHERE = "elsewhere"


class Ending(Record):
    """What ends a value: a `method` of it, a `function` that takes it, or a `with` (`is_ended_by_with`).

    `others` are further methods. `is_left_open` says that the value comes from a `with` that does not end it.
    """

    method: str
    function: str = ""
    is_ended_by_with: bool = False
    is_left_open: bool = False
    others: frozenset[str] = frozenset()

    def is_by(self, method: str) -> bool:
        """Whether a method ends the value."""
        return method == self.method or method in self.others


class UseGrammar(Protocol):
    """The questions that a language answers about one file."""

    @property
    def tree(self) -> SyntaxTree:
        """The file's tree."""

    def function_of(self, node: Node) -> Node | None:
        """The innermost function around a node."""

    def fate(self, call: Node, ending: Ending) -> Node | Fate:
        """The name that a call's result is assigned to, or what else becomes of it."""

    def mentions(self, name: Node, function: Node) -> list[Node] | None:
        """Every mention of a function's local variable; None if it is not a local or may hold other values."""

    def answer_mentions(self, mention: Node, function: Node) -> list[Node]:
        """The mentions of the local that holds the answer, where a mention asks the value for its state."""

    def is_reassigned(self, mention: Node) -> bool:
        """Whether a mention assigns another value to the variable."""

    def use(self, mention: Node, ending: Ending) -> SpanUse:
        """What a mention does with the value."""

    def runs_now(self, function: Node) -> bool:
        """Whether a nested function is a callback that runs immediately and exactly once."""

    def graph(self, function: Node) -> Graph:
        """The control flow of a function; the same object on every call."""


class Unended(Record):
    """A value that is not ended on some path.

    `ends` are the places that end it or, if none does (`is_ended` is False), those where it escapes. `exit` is how the
    function is left without an end. `is_local` says that the value never escapes. `is_ended_later` says that on other
    paths a callback or other code may end the value, after the function has been left.
    """

    ends: tuple[ByteRange, ...] = ()
    exit: Exit | None = None
    is_ended: bool = False
    is_local: bool = True
    is_ended_later: bool = False


class _Disposals(Record):
    """Where a value is ended, and where it escapes; other code may end it from there on."""

    ends: list[Node]
    escapes: list[Node]


def unended(grammar: UseGrammar, name: Node, ending: Ending, start: Node | None, function: Node) -> Unended | None:
    """How a value that a local name holds is left without an end; None if it is always ended, or that is unclear.

    `start` is the call that makes the value, or None for a parameter.
    """
    mentions = grammar.mentions(name, function)
    if mentions is None:
        return None
    uses = [(mention, grammar.use(mention, ending)) for mention in mentions]
    ends = [mention for mention, use in uses if use is SpanUse.ENDS]
    disposals = _Disposals(ends, [mention for mention, use in uses if use is SpanUse.ESCAPES])
    if not ends and not disposals.escapes:
        return Unended()
    inside = _disposals_in(grammar, function, disposals, start)
    if inside is None:
        return None
    reassigned = frozenset(
        mention.start_byte for mention in mentions if grammar.is_reassigned(mention) and mention != name
    )
    answers = (other for mention in mentions for other in grammar.answer_mentions(mention, function))
    names = frozenset(mention.start_byte for mention in (*mentions, *answers))
    text = grammar.tree.text_of(name)
    quiet = frozenset(mention.start_byte for mention in mentions)
    obligation = Obligation(start.start_byte if start is not None else None, inside, text, names, quiet, reassigned)
    exit_found = find_exit(grammar.graph(function), obligation)
    callback = _ending_callback(grammar, function, disposals)
    if exit_found is None and callback is not None:
        callback_ends = _disposals_in(grammar, callback, disposals, None) or frozenset()
        exit_found = find_exit(grammar.graph(callback), obligation._replace(start=None, ends=callback_ends))
    if exit_found is None:
        return None
    places = tuple(map(range_of, ends or disposals.escapes))
    is_ended_later = bool(disposals.escapes) or any(_is_deferred(grammar, end, function) for end in ends)
    return Unended(places, exit_found, bool(ends), not disposals.escapes, is_ended_later)


def is_always_ended(grammar: UseGrammar, start: Node, ends: Iterable[Node], function: Node) -> bool:
    """Whether one of the `ends` follows the call `start` on every path of a function."""
    obligation = Obligation(start.start_byte, frozenset(end.start_byte for end in ends))
    return find_exit(grammar.graph(function), obligation) is None


def _disposals_in(
    grammar: UseGrammar, function: Node, disposals: _Disposals, start: Node | None
) -> frozenset[int] | None:
    """The bytes where a function ends the value or lets it escape; a nested function counts where it is defined.

    None if a nested function may run before its definition is reached.
    """
    places = set()
    for disposal in (*disposals.ends, *disposals.escapes):
        nested = _nested_in(grammar, disposal, function)
        runs_early = start is not None and nested is not None and nested.start_byte < start.start_byte
        if runs_early or (nested is not None and nested.type == "function_declaration"):
            return None
        places.add((nested or disposal).start_byte)
    return frozenset(places)


def _nested_in(grammar: UseGrammar, node: Node, function: Node) -> Node | None:
    """The outermost function around a node within the function `function`; None if there is none."""
    nested, outer = None, grammar.function_of(node)
    while outer is not None and outer != function:
        nested, outer = outer, grammar.function_of(outer)
    return nested


def _is_deferred(grammar: UseGrammar, end: Node, function: Node) -> bool:
    nested = _nested_in(grammar, end, function)
    return nested is not None and not grammar.runs_now(nested)


def _ending_callback(grammar: UseGrammar, function: Node, disposals: _Disposals) -> Node | None:
    """The only callback that ends the value, if the function that makes the value runs it immediately."""
    functions = {
        home
        for disposal in (*disposals.ends, *disposals.escapes)
        if (home := grammar.function_of(disposal)) is not None
    }
    (home, *others) = functions
    if others or home == function or not disposals.ends or grammar.function_of(home) != function:
        return None
    return home if grammar.runs_now(home) else None
