"""SPN004 and SPN005 in Python: what stands in the parent slot and is no parent, each with the twin that is one."""

from __future__ import annotations

import textwrap

import pytest

from tests.linting import diagnostics

HEAD = """
from opentelemetry import context, trace
from opentelemetry.context import Context, get_current
from opentelemetry.trace import Link, NonRecordingSpan, Span, SpanContext, SpanKind, set_span_in_context
tracer = trace.get_tracer('a')
"""


def codes(text: str) -> set[str]:
    """The codes of the last line."""
    text = HEAD + textwrap.dedent(text).rstrip()
    return {each.code for each in diagnostics("a.py", text + "\n") if each.start.line == text.count("\n") + 1}


MISPLACED = {
    "a span": (
        "span = tracer.start_span('m', ctx)\ntracer.start_span('n', span)",
        "span = tracer.start_span('m', ctx)\ntracer.start_span('n', set_span_in_context(span))",
    ),
    "a span by keyword": (
        "span = tracer.start_span('m', ctx)\ntracer.start_span('n', context=span)",
        "span = other.start('m', ctx)\ntracer.start_span('n', context=span)",
    ),
    "a span that is entered": (
        "with tracer.start_as_current_span('m', ctx) as span:\n    tracer.start_span('n', context=span)",
        "with tracer.start_as_current_span('m', ctx) as span:\n    tracer.start_span('n', context=get_current())",
    ),
    "a span that is started later": (
        "m = None\nm = tracer.start_span('m', ctx)\ntracer.start_span('n', context=m)",
        "def f(m=None):\n    m = m or tracer.start_span('m', ctx)\n    tracer.start_span('n', context=m)",
    ),
    "a span of a tracer that is made later": (
        "made = None\ndef t():\n    global made\n    if not made:\n        made = trace.get_tracer('a')\n"
        "    return made\n"
        "m = t().start_span('m', ctx)\nt().start_span('n', context=m)",
        "made = None\ndef t():\n    global made\n    if not made:\n        made = get()\n"
        "    return made\n"
        "m = t().start_span('m', ctx)\nt().start_span('n', context=m)",
    ),
    "a span of a tracer that a class makes later": (
        "class T:\n    made = None\n    @classmethod\n    def t(cls):\n        if not cls.made:\n"
        "            cls.made = trace.get_tracer('a')\n        return cls.made\n"
        "m = T.t().start_span('m', ctx)\nT.t().start_span('n', context=m)",
        "class T:\n    made = None\n    @classmethod\n    def t(cls):\n        return cls.made\n"
        "m = T.t().start_span('m', ctx)\nT.t().start_span('n', context=m)",
    ),
    "the current span": (
        "tracer.start_span('n', trace.get_current_span())",
        "tracer.start_span('n', context.get_current())",
    ),
    "the current span in a name": (
        "current = trace.get_current_span()\ntracer.start_span('n', current)",
        "current = context.get_current()\ntracer.start_span('n', current)",
    ),
    "an annotated span": (
        "def f(parent: Span):\n    tracer.start_span('n', context=parent)",
        "def f(parent: Context):\n    tracer.start_span('n', context=parent)",
    ),
    "an optional span": (
        "def f(parent: 'Span | None' = None):\n    tracer.start_span('n', context=parent)",
        "def f(parent: 'Span | Context'):\n    tracer.start_span('n', context=parent)",
    ),
    "a span of another library": (
        "def f(parent: Span):\n    tracer.start_span('n', context=parent)",
        "from games import Span\ndef f(parent: Span):\n    tracer.start_span('n', context=parent)",
    ),
    "a span context": (
        "tracer.start_span('n', span.get_span_context())",
        "tracer.start_span('n', set_span_in_context(NonRecordingSpan(span.get_span_context())))",
    ),
    "a span context in a name": (
        "sc = trace.SpanContext(1, 2, True)\ntracer.start_span('n', context=sc)",
        "sc = trace.SpanContext(1, 2, True)\ntracer.start_span('n', context=set_span_in_context(NonRecordingSpan(sc)))",
    ),
    "a non-recording span": (
        "tracer.start_span('n', context=NonRecordingSpan(sc))",
        "tracer.start_span('n', context=set_span_in_context(NonRecordingSpan(sc)))",
    ),
    "a dict": (
        "tracer.start_span('n', {'k': 1})",
        "tracer.start_span('n', attributes={'k': 1}, context=ctx)",
    ),
    "an empty dict": ("tracer.start_span('n', {})", "tracer.start_span('n', Context())"),
    "a dict by keyword": (
        "tracer.start_span('n', context={'traceparent': t})",
        "tracer.start_span('n', context=extract({'traceparent': t}))",
    ),
    "a dict made by a call": (
        "tracer.start_span('n', dict(k=1))",
        "tracer.start_span('n', make(k=1))",
    ),
    "a dict in a name": (
        "attributes = {'k': 1}\ntracer.start_span('n', attributes)",
        "attributes = make()\ntracer.start_span('n', attributes)",
    ),
    "a dict comprehension": (
        "tracer.start_span('n', {k: v for k, v in x})",
        "tracer.start_span('n', [k for k in x][0])",
    ),
    "a kind": (
        "tracer.start_span('n', SpanKind.CLIENT)",
        "tracer.start_span('n', ctx, SpanKind.CLIENT)",
    ),
    "a kind of the module": (
        "tracer.start_as_current_span('n', trace.SpanKind.CLIENT)",
        "tracer.start_as_current_span('n', ctx, kind=trace.SpanKind.CLIENT)",
    ),
    "a keyword parent": (
        "tracer.start_span('n', parent=ctx)",
        "tracer.start_span('n', context=ctx)",
    ),
    "a choice of two spans": (
        "a = tracer.start_span('m', ctx)\ntracer.start_span('n', a if x else trace.get_current_span())",
        "a = tracer.start_span('m', ctx)\ntracer.start_span('n', set_span_in_context(a) if x else ctx)",
    ),
    "a decorator's": (
        "@tracer.start_as_current_span('n', {'k': 1})\ndef f(): ...",
        "@tracer.start_as_current_span('n', ctx)\ndef f(): ...",
    ),
}


def _first(text: str) -> set[str]:
    return {each.code for each in diagnostics("a.py", HEAD + text + "\n")}


@pytest.mark.parametrize(("bad", "good"), MISPLACED.values(), ids=MISPLACED)
def test_misplaced(bad: str, good: str) -> None:
    assert "SPN005" in _first(bad)
    assert "SPN005" not in _first(good)
    if not bad.startswith("@"):
        assert codes(bad) == {"SPN005"}
        assert codes(good) == set()


EMPTY = {
    "None": ("tracer.start_span('n', None)", "tracer.start_span('n', ctx)"),
    "None by keyword": ("tracer.start_span('n', context=None)", "tracer.start_span('n', context=ctx)"),
    "None in parentheses": ("tracer.start_span('n', (None))", "tracer.start_span('n', (ctx))"),
    "a name that is None": (
        "def f():\n    ctx = None\n    tracer.start_span('n', ctx)",
        "def f():\n    ctx = None\n    if x:\n        ctx = load()\n    tracer.start_span('n', ctx)",
    ),
    "a name of a name": (
        "def f():\n    a = None\n    b = a\n    tracer.start_span('n', b)",
        "def f(a):\n    b = a\n    tracer.start_span('n', b)",
    ),
    "an annotated name": (
        "def f():\n    ctx: Context | None = None\n    tracer.start_span('n', ctx)",
        "def f(ctx: Context | None = None):\n    tracer.start_span('n', ctx)",
    ),
    "both ways of a choice": (
        "tracer.start_span('n', None if x else None)",
        "tracer.start_span('n', ctx if x else None)",
    ),
    "a global set elsewhere": (
        "CTX = None\ndef f():\n    tracer.start_span('n', CTX)",
        "CTX = None\ndef g():\n    global CTX\n    CTX = load()\ndef f():\n    tracer.start_span('n', CTX)",
    ),
    "a nonlocal": (
        "def f():\n    c = None\n    def g():\n        c = load()\n    tracer.start_span('n', c)",
        "def f():\n    c = None\n    def g():\n        nonlocal c\n        c = load()\n    tracer.start_span('n', c)",
    ),
    "a name bound by a loop": (
        "def f():\n    c = None\n    tracer.start_span('n', c)",
        "def f():\n    c = None\n    for c in x:\n        break\n    tracer.start_span('n', c)",
    ),
    "a name bound by a with": (
        "def f():\n    c = None\n    tracer.start_span('n', c)",
        "def f():\n    c = None\n    with x as c:\n        tracer.start_span('n', c)",
    ),
    "a name bound by unpacking": (
        "def f():\n    c = None\n    tracer.start_span('n', c)",
        "def f():\n    c = None\n    c, d = load()\n    tracer.start_span('n', c)",
    ),
    "a name bound by a walrus": (
        "def f():\n    c = None\n    tracer.start_span('n', c)",
        "def f():\n    c = None\n    if (c := load()):\n        pass\n    tracer.start_span('n', c)",
    ),
    "a name bound by except": (
        "def f():\n    c = None\n    tracer.start_span('n', c)",
        "def f():\n    c = None\n    try:\n        pass\n    except E as c:\n        tracer.start_span('n', c)",
    ),
    "a name bound by match": (
        "def f():\n    c = None\n    tracer.start_span('n', c)",
        "def f():\n    c = None\n    match x:\n        case [c]:\n            tracer.start_span('n', c)",
    ),
    "a class that a match names": (
        "def f():\n    c = None\n    match x:\n        case c():\n            pass\n    tracer.start_span('n', c)",
        "def f():\n    c = None\n    match x:\n        case A() as c:\n            pass\n    tracer.start_span('n', c)",
    ),
    "a keyword that a match names": (
        "def f():\n    c = None\n    match x:\n        case A(c=1):\n            pass\n    tracer.start_span('n', c)",
        "def f():\n    c = None\n    match x:\n        case A(d=c):\n            pass\n    tracer.start_span('n', c)",
    ),
}


@pytest.mark.parametrize(("bad", "good"), EMPTY.values(), ids=EMPTY)
def test_empty(bad: str, good: str) -> None:
    assert codes(bad) == {"SPN004"}
    assert codes(good) == set()


def test_an_empty_value_inside_an_opener_is_still_empty() -> None:
    assert codes("with trace.use_span(span):\n    tracer.start_span('n', None)") == {"SPN004"}


def test_a_misplaced_value_inside_an_opener_is_still_misplaced() -> None:
    assert codes("with trace.use_span(span):\n    tracer.start_span('n', {'k': 1})") == {"SPN005"}


def test_a_link_is_no_parent_and_its_context_is_not_the_slot() -> None:
    assert codes("tracer.start_span('n', links=[Link(context=sc)])") <= {"SPN001", "SPN002"}
    assert codes("tracer.start_span('n', context=ctx, links=[Link(context=sc)])") == set()


FOREIGN = ["parent=p", "span_context=p", "parent_span_context=p", "child_of=p", "parent_context=p", "tags={'k': 1}"]
ANOTHER = "from opentelemetry import trace\n"


@pytest.mark.parametrize("keyword", FOREIGN)
def test_a_keyword_that_a_certain_tracer_lacks_is_a_type_error(keyword: str) -> None:
    assert codes(f"tracer.start_span('n', {keyword})") == {"SPN005"}
    assert codes(f"def f(t: trace.Tracer):\n    t.start_span('n', {keyword})") == {"SPN005"}
    assert _first(f"with tracer.start_as_current_span('n', {keyword}):\n    pass") == {"SPN005"}


@pytest.mark.parametrize("keyword", FOREIGN)
@pytest.mark.parametrize("tracer", ["tracer", "self._tracer", "get_tracer()", "given.tracer"])
def test_a_keyword_that_another_tracer_may_have_is_another_api(tracer: str, keyword: str) -> None:
    assert [each.code for each in diagnostics("a.py", f"{ANOTHER}{tracer}.start_span('n', {keyword})\n")] == []
    assert [each.code for each in diagnostics("a.py", f"{ANOTHER}{tracer}.start_span('n')\n")] == ["SPN001"]


def test_a_tracer_that_is_only_sometimes_opentelemetrys_may_have_the_keyword() -> None:
    text = "def f(given=None):\n    t = given or trace.get_tracer('a')\n    t.start_span('n'{})"
    assert codes(text.format(", parent=p")) == set()
    assert codes(text.format("")) == {"SPN001"}


def test_the_message_names_the_keyword() -> None:
    (only,) = diagnostics("a.py", HEAD + "tracer.start_span('n', child_of=p)\n")
    assert "`child_of=`" in only.message
    assert "TypeError" in only.message


@pytest.mark.parametrize(
    ("parent", "cure"),
    [
        ("span.get_span_context()", "`trace.set_span_in_context(NonRecordingSpan(span.get_span_context()))`"),
        (
            "span.get_span_context() if span else None",
            "`trace.set_span_in_context(NonRecordingSpan(...))` if there is a parent, else the active context",
        ),
        ("held", "`trace.set_span_in_context(NonRecordingSpan(held))` if there is a parent, else the active context"),
    ],
)
def test_no_parent_is_not_to_become_a_root(parent: str, cure: str) -> None:
    text = (
        f"{HEAD}def f(span: trace.Span):\n    held = span.get_span_context() if span else None\n"
        f"    tracer.start_span('n', context={parent})\n"
    )
    (finding,) = diagnostics("a.py", text, frozenset({"SPN005"}))
    assert finding.help == f"pass {cure}"


def test_a_helper_of_the_project_has_keywords_of_its_own() -> None:
    helper = "def start(name, parent=None):\n    return tracer.start_span(name, context=parent)\n"
    assert codes(f"{helper}start('n', tags=1, parent=c)") == set()


def test_a_keyword_of_the_tracers_that_the_global_provider_may_make_is_no_type_error() -> None:
    for call in ("tracer.start_span('n', {}=x)", "with tracer.start_as_current_span('n', {}=x):\n    pass"):
        assert "SPN005" not in _first(call.format("openinference_span_kind"))
        assert "SPN005" in _first(call.format("openinference_kind"))


STEPS = {
    "a conditional": (
        "tracer.start_span('n', context={} if outer else None)",
        "outer.get_span_context()",
        "set_span_in_context(outer)",
    ),
    "a conditional in a local": (
        "parent = {} if outer else None\ntracer.start_span('n', context=parent)",
        "outer.get_span_context()",
        "fetch(outer)",
    ),
    "the span's context": (
        "outer = tracer.start_span('o', context=ctx)\ntracer.start_span('n', context=outer.{})",
        "context",
        "parent_ctx",
    ),
    "of any value": ("tracer.start_span('n', context=job.{}())", "get_span_context", "get_context"),
    "not of the object's own": (
        "class A:\n    def f(self, job):\n        tracer.start_span('n', context={}.get_span_context())",
        "job",
        "self",
    ),
    "not of the file's own": (
        "class Job:\n    def {}(self): ...\ntracer.start_span('n', context=job.get_span_context())",
        "run",
        "get_span_context",
    ),
    "one of two": (
        "tracer.start_span('n', context=outer.get_span_context() if outer else {})",
        "None",
        "context_of(job)",
    ),
}


@pytest.mark.parametrize(("text", "bad", "good"), STEPS.values(), ids=STEPS)
def test_a_span_context_one_step_before_the_slot(text: str, bad: str, good: str) -> None:
    assert "SPN005" in _first(text.format(bad))
    assert "SPN005" not in _first(text.format(good))
