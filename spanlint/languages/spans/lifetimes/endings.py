"""Whether a function ends a value that it makes and must end, in any language."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial

from spanlint.languages.flow.graph import Edge
from spanlint.languages.flow.paths import Obligation, find_exit
from spanlint.languages.flow.reach import may_repeat
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.runs import RunKind
from spanlint.languages.spans.lifetimes.callbacks import (
    CallbackGrammar,
    Disposals,
    Inside,
    disposals_in,
    exit_in_callbacks,
    nested_in,
)
from spanlint.languages.spans.lifetimes.dropped_spans import dropping
from spanlint.languages.spans.lifetimes.handlers import comes_back, is_behind_end, is_end_of_success
from spanlint.languages.trees.tree import range_of
from spanlint.lean.lazy import lazy
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record
from spanlint.model.apis import ApiTables
from spanlint.model.flow import Exit
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class SpanUse(Enum):
    """What a mention does with a value. A value that escapes may be ended by other code.

    PARTLY hands it to a function that ends it on some of its paths only. UNCALLED names the method that ends it, and
    does not call it on the value. STORED puts it into a container that does not leave the function. One that a context
    manager yields is LENT to the body of its `with`: it escapes only if the manager never ends it.
    """

    NEUTRAL = "neutral"
    ENDS = "ends"
    PARTLY = "partly"
    UNCALLED = "uncalled"
    STORED = "stored"
    ESCAPES = "escapes"
    LENT = "lent"


_RUN_ONCE = frozenset({RunKind.NOW, RunKind.SETTLED, RunKind.ANSWERED})
_HARMLESS = frozenset({SpanUse.NEUTRAL, SpanUse.UNCALLED, SpanUse.STORED})


class Fate(Enum):
    """What becomes of a call's result that is not assigned to a name.

    It is DROPPED, or ENTERED as the manager of a `with`, or STORED in a container that does not leave the function, or
    goes ELSEWHERE, which is not examined.
    """

    DROPPED = "dropped"
    STORED = "stored"
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


def ends_of_any(tables: ApiTables) -> frozenset[str]:
    """What ends a span of any library: one of them may be that of a tracer whose library is only likely."""
    creators = [creator for api in tables.apis for creator in api.creators]
    return frozenset(name for creator in creators for name in (creator.ends, *creator.other_ends) if name)


def ending_of_any(tables: ApiTables) -> Ending:
    """What may end a span of a library that is not known."""
    return Ending("", is_ended_by_with=True, others=ends_of_any(tables))


class Borrowed(Record):
    """What a function does with a value that it is handed: NEUTRAL if it only borrows it, ENDS, PARTLY or ESCAPES.

    If it is PARTLY, `exit` is how the function, by the `name` that it is called by, is left without an end; it has no
    place if that is in another file. `is_unread` says that the function never mentions the value, `is_returned` that it
    only returns it, to a caller that may keep it.
    """

    use: SpanUse
    name: str = ""
    exit: Exit | None = None
    is_unread: bool = False
    is_returned: bool = False


KEPT = Borrowed(SpanUse.ESCAPES)


class UseGrammar(CallbackGrammar, Protocol):
    """The questions that a language answers about one file."""

    grammar: PlaceGrammar
    holdings: dict[tuple[int, int, Ending], Holding]
    """What is known of the names that were asked for."""

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

    def is_collected(self, generator: Node) -> bool:
        """Whether each call of a generator is for a function that takes all that it yields."""

    def is_put_off(self, mention: Node) -> bool:
        """Whether the function that a mention hands the value to runs when this function has been left."""

    def borrowed(self, mention: Node, ending: Ending) -> Borrowed:
        """What the function that a mention hands the value to does with it."""


class Unended(Record):
    """A value that is not ended on some path.

    `ends` are the places that end it or, if none does (`is_ended` is False), those where it escapes. `exit` is how the
    function is left without an end. `is_local` says that the value never escapes, and is in no container.
    `is_ended_later` says that on other paths a callback or other code may end the value, after the function has been
    left. `by` is the function that the value is handed to, if the exit is one of that function. `uncalled` is where
    the method that ends the value is only named, if nothing ends it.
    """

    ends: tuple[ByteRange, ...] = ()
    exit: Exit | None = None
    is_ended: bool = False
    is_local: bool = True
    is_ended_later: bool = False
    by: str = ""
    uncalled: ByteRange | None = None


class Holding(Record):
    """What a function does with the value of a name, whichever call makes it.

    `disposals` are the places that end it and those where it escapes, `inside` where they are in the function itself,
    None if that is unclear. `uncalled` is where a method that ends it is only named. `is_local` says that the value
    neither escapes nor is in a container, `is_sole` that a function that ends it on some of its paths alone gets it,
    `is_put_off` that one ends it which runs when this function has been left.
    `obligation` is that of a value that is there from the start.
    """

    disposals: Disposals
    inside: Inside | None
    obligation: Obligation
    places: tuple[ByteRange, ...]
    uncalled: ByteRange | None
    is_local: bool
    is_sole: bool
    is_put_off: Callable[[], bool]


def _holding(grammar: UseGrammar, name: Node, ending: Ending, function: Node) -> Holding | None:
    """The holding of a name, read once; None if the name is not a local or may hold other values."""
    mentions = grammar.mentions(name, function)
    if mentions is None:
        return None
    key = ((mentions[0] if mentions else name).id, function.id, ending)
    if key not in grammar.holdings:
        grammar.holdings[key] = _read_holding(grammar, mentions, grammar.tree.text_of(name), ending, function)
    return grammar.holdings[key]


def _read_holding(grammar: UseGrammar, mentions: list[Node], text: str, ending: Ending, function: Node) -> Holding:
    uses = [(mention, grammar.use(mention, ending)) for mention in mentions]
    ends = [mention for mention, use in uses if use is SpanUse.ENDS]
    escaping = {SpanUse.ESCAPES, SpanUse.PARTLY} if ends else {SpanUse.ESCAPES, SpanUse.PARTLY, SpanUse.LENT}
    kept = [mention for mention, use in uses if use in escaping]
    disposals = Disposals(ends, [mention for mention in kept if not comes_back(grammar.grammar, mention, ends)])
    is_local = not disposals.escapes and all(use is not SpanUse.STORED for _, use in uses)
    uncalled = (range_of(mention) for mention, use in uses if use is SpanUse.UNCALLED)
    handed = [mention for mention, use in uses if use is not SpanUse.ENDS and use not in _HARMLESS]
    is_sole = handed == [mention for mention, use in uses if use is SpanUse.PARTLY] and len(handed) == 1
    is_sole = is_sole and is_end_of_success(grammar.tree, handed[0], ends, function)
    inside = disposals_in(grammar, function, disposals)
    obligation = Obligation(None, frozenset())
    if inside is not None and inside.places:
        reassigned = frozenset(mention.start_byte for mention in mentions if grammar.is_reassigned(mention))
        answers = (other for mention in mentions for other in grammar.answer_mentions(mention, function))
        names = frozenset(mention.start_byte for mention in (*mentions, *answers))
        quiet = frozenset(mention.start_byte for mention in mentions)
        dropped = dropping(grammar.tree, partial(grammar.graph, function), (*inside.places, *reassigned))
        obligation = Obligation(None, inside.places | dropped, text, names, quiet, reassigned)
    places = tuple(map(range_of, ends or disposals.escapes))
    is_put_off = lazy(lambda: any(map(grammar.is_put_off, ends)))
    return Holding(disposals, inside, obligation, places, next(uncalled, None), is_local, is_sole, is_put_off)


def unended(
    grammar: UseGrammar,
    name: Node,
    ending: Ending,
    start: Node | None,
    function: Node,
    answers: frozenset[tuple[str, bool]] = frozenset(),
) -> Unended | None:
    """How a value that a local name holds is left without an end; None if it is always ended, or that is unclear.

    `start` is the call that makes the value, or None for a parameter. `answers` are those to the conditions that the
    caller of the function has decided.
    """
    holding = _holding(grammar, name, ending, function)
    if holding is None:
        return None
    disposals, inside = holding.disposals, holding.inside
    if not holding.places:
        return Unended(is_local=holding.is_local, uncalled=holding.uncalled)
    if inside is None or (start is not None and inside.first_nested < start.start_byte):
        return None
    obligation = holding.obligation._replace(start=start.start_byte if start is not None else None, answers=answers)
    exit_found = find_exit(grammar.graph(function), obligation)
    if exit_found is None and inside.has_nested():
        exit_found = exit_in_callbacks(grammar, function, disposals, obligation)
    if exit_found is not None:
        is_deferred = inside.has_nested() and any(_is_deferred(grammar, end, function) for end in disposals.ends)
        is_left = not all(is_behind_end(grammar.tree, place, disposals.ends) for place in disposals.escapes)
        is_ended_later = is_left or is_deferred or holding.is_put_off()
        return Unended(holding.places, exit_found, bool(disposals.ends), holding.is_local, is_ended_later)
    exit_found = _exit_of_generator(grammar, function, disposals, obligation) if inside.has_nested() else None
    if exit_found is not None:
        return Unended(holding.places, exit_found, is_ended=True)
    return _left_by_borrower(grammar, disposals.escapes[0], ending, obligation, function) if holding.is_sole else None


def _left_by_borrower(
    grammar: UseGrammar, mention: Node, ending: Ending, obligation: Obligation, function: Node
) -> Unended | None:
    """How the function that gets a value, and that nothing else may end, leaves it without an end on some path.

    None if a later call of that function may end it.
    """
    start = obligation.start if obligation.start is not None else function.start_byte
    home = nested_in(grammar, mention, function)
    run = grammar.run(home) if home is not None and grammar.function_of(mention) == home else None
    is_run_once = home is None or (run is not None and run.kind in _RUN_ONCE)
    if not is_run_once or may_repeat(grammar.graph(function), start, (home or mention).start_byte):
        return None
    borrowed = grammar.borrowed(mention, ending)
    return Unended((range_of(mention),), borrowed.exit, is_ended=True, is_local=False, by=borrowed.name)


def _is_deferred(grammar: UseGrammar, end: Node, function: Node) -> bool:
    nested = nested_in(grammar, end, function)
    if nested is not None and grammar.called_at(nested, function) is not None:
        return False
    run = grammar.run(nested) if nested is not None else None
    return nested is not None and (run is None or run.kind is not RunKind.NOW)


def _exit_of_generator(
    grammar: UseGrammar, function: Node, disposals: Disposals, obligation: Obligation
) -> Exit | None:
    """How the generator within a function that alone ends the value later leaves it without an end."""
    homes = {home for end in disposals.ends if (home := grammar.function_of(end)) and not disposals.escapes}
    (generator, *others) = homes - {function} or {function}
    if others or generator == function or grammar.function_of(generator) != function:
        return None
    graph = grammar.graph(generator)
    if Edge.CLOSE not in graph.kinds or grammar.is_collected(generator):
        return None
    ends = frozenset(end.start_byte for end in disposals.ends)
    return find_exit(graph, obligation._replace(start=None, ends=ends))
