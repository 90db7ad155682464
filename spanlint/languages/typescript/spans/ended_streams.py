"""The TypeScript and JavaScript streams that a callback returns although it ends the span that they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.values import Call
from spanlint.languages.spans.current.asked_spans import asks_for_span
from spanlint.languages.spans.current.local_spans import call_node
from spanlint.languages.spans.current.started_spans import StartedSpans
from spanlint.languages.spans.handed_methods import ends_span
from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.calls.arguments import CALLBACKS, read_arguments
from spanlint.languages.typescript.names.bindings import FUNCTIONS
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.lean.patterns import lazy_pattern
from spanlint.lean.records import Record
from spanlint.model.apis import CALLBACK
from spanlint.model.current_spans import EndedStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile
    from spanlint.model.facts import SpanCall

_MARKS = (b"Stream", b"Readable")  # a file without them, or `yield`, returns no stream
# They read what they are passed after they are returned: the Streams and Fetch standards, Node's stream.Readable.
_STREAMING = lazy_pattern(r"\w*(?:Response|Stream|Readable)$|toWeb$|pipeThrough$|to\w*Stream\w*$")
_FROM = lazy_pattern(r"(?:\w+\.)*\w*(?:Readable|Stream)\.from$")
_LATER = frozenset({"pull", "transform", "flush", "read"})  # the methods of a stream's source that run when it is read
_FIRST = "start"  # runs at once, until it waits
_DEPTH = 4  # locals, responses and streams around a stream


class _StreamSource(Record):
    """A function that a stream runs; one that begins at once runs later after the byte `from_byte`.

    `made_by` is the call of a generator, or the object that the function is a method of.
    """

    made_by: Node
    function: Node
    from_byte: int = 0


class _CurrentSpan(Record):
    """A call that makes a span current for a callback, with the name that the callback gives it."""

    call: SpanCall
    callback: Node
    name: str


def ended_streams(file: TypeScriptFile, calls: Sequence[SpanCall]) -> Iterator[EndedStream]:
    """Yields the streams that a callback returns when it has ended its span; SPN102 knows of bare generators."""
    text, takers = file.tree.text, [call for call in calls if call.creator.activates == CALLBACK]
    marks = [mark for mark in _MARKS if mark in text] if takers else []
    may_generate = bool(takers) and b"yield" in text
    if not (marks or may_generate):
        return
    reader = _StreamReader(file, calls)
    callers = (call for call in takers if may_generate or any(text.find(mark, *call.call) >= 0 for mark in marks))
    for span in filter(None, map(reader.span, callers)):
        for value in file.grammar.returns(span.callback):
            source = next((source for source in reader.sources(value) if reader.needs(source, span)), None)
            if source is not None:
                statement = file.tree.parent(value)
                is_statement = statement is not None and statement.type == "return_statement"
                at = range_of(statement.children[0]) if statement is not None and is_statement else range_of(value)
                made_by, body = range_of(source.made_by), range_of(source.function)
                yield EndedStream(at, span.call.creator.method, span.call.at, made_by, body=body)


class _StreamReader:
    """Finds the streams of one file and what they need."""

    def __init__(self, file: TypeScriptFile, calls: Sequence[SpanCall]) -> None:
        self._file = file
        self._grammar = file.grammar
        self._tree = file.tree
        self._started = StartedSpans(file, calls)
        contexts = file.tables.contexts
        self._activating = contexts.activating | (contexts.running - file.tables.creators.keys())

    def span(self, call: SpanCall) -> _CurrentSpan | None:
        """The span of a call, if the callback ends it itself."""
        node = call_node(self._tree, call)
        value = self._grammar.value(node) if node is not None else None
        passed = value.arguments.positional[-1:] if isinstance(value, Call) else ()
        callback = unwrapped(passed[0]) if passed else None
        parameters = self._grammar.parameters(callback) if callback is not None and callback.type in CALLBACKS else ()
        if callback is None or not parameters:
            return None
        span = _CurrentSpan(call, callback, self._tree.text_of(parameters[0]))
        ends = [mention for mention in self._grammar.mentions(span.name, callback) if self._is_end(mention)]
        is_ended_here = any(self._grammar.function_of(end) == callback for end in ends)
        return span if is_ended_here or not call.creator.ends else None

    def _is_end(self, mention: Node) -> bool:
        return ends_span(self._grammar, mention)

    def sources(self, value: Node) -> Iterator[_StreamSource]:
        """Yields what a returned stream runs; a bare call of a generator is no stream."""
        node = unwrapped(value)
        if node.type != "call_expression" or self._generator(node) is None:
            yield from self._sources(node, _DEPTH)

    def _sources(self, value: Node, depth: int) -> Iterator[_StreamSource]:
        node = unwrapped(value)
        if node.type == "object":
            yield from self._sources_of_object(node)
        if node.type == "identifier" and depth:
            bindings = self._grammar.visible(node)
            is_sole = len(bindings) == 1 and bindings[0].kind is Kind.VALUE and not bindings[0].key
            if is_sole and bindings[0].value is not None:
                yield from self._sources(bindings[0].value, depth - 1)
        if node.type not in ("call_expression", "new_expression") or not depth:
            return
        generator = self._generator(node)
        if generator is not None:
            yield _StreamSource(node, generator)
        elif self._is_streaming(node):
            arguments = node.child_by_field_name("arguments")
            for argument in read_arguments(arguments).positional if arguments is not None else ():
                yield from self._sources(argument, depth - 1)

    def _sources_of_object(self, node: Node) -> Iterator[_StreamSource]:
        """Yields the functions of the object that describes a stream, or that can be iterated."""
        for entry in node.named_children:
            function = entry.child_by_field_name("value") if entry.type == "pair" else entry
            key = entry.child_by_field_name("key") or entry.child_by_field_name("name")
            if function is None or key is None or function.type not in FUNCTIONS:
                continue
            name = self._tree.text_of(key)
            if name in _LATER or _is_generator(function):
                yield _StreamSource(node, function)
            elif name == _FIRST:
                waits = [leaf.end_byte for leaf in self._tree.leaves_within("await", function)]
                yield from (_StreamSource(node, function, first) for first in waits[:1])

    def _is_streaming(self, node: Node) -> bool:
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        if function is None:
            return False
        text = "".join(self._tree.text_of(function).split())
        return _FROM.match(text) is not None or _STREAMING.match(last_name(self._tree, node)) is not None

    def _generator(self, node: Node) -> Node | None:
        """The generator function of this file that a call runs."""
        call = self._grammar.value(node) if node.type == "call_expression" else None
        function = self._grammar.own_definition(call.callee) if isinstance(call, Call) else None
        return function if function is not None and _is_generator(function) else None

    def needs(self, source: _StreamSource, span: _CurrentSpan) -> bool:
        """Whether a stream is made in a callback, and starts spans for its span or uses it, but is not given it."""
        if not span.callback.start_byte <= source.made_by.start_byte < span.callback.end_byte:
            return False
        arguments = source.made_by.child_by_field_name("arguments")
        if arguments is not None and self._tree.has_within(frozenset({span.name}), arguments):
            return False
        mentions = self._mentions(source, span)
        members = [self._grammar.member_read(mention) for mention in mentions]
        if not all(members) or any(map(self._is_end, mentions)):
            return False
        if self._tree.has_within(self._activating, source.function):
            return False
        states = self._file.tables.shapes.span_states
        later = zip(mentions, members, strict=True)
        is_used = any(mention.start_byte >= source.from_byte and member not in states for mention, member in later)
        if is_used or source.from_byte:
            return is_used
        return asks_for_span(self._file, source.function) or self._started.starts(self._file, source.function)

    def _mentions(self, source: _StreamSource, span: _CurrentSpan) -> list[Node]:
        """The mentions of the span in the object of a stream, or in a generator that the callback contains."""
        whole = source.made_by if source.made_by.type == "object" else source.function
        if not span.callback.start_byte <= whole.start_byte < span.callback.end_byte:
            return []
        return self._grammar.mentions(span.name, whole)


def _is_generator(function: Node) -> bool:
    is_method = function.type == "method_definition" and any(child.type == "*" for child in function.children)
    return is_method or function.type in ("generator_function", "generator_function_declaration")
