"""SPN005 for functions of contexts: values of another kind, each with the twin that is right, in both languages."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.languages.names.project_case import codes, repository
from tests.languages.spans.lifetimes.usage_case import fixed
from tests.linting import diagnostics, found

CODES = frozenset({"SPN005"})
PYTHON = """\
from opentelemetry import baggage, context, propagate, trace
from opentelemetry.context import attach, create_key, get_current, set_value
from opentelemetry.propagate import inject as put
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, set_span_in_context
from opentelemetry.trace.propagation import _SPAN_KEY
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
tracer = trace.get_tracer("harbour")
KEY = create_key("span")
"""
TYPESCRIPT = """\
import { context, createContextKey, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import type { Context, Span, SpanContext } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
const tracer = trace.getTracer("harbour");
const KEY = createContextKey("span");
const REAL = createContextKey("OpenTelemetry Context Key SPAN");
"""
# the statement of a function that gets a span, a span context, and some that nothing says anything about
IN_PYTHON = {
    "attaches a span": ("attach(span)", "attach(set_span_in_context(span))"),
    "attaches a span context": ("attach(remote)", "attach(unknown)"),
    "injects a span": ("propagate.inject(headers, context=span)", "propagate.inject(headers)"),
    "injects by another name": ("put(headers, span)", "put(headers, get_current())"),
    "injects with a propagator": (
        "TraceContextTextMapPropagator().inject(headers, context=span)",
        "TraceContextTextMapPropagator().inject(headers, context=set_span_in_context(span))",
    ),
    "injects with the global propagator": (
        "propagate.get_global_textmap().inject(headers, span)",
        "unknown.inject(headers, span)",
    ),
    "attaches a function": ("attach(context.get_current)", "attach(context.get_current())"),
    "injects a function": (
        "propagate.inject(headers, context=get_current)",
        "propagate.inject(headers, context=unknown)",
    ),
    "extracts under a span": ("propagate.extract(headers, span)", "propagate.extract(headers, get_current())"),
    "asks a span for its span": ("trace.get_current_span(span)", "trace.get_current_span()"),
    "sets baggage in a span": ("baggage.set_baggage('k', 1, span)", "baggage.set_baggage('k', span)"),
    "a span context in place of a span": (
        "use(set_span_in_context(span.get_span_context()))",
        "use(set_span_in_context(NonRecordingSpan(span.get_span_context())))",
    ),
    "an annotated span context in place of a span": (
        "use(set_span_in_context(remote))",
        "use(set_span_in_context(unknown))",
    ),
    "a member of the span": ("use(set_span_in_context(span.context))", "use(set_span_in_context(unknown.context))"),
    "a context in place of a span": (
        "use(set_span_in_context(get_current()))",
        "use(set_span_in_context(span, get_current()))",
    ),
    "a span context or nothing": (
        "use(set_span_in_context(unknown.get_span_context() if unknown else None))",
        "use(set_span_in_context(unknown.get_span_context() if unknown else span))",
    ),
    "the parent is a local that is a span context or None": (
        "parent = None\n    if unknown:\n        parent = unknown.get_span_context()\n"
        "    tracer.start_span('n', context=parent)",
        "parent = None\n    if unknown:\n        parent = unknown.get_span_context()\n"
        "        parent = set_span_in_context(NonRecordingSpan(parent))\n    tracer.start_span('n', context=parent)",
    ),
    "the parent is a boolean expression": (
        "tracer.start_span('n', context=unknown and unknown.get_span_context())",
        "tracer.start_span('n', context=unknown and set_span_in_context(unknown))",
    ),
    "the parent's parent": (
        "tracer.start_span('n', context=span.parent)",
        "tracer.start_span('n', context=unknown.parent)",
    ),
    "the parent holds the span under a text": (
        "tracer.start_span('n', context=set_value('current_span', span))",
        "tracer.start_span('n', context=set_value('current_span', span, context=unknown))",
    ),
    "the parent holds the span under a key of its own": (
        "under = set_value(KEY, span)\n    tracer.start_span('n', context=under)",
        "under = set_value(_SPAN_KEY, span)\n    tracer.start_span('n', context=under)",
    ),
    "the parent holds what is called a span": (
        "tracer.start_span('n', context=set_value('parent', unknown.parent_span))",
        "tracer.start_span('n', context=set_value('parent', unknown.parent_span_id))",
    ),
    "uses a span context": ("trace.use_span(remote)", "trace.use_span(NonRecordingSpan(remote))"),
    "uses a context": (
        "with trace.use_span(get_current()):\n        use()",
        "with trace.use_span(span):\n        use()",
    ),
    "the parent holds a span, not any value": (
        "tracer.start_span('n', context=set_value('k', span, get_current()))",
        "tracer.start_span('n', context=set_value('k', 1, get_current()))",
    ),
}
IN_TYPESCRIPT = {
    "runs with a span": ("context.with(span, run);", "context.with(trace.setSpan(context.active(), span), run);"),
    "runs with a span context": ("context.with(remote, run);", "context.with(unknown, run);"),
    "binds to a span": ("context.bind(span, run);", "run.bind(span);"),
    "injects a span": ("propagation.inject(span, headers);", "propagation.inject(context.active(), headers);"),
    "injects with a propagator": (
        "new W3CTraceContextPropagator().inject(span, headers, setter);",
        "unknown.inject(span, headers, setter);",
    ),
    "extracts under a span": ("propagation.extract(span, headers);", "propagation.extract(ROOT_CONTEXT, headers);"),
    "asks a span for its span": ("trace.getSpan(span);", "trace.getSpan(context.active());"),
    "a span context in place of a span": (
        "use(trace.setSpan(context.active(), span.spanContext()));",
        "use(trace.setSpanContext(context.active(), span.spanContext()));",
    ),
    "a typed span context in place of a span": (
        "use(trace.setSpan(context.active(), remote));",
        "use(trace.setSpan(context.active(), trace.wrapSpanContext(remote)));",
    ),
    "a span in place of a span context": (
        "use(trace.setSpanContext(context.active(), span));",
        "use(trace.setSpan(context.active(), span));",
    ),
    "the wrong order": (
        "use(trace.setSpan(span, context.active()));",
        "use(trace.setSpan(...unknown, span, context.active()));",
    ),
    "the parent is a span context or nothing": (
        "tracer.startSpan('n', {}, unknown ? unknown.spanContext() : undefined);",
        "tracer.startSpan('n', {}, unknown ? trace.setSpan(context.active(), unknown) : undefined);",
    ),
    "the parent is an optional chain in a local": (
        "const parent = unknown?.spanContext();\ntracer.startSpan('n', {}, parent);",
        "const parent = unknown?.context();\ntracer.startSpan('n', {}, parent);",
    ),
    "the parent is a local that is set in a branch": (
        "let parent;\nif (unknown) parent = unknown.spanContext();\ntracer.startSpan('n', {}, parent);",
        "let parent;\nif (unknown) parent = unknown.spanContext();\nelse parent = context.active();\n"
        "tracer.startSpan('n', {}, parent);",
    ),
    "a local that becomes what belongs there": (
        "let parent = unknown.spanContext();\nuse(trace.setSpan(context.active(), parent));",
        "let parent = unknown.spanContext();\nparent = trace.setSpanContext(context.active(), parent);\n"
        "tracer.startSpan('n', {}, parent);",
    ),
    "the parent is a boolean expression": (
        "tracer.startActiveSpan('n', {}, unknown && unknown.spanContext(), run);",
        "tracer.startActiveSpan('n', {}, unknown || context.active(), run);",
    ),
    "the parent holds the span under a key of its own": (
        "tracer.startSpan('n', {}, context.active().setValue(KEY, span));",
        "tracer.startSpan('n', {}, context.active().setValue(REAL, span));",
    ),
    "the parent has another base": (
        "const under = context.active().setValue(KEY, span);\ntracer.startSpan('n', {}, under);",
        "const under = unknown.setValue(KEY, span);\ntracer.startSpan('n', {}, under);",
    ),
}


def in_python(statement: str) -> str:
    head = "def f(span: Span, remote: SpanContext, unknown, headers, use):\n    "
    return PYTHON + head + textwrap.dedent(statement) + "\n"


def in_typescript(statement: str) -> str:
    head = "function f(span: Span, remote: SpanContext, unknown: any, headers: object, setter, run, use) {\n"
    return TYPESCRIPT + head + statement + "\n}\n"


@pytest.mark.parametrize(("bad", "good"), IN_PYTHON.values(), ids=IN_PYTHON)
def test_a_value_of_another_kind_in_python(bad: str, good: str) -> None:
    assert [code for _, code in found("a.py", in_python(bad), CODES)] == ["SPN005"]
    assert found("a.py", in_python(good), CODES) == []


@pytest.mark.parametrize(("bad", "good"), IN_TYPESCRIPT.values(), ids=IN_TYPESCRIPT)
def test_a_value_of_another_kind_in_typescript(bad: str, good: str) -> None:
    assert [code for _, code in found("a.ts", in_typescript(bad), CODES)] == ["SPN005"]
    assert found("a.ts", in_typescript(good), CODES) == []


IN_ANOTHER_FILE = {
    "ids.py": """
        from opentelemetry.trace import NonRecordingSpan, SpanContext, set_span_in_context
        def remote_of(job) -> SpanContext:
            return SpanContext(job.trace, job.span, True)
        def parent_of(job):
            return set_span_in_context(NonRecordingSpan(remote_of(job)))
    """,
    "bad.py": """
        from opentelemetry import trace
        from ids import remote_of
        def run(job):
            with trace.get_tracer("jobs").start_as_current_span("run", context=remote_of(job)):
                trace.set_span_in_context(remote_of(job))
    """,
    "good.py": """
        from opentelemetry import trace
        from ids import parent_of, remote_of
        def run(job):
            with trace.get_tracer("jobs").start_as_current_span("run", context=parent_of(job)):
                trace.set_span_in_context(trace.NonRecordingSpan(remote_of(job)))
    """,
    "tracing.py": """
        from opentelemetry import trace
        tracer = trace.get_tracer("jobs")
    """,
    "bad_tracer.py": """
        from opentelemetry import propagate
        from tracing import tracer
        def run(headers, parent):
            with tracer.start_as_current_span("run", context=parent) as span:
                propagate.inject(headers, context=span)
                tracer.start_span("part", context=span.context)
    """,
    "good_tracer.py": """
        from opentelemetry import propagate
        from elsewhere import tracer
        def run(headers, parent):
            with tracer.start_as_current_span("run", context=parent) as span:
                propagate.inject(headers, context=span)
                tracer.start_span("part", context=span.context)
    """,
    "ids.ts": """
        import { trace, context, TraceFlags, type SpanContext } from "@opentelemetry/api";
        export const remoteOf = (job: Job): SpanContext => ({ traceId: job.trace, spanId: job.span, traceFlags: 1 });
        export const parentOf = (job: Job) => trace.setSpanContext(context.active(), remoteOf(job));
    """,
    "bad.ts": """
        import { context, trace } from "@opentelemetry/api";
        import { remoteOf } from "./ids";
        trace.getTracer("jobs").startSpan("run", {}, remoteOf(job));
        export const parent = trace.setSpan(context.active(), remoteOf(job));
    """,
    "good.ts": """
        import { context, trace } from "@opentelemetry/api";
        import { parentOf, remoteOf } from "./ids";
        trace.getTracer("jobs").startSpan("run", {}, parentOf(job));
        export const parent = trace.setSpanContext(context.active(), remoteOf(job));
    """,
}


@pytest.mark.parametrize("suffix", ["py", "ts"])
def test_what_a_function_of_another_file_returns(tmp_path: Path, suffix: str) -> None:
    root = repository(tmp_path, IN_ANOTHER_FILE)
    assert codes(root / f"bad.{suffix}") == ["SPN005", "SPN005"]
    assert codes(root / f"good.{suffix}") == []


def test_a_span_of_a_tracer_of_another_file(tmp_path: Path) -> None:
    root = repository(tmp_path, IN_ANOTHER_FILE)
    assert codes(root / "bad_tracer.py") == ["SPN005", "SPN005"]
    assert codes(root / "good_tracer.py") == []


def test_the_message_says_what_happens_with_that_value() -> None:
    (attached,) = diagnostics("a.py", in_python("attach(span)"), CODES)
    assert attached.message == "`span` is a Span, not a Context: whatever reads it raises an AttributeError"
    assert attached.help == "pass `trace.set_span_in_context(span)`"
    (held,) = diagnostics("a.ts", in_typescript("trace.setSpan(context.active(), remote);"), CODES)
    assert held.message.endswith("starting a span under the new context throws a TypeError")
    assert held.help == "pass `trace.wrapSpanContext(remote)`"


# a call, what its message names, and what its help says to pass
CASTS = {
    "a cast that silences the compiler": (
        "tracer.startSpan('n', {}, span as any);",
        "`span`",
        "`trace.setSpan(context.active(), span)`",
    ),
    "two of them": (
        "use(trace.setSpan(context.active(), span.spanContext() as unknown as Span));",
        "`span.spanContext()`",
        "`trace.wrapSpanContext(span.spanContext())`",
    ),
    "before a member": (
        "use(trace.setSpanContext(context.active(), span!));",
        "`span`",
        "`span.spanContext()`, or call `trace.setSpan`",
    ),
    "in place of the options": (
        "tracer.startSpan('n', context.active() as any);",
        "`context.active()`",
        "an empty object before it: `startSpan(name, {}, context.active())`",
    ),
    "a cast that says what the value is": (
        "use(trace.setSpanContext(context.active(), unknown as Span));",
        "`(unknown as Span)`",
        "`(unknown as Span).spanContext()`, or call `trace.setSpan`",
    ),
}


@pytest.mark.parametrize(("statement", "named", "instead"), CASTS.values(), ids=CASTS)
def test_words_are_written_around_what_is_in_a_cast(statement: str, named: str, instead: str) -> None:
    (finding,) = diagnostics("a.ts", in_typescript(statement), CODES)
    assert finding.message.startswith(f"{named} is a ")
    assert finding.help == f"pass {instead}"


@pytest.mark.parametrize(
    ("value", "is_reported"),
    [
        ("get_current", True),
        ("context.get_current", True),
        ("get_current if up else None", True),
        ("get_current()", False),
        ("up or get_current", False),
        ("own_current", False),
    ],
)
def test_a_function_that_nothing_calls_is_no_parent(value: str, is_reported: bool) -> None:
    text = f"{PYTHON}def own_current(): ...\ndef f(up):\n    tracer.start_span('n', context={value}).end()\n"
    end = "is a function, not a Context: the call raises an AttributeError"
    assert [each.message.endswith(end) for each in diagnostics("a.py", text, CODES)] == [True] * is_reported


def test_a_call_that_is_expected_to_raise_is_silent() -> None:
    assert found("a.py", in_python("with raises(AttributeError):\n        attach(span)"), CODES) == []
    assert found("a.ts", in_typescript("expect(() => context.with(span, run)).toThrow();"), CODES) == []


def test_a_start_that_is_expected_to_raise_is_silent() -> None:
    start = "tracer.start_span('n', context=span)"
    assert found("a.py", in_python(f"with raises(AttributeError):\n        {start}"), CODES) == []
    by_keyword = start.replace("context=", "parent=")
    assert found("a.py", in_python(f"with raises(TypeError):\n        {by_keyword}"), CODES | {"SPN001"}) == []
    assert len(found("a.py", in_python(f"with suppress(AttributeError):\n        {start}"), CODES)) == 1
    thrown = "(() => tracer.startSpan('n', {}, span)).toThrow();"
    assert found("a.ts", in_typescript(f"expect{thrown}"), CODES) == []
    assert len(found("a.ts", in_typescript(f"run{thrown}"), CODES)) == 1


def test_a_name_that_is_assigned_from_itself_ends() -> None:
    text = "parent = parent if parent else None\ntracer.start_span('n', context=parent)\n"
    assert found("a.py", PYTHON + text, CODES) == []
    chain = "let p = p0;\n" + "p = p || q;\nq = p && q;\n" * 100 + "tracer.startSpan('n', {}, p);"
    assert found("a.ts", in_typescript(chain), CODES) == []
    passed = f"function f(p0, q) {{ {chain} }}"
    assert found("a.ts", in_typescript(passed), CODES) == []


def test_members_that_are_assigned_from_each_other_end() -> None:
    chain = "        self.p = self.p or self.q\n        self.q = self.p and self.q\n" * 100
    text = f"class A:\n    def f(self, p, q):\n        self.p = p\n        self.q = q\n{chain}"
    assert found("a.py", f"{PYTHON}{text}        tracer.start_span('n', context=self.p)\n", CODES) == []
    chain = "this.p = this.p ?? this.q;\nthis.q = this.p || this.q;\n" * 100
    text = f"class A {{ p; q; f(p, q) {{ this.p = p; this.q = q; {chain} tracer.startSpan('n', {{}}, this.p); }} }}"
    assert found("a.ts", in_typescript(text), CODES) == []


def test_a_span_that_may_be_missing_is_wrapped_on_request_only() -> None:
    head = "def f(span: trace.Span, other):\n    tracer.start_span('n', "
    assert "context=trace.set_span_in_context(span)" in fixed("a.py", "SPN005", f"{head}context=span)\n")
    doubtful = f"{head}context=span if other else None)\n"
    assert fixed("a.py", "SPN005", doubtful) == doubtful
