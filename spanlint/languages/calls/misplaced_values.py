"""Values of the wrong kind where a parent, a context or a span belongs, in any language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.languages.calls.call_sites import Callee, CallGrammar
from spanlint.languages.calls.certainties import followed, is_context
from spanlint.languages.calls.owners import api_of
from spanlint.languages.names.origins import last_name, within
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.trees.syntax_errors import in_broken_statement
from spanlint.languages.trees.tree import range_of
from spanlint.lean.patterns import lazy_pattern
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record
from spanlint.model.apis import ApiTables, Slot
from spanlint.model.facts import SpanCall
from spanlint.model.misplaced import Expected, Misplaced, MisplacedArgument, Mistake

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.calls.held_values import HeldValues
    from spanlint.text.source import ByteRange

    Slots = dict[str, list[tuple[Expected, Slot]]]
    """By the name of a function that works on contexts: what belongs in each of its slots."""

_MAX_VALUES = 50  # values followed for one argument
_EMPTY = frozenset({"none", "null", "undefined"})
_CALLS = frozenset({"call", "call_expression"})
_SPAN = "span"
_PATH = lazy_pattern(r"([A-Za-z_$][\w$]*)(?:\.[\w$]+)*(?:\(\))?")
_MAX_PATH = 100  # bytes
_WRONG = {
    Expected.CONTEXT: (Mistake.SPAN, Mistake.SPAN_CONTEXT, Mistake.VARIABLES, Mistake.FUNCTION),
    Expected.SPAN: (Mistake.SPAN_CONTEXT, Mistake.CONTEXT),
    Expected.SPAN_CONTEXT: (Mistake.SPAN, Mistake.CONTEXT),
}


class _Possible(Record):
    """The values that an expression may have, without the empty ones; `may_be_empty` is whether there are such."""

    values: tuple[Node, ...]
    may_be_empty: bool


class MisplacementGrammar(CallGrammar, Protocol):
    """The questions about values that a language answers about one file."""

    tables: ApiTables

    @property
    def grammar(self) -> PlaceGrammar:
        """The expressions of the file."""

    @property
    def held_values(self) -> HeldValues:
        """What its variables hold."""

    def sole_value(self, node: Node) -> Node:
        """The only value of a name, or the expression itself, without parentheses."""

    def alternatives(self, value: Node) -> tuple[Node, ...]:
        """The values of which a conditional or a boolean expression has one; none for any other expression.

        An `and` has the right one, or else an empty value.
        """

    def mistake(self, value: Node) -> Mistake | None:
        """What an expression that is no choice is, if it is certainly no context."""

    def argument(self, call: Node, slot: Slot) -> Node | None:
        """The value in a slot of a call."""


def misplaced_value(grammar: MisplacementGrammar, value: Node) -> Misplaced | None:
    """What a value is in place of a context, if all that it may be is the same; an empty value does not count."""
    possible = _possible_values(grammar, value)
    mistake = _agreed(
        _mistake_of_leaf(grammar, leaf) or _own_key(grammar, grammar.sole_value(leaf)) for leaf in possible.values
    )
    if mistake is None:
        return None
    is_same = _mistake_of_leaf(grammar, grammar.grammar.unwrapped(value)) is mistake
    return Misplaced(mistake, range_of(value), shown(grammar, value, is_same), may_be_empty=possible.may_be_empty)


def shown(grammar: MisplacementGrammar, value: Node, is_known_bare: bool) -> str:
    """The text of a value to write something around: without a cast that only silences a compiler, if the value
    `is_known_bare` to be what it is, else a cast in parentheses."""
    bare = grammar.grammar.unwrapped(value)
    if bare == value or is_known_bare:
        return grammar.tree.text_of(bare)
    text = grammar.tree.text_of(value)
    return text if text.startswith("(") else f"({text})"


def _agreed(mistakes: Iterable[Mistake | None]) -> Mistake | None:
    """The kind that all are of; none are read after the first that differs."""
    in_turn = iter(mistakes)
    first = next(in_turn, None)
    return first if first is not None and all(mistake is first for mistake in in_turn) else None


def _mistake_of_leaf(grammar: MisplacementGrammar, value: Node) -> Mistake | None:
    """The mistake of a value that is no choice, as it is written or as it is passed on: a cast may say what it is."""
    sole = grammar.sole_value(value)
    return grammar.mistake(sole) or (grammar.mistake(value) if sole != value else None)


def _kind_of_leaf(grammar: MisplacementGrammar, value: Node, expected: Expected) -> Mistake | None:
    """What a value is that is no choice, if that is certain; not whether it is a context where one is expected."""
    mistake = _mistake_of_leaf(grammar, value)
    if mistake is not None or expected is Expected.CONTEXT:
        return mistake
    is_known_context = is_context(grammar.tables, grammar.origins(grammar.sole_value(value)))
    return Mistake.CONTEXT if is_known_context else None


def _possible_values(grammar: MisplacementGrammar, value: Node) -> _Possible:
    """The expressions that a value may be, neither choices nor empty; the value itself if there are too many."""
    pending, seen, may_be_empty = [value], set[int](), False
    found: list[Node] = []
    while pending:
        written = pending.pop()
        node = grammar.sole_value(written)
        if node.id in seen:
            continue
        seen.add(node.id)
        choices = grammar.alternatives(node)
        parts = choices or (grammar.held_values.of(node) if node.type == "identifier" else ())
        pending += parts
        may_be_empty = may_be_empty or node.type in _EMPTY or len(choices) == 1
        if not parts and node.type not in _EMPTY:
            found.append(written)
        if len(seen) > _MAX_VALUES:
            return _Possible((value,), True)
    return _Possible(tuple(found), may_be_empty)


def _own_key(grammar: MisplacementGrammar, value: Node) -> Mistake | None:
    """OWN_KEY if a value is the active context with a span under a key that no library reads."""
    contexts, name = grammar.tables.contexts, grammar.last_name(value)
    holder, function = contexts.holding.get(name), value.child_by_field_name("function")
    if holder is None or function is None:
        return None
    base = grammar.argument(value, holder.context) if holder.context is not None else _object_of(function)
    if base is not None and grammar.last_name(grammar.sole_value(base)) not in contexts.active:
        return None
    key, held = grammar.argument(value, holder.key), grammar.argument(value, holder.value)
    if key is None or held is None or not _is_own_key(grammar, key) or not _is_of_contexts(grammar, function, name):
        return None
    kind = _agreed(_mistake_of_leaf(grammar, leaf) for leaf in _possible_values(grammar, held).values)
    is_called_span = kind is None and held.type not in _CALLS and grammar.last_name(held).lower().endswith(_SPAN)
    return Mistake.OWN_KEY if kind is Mistake.SPAN or is_called_span else None


def _object_of(function: Node) -> Node | None:
    return function.child_by_field_name("object")


def _is_own_key(grammar: MisplacementGrammar, key: Node) -> bool:
    """Whether a key is a text or is made by the library, and is not the one of the active span."""
    key, contexts = grammar.sole_value(key), grammar.tables.contexts
    if any(span_key in grammar.tree.text_of(key) for span_key in contexts.span_keys):
        return False
    return key.type == "string" or (key.type in _CALLS and grammar.last_name(key) in contexts.making_keys)


def _is_of_contexts(grammar: MisplacementGrammar, function: Node, name: str) -> bool:
    """Whether a function is the library's own, or a method of a context."""
    return _are_of_contexts(grammar.tables, followed(grammar, function, name))


def _are_of_contexts(tables: ApiTables, origins: Iterable[str]) -> bool:
    modules = tables.pure.modules
    return all(any(within(module, origin) for module in modules) for origin in origins)


def misplaced_arguments(
    grammar: MisplacementGrammar, names: Iterable[Node], spans: Iterable[SpanCall]
) -> Iterator[MisplacedArgument]:
    """Yields the calls, among those of the names, that pass a value of another kind to a function of contexts.

    `spans` are the calls of the file that create spans.
    """
    reader = _ArgumentReader(grammar, frozenset(call.call for call in spans if call.is_started_alone))
    for name in names:
        callee = grammar.callee(name) if grammar.is_mention(name) else None
        found = next(reader.misplaced_in(callee), None) if callee is not None else None
        if callee is None or found is None or in_broken_statement(grammar.tree, name, grammar.blocks):
            continue
        if not grammar.expects_error(callee.call):
            yield found


def expected_slots(tables: ApiTables) -> Slots:
    """Returns what belongs in the arguments of each function that works on contexts."""
    slots: Slots = {name: [(Expected.CONTEXT, slot)] for name, slot in tables.contexts.taking.items()}
    for name, setter in tables.contexts.setters.items():
        expected = Expected.SPAN_CONTEXT if setter.takes_span_context else Expected.SPAN
        slots.setdefault(name, []).append((expected, setter.span))
    for opener in tables.apis[0].openers:  # those of OpenTelemetry: what others take has other kinds
        if opener.span is not None:
            slots.setdefault(opener.name, [(Expected.SPAN, opener.span)])
    return slots


class _ArgumentReader:
    """The arguments of the functions of one file. A path that means the same everywhere in it is read once.

    `started` are the calls that return a span.
    """

    def __init__(self, grammar: MisplacementGrammar, started: frozenset[ByteRange]) -> None:
        self._grammar = grammar
        self._started = started
        self._makers = grammar.tables.pure.functions | grammar.tables.pure.methods
        self._slots = expected_slots(grammar.tables)
        self._functions: dict[str, str] = {}
        self._paths: dict[str, str] = {}
        self._mistakes: dict[tuple[str, Expected], Mistake | None] = {}

    def misplaced_in(self, callee: Callee) -> Iterator[MisplacedArgument]:
        for expected, slot in self._slots.get(self._function(callee), ()):
            value = callee.arguments.at(slot)
            mistake = self._mistake(value, expected) if value is not None else None
            if value is not None and mistake is not None:
                bare = self._grammar.grammar.unwrapped(value)
                text = shown(self._grammar, value, self._mistake(bare, expected) is mistake)
                yield MisplacedArgument(range_of(callee.name), expected, mistake, text)

    def _function(self, callee: Callee) -> str:
        path = self._sole_path(callee.member or callee.name)
        known = self._functions.get(path)
        if known is None:
            known = function_of_contexts(self._grammar, callee)
        if path:
            self._functions[path] = known
        return known

    def _mistake(self, value: Node, expected: Expected) -> Mistake | None:
        if self._is_right(value, expected):
            return None
        path = self._sole_path(value)
        key = (path, expected)
        known = self._mistakes[key] if key in self._mistakes else _mistake_in_place_of(self._grammar, expected, value)
        if path:
            self._mistakes[key] = known
        return known

    def _is_right(self, value: Node, expected: Expected) -> bool:
        """Whether it is plain that a value is what is expected, as most are: what a call of the file has made."""
        if expected is Expected.SPAN:
            return range_of(self._grammar.sole_value(value)) in self._started
        function = value.child_by_field_name("function") if value.type in _CALLS else None
        if function is None or expected is not Expected.CONTEXT:
            return False
        return self._functions.get(self._grammar.tree.text_of(function)) in self._makers

    def _sole_path(self, node: Node) -> str:
        """A dotted path, or a call of one without arguments, whose first name is bound once, at the top of the file."""
        if node.end_byte - node.start_byte >= _MAX_PATH:
            return ""
        text = self._grammar.tree.text_of(node)
        known = self._paths.get(text)
        if known is None:
            path, grammar = _PATH.fullmatch(text), self._grammar.grammar
            is_sole = path is not None and grammar.is_of_module(path[1]) and len(grammar.bindings(path[1])) == 1
            known = self._paths[text] = text if is_sole else ""
        return known


def function_of_contexts(grammar: MisplacementGrammar, callee: Callee) -> str:
    """The name of the library's function, or of a propagator's method, that a call is of; empty for another."""
    tables, written = grammar.tables, grammar.tree.text_of(callee.name)
    origins = followed(grammar, callee.member or callee.name, written)
    names = {last_name(origin) for origin in origins}
    if len(names) != 1 or not all(_is_known(tables, origin) for origin in origins):
        return ""
    name = names.pop()
    is_carried = name in tables.contexts.extracting or name in tables.contexts.injecting
    is_plain = all("()" not in origin for origin in origins)
    return name if is_carried or (is_plain and _are_of_contexts(tables, origins)) else ""


def _is_known(tables: ApiTables, origin: str) -> bool:
    api = api_of(tables, origin)
    return api is not None and bool(api.contexts.taking)


def _mistake_in_place_of(grammar: MisplacementGrammar, expected: Expected, value: Node) -> Mistake | None:
    kind = _agreed(_kind_of_leaf(grammar, leaf, expected) for leaf in _possible_values(grammar, value).values)
    return kind if kind in _WRONG[expected] else None
