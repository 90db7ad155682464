"""The project's decorators that name spans after the functions that they are put on, and the functions named so.

A decorator names a span after the function that it is put on, or after a parameter of its own. The same is true of the
decorators of libraries, whose tables say how.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from spanlint.languages.calls.span_names import passed, span_names
from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.values import Choice, Member, Name
from spanlint.languages.trees.tree import SyntaxTree, mentions, range_of
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record
from spanlint.model.apis import DECORATOR, ApiTables, Opener, Slot
from spanlint.model.facts import OpenedBy, SpanCall
from spanlint.model.span_names import HOLE, NameDecorator, NamePattern, NamingCall, SpanNames
from spanlint.text.whole_names import mention_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

FUNCTION, QUALIFIED, CLASS = "\0function", "\0qualname", "\0class"
"""Stand in patterns for a function's name, without and with that of its class, and for that of its class."""
_GIVEN = "\0given"  # begins the marks of a name that a decorator is passed; else it is one of the function's
_PASSED = f"{_GIVEN} passed"  # or any text, where it is a part of a name
_BRACES = {
    "{function}": FUNCTION,
    "{qualname}": QUALIFIED,
    "{name|function}": f"{_GIVEN} function",
    "{name|qualname}": f"{_GIVEN} qualname",
}
_MODULE = "{module}"  # only run time knows it, as a package may be installed anywhere
_DEPTH = 6
_MAX_PATTERNS = 8


class Mark(Record):
    """The mark of an expression that is a name of the decorated function, and the parameter that it is taken from."""

    text: str
    parameter: Binding


class Decorated(Record):
    """A function that a decorator is put on: its name, and that of its class, or an empty text. `at` is where the
    spans that are named after it are made."""

    at: Node
    name: str
    class_name: str


class Given(Record):
    """The names that a decorator is passed. `is_known` is whether one may be passed that the code does not say."""

    patterns: tuple[NamePattern, ...] = ()
    is_known: bool = True


class DecoratedFile(Protocol):
    """One file, as this module asks about it."""

    path: str
    tree: SyntaxTree
    tables: ApiTables
    grammar: Any

    def callee(self, name: Node) -> Any | None:
        """Returns the call of a name."""

    def mark(self, node: Node) -> Mark | None:
        """Returns what an expression says of the function that the decorator around it is put on."""

    def parameter(self, node: Node) -> Binding | None:
        """Returns the parameter, or the part of one, that an expression is."""

    def decorator_of(self, function: Node) -> str | None:
        """Returns the name of the decorator that a function is, or is returned by."""

    def expression(self, leaf: Node) -> Node | None:
        """Returns the expression of the decorator whose function has this last name."""

    def leads_to(self, leaf: Node, decorator: NameDecorator) -> bool:
        """Whether a name is that of a decorator of the project."""

    def opened(self, expression: Node) -> OpenedBy | None:
        """Returns what the decorator of a library opens."""

    def decorated(self, expression: Node) -> Iterator[Decorated]:
        """Yields the functions below a decorator."""

    def given(self, arguments: Any, slot: Slot) -> Given:
        """Returns the names that a decorator is passed in a slot."""


def naming_decorators(file: DecoratedFile, calls: Iterable[SpanCall]) -> Iterator[NameDecorator]:
    """Yields the decorators whose span calls name spans after the function that they are put on."""
    for call in calls:
        leaf = file.tree.leaf_at(call.at)
        callee = file.callee(leaf) if leaf is not None else None
        name = passed(file.grammar, callee.arguments, call.creator.name) if callee is not None else None
        taken = _Taken(file)
        patterns = taken.templates(name, _DEPTH) if name is not None else []
        marked = tuple(dict.fromkeys(pattern for pattern in patterns if _is_marked(pattern)))
        decorators = filter(None, (file.decorator_of(parameter.scope) for parameter in taken.marked))
        decorator = next(decorators, None) if marked else None
        if decorator is not None:
            yield NameDecorator(decorator, file.path, call.at, marked, taken.slot(decorator))


def _is_marked(pattern: NamePattern) -> bool:
    """Whether a pattern has a name of the decorated function."""
    return any("\0" in part.replace(_PASSED, "") for part in pattern)


class _Taken:
    """What the name of a span is made of: parameters that lead to the decorated function, and others."""

    def __init__(self, file: DecoratedFile) -> None:
        self._file = file
        self.marked: list[Binding] = []
        self._others: list[Binding] = []

    def templates(self, node: Node, depth: int) -> list[NamePattern]:
        """Returns what a name evaluates to, with marks for names of the decorated function."""
        file, grammar = self._file, self._file.grammar
        mark = file.mark(node) if depth > 0 else None
        if mark is not None:
            self.marked.append(mark.parameter)
            return [(mark.text,)]
        pieces = grammar.pieces(node) if depth > 0 else None
        if pieces is not None:
            return _joined([(part,)] if isinstance(part, str) else self.templates(part, depth - 1) for part in pieces)
        value = grammar.value(node)
        if depth > 0 and isinstance(value, Choice):
            return [text for part in value.parts for text in self.templates(part, depth - 1)]
        parameter = file.parameter(node)
        if parameter is not None:
            self._others.append(parameter)
            return [(_PASSED,)] if parameter == self._others[0] else [HOLE]
        bindings = grammar.visible(value.node) if isinstance(value, Name) else []
        kinds = (Kind.VALUE, Kind.ASSIGNED)
        assigned = [binding.value for binding in bindings if binding.kind in kinds and binding.value is not None]
        if depth > 0 and assigned:
            return [text for inner in assigned for text in self.templates(inner, depth - 1)]
        return list(span_names(grammar, node).patterns) or [HOLE]

    def slot(self, decorator: str) -> Slot | None:
        """Returns where a decorator takes a name."""
        taken = self._file.grammar.parameter(self._others[0]) if self._others else None
        return taken.slot if taken is not None and taken.function == decorator else None


def _joined(pieces: Iterable[list[NamePattern]]) -> list[NamePattern]:
    patterns: list[NamePattern] = [("",)]
    for tails in pieces:
        kept = tails if len(patterns) * len(tails) <= _MAX_PATTERNS else [HOLE]
        patterns = [(*head[:-1], head[-1] + tail[0], *tail[1:]) for head in patterns for tail in kept]
    return patterns


def renamed_decorators(
    file: DecoratedFile, own: Mapping[str, Sequence[NameDecorator]]
) -> Iterator[tuple[NameDecorator, NameDecorator]]:
    """Yields decorators of the project that a file gives another name, each with the one that it comes from:
    `observed = traced`, `import traced as observed`, or `traced = make_traced("agent.")`."""
    for place in mentions(file.tree.text, mention_pattern(own)):
        leaf = file.tree.leaf_at(place)
        if leaf is None:
            continue
        callee, alias = file.callee(leaf), _alias(file, leaf)
        name = file.tree.text_of(alias) if alias is not None else _assigned_name(file, leaf, callee)
        candidates = own[file.tree.text_of(leaf)] if name else ()
        known = next((known for known in candidates if file.leads_to(alias or leaf, known)), None)
        if known is None:
            continue
        patterns, slot = known.patterns, known.slot
        if callee is not None:
            given = file.given(callee.arguments, slot) if slot is not None else Given()
            patterns = tuple(_with_passed(patterns, given.patterns)) if given.is_known else ()
            slot = None
        if patterns:
            yield NameDecorator(name, file.path, known.at, patterns, slot), known


def _alias(file: DecoratedFile, leaf: Node) -> Node | None:
    """Returns the other name under which an import brings a function."""
    for holder in file.tree.ancestors(leaf)[:2]:
        alias = holder.child_by_field_name("alias") if "import" in holder.type else None
        if alias is not None:
            return alias if alias != leaf else None
    return None


def _assigned_name(file: DecoratedFile, leaf: Node, callee: Any | None) -> str:
    """Returns the name of the variable to which a function, or what it returns, is assigned; empty for none."""
    above = file.tree.parent(leaf)
    expression: Node = callee.call if callee is not None else leaf
    if callee is None and above is not None and isinstance(file.grammar.value(above), Member):
        expression = above
    holder = file.tree.parent(expression)
    target = holder.child_by_field_name(file.grammar.types.naming.get(holder.type, "")) if holder is not None else None
    value = file.grammar.value(target) if target is not None and target != expression else None
    return value.text if isinstance(value, Name) else ""


def named_functions(file: DecoratedFile, own: Mapping[str, Sequence[NameDecorator]]) -> Iterator[NamingCall]:
    """Yields the decorators that name spans after the function below: those of the project that are given by their
    names, or those of libraries if none are."""
    openers = {
        name: [opener for opener in found if opener.form == DECORATOR and opener.named]
        for name, found in file.tables.openers.items()
        if not own
    }
    names = list(own) or [name for name, found in openers.items() if found]
    for place in mentions(file.tree.text, mention_pattern(names)) if names else ():
        leaf = file.tree.leaf_at(place)
        expression = file.expression(leaf) if leaf is not None else None
        if leaf is None or expression is None:
            continue
        name = file.tree.text_of(leaf)
        found = NamingCall(range_of(leaf), range_of(expression), name, SpanNames())
        decorator = next((known for known in own.get(name, ()) if file.leads_to(leaf, known)), None)
        opener = _of_library(file, expression, openers[name]) if not own else None
        if decorator is not None:
            found, patterns, slot = found._replace(decorator=decorator), decorator.patterns, decorator.slot
        elif opener is not None:
            patterns = tuple(map(_pattern, opener.named))
            found, slot = found._replace(api=opener.api), opener.name_slot
        else:
            continue
        callee = file.callee(leaf)
        given = file.given(callee.arguments, slot) if callee is not None and slot is not None else Given()
        for below in file.decorated(expression):
            at = found.at if below.at is expression else range_of(below.at)
            filled = _filled(patterns, given.patterns, below) if given.is_known else ()
            yield found._replace(at=at, names=SpanNames(filled))


def _of_library(file: DecoratedFile, expression: Node, openers: list[Opener]) -> Opener | None:
    opened = file.opened(expression)
    if opened is None or opened.is_own:
        return None
    return next((opener for opener in openers if opener.api == opened.api), None)


def _pattern(template: str) -> NamePattern:
    for braces, mark in _BRACES.items():
        template = template.replace(braces, mark)
    return tuple(template.split(_MODULE))


def _filled(
    patterns: Sequence[NamePattern], given: tuple[NamePattern, ...], below: Decorated
) -> tuple[NamePattern, ...]:
    """Returns the names of a decorated function's spans: made of what its decorator is passed, or else its own."""
    patterns = _with_passed(patterns, given)
    qualified = f"{below.class_name}.{below.name}" if below.class_name else below.name
    marks = {FUNCTION: below.name, QUALIFIED: qualified, CLASS: below.class_name or CLASS}
    marks |= {f"{_GIVEN} function": below.name, f"{_GIVEN} qualname": qualified}
    with_holes = [[piece for part in pattern for piece in part.split(_PASSED)] for pattern in patterns]
    filled = [tuple(_replaced(part, marks) for part in pattern) for pattern in with_holes]
    return tuple(dict.fromkeys(pattern for pattern in filled if not any("\0" in part for part in pattern)))


def _with_passed(patterns: Sequence[NamePattern], given: tuple[NamePattern, ...]) -> Sequence[NamePattern]:
    """Returns names with what a decorator is passed in them or in their place; as they are if it is passed nothing."""
    if not given:
        return patterns
    return [found for pattern in patterns for found in _with_given(pattern, given)] or given


def _with_given(pattern: NamePattern, given: Iterable[NamePattern]) -> Iterator[NamePattern]:
    at = next((number for number, part in enumerate(pattern) if _GIVEN in part), None)
    if at is None:
        return
    before, _, after = pattern[at].partition(_GIVEN)
    after = after.lstrip(" ").removeprefix("function").removeprefix("qualname").removeprefix("passed")
    for name in given:
        joined = (before + name[0], *name[1:])
        yield (*pattern[:at], *joined[:-1], joined[-1] + after, *pattern[at + 1 :])


def _replaced(text: str, marks: Mapping[str, str]) -> str:
    for mark, name in marks.items():
        text = text.replace(mark, name)
    return text
