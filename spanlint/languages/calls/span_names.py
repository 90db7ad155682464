"""The names of the spans that a call makes: literals, constants of this and of imported files, and texts with holes."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.imports import ImportTarget
from spanlint.languages.names.values import Call, Choice, Item, Member, Name, Nothing, ValueGrammar
from spanlint.model.apis import Slot
from spanlint.model.span_names import (
    ANY,
    EACH,
    HOLE,
    PASSED,
    NameParameter,
    NamePattern,
    SpanNames,
    filled,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

_DEPTH = 8
_MAX_PATTERNS = 8
_MAX_STEPS = 500  # expressions that are looked at for one name
_VALUE = "value"  # of an enum's member
_DEFAULT = "default"  # what a module of JavaScript exports without a name

_VALUED = frozenset({Kind.VALUE, Kind.ASSIGNED})


def span_names(grammar: ValueGrammar, name: Node | None) -> SpanNames:
    """Returns what the argument that holds a span's name evaluates to."""
    if name is None:
        return SpanNames()
    texts = _Texts(grammar)
    found = tuple(dict.fromkeys(texts.of(name, _DEPTH)))[:_MAX_PATTERNS]
    known = dict.fromkeys(pattern for pattern in filled(found, [HOLE]) if any(pattern))
    templates = tuple(pattern for pattern in found if any(PASSED in part for part in pattern))
    parameter = texts.parameter() if templates else None
    return SpanNames(tuple(known), parameter._replace(templates=templates) if parameter is not None else None)


def passed(grammar: ValueGrammar, arguments: Any, slot: Slot) -> Node | None:
    """Returns the value that a call passes in a slot, which may be a key of an object."""
    value: Node | None = arguments.at(slot)
    return grammar.option(value, slot.key) if value is not None and slot.key is not None else value


class _Texts:
    """The texts of one file's expressions. The first parameter of a function that is met is PASSED in them."""

    def __init__(self, grammar: ValueGrammar, steps: Iterator[int] | None = None) -> None:
        self._grammar = grammar
        self._passed: Binding | None = None
        self._steps = iter(range(_MAX_STEPS)) if steps is None else steps

    def parameter(self) -> NameParameter | None:
        """Returns the parameter that is PASSED, unless its function has no name or takes it in another way."""
        return self._grammar.parameter(self._passed) if self._passed is not None else None

    def of(self, node: Node, depth: int) -> list[NamePattern]:
        """Returns the texts that an expression may be."""
        if depth <= 0 or next(self._steps, None) is None:
            return [HOLE]
        value = self._grammar.value(node)
        pieces = self._grammar.pieces(value.node)
        if pieces is not None:
            return self._joined(pieces, depth)
        if isinstance(value, Choice):
            parts = (part for part in value.parts if not isinstance(self._grammar.value(part), Nothing))
            return [pattern for part in parts for pattern in self.of(part, depth - 1)]
        if isinstance(value, Name):
            return self._of_name(value.node, (), depth) or [HOLE]
        if isinstance(value, Call):
            return self._of_call(value, depth) or [HOLE]
        return self._of_member(value, depth) if isinstance(value, (Member, Item)) else [HOLE]

    def _of_name(self, name: Node, steps: tuple[str, ...], depth: int) -> list[NamePattern]:
        """Returns the texts of what is below a name: of what the innermost loop around it takes, if one sets it."""
        bindings = self._grammar.visible(name)
        around = [loop for binding in bindings if (loop := self._loop(binding)) is not None and _is_around(loop, name)]
        innermost = max(around, key=lambda loop: loop.start_byte, default=None)
        found: list[NamePattern] = []
        for binding in bindings:
            loop = self._loop(binding)
            if loop is None or innermost is None or loop == innermost:
                found += self._of_binding(binding, steps, depth)
        return found

    def _loop(self, binding: Binding) -> Node | None:
        """Returns the loop or the part of a comprehension whose target a binding is by itself."""
        holder = self._grammar.tree.parent(binding.name) if binding.kind in (Kind.OTHER, Kind.ASSIGNED) else None
        is_loop = holder is not None and holder.type in self._grammar.types.loops
        return holder if holder is not None and is_loop and holder.child_by_field_name("left") == binding.name else None

    def _of_elements(self, loop: Node, steps: tuple[str, ...], depth: int) -> list[NamePattern]:
        """Returns the texts of each element that a loop takes; none that is known of `for (.. in ..)`."""
        collection = loop.child_by_field_name("right")
        operator = loop.child_by_field_name("operator")
        if collection is None or depth <= 0 or (operator is not None and operator.type != "of"):
            return [HOLE]
        return self._of_value(collection, (EACH, *steps), depth - 1)

    def _of_value(self, node: Node, steps: tuple[str, ...], depth: int) -> list[NamePattern]:
        """Returns the texts of what is below an expression after the names of members."""
        value = self._grammar.value(node)
        if isinstance(value, Name):
            return self._of_name(value.node, steps, depth) or [HOLE]
        return self._of_steps(value.node, steps, depth)

    def _joined(self, pieces: tuple[str | Node, ...], depth: int) -> list[NamePattern]:
        patterns: list[NamePattern] = [("",)]
        for piece in pieces:
            tails = [(piece,)] if isinstance(piece, str) else self.of(piece, depth - 1)
            if len(patterns) * len(tails) > _MAX_PATTERNS:
                tails = [HOLE]
            patterns = [(*head[:-1], head[-1] + tail[0], *tail[1:]) for head in patterns for tail in tails]
        return patterns

    def _of_call(self, call: Call, depth: int) -> list[NamePattern]:
        """Returns the texts that a function of the project returns."""
        found: list[NamePattern] = []
        for grammar, result in self._grammar.results(call):
            texts = _Texts(grammar, self._steps)
            templates, parameter = texts.of(result, depth - 1), texts.parameter()
            argument = passed(self._grammar, call.arguments, parameter.slot) if parameter is not None else None
            given = self.of(argument, depth - 1) if argument is not None else [HOLE]
            found += filled(templates, given)
        return found

    def _of_member(self, value: Member | Item, depth: int) -> list[NamePattern]:
        """Returns the texts of `Names.TURN`, `NAMES["turn"]`, `names.TURN` and `Names.TURN.value`."""
        steps: list[str] = []
        of: Any = value
        while isinstance(of, (Member, Item)):
            steps.insert(0, of.name if isinstance(of, Member) else self._key(of.key, depth - 1))
            of = self._grammar.value(of.of)
        is_name = isinstance(of, Name) and not self._grammar.is_self(of.node)
        found = self._of_name(of.node, tuple(steps), depth) if is_name else []
        holders = self._grammar.holders(of.node) if not found else []
        found += [text for holder in holders for text in self._of_steps(holder, tuple(steps), depth)]
        return found or [HOLE]

    def _key(self, key: Node, depth: int) -> str:
        """Returns the text that the key of an item is; ANY if only run time knows it."""
        texts = _Texts(self._grammar, self._steps).of(key, depth)
        is_known = len(texts) == 1 and len(texts[0]) == 1 and PASSED not in texts[0][0]
        return texts[0][0] if is_known else ANY

    def _of_binding(self, binding: Binding, steps: tuple[str, ...], depth: int) -> list[NamePattern]:
        if binding.kind is Kind.PARAMETER:
            return self._of_parameter(binding, steps, depth)
        if binding.kind is Kind.IMPORT:
            return self._of_import(binding.path, steps, depth)
        if binding.kind is Kind.CLASS and binding.value is not None:
            return self._of_steps(binding.value, steps, depth)
        if binding.kind in _VALUED and binding.value is not None and not binding.key:
            return self._of_steps(binding.value, steps, depth)
        loop = self._loop(binding)
        if loop is not None:
            return self._of_elements(loop, steps, depth)
        enums = self._grammar.named_holders(self._grammar.tree.text_of(binding.name))
        return [text for enum in enums for text in self._of_steps(enum, steps, depth)] or [HOLE]

    def _of_parameter(self, binding: Binding, steps: tuple[str, ...], depth: int) -> list[NamePattern]:
        """Returns what is passed, and what a parameter is without that."""
        if len(steps) > (not binding.key):
            return [HOLE]
        passed = binding._replace(key="".join(steps) or binding.key)
        self._passed = self._passed or passed
        own: list[NamePattern] = [(PASSED,)] if self._passed == passed else [HOLE]
        return own if binding.value is None or steps else [*own, *self.of(binding.value, depth - 1)]

    def _of_steps(self, holder: Node, steps: tuple[str, ...], depth: int) -> list[NamePattern]:
        """Returns the texts of what is below a value, class or object after the names of members."""
        if not steps or depth <= 0:
            return self.of(holder, depth - 1)
        members = list(self._grammar.members(holder, steps[0]))
        found = [text for inner in members for text in self._of_steps(inner, steps[1:], depth - 1)]
        if not members and steps == (_VALUE,):
            return self.of(holder, depth - 1)
        return found or [HOLE]

    def _of_import(self, path: str, steps: tuple[str, ...], depth: int) -> list[NamePattern]:
        joined = "".join(f"{'' if path.endswith(':') and not index else '.'}{step}" for index, step in enumerate(steps))
        for view, target in self._grammar.imported(path + joined) if depth > 0 else ():
            found = _Texts(view.grammar, self._steps)._of_target(view, target, depth - 1)
            if any(map(any, found)):
                return found
        return [HOLE]

    def _of_target(self, view: Any, target: ImportTarget, depth: int) -> list[NamePattern]:
        """Returns the texts of what is at the top of this file, which is of the view."""
        first, *rest = target.steps
        found: list[NamePattern] = []
        for binding in self._grammar.top_level(first):
            found += self._of_binding(binding, tuple(rest), depth)
        for holder in self._grammar.named_holders(first) if not found else ():
            found += self._of_steps(holder, tuple(rest), depth)
        for holder in self._grammar.named_holders(_DEFAULT) if not found else ():
            found += self._of_value(holder, target.steps, depth)
        if not found:
            for path in (*view.evaluate(target.steps), *view.everything_of(target.steps)):
                found += self._of_import(path, (), depth - 1) if path and not path.startswith("=") else ()
        return found


def _is_around(outer: Node, node: Node) -> bool:
    """Whether a loop runs a place, or the comprehension that it is a part of does."""
    holder = outer if outer.parent is None or outer.child_by_field_name("body") is not None else outer.parent
    return bool(holder.start_byte <= node.start_byte and node.end_byte <= holder.end_byte)
