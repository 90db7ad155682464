"""The Python generators that a function returns out of a span: their bodies run when the span has ended."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain

from spanlint.languages.names.bindings import Kind, reaching_bindings
from spanlint.languages.names.values import Call, Name
from spanlint.languages.python.names.bindings import FUNCTIONS
from spanlint.languages.python.names.expressions import unwrapped
from spanlint.languages.spans.current.asked_spans import asks_for_span
from spanlint.languages.spans.current.current_file import CurrentFile
from spanlint.languages.spans.current.local_spans import call_node
from spanlint.languages.spans.current.started_spans import StartedSpans
from spanlint.languages.trees.tree import range_of
from spanlint.lean.patterns import lazy_pattern
from spanlint.lean.records import Record
from spanlint.model.apis import WITH
from spanlint.model.current_spans import STREAMING, EndedStream, StreamNeed
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile
    from spanlint.model.facts import SpanCall

_LAZY = frozenset({"map", "filter"})  # built-in functions that call what they are passed when they are iterated
_MARKS = (b"yield", *map(str.encode, STREAMING), *(f"return {name}(".encode() for name in sorted(_LAZY)))
_RETURN = "return"
_RETURNED_EXPRESSION, _LOOP = b"return (", b" for "  # of a generator expression
_ITERATING = frozenset({"aiter", "iter"})
_STREAM_NAMES = ("Stream", "stream", "EventSource")
_GIVES_CONTEXT = lazy_pattern(r"\w*(?:parent|otel|trace|span)_?(?:span|ctx|context)\w*$|copy_context$")
_STREAMS = frozenset({"generator_expression", "identifier", "call"})
_DEPTH = 4  # locals, responses and generators around a generator


class _CurrentSpan(Record):
    """A call of a `method` that makes a span current for a `body` of a function, where `name` holds it, if it is bound.
    `at` is the name in the call."""

    method: str
    at: ByteRange
    body: Node
    function: Node
    name: str


class _Stream(Record):
    """A generator: the call or the expression that makes it, and its function in the file that defines it."""

    node: Node
    file: CurrentFile
    function: Node


def ended_streams(file: PythonFile, calls: Sequence[SpanCall]) -> Iterator[EndedStream]:
    """Yields the generators that are returned out of a span and need it when they run, once for each `return`."""
    has_span = any(call.creator.activates == WITH for call in calls) or any(map(file.tree.offsets, file.tables.ending))
    if not has_span or not _may_stream(file.tree.text):
        return
    reported = set[int]()
    reader = _StreamReader(file, calls)
    for span in chain(reader.spans(reversed(calls)), reader.ended_by_managers()):
        for keyword in _returns(file, span):
            statement = file.tree.parent(keyword)
            value = statement.named_children[:1] if statement is not None else ()
            if keyword.start_byte in reported or not value:
                continue
            if file.grammar.function_of(keyword) != span.function:
                continue
            needs = ((stream, reader.need(stream, span)) for stream in reader.streams(value[0]))
            stream, need = next(((stream, need) for stream, need in needs if need is not None), (None, None))
            if stream is not None and need is not None:
                reported.add(keyword.start_byte)
                body = range_of(stream.function) if stream.file is file else None
                yield EndedStream(range_of(keyword), span.method, span.at, range_of(stream.node), need, body)


def _returns(file: PythonFile, span: _CurrentSpan) -> Iterator[Node]:
    """Yields the keywords of what may be `return` statements in or behind the body of a span."""
    starts = file.tree.offsets(_RETURN)
    first = bisect_left(starts, span.body.start_byte)
    for start in starts[first : bisect_left(starts, span.function.end_byte, lo=first)]:
        leaf = file.tree.leaf_at(ByteRange(start, start + len(_RETURN)))
        if leaf is not None:
            yield leaf


def _may_stream(text: bytes) -> bool:
    """Whether a file has a text without which it returns no generator."""
    return any(map(text.__contains__, _MARKS)) or (_RETURNED_EXPRESSION in text and _LOOP in text)


_BINDING = frozenset({"@staticmethod", "@classmethod"})


class _StreamReader:
    """Finds the generators of one file and what they need."""

    def __init__(self, file: PythonFile, calls: Sequence[SpanCall]) -> None:
        self._file = file
        self._grammar = file.grammar
        self._started = StartedSpans(file, calls)
        self._ending = file.tables.ending
        self._activating = file.tables.contexts.attaching.keys() | self._ending.keys()

    def spans(self, calls: Iterator[SpanCall]) -> Iterator[_CurrentSpan]:
        """Yields the spans that a `with` or a decorator makes current and ends."""
        for call in calls:
            node = call_node(self._file.tree, call) if call.creator.activates == WITH else None
            value = self._grammar.value(node) if node is not None else None
            if node is None or not isinstance(value, Call) or value.arguments.is_open:
                continue
            on_exit = call.creator.on_exit
            if on_exit is not None and value.arguments.at(on_exit) is not None:
                continue
            statement = self._grammar.entered_by(node)
            function = self._grammar.scope_of(node) if statement is not None else self._decorated(call, node)
            holder = statement or function
            body = holder.child_by_field_name("body") if holder is not None else None
            target = self._grammar.assigned_to(node)
            if function is not None and function.type in FUNCTIONS and body is not None:
                name = self._file.tree.text_of(target) if target is not None else ""
                yield _CurrentSpan(call.creator.method, call.at, body, function, name)

    def ended_by_managers(self) -> Iterator[_CurrentSpan]:
        """Yields the spans of other calls that a `with` makes current and is told to end."""
        tree = self._file.tree
        for method, opener in self._ending.items():
            for leaf in tree.leaves(method) if tree.offsets(method) else ():
                node = next((above for above in tree.ancestors(leaf)[:2] if above.type == "call"), None)
                call = self._grammar.value(node) if node is not None else None
                if node is None or not isinstance(call, Call):
                    continue
                span, ends = (
                    call.arguments.at(slot) if slot is not None else None for slot in (opener.span, opener.ends)
                )
                if span is None or ends is None or tree.text_of(ends) != "True":
                    continue
                statement = self._grammar.entered_by(node)
                body = statement.child_by_field_name("body") if statement is not None else None
                function = self._grammar.scope_of(statement) if statement is not None else None
                if body is not None and function is not None and function.type in FUNCTIONS:
                    yield _CurrentSpan(method, range_of(leaf), body, function, tree.text_of(span))

    def _decorated(self, call: SpanCall, node: Node) -> Node | None:
        around = self._file.tree.ancestors(node)[:2] if call.is_decorator else ()
        return around[1].child_by_field_name("definition") if len(around) == 2 else None

    def streams(self, value: Node, depth: int = _DEPTH) -> Iterator[_Stream]:
        """Yields the generators that a returned value is, iterates, or is made of."""
        node = unwrapped(value)
        if node.type == "generator_expression":
            yield _Stream(node, self._file, node)
        if node.type == "identifier" and depth:
            yield from self._streams_of_local(node, depth - 1)
        call = self._grammar.value(node) if node.type == "call" and depth else None
        if not isinstance(call, Call):
            return
        # A name of a class is followed into another file only if something depends on whether it is one.
        is_followed = not call.name[:1].isupper() or _iterates_later(call.name)
        target = self._started.target(self._file, call) if is_followed else None
        is_generator = target is not None and _is_generator(*target)
        is_named = any(part in call.name for part in STREAMING)  # which the first look can see, too
        if target is not None and is_generator and (target[0] is self._file or is_named or depth < _DEPTH):
            yield _Stream(node, *target)
        if call.callee.type == "identifier" and call.name in _LAZY and not self._grammar.visible(call.callee):
            functions = map(self._grammar.function_at, call.arguments.positional[:1])
            yield from (_Stream(node, self._file, function) for function in functions if function is not None)
        if is_generator or (target is None and _iterates_later(call.name)):
            for argument in call.arguments.all():
                yield from self.streams(argument, depth - 1)

    def _streams_of_local(self, name: Node, depth: int) -> Iterator[_Stream]:
        """The same for a local that is set once and mentioned nowhere else: other code may iterate it here."""
        function, text = self._grammar.function_of(name), self._file.tree.text_of(name)
        bindings = list(reaching_bindings(self._file.tree, self._grammar.visible(name), name))
        if len(bindings) != 1 or bindings[0].kind is not Kind.VALUE or function is None:
            return
        value = bindings[0].value
        if value is None or unwrapped(value).type not in _STREAMS:
            return
        mentions = self._grammar.mentions(text, function)
        is_response = _iterates_later(self._grammar.last_name(value))
        others = [
            mention
            for mention in mentions
            if mention not in (name, bindings[0].name) and not (is_response and self._grammar.member_read(mention))
        ]
        if not any(self._is_same_value(mention, bindings[0].name) for mention in others):
            yield from self.streams(value, depth)

    def _is_same_value(self, mention: Node, bound: Node) -> bool:
        """Whether a mention that is no target gets what a name was bound to."""
        reaching = reaching_bindings(self._file.tree, self._grammar.visible(mention), mention)
        is_bound = any(binding.name == mention for binding in self._grammar.visible(mention))
        return not is_bound and any(binding.name == bound for binding in reaching)

    def need(self, stream: _Stream, span: _CurrentSpan) -> StreamNeed | None:
        """What a generator that is made in a span needs of it, if it cannot have that when it runs."""
        if not span.body.start_byte <= stream.node.start_byte < span.body.end_byte:
            return None
        if self._is_given(stream, span):
            return StreamNeed.OPEN if self._sets_what_it_is_passed(stream, span) else None
        return StreamNeed.CURRENT if self._uses(stream, span) else None

    def _uses(self, stream: _Stream, span: _CurrentSpan) -> bool:
        """Whether a generator that is given no span starts spans for the one that is current where it is made, or uses
        that."""
        mentions = self._mentions(stream, span)
        if any(not self._grammar.member_read(mention) for mention in mentions):
            return False
        if stream.file.tree.has_within(frozenset(self._activating), stream.function):
            return False
        quiet = self._file.tables.shapes.span_contexts
        is_used = any(self._grammar.member_read(mention) not in quiet for mention in mentions)
        file, function = stream.file, stream.function
        return is_used or asks_for_span(file, function) or self._started.starts(file, function)

    def _sets_what_it_is_passed(self, stream: _Stream, span: _CurrentSpan) -> bool:
        """Whether a generator is passed the span itself, and sets something on it: the span drops that once it has
        ended, whatever the generator makes current."""
        call, grammar, shapes = self._grammar.value(stream.node), stream.file.grammar, self._file.tables.shapes
        if not isinstance(call, Call) or call.arguments.spread is not None:
            return False
        setting = shapes.span_methods - shapes.span_contexts - shapes.span_states - shapes.span_ends
        for parameter in grammar.parameters(stream.function):
            slot = grammar.slot_of(parameter)
            passed = call.arguments.at(slot) if slot is not None else None
            if passed is None or self._file.tree.text_of(passed) != span.name:
                continue
            mentions = grammar.mentions(stream.file.tree.text_of(parameter), stream.function)
            written = [mention for mention in mentions if grammar.member_read(mention) in setting]
            return bool(written) and all(len(grammar.visible(mention)) == 1 for mention in written)
        return False

    def _is_given(self, stream: _Stream, span: _CurrentSpan) -> bool:
        """Whether the call of a generator passes the span, or a context."""
        call = self._grammar.value(stream.node)
        for argument in call.arguments.all() if isinstance(call, Call) else ():
            if span.name and self._file.tree.leaves_within(span.name, argument):
                return True
            value = self._grammar.value(self._grammar.sole_value(argument))
            name = value.name if isinstance(value, Call) else value.text if isinstance(value, Name) else ""
            contexts = self._file.tables.contexts
            if name in contexts.active or name in contexts.setters or _GIVES_CONTEXT.match(name):
                return True
            if _GIVES_CONTEXT.match(self._file.tree.text_of(argument)):
                return True
        return False

    def _mentions(self, stream: _Stream, span: _CurrentSpan) -> list[Node]:
        """The mentions of the span in a generator that is written in the function of the span."""
        if not span.name.isidentifier() or stream.file is not self._file:
            return []
        if not span.function.start_byte <= stream.function.start_byte < span.function.end_byte:
            return []
        mentions = self._grammar.mentions(span.name, stream.function)
        return [mention for mention in mentions if self._grammar.scope_of(mention) != mention]


def _iterates_later(name: str) -> bool:
    """Whether a function by its name iterates what it is passed after it is returned, as these do:
    starlette.responses.StreamingResponse, sse_starlette.EventSourceResponse, django.http.StreamingHttpResponse,
    flask.Response, flask.stream_with_context."""
    is_stream = name.endswith("Response") or any(map(name.__contains__, _STREAM_NAMES)) or name in _ITERATING
    return is_stream and name.isidentifier()


def _is_generator(file: CurrentFile, function: Node) -> bool:
    """Whether a call of a function makes a generator, which runs later."""
    holder = file.tree.parent(function)
    decorators = holder.children if holder is not None and holder.type == "decorated_definition" else ()
    if any(child.type == "decorator" and file.tree.text_of(child) not in _BINDING for child in decorators):
        return False  # a decorator may run it
    leaves = file.tree.leaves_within("yield", function)
    return any(leaf.type == "yield" and file.grammar.function_of(leaf) == function for leaf in leaves)
