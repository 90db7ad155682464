"""What stands in the parent slot: passed, absent, empty, declared root, unknown."""

from __future__ import annotations

import pytest

from spanlint.apis import tables
from spanlint.languages import reader
from spanlint.model.facts import Facts, ParentState
from spanlint.text.decoding import decode
from spanlint.text.suffixes import language_of

PASSED, ABSENT, EMPTY, ROOT, UNKNOWN = ParentState


def facts(path: str, text: str) -> Facts:
    language = language_of(path)
    assert language is not None
    return reader(language).read(decode(path, language, text.encode()), tables(language))


PYTHON = [
    ("tracer.start_span('n')", ABSENT),
    ("tracer.start_span(name='n', attributes={})", ABSENT),
    ("tracer.start_span('n', ctx)", PASSED),
    ("tracer.start_span('n', context=ctx)", PASSED),
    ("tracer.start_span('n', context=ctx, **more)", PASSED),
    ("tracer.start_span(*args, context=ctx)", PASSED),
    ("tracer.start_span('n', None)", EMPTY),
    ("tracer.start_span('n', context=None)", EMPTY),
    ("tracer.start_span('n', context=(None))", EMPTY),
    ("tracer.start_span('n', **more)", UNKNOWN),
    ("tracer.start_span('n', *more)", UNKNOWN),
    ("tracer.start_span(*args)", UNKNOWN),
    ("tracer.start_span('n', kind=k, *more)", UNKNOWN),
    ("tracer.start_span('n', ctx, *more)", PASSED),
    ("tracer.start_span('n', Context())", ROOT),
    ("tracer.start_span('n', context=otel_context.Context())", ROOT),
    ("tracer.start_span('n', context=Context({'k': 1}))", PASSED),
    ("tracer.start_span('n', context=set_span_in_context(INVALID_SPAN))", ROOT),
    ("tracer.start_span('n', context=trace.set_span_in_context(trace.INVALID_SPAN))", ROOT),
    ("tracer.start_span('n', context=trace.set_span_in_context(None))", ROOT),
    ("tracer.start_span('n', context=trace.set_span_in_context(span))", PASSED),
    ("tracer.start_span('n', context=parent or Context())", ROOT),
    ("tracer.start_span('n', context=(parent or Context()))", ROOT),
    ("tracer.start_span('n', links=[Link(context=c)])", ABSENT),
    ("tracer.start_span(\n    'n',  # a comment\n    # another\n)", ABSENT),
    ("(tracer.start_span)('n')", ABSENT),
    ("tracer.start_as_current_span('n', ctx)", PASSED),
    ("tracer.start_as_current_span('n')", ABSENT),
]

TYPESCRIPT = [
    ("tracer.startSpan('n')", ABSENT),
    ("tracer.startSpan('n', options)", ABSENT),
    ("tracer.startSpan('n', { ...options })", ABSENT),
    ("tracer.startSpan('n', { attributes, kind })", ABSENT),
    ("tracer.startSpan('n', {}, ctx)", PASSED),
    ("tracer.startSpan('n', undefined, ctx)", PASSED),
    ("tracer.startSpan('n', {}, ctx as Context)", PASSED),
    ("tracer.startSpan('n', {}, undefined)", EMPTY),
    ("tracer.startSpan('n', {}, null)", EMPTY),
    ("tracer.startSpan('n', {}, void 0)", EMPTY),
    ("tracer.startSpan('n', {}, undefined as any)", EMPTY),
    ("tracer.startSpan('n', {}, ROOT_CONTEXT)", ROOT),
    ("tracer.startSpan('n', {}, api.ROOT_CONTEXT)", ROOT),
    ("tracer.startSpan('n', {}, parent ?? ROOT_CONTEXT)", ROOT),
    ("tracer.startSpan('n', {}, (parent || ROOT_CONTEXT))", ROOT),
    ("tracer.startSpan('n', {}, trace.deleteSpan(context.active()))", ROOT),
    ("tracer.startSpan('n', {}, trace.setSpan(c, trace.wrapSpanContext(INVALID_SPAN_CONTEXT)))", ROOT),
    ("tracer.startSpan('n', {}, trace.setSpan(c, trace.wrapSpanContext(remote)))", PASSED),
    ("tracer.startSpan('n', { root: true })", ROOT),
    ("tracer.startSpan('n', { 'root': true } as SpanOptions)", ROOT),
    ("tracer.startSpan('n', { root: true }, ctx)", ROOT),
    ("tracer.startSpan('n', { root: false })", ABSENT),
    ("tracer.startSpan('n', { root: isRoot })", UNKNOWN),
    ("tracer.startSpan('n', { root })", UNKNOWN),
    ("tracer.startSpan('n', { root: isRoot }, undefined)", UNKNOWN),
    ("tracer.startSpan('n', { root: isRoot }, ctx)", PASSED),
    ("tracer.startSpan('n', { root: isRoot }, ROOT_CONTEXT)", ROOT),
    ("tracer.startActiveSpan('n', { root: isRoot }, fn)", UNKNOWN),
    ("tracer.startActiveSpan('n', { root: isRoot }, ctx, fn)", PASSED),
    ("tracer.startSpan(...args)", UNKNOWN),
    ("tracer.startSpan('n', ...rest)", UNKNOWN),
    ("tracer.startSpan('n', {}, ...rest)", UNKNOWN),
    ("tracer.startSpan('n', {}, ctx, ...rest)", PASSED),
    ("tracer.startSpan('n', /* options */ {}, // parent\n ctx)", PASSED),
    ("tracer.startSpan<Span>('n')", ABSENT),
    ("tracer!.startSpan('n')", ABSENT),
    ("tracer?.startSpan('n')", ABSENT),
    ("tracer.startSpan!('n')", ABSENT),
    ("tracer.startSpan?.('n')", ABSENT),
    ("(tracer.startSpan)('n')", ABSENT),
    ("(tracer as any).startSpan('n')", ABSENT),
    ("(tracer.startSpan as any)('n')", ABSENT),
    ("tracer['startSpan']('n')", ABSENT),
    ("tracer\n  .startSpan('n')", ABSENT),
    ("tracer.startActiveSpan('n', fn)", ABSENT),
    ("tracer.startActiveSpan('n', {}, fn)", ABSENT),
    ("tracer.startActiveSpan('n', {}, ctx, fn)", PASSED),
    ("tracer.startActiveSpan('n', {}, undefined, fn)", EMPTY),
    ("tracer.startActiveSpan('n', {}, ROOT_CONTEXT, fn)", ROOT),
    ("tracer.startActiveSpan('n', { root: true }, fn)", ROOT),
    ("tracer.startActiveSpan('n', ...args)", UNKNOWN),
    ("tracer.startActiveSpan('n', {}, ctx, ...rest)", PASSED),
]


@pytest.mark.parametrize(("text", "state"), PYTHON)
def test_python(text: str, state: ParentState) -> None:
    (call,) = facts("a.py", f"from opentelemetry import trace\n{text}").calls
    assert call.parent.state is state


@pytest.mark.parametrize(("text", "state"), TYPESCRIPT)
@pytest.mark.parametrize("path", ["a.ts", "a.tsx"])
def test_typescript(path: str, text: str, state: ParentState) -> None:
    (call,) = facts(path, f"import '@opentelemetry/api';\n{text}").calls
    assert call.parent.state is state


NO_CALLS = [
    ("a.py", "def start_span(name): ..."),
    ("a.py", "class T:\n    def start_span(self, name): return self.x.start_spans(name)"),
    ("a.py", "mock.start_span.return_value = 1"),
    ("a.py", "start = tracer.start_span"),
    ("a.py", "'tracer.start_span(1)'  # tracer.start_span('n')"),
    ("a.py", "tracer._start_span('n'); tracer.start_span_now('n'); tracer.restart_span('n')"),
    ("a.py", "start_span('n')"),
    ("a.py", "f(start_span='n')"),
    ("a.ts", "class T { startSpan(name: string) { return null } }"),
    ("a.ts", "interface T { startSpan(name: string): Span; startActiveSpan: F }"),
    ("a.ts", "const fake = { startSpan(name) { }, startActiveSpan: jest.fn() }"),
    ("a.ts", "vi.spyOn(tracer, 'startSpan'); const s = tracer.startSpan; tracer['startSpan'] = s"),
    ("a.ts", "tracer.startSpan`n`; new tracer.startSpan('n')"),
    ("a.ts", "// tracer.startSpan('n')\n`tracer.startSpan('n')`; /tracer.startSpan(1)/"),
    ("a.ts", "startSpan('n'); $startSpan('n'); tracer.startSpan$('n'); tracer.startSpans('n')"),
    ("a.tsx", "const a = <p>tracer.startSpan('n')</p>"),
    ("a.ts", "tracer[startSpan]('n'); tracer['x' + 'startSpan']('n')"),
]


@pytest.mark.parametrize(("path", "text"), NO_CALLS)
def test_no_creation_call(path: str, text: str) -> None:
    nothing = Facts(str(language_of(path)))
    later = {name: value for name, value in nothing._asdict().items() if callable(value)}  # no facts yet
    assert facts(path, text)._replace(**later) == nothing


def test_places_are_bytes_and_positions_code_points() -> None:
    text = "é = 'ü'; s = ü.tracer.start_span('n')\n"
    (call,) = facts("a.py", text).calls
    data = text.encode()
    assert data[call.at.start : call.at.end] == b"start_span"
    assert data[call.call.start : call.call.end].decode() == "ü.tracer.start_span('n')"
    assert call.receiver == "ü.tracer"


def test_a_call_inside_a_call_is_two_calls() -> None:
    text = "tracer.startSpan(tracer.startSpan('inner', {}, ctx).name)"
    assert [call.parent.state for call in facts("a.ts", text).calls] == [ABSENT, PASSED]


def test_decorator_is_known() -> None:
    (call,) = facts("a.py", "@tracer.start_as_current_span('n')\ndef f(): ...\n").calls
    assert call.is_decorator
