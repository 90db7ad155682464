"""All answers of one file about its spans; each language adds what its grammar says."""

from __future__ import annotations

from collections.abc import Iterable

from spanlint.languages.names.roles import Awaited
from spanlint.languages.names.values import Call
from spanlint.languages.spans.current.forwarded_parents import SpanFile
from spanlint.languages.spans.lifetimes.attach_calls import AttachAnswers
from spanlint.languages.spans.lifetimes.borrowers import Answers
from spanlint.languages.spans.lifetimes.endings import Ending, Unended, unended
from spanlint.languages.spans.lifetimes.handed_spans import handing_of
from spanlint.languages.spans.lifetimes.returned_parts import ReturnedPart, first_words
from spanlint.languages.spans.lifetimes.returned_spans import Handing, returned_creator, returned_part
from spanlint.languages.spans.lifetimes.unended import is_tracer_by_name
from spanlint.languages.trees.tree import range_of
from spanlint.model.apis import CALLBACK, Creator
from spanlint.model.facts import SpanCall
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node


class SpanReader(AttachAnswers):
    """The answers of one file about its spans, and about those that functions of the project start."""

    def __init__(self, file: SpanFile) -> None:
        super().__init__(file)
        self._calls: dict[ByteRange, SpanCall] = {}
        self._definitions: dict[int, tuple[tuple[SpanReader, Node] | None]] = {}
        self._returned: dict[int, Creator | None] = {}
        self._parts: dict[int, ReturnedPart | None] = {}
        self._asked: dict[int, frozenset[str]] = {}
        self._handing: dict[int, Handing | None] = {}
        self.span_ends: dict[tuple[str, int], frozenset[int]] = {}
        """Where functions end a span, by its name and the id of the function (see `span_ends`)."""

    def of_file(self, view: Any) -> SpanReader:
        """The answers of another file."""
        return type(self)(view)

    def conditions(self, call: Node, function: Node) -> Answers:
        """The answers to the conditions on which the expression around a call evaluates it."""
        raise NotImplementedError

    def know(self, calls: Iterable[SpanCall]) -> None:
        """Tells what the creation calls of the file are."""
        self._calls = {call.call: call for call in calls if call.creator.ends and not call.is_decorator}

    def creator(self, call: Call) -> Creator | None:
        """What a call certainly starts a span with that its caller must end, or None.

        In another file, whose creation calls are not told, the tracer must certainly be a known one.
        """
        known = self._calls.get(range_of(call.node))
        creators = self.tables.creators.get(call.name, ()) if known is None else (known.creator,)
        creator = next((creator for creator in creators if creator.ends), None)
        is_named = (
            known is not None
            and known.creator.activates != CALLBACK
            and is_tracer_by_name(self, known.receiver, call.node)
        )
        return creator if creator is not None and (is_named or self.is_traced(call.node)) else None

    def unended(self, parameter: Node, ending: Ending, function: Node, answers: Answers) -> Unended | None:
        """How a function leaves the value of a parameter without an end; None if it always ends it."""
        return unended(self, parameter, ending, None, function, answers)

    def returned(self, call: Call) -> Creator | None:
        """What a function of the project starts a span with that it only returns, for a call of the function.

        None if the call only makes a promise of the span.
        """
        home, function = self._definition(call) or (self, None)
        creator = home._returned_by(function) if function is not None else None
        is_result = function is not None and creator is not None and self._gets_result(call, function)
        return creator if is_result else None

    def returned_part(self, call: Call) -> ReturnedPart | None:
        """The place of a span in the tuple that a function of the project returns, for a call of the function."""
        home, function = self._definition(call) or (self, None)
        if function is None or not self._gets_result(call, function):
            return None
        if function.id not in home._parts:
            home._parts[function.id] = None  # a function that calls itself returns nothing new
            home._parts[function.id] = returned_part(home, function)
        return home._parts[function.id]

    def asked(self, function: Node) -> frozenset[str]:
        """The words with which the conditions of a function begin."""
        if function.id not in self._asked:
            self._asked[function.id] = first_words(self.graph(function))
        return self._asked[function.id]

    def _gets_result(self, call: Call, function: Node) -> bool:
        """Whether the code around a call gets what the function returns, and no promise of it."""
        is_async = any(child.type == "async" for child in function.children)
        return is_async == isinstance(self.grammar.role(call.node), Awaited)

    def _returned_by(self, function: Node) -> Creator | None:
        """What a function of this file starts a span with that it only returns, or that its promise holds."""
        if function.id not in self._returned:
            self._returned[function.id] = None  # a function that calls itself returns nothing new
            self._returned[function.id] = returned_creator(self, function)
        return self._returned[function.id]

    def starts_spans(self, call: Call) -> bool:
        """Whether the function of the project that a call runs starts a span for any of its callers."""
        home, function = self._definition(call) or (self, None)
        is_returned = function is not None and home._returned_by(function) is not None
        return is_returned or self.returned_part(call) is not None or self.handing(call) is not None

    def handing(self, call: Call) -> Handing | None:
        """How a function of the project hands on the span that it starts, for a call of the function."""
        home, function = self._definition(call) or (self, None)
        if function is None:
            return None
        if function.id not in home._handing:
            home._handing[function.id] = handing_of(home, function)
        return home._handing[function.id]

    def _definition(self, call: Call) -> tuple[SpanReader, Node] | None:
        """The function of the project that a call runs, and the answers of the file that defines it."""
        known = self._definitions.get(call.callee.id)
        if known is None:
            view, function = self.grammar.definition(call) or (None, None)
            home = self.beside(view) if view is not None else self
            found = (home, function) if function is not None and isinstance(home, SpanReader) else None
            known = self._definitions[call.callee.id] = (found,)
        return known[0]
