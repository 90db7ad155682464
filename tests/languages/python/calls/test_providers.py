"""Which parentless Python call skips a parent that the file provides, and which only looks as if it did.

Each text says in comments what its lines get. Every call that is cleared has a twin that is not.
"""

from __future__ import annotations

import textwrap

import pytest

from spanlint.model.findings import Severity
from tests.languages.calls.evidence_case import assert_as_marked
from tests.linting import diagnostics

HEAD = """\
import telemetry.sessions
from opentelemetry import context as otel_context, trace
from opentelemetry.context import Context, get_current, get_value
from opentelemetry.propagate import extract
from opentelemetry.trace import Span, SpanKind, set_span_in_context
from . import session
from .session import get_session_context, session_context_of, registry

tracer = trace.get_tracer(__name__)

"""
SUSPECT = """

def start_turn(attributes):
    span = tracer.start_span("turn", attributes=attributes)  # {}
    return span
"""


def text_of(*parts: str) -> str:
    return HEAD + "".join(textwrap.dedent(part) for part in parts)


def sibling(value: str, before: str = "") -> str:
    """A function whose span is given a value as its parent."""
    return f"def start_request(parent: Span | None = None):\n{before}" + (
        f"    return tracer.start_span('request', context={value})\n"
    )


CONDITIONAL = """\
def start_request(parent_ctx=None):
    ctx = set_span_in_context(parent_ctx.span, get_current()) if parent_ctx else ({} or get_current())
    return tracer.start_span("request", context=ctx, kind=SpanKind.INTERNAL)
"""
RESOLVER = """\
def _resolve_parent_context(parent_ctx):
    return set_span_in_context(parent_ctx.span, get_current()) if parent_ctx else ({} or get_current())


def start_request(parent_ctx=None):
    return tracer.start_span("request", context=_resolve_parent_context(parent_ctx), kind=SpanKind.INTERNAL)
"""
PROVIDED = {
    "in the slot": sibling("get_session_context()"),
    "as the second argument": "def start_request():\n    return tracer.start_span('request', get_session_context())\n",
    "under or": sibling("get_session_context() or get_current()"),
    "under or, last": sibling("parent or get_session_context()"),
    "under if, first arm": sibling("get_session_context() if parent is None else get_current()"),
    "under if, second arm": sibling("set_span_in_context(parent) if parent else get_session_context()"),
    "in parentheses": sibling("(\n        get_session_context()\n    )"),
    "awaited": "async " + sibling("await get_session_context()"),
    "behind a local variable": sibling("ctx", "    ctx = get_session_context()\n"),
    "behind two local variables": sibling(
        "ctx", "    found = get_session_context()\n    ctx = found or get_current()\n"
    ),
    "behind a local in one arm of a statement": sibling(
        "ctx",
        "    if parent:\n        ctx = set_span_in_context(parent)\n    else:\n        ctx = get_session_context()\n",
    ),
    "behind a walrus": sibling("ctx", "    if (ctx := get_session_context()) is None:\n        raise ValueError\n"),
    "in a resolver that takes the parent": RESOLVER.format("get_session_context()"),
    "in a resolver with statements": """\
        def _resolve(parent):
            if parent is not None:
                return set_span_in_context(parent)
            found = get_session_context()
            return found or get_current()


        def start_request(parent):
            return tracer.start_span("request", context=_resolve(parent))
        """,
    "in a resolver without arguments": """\
        def _session():
            return get_session_context() or get_current()


        def start_request():
            return tracer.start_span("request", context=_session())
        """,
    "in a resolver that calls another": """\
        def _session():
            return get_session_context() or get_current()


        def _resolve(parent):
            return set_span_in_context(parent) if parent else _session()


        def start_request(parent):
            return tracer.start_span("request", context=_resolve(parent))
        """,
    "conditional": CONDITIONAL.format("get_session_context()"),
    "of an imported module": sibling("session.get_context()"),
    "of a dotted module": sibling("telemetry.sessions.current()"),
    "of an imported object": sibling("registry.parent_context()"),
    "defined here": "_held = None\n\n\ndef held():\n    return _held\n\n\n" + sibling("held()"),
    "defined here, with locals named as the suspect's": (
        "_held = None\n\n\ndef held():\n    span = _held\n    return set_span_in_context(span)\n\n\n"
        + sibling("held()")
    ),
    "defined here, with a default": "def held(key='session'):\n    return get_value(key)\n\n\n" + sibling("held()"),
}


@pytest.mark.parametrize("case", PROVIDED)
def test_a_call_that_skips_a_provider_is_reported(case: str) -> None:
    assert_as_marked("a.py", text_of(PROVIDED[case], SUSPECT.format("SPN002")))


NO_PROVIDER = {
    "the active context": sibling("get_current()"),
    "the active context of the module": sibling("otel_context.get_current()"),
    "conditional, else the active context": CONDITIONAL.format("None"),
    "resolver, else the active context": RESOLVER.format("None"),
    "a store": sibling("session.store.getStore()"),
    "with an argument": sibling("session_context_of('x')"),
    "with a keyword": sibling("session_context_of(key='x')"),
    "with what the caller gives": sibling("session_context_of(parent)"),
    "extracted from a carrier": "def start_request(headers):\n    tracer.start_span('request', extract(headers))\n",
    "a parameter's method": "def start_request(turn):\n    tracer.start_span('request', context=turn.context())\n",
    "a condition only": sibling("set_span_in_context(parent) if registry.enabled() else get_current()"),
    "defined here and only the active context": (
        "def active_context():\n    return get_current()\n\n\n" + sibling("active_context()")
    ),
    "defined here and only the active context, behind a local": (
        "def active_context():\n    ctx = otel_context.get_current()\n    return ctx\n\n\n"
        + sibling("active_context()")
    ),
    "the parent's own context": sibling("set_span_in_context(parent)"),
}


@pytest.mark.parametrize("case", NO_PROVIDER)
def test_a_sibling_without_a_provider_is_no_evidence(case: str) -> None:
    assert_as_marked("a.py", text_of(NO_PROVIDER[case], SUSPECT.format("SPN001")))


@pytest.mark.parametrize("siblings", [CONDITIONAL, RESOLVER], ids=["conditional", "resolver"])
def test_the_one_call_of_four_is_reported(siblings: str) -> None:
    text = text_of(
        SUSPECT.format("SPN002"),
        *(siblings.format("get_session_context()").replace("request", name) for name in ("request", "tool", "run")),
    )
    assert_as_marked("a.py", text)
    (only,) = diagnostics("a.py", text, frozenset({"SPN002"}))
    lines = [number for number, line in enumerate(text.splitlines(), 1) if "context=" in line]
    shown = ", ".join(map(str, lines))
    assert only.severity is Severity.ERROR
    assert only.message == (
        f"3 of 4 `start_span` calls in this file pass a parent (lines {shown}); this one skips `get_session_context()`"
    )
    assert [place.position.line for place in only.related] == lines
    assert "get_session_context()" in (only.help or "")


def test_an_activating_call_is_reported_too() -> None:
    text = sibling("get_session_context()").replace("start_span", "start_as_current_span")
    suspect = "\n\ndef turn():\n    with tracer.start_as_current_span('turn'):  # SPN002\n        pass\n"
    assert_as_marked("a.py", text_of(text, suspect))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("'turn'", "SPN002"),
        ('f"turn {number}"', "SPN002"),
        ("TURN", "SPN002"),
        ("names.TURN", "SPN002"),
        ("name", "SPN006"),
        ("names.turn", "SPN006"),
    ],
)
def test_the_same_name_is_evidence_where_it_is_written_out(name: str, code: str) -> None:
    text = f"""
def first(parent):
    ctx = set_span_in_context(parent)
    return tracer.start_span({name}, context=parent.context)


def second(number):
    return tracer.start_span({name})  # {code}
"""
    assert_as_marked("a.py", text_of(text))


@pytest.mark.parametrize(
    ("first", "code"),
    [("'turn', context=parent.context", "SPN002"), ("'other', context=parent.context", "SPN001")],
    ids=["same", "other"],
)
def test_another_name_is_no_evidence(first: str, code: str) -> None:
    text = f"def first(parent):\n    return tracer.start_span({first})\n"
    assert_as_marked("a.py", text_of(text, SUSPECT.format(code)))


PARAMETERS = {
    "unread": ("def f(ctx: Context):\n    return tracer.start_span('f')  # SPN002\n"),
    "optional": ("def f(ctx: Context | None = None):\n    return tracer.start_span('f')  # SPN002\n"),
    "quoted": ("def f(ctx: 'Context'):\n    return tracer.start_span('f')  # SPN002\n"),
    "by its module": ("def f(ctx: otel_context.Context):\n    return tracer.start_span('f')  # SPN002\n"),
    "of the function around": (
        "def f(ctx: Context):\n    def g():\n        return tracer.start_span('f')  # SPN002\n    return g\n"
    ),
    "read as another's parent": (
        "def f(ctx: Context):\n    a = tracer.start_span('a', context=ctx)\n"
        "    return a, tracer.start_span('f')  # SPN002\n"
    ),
    "read elsewhere": ("def f(ctx: Context):\n    log(ctx)\n    return tracer.start_span('f')  # SPN001\n"),
    "read elsewhere and as another's parent": (
        "def f(ctx: Context):\n    log(ctx)\n    a = tracer.start_span('a', ctx)\n"
        "    return a, tracer.start_span('f')  # SPN002\n"
    ),
    "without a type": ("def f(context):\n    return tracer.start_span('f')  # SPN001\n"),
    "of a framework": (
        "from click import Context as Ctx\ndef f(ctx: Ctx):\n    return tracer.start_span('f')  # SPN001\n"
    ),
    "of another package, same name": (
        "def f():\n    from mcp.server import Context\n\n    def g(ctx: Context):\n"
        "        return tracer.start_span('f')  # SPN001\n    return g\n"
    ),
    "of a class of the file": (
        "class RunContext:\n    pass\ndef f(ctx: RunContext):\n    return tracer.start_span('f')  # SPN001\n"
    ),
    "of a span": ("def f(span: Span):\n    return tracer.start_span('f')  # SPN001\n"),
}


@pytest.mark.parametrize("case", PARAMETERS)
def test_a_context_parameter_that_nobody_uses_is_evidence(case: str) -> None:
    assert_as_marked("a.py", text_of(PARAMETERS[case]))


LATE = {
    "extracted": ("ctx = extract(headers)", "start_time=began", "SPN002"),
    "made by set_span_in_context": ("ctx = set_span_in_context(headers)", "start_time=began", "SPN002"),
    "made by the module's function": ("ctx = trace.set_span_in_context(headers)", "start_time=began", "SPN002"),
    "without a start time": ("ctx = extract(headers)", "attributes=began", "SPN001"),
    "only the name says so": ("parent_context = headers.context", "start_time=began", "SPN006"),
    "made afterwards": ("pass", "start_time=began); ctx = extract(headers", "SPN006"),
}


@pytest.mark.parametrize("case", LATE)
def test_a_span_that_starts_in_the_past_needs_the_context_made_for_it(case: str) -> None:
    before, argument, code = LATE[case]
    text = f"def f(headers, began):\n    {before}\n    span = tracer.start_span('f', {argument})  # {code}\n"
    assert_as_marked("a.py", text_of(text))


# A cleared call and its twin: what is cleared, what is not.
CLEARED = {
    "root of its hierarchy, through a module variable": (
        """
        _turn = None

        def current_turn():
            return _turn

        def start_turn():
            global _turn
            span = tracer.start_span("turn")  # SPN001
            _turn = set_span_in_context(span)
            return span

        def start_request():
            return tracer.start_span("request", context=current_turn())
        """,
        """
        _turn = None
        _session = None

        def current_session():
            return _session

        def start_turn():
            global _turn
            span = tracer.start_span("turn")  # SPN002
            _turn = set_span_in_context(span)
            return span

        def start_request():
            return tracer.start_span("request", context=current_session())
        """,
    ),
    "root of its hierarchy, through a field": (
        """
        class State:
            def start(self):
                self.run_span = tracer.start_span("run")  # SPN006
                return self.run_span

            def _parent(self, name=None):
                return set_span_in_context(self.run_span) if self.run_span else None

            def start_tool(self):
                return tracer.start_span("tool", context=self._parent())
        """,
        """
        class State:
            def start(self):
                self.run_span = tracer.start_span("run")  # SPN002
                return self.run_span

            def _parent(self, name=None):
                return set_span_in_context(self.session_span) if self.session_span else None

            def start_tool(self):
                return tracer.start_span("tool", context=self._parent())
        """,
    ),
    "root of its hierarchy, through a context variable": (
        """
        _turn = ContextVar("turn")

        def current_turn():
            return _turn.get()

        def start_turn():
            span = tracer.start_span("turn")  # SPN001
            _turn.set(set_span_in_context(span))

        def start_request():
            return tracer.start_span("request", context=current_turn())
        """,
        """
        _turn = ContextVar("turn")
        _other = ContextVar("other")

        def current_turn():
            return _turn.get()

        def start_turn():
            span = tracer.start_span("turn")  # SPN002
            _other.set(set_span_in_context(span))

        def start_request():
            return tracer.start_span("request", context=current_turn())
        """,
    ),
    "only its own object has the provider": (
        """
        class One:
            def request(self):
                return tracer.start_span("request", context=self.parent())

        class Other:
            def request(self):
                return tracer.start_span("other")  # SPN001
        """,
        """
        class One:
            def request(self):
                return tracer.start_span("request", context=self.parent())

            def other(self):
                return tracer.start_span("other")  # SPN002
        """,
    ),
    "root of its hierarchy, else another session": (
        """
        _turn = None

        def start_turn():
            global _turn
            span = tracer.start_span("turn")  # SPN001
            _turn = set_span_in_context(span)

        def start_request():
            return tracer.start_span("request", context=_turn or get_current())
        """,
        """
        _turn = None

        def start_turn():
            global _turn
            span = tracer.start_span("turn")  # SPN002
            _turn = set_span_in_context(span)

        def start_request():
            return tracer.start_span("request", context=_turn or get_session_context() or get_current())
        """,
    ),
    "root of its hierarchy, in the same function": (
        """
        def run():
            turn = tracer.start_span("turn")  # SPN001
            ctx = set_span_in_context(turn)
            tool = tracer.start_span("tool", context=ctx)
        """,
        """
        def run():
            turn = tracer.start_span("turn")  # SPN002
            ctx = set_span_in_context(turn)

        def tool():
            tool = tracer.start_span("tool", context=get_session_context())
        """,
    ),
    "root of its hierarchy, handed to the module that provides": (
        """
        def start_turn():
            span = tracer.start_span("turn")  # SPN001
            session.enter(span)

        def start_request():
            return tracer.start_span("request", context=session.current())
        """,
        """
        def start_turn():
            span = tracer.start_span("turn")  # SPN002
            registry.enter(span)

        def start_request():
            return tracer.start_span("request", context=session.current())
        """,
    ),
    "the else branch": (
        """
        def start(found):
            ctx = get_session_context()
            if ctx is not None:
                return tracer.start_span("a", context=ctx)
            else:
                return tracer.start_span("a")  # SPN006
        """,
        """
        def start(found):
            if found:
                return tracer.start_span("a", context=get_session_context())

        def restart(found):
            if found:
                return None
            else:
                return tracer.start_span("a")  # SPN002
        """,
    ),
    "the early return": (
        """
        def start(key):
            found = registry.lookup(key)
            if not found:
                return tracer.start_span("a")  # SPN006
            return tracer.start_span("a", context=extract(found))
        """,
        """
        def start(key):
            found = registry.lookup(key)
            return tracer.start_span("a", context=extract(registry.lookup(key)))

        def restart(found):
            if not found:
                return tracer.start_span("a")  # SPN002
            return None
        """,
    ),
    "the return that ends a lookup": (
        """
        def start(key):
            found = registry.lookup(key)
            if not found:
                return tracer.start_span("a")  # SPN006
            return tracer.start_span("b", context=found.parent or get_session_context())
        """,
        """
        def start(key, alone):
            found = registry.lookup(key)
            if alone:
                return tracer.start_span("a")  # SPN002
            return tracer.start_span("b", context=found.parent or get_session_context())
        """,
    ),
    "the case of a decision about the parent": (
        """
        def start(key):
            found = registry.lookup(key)
            match found:
                case None:
                    return tracer.start_span("a")  # SPN006
                case _:
                    return tracer.start_span("b", context=found.parent or get_session_context())
        """,
        """
        def start(key):
            match key:
                case "a":
                    return tracer.start_span("a")  # SPN002
                case _:
                    return tracer.start_span("b", context=get_session_context())
        """,
    ),
    "what is done when the lookup fails": (
        """
        def start(key):
            try:
                found = registry.lookup(key)
                return tracer.start_span("a", context=found or get_session_context())
            except KeyError:
                return tracer.start_span("b")  # SPN006
        """,
        """
        def start(key):
            try:
                registry.lookup(key)
            except KeyError:
                return tracer.start_span("b")  # SPN002

        def restart():
            return tracer.start_span("a", context=get_session_context())
        """,
    ),
    "after the early return": (
        """
        def start(key):
            found = registry.lookup(key)
            if found:
                return tracer.start_span("a", context=extract(found))
            return tracer.start_span("a")  # SPN006
        """,
        """
        def start(key):
            found = registry.lookup(key)
            if found:
                log(tracer.start_span("a", context=get_session_context()))
            return tracer.start_span("b")  # SPN002
        """,
    ),
    "the arm of a conditional": (
        """
        def start(key):
            found = registry.lookup(key)
            return tracer.start_span("a", context=found.context) if found else tracer.start_span("a")  # SPN006
        """,
        """
        def start(key):
            return tracer.start_span("a", context=registry.lookup(key))

        def restart(found):
            return None if found else tracer.start_span("a")  # SPN002
        """,
    ),
    "a wrapper that passes its name on": (
        """
        def start_request():
            return tracer.start_span("request", context=get_session_context())

        def start(name):
            return tracer.start_span(name)  # SPN006
        """,
        """
        def start_request():
            return tracer.start_span("request", context=get_session_context())

        def start(name):
            return tracer.start_span(f"{name} run")  # SPN002
        """,
    ),
    "a wrapper that passes everything on": (
        """
        def start_request():
            return tracer.start_span("request", context=get_session_context())

        def start(*args, **kwargs):
            return tracer.start_span(*args, **kwargs)
        """,
        """
        def start_request():
            return tracer.start_span("request", context=get_session_context())

        def start(*args, **kwargs):
            return tracer.start_span("start", attributes=kwargs)  # SPN002
        """,
    ),
    "links": (
        """
        def start_request():
            return tracer.start_span("request", context=get_session_context())

        def start(links):
            return tracer.start_span("batch", links=links)  # SPN001
        """,
        """
        def start_request():
            return tracer.start_span("request", context=get_session_context())

        def start(links):
            return tracer.start_span("batch", attributes=links)  # SPN002
        """,
    ),
    "it asks the provider itself": (
        """
        def start_request():
            return tracer.start_span("request", context=get_session_context())

        def start():
            ctx = get_session_context()
            log(ctx)
            return tracer.start_span("batch")  # SPN001
        """,
        """
        def start_request():
            return tracer.start_span("request", context=get_session_context())

        def start():
            ctx = get_current()
            log(ctx)
            return tracer.start_span("batch")  # SPN002
        """,
    ),
}


@pytest.mark.parametrize("case", CLEARED)
@pytest.mark.parametrize("twin", [0, 1], ids=["cleared", "twin"])
def test_what_clears_a_call_and_what_does_not(case: str, twin: int) -> None:
    assert_as_marked("a.py", text_of(CLEARED[case][twin]))


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("SpanKind.INTERNAL", "SpanKind.INTERNAL", "SPN002"),
        ("None", "SpanKind.INTERNAL", "SPN001"),
        ("SpanKind.CLIENT", "SpanKind.INTERNAL", "SPN001"),
        ("SpanKind.PRODUCER", "SpanKind.CONSUMER", "SPN001"),
        ("SpanKind.CLIENT", "SpanKind.SERVER", "SPN001"),
        ("SpanKind.SERVER", "SpanKind.CLIENT", "SPN006"),
        ("SpanKind.CLIENT", "SpanKind.CLIENT", "SPN002"),
    ],
)
def test_only_spans_of_one_kind_are_siblings(one: str, other: str, code: str) -> None:
    text = f"""
def first():
    return tracer.start_span("first", context=get_session_context(), kind={one})


def second():
    return tracer.start_span("second", kind={other})  # {code}
"""
    assert_as_marked("a.py", text_of(text))


def test_no_kind_is_internal() -> None:
    text = sibling("get_session_context()").replace("'request'", "'request', kind=SpanKind.INTERNAL")
    assert_as_marked("a.py", text_of(text, SUSPECT.format("SPN002")))


def test_a_call_has_one_finding_however_much_speaks_against_it() -> None:
    text = """
def first():
    return tracer.start_span("turn", context=get_session_context())


def second(ctx: Context, headers):
    other = extract(headers)
    return tracer.start_span("turn", start_time=1)  # SPN002
"""
    assert_as_marked("a.py", text_of(text))
    (only,) = diagnostics("a.py", text_of(text), frozenset({"SPN002"}))
    assert "get_session_context()" in only.message


def test_the_places_beside_it_come_in_order() -> None:
    text = """
def last(ctx):
    return tracer.start_span("turn", context=ctx.a)


def second():
    return tracer.start_span("turn")


def first(ctx):
    return tracer.start_span("turn", context=ctx.b)
"""
    (only,) = diagnostics("a.py", text_of(text), frozenset({"SPN002"}))
    lines = [number for number, line in enumerate(text_of(text).splitlines(), 1) if "context=ctx" in line]
    assert [place.position.line for place in only.related] == lines
    assert only.message == (
        f'`start_span` passes no parent context, but the span "turn" gets one elsewhere (lines {lines[0]}, {lines[1]})'
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            PARAMETERS["unread"],
            "`start_span` passes no parent context and leaves the Context parameter `ctx` unused",
        ),
        (
            "def f(headers):\n    ctx = extract(headers)\n    tracer.start_span('f', start_time=1)\n",
            "`start_span` sets a start time but passes no parent context, although `ctx` holds one",
        ),
    ],
    ids=["parameter", "local"],
)
def test_the_message_names_the_context(text: str, message: str) -> None:
    (only,) = diagnostics("a.py", text_of(text), frozenset({"SPN002"}))
    assert only.message == message
