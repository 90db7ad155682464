"""SPN002 where the siblings share the session's context, and one call has none: a field, a store, a variable, a
function of a key, or a context around them. Each text is told apart from twins that must stay silent."""

from __future__ import annotations

import textwrap

import pytest

from spanlint.lint.diagnose import lint
from spanlint.lint.fix import fix
from spanlint.model.settings import Settings
from spanlint.text.decoding import decode
from tests.languages.calls.evidence_case import JUDGED, assert_as_marked
from tests.linting import diagnostics

TYPESCRIPT_HEAD = """\
import { AsyncLocalStorage } from "node:async_hooks";
import { context, ROOT_CONTEXT, SpanKind, trace, type Context, type Span, type Tracer } from "@opentelemetry/api";
import { contextOf, remember, state } from "./sessions.js";
import { getSessionContext } from "./session-context.js";
const tracer = trace.getTracer("agent");
"""
PYTHON_HEAD = """\
from contextvars import ContextVar
from opentelemetry import trace
from opentelemetry.context import Context, attach, detach, get_current
from opentelemetry.trace import Span, SpanKind, set_span_in_context
from .sessions import context_of, remember, session_context, state
tracer = trace.get_tracer("agent")
"""
CLASS = """\
class Agent {
  private sessionContext?: Context;
  constructor(private readonly tracer: Tracer) {}
  join(ctx: Context) { this.sessionContext = ctx; }
  ask() { return this.tracer.startSpan("ask", {}, this.sessionContext ?? context.active()); }
  tool() { return this.tracer.startSpan("tool", {}, this.sessionContext ?? context.active()); }
  SUSPECT
}
"""
PYTHON_CLASS = """\
class Agent:
    def __init__(self, tracer: trace.Tracer) -> None:
        self._tracer = tracer
        self._session_ctx: Context | None = None

    def join(self, ctx: Context) -> None:
        self._session_ctx = ctx

    def ask(self):
        return self._tracer.start_span("ask", context=self._session_ctx)

    def tool(self):
        return self._tracer.start_span("tool", context=self._session_ctx or get_current())

SUSPECT
"""

# What the siblings pass, with what declares it.
TYPESCRIPT_SOURCES = {
    "a variable of the module": ("let session: Context | undefined;", "session ?? context.active()", ""),
    "an imported variable": ("", "state.session", ""),
    "a store": (
        "const store = new AsyncLocalStorage<{ ctx: Context }>();",
        "store.getStore()?.ctx ?? context.active()",
        "",
    ),
    "a store behind a local": ("const store = new AsyncLocalStorage<Context>();", "store.getStore()!", ""),
    "a function of a key": ("", "contextOf(sessionId)", "sessionId: string"),
    "a function of a key of a parameter": ("", "contextOf(event.sessionId)", "event: Event"),
    "a map": ("const contexts = new Map<string, Context>();", "contexts.get(sessionId)", "sessionId: string"),
    "a record": ("const contexts: Record<string, Context> = {};", "contexts[sessionId]", "sessionId: string"),
    "a span of a session": ("let session: Span;", "trace.setSpan(context.active(), session)", ""),
    "a span by a key": (
        "const spans = new Map<string, Span>();",
        "trace.setSpan(context.active(), spans.get(sessionId)!)",
        "sessionId: string",
    ),
    "a function of a namespace": (
        "namespace Session { let held: Context; export function parent() { return held ?? context.active(); } }",
        "Session.parent()",
        "",
    ),
    "a function of an enum's member": ("enum Part { Agent, Tool }", "contextOf(Part.Agent)", ""),
}
PYTHON_SOURCES = {
    "a variable of the module": (
        "session: Context | None = None\ndef bind(ctx):\n    global session\n    session = ctx",
        "session",
        "",
    ),
    "an imported variable": ("", "state.session", ""),
    "a store": ('store: ContextVar[Context] = ContextVar("s")', "store.get()", ""),
    "a store with a default": ('store = ContextVar("s")', "store.get(None) or get_current()", ""),
    "a function of a key": ("", "context_of(session_id)", "session_id"),
    "a function of a keyword": ("", "context_of(session_id=session_id)", "session_id: str"),
    "a dictionary": ("contexts: dict[str, Context] = {}", "contexts[session_id]", "session_id: str"),
    "a dictionary's get": ("contexts: dict[str, Context] = {}", "contexts.get(session_id)", "session_id: str"),
    "a span of a session": ("session = begin()", "set_span_in_context(session)", ""),
}


def _typescript(source: str, suspect: str, siblings: int = 2) -> str:
    declared, value, parameter = TYPESCRIPT_SOURCES[source]
    functions = [
        f'export const call{number} = ({parameter}) => tracer.startSpan("call {number}", {{}}, {value});'
        for number in range(siblings)
    ]
    return "\n".join((TYPESCRIPT_HEAD + declared, *functions, suspect.replace("PARAMETER", parameter), ""))


def _python(source: str, suspect: str, siblings: int = 2) -> str:
    declared, value, parameter = PYTHON_SOURCES[source]
    functions = [
        f'def call_{number}({parameter}):\n    return tracer.start_span("call {number}", context={value})'
        for number in range(siblings)
    ]
    return "\n".join((PYTHON_HEAD + declared, *functions, suspect.replace("PARAMETER", parameter), ""))


@pytest.mark.parametrize("source", TYPESCRIPT_SOURCES)
def test_a_shared_parent_in_typescript(source: str) -> None:
    suspect = 'export const turn = (PARAMETER) => tracer.startSpan("turn"); // '
    assert_as_marked("a.ts", _typescript(source, suspect + "SPN002"))
    assert_as_marked("a.ts", _typescript(source, suspect + "SPN001", siblings=1))
    assert_as_marked("a.ts", _typescript(source, f"{suspect}SPN001\n{suspect.replace('turn', 'stop')}SPN001"))


@pytest.mark.parametrize("source", TYPESCRIPT_SOURCES)
def test_a_shared_parent_that_an_active_call_skips_in_typescript(source: str) -> None:
    suspect = 'export const turn = (PARAMETER) => tracer.startActiveSpan("turn", (span) => span.end()); // SPN002'
    assert_as_marked("a.ts", _typescript(source, suspect))


@pytest.mark.parametrize("source", PYTHON_SOURCES)
def test_a_shared_parent_in_python(source: str) -> None:
    suspect = 'def turn(PARAMETER):\n    return tracer.start_span("turn")  # '
    assert_as_marked("a.py", _python(source, suspect + "SPN002"))
    assert_as_marked("a.py", _python(source, suspect + "SPN001", siblings=1))
    assert_as_marked("a.py", _python(source, f"{suspect}SPN001\n{suspect.replace('turn', 'stop')}SPN001"))


@pytest.mark.parametrize("source", PYTHON_SOURCES)
def test_a_shared_parent_that_an_active_call_skips_in_python(source: str) -> None:
    suspect = 'def turn(PARAMETER):\n    with tracer.start_as_current_span("turn"):  # SPN002\n        pass'
    assert_as_marked("a.py", _python(source, suspect))


def test_a_span_that_is_handed_out_may_be_the_session() -> None:
    siblings = """\
export function ask() { const span = tracer.startSpan("ask", {}, state.session); span.end(); }
export function tool() { const span = tracer.startSpan("tool", {}, state.session); span.end(); }
"""
    kept = 'export function open() { const span = tracer.startSpan("turn"); span.end(); } // '
    handed_out = kept.replace("span.end();", "return span;")
    assert_as_marked("a.ts", f"{TYPESCRIPT_HEAD}{siblings}{kept}SPN002\n")
    assert_as_marked("a.ts", f"{TYPESCRIPT_HEAD}{siblings}{handed_out}SPN001\n")
    assert_as_marked("a.ts", f"{TYPESCRIPT_HEAD}{siblings.replace('span.end();', 'return span;')}{handed_out}SPN002\n")
    callback = 'export const open = (run) => tracer.startActiveSpan("turn", (span) => VALUE); // '
    assert_as_marked("a.ts", f"{TYPESCRIPT_HEAD}{siblings}{callback.replace('VALUE', 'run()')}SPN002\n")
    assert_as_marked("a.ts", f"{TYPESCRIPT_HEAD}{siblings}{callback.replace('VALUE', 'span')}SPN006\n")


def test_test_files_have_no_session() -> None:
    text = _python("a store", 'def turn():\n    return tracer.start_span("turn")')
    for is_test_file, codes in ((False, {"SPN002"}), (True, {"SPN001"})):
        settings = Settings(JUDGED, is_test_file=is_test_file)
        judgement = lint(decode("a.py", "python", text.encode()), settings)
        assert {diagnostic.code for diagnostic in judgement.diagnostics} == codes


# What stands for SUSPECT in the class.
TYPESCRIPT_METHODS = {
    "a method": 'turn() { return this.tracer.startSpan("turn"); } // SPN002',
    "an arrow in a method": 'turn() { return run(() => this.tracer.startSpan("turn")); } // SPN002',
    "a method beside what writes the field otherwise": """turn() { return this.tracer.startSpan("turn"); } // SPN002
  stop() { return this.tracer.startSpan("stop", {}, this.sessionContext!); }""",
    "a field's arrow": 'turn = () => this.tracer.startSpan("turn"); // SPN002',
    "an empty parent": 'turn() { return this.tracer.startSpan("turn", {}, undefined); } // SPN004',
    "a function with an object of its own": """turn() {
    return run(function () { return tracer.startSpan("turn"); }); // SPN001
  }""",
    "a static method": 'static turn() { return tracer.startSpan("turn"); } // SPN001',
    "another class": '}\nclass Other { turn() { return tracer.startSpan("turn"); } // SPN001',
    "a root": 'turn() { return this.tracer.startSpan("turn", { root: true }); }',
    "a root, outside of the root's context": 'turn() { return this.tracer.startSpan("turn", {}, ROOT_CONTEXT); }',
    "another kind": 'turn() { return this.tracer.startSpan("turn", { kind: SpanKind.PRODUCER }); } // SPN006',
    "links": 'turn() { return this.tracer.startSpan("turn", { links: [a] }); } // SPN001',
    "forwarded options": 'turn(options: Options) { return this.tracer.startSpan("turn", options); } // SPN001',
    "what sets the field": """open() {
    const span = this.tracer.startSpan("session"); // SPN006
    this.sessionContext = trace.setSpan(context.active(), span);
  }""",
    "what passes its span to what sets the field": """open() {
    const span = this.tracer.startSpan("session"); // SPN001
    this.enter(span);
  }
  enter(span: Span) { this.sessionContext = trace.setSpan(context.active(), span); }""",
    "what sets the field in its callback": """open() {
    return this.tracer.startActiveSpan("session", (span) => { // SPN006
      this.sessionContext = trace.setSpan(context.active(), span);
    });
  }""",
    "what another method makes the field of": """open() { this.first = this.tracer.startSpan("session"); } // SPN006
  begin() { this.sessionContext = trace.setSpan(context.active(), this.first); }""",
    "the other arm": """turn() {
    if (this.sessionContext) return this.tracer.startSpan("turn", {}, this.sessionContext);
    return this.tracer.startSpan("turn"); // SPN006
  }""",
    "what reads the field": """turn() {
    const span = this.tracer.startSpan("turn"); // SPN001
    propagation.inject(this.sessionContext!, {});
  }""",
    "what runs in a span of the file": """turn() { return this.tracer.startSpan("turn"); } // SPN001
  run() { return this.tracer.startActiveSpan("run", {}, this.sessionContext, () => this.turn()); }""",
    "what runs, through another method, in a span": """turn() { return this.tracer.startSpan("t"); } // SPN001
  step() { return this.turn(); }
  run() { return this.tracer.startActiveSpan("run", {}, this.sessionContext, () => this.step()); }""",
    "a getter of the field, beside what sets it": """open() {
    const span = this.tracer.startSpan("session"); // SPN006
    this.current = trace.setSpan(context.active(), span);
  }
  get parent() { return this.current ?? context.active(); }
  first() { return this.tracer.startSpan("first", {}, this.parent); }
  second() { return this.tracer.startSpan("second", {}, this.parent); }
  third() { return this.tracer.startSpan("third", {}, this.parent); }
  turn() { return this.tracer.startSpan("turn"); } // SPN002""",
    "what runs outside of a span": """turn() { return this.tracer.startSpan("turn"); } // SPN002
  run() { return this.tracer.startActiveSpan("run", {}, this.sessionContext, () => 1) && this.turn(); }""",
}
PYTHON_METHODS = {
    "a method": """
    def turn(self):
        return self._tracer.start_span("turn")  # SPN002
    """,
    "an inner function": """
    def turn(self, pool):
        def work():
            return self._tracer.start_span("turn")  # SPN002
        pool.submit(work)
    """,
    "a static method": """
    @staticmethod
    def turn():
        return tracer.start_span("turn")  # SPN001
    """,
    "a class method": """
    @classmethod
    def turn(cls):
        return tracer.start_span("turn")  # SPN001
    """,
    "a decorator": """
    @tracer.start_as_current_span("turn")  # SPN006
    def turn(self):
        pass
    """,
    "another class": """
    pass

class Other:
    def turn(self):
        return tracer.start_span("turn")  # SPN001
    """,
    "another kind": """
    def turn(self):
        return self._tracer.start_span("turn", kind=SpanKind.PRODUCER)  # SPN006
    """,
    "links": """
    def turn(self):
        return self._tracer.start_span("turn", links=[self.link])  # SPN001
    """,
    "what sets the field": """
    def open(self):
        span = self._tracer.start_span("session")  # SPN001
        self._session_ctx = set_span_in_context(span)
    """,
    "what another method makes the field of": """
    def open(self):
        self._first = self._tracer.start_span("session")  # SPN006

    def begin(self):
        self._session_ctx = set_span_in_context(self._first)
    """,
    "the other arm": """
    def turn(self):
        if self._session_ctx is None:
            return self._tracer.start_span("turn")  # SPN006
        return self._tracer.start_span("turn", context=self._session_ctx)
    """,
    "what runs in a span of the file": """
    def turn(self):
        return self._tracer.start_span("turn")  # SPN001

    def run(self):
        with self._tracer.start_as_current_span("run", context=self._session_ctx):
            return self.turn()
    """,
}


@pytest.mark.parametrize("suspect", TYPESCRIPT_METHODS.values(), ids=TYPESCRIPT_METHODS)
def test_a_field_in_typescript(suspect: str) -> None:
    assert_as_marked("a.ts", TYPESCRIPT_HEAD + CLASS.replace("SUSPECT", suspect))


@pytest.mark.parametrize("suspect", PYTHON_METHODS.values(), ids=PYTHON_METHODS)
def test_a_field_in_python(suspect: str) -> None:
    assert_as_marked("a.py", PYTHON_HEAD + PYTHON_CLASS.replace("SUSPECT", suspect))


def test_a_constructor_runs_before_the_field_is_set() -> None:
    text = TYPESCRIPT_HEAD + CLASS.replace("  SUSPECT\n", "")
    with_span = text.replace("Tracer) {}", 'Tracer) { tracer.startSpan("made"); }')
    later = text.replace("Tracer) {}", 'Tracer) { on(() => tracer.startSpan("heard")); }')
    assert_as_marked("a.ts", with_span.replace('("made"); }', '("made"); } // SPN001'))
    assert_as_marked("a.ts", later.replace('("heard")); }', '("heard")); } // SPN002'))
    made = PYTHON_CLASS.replace("SUSPECT\n", "").replace(
        "= tracer\n", '= tracer\n        tracer.start_span("m")  # SPN001\n'
    )
    assert_as_marked("a.py", PYTHON_HEAD + made)


def test_a_captured_active_context_is_no_session() -> None:
    text = TYPESCRIPT_HEAD + CLASS.replace("= ctx;", "= context.active();")
    assert_as_marked("a.ts", text.replace("SUSPECT", 'turn() { return this.tracer.startSpan("turn"); } // SPN001'))


# What the suspect takes for the key, where the siblings take `sessionId: string`.
KEYS = {
    "sessionId: string": "SPN002",
    "sessionId: number": "SPN001",
    "sessionId": "SPN001",
    "id: string": "SPN001",
    "": "SPN001",
}


@pytest.mark.parametrize(("parameter", "code"), KEYS.items(), ids=KEYS)
def test_the_key_is_the_same_variable(parameter: str, code: str) -> None:
    suspect = f'export const turn = ({parameter}) => tracer.startSpan("turn"); // {code}'
    assert_as_marked("a.ts", _typescript("a function of a key", suspect))


def test_what_remembers_its_span_by_the_key_is_the_session() -> None:
    suspect = """\
export const open = (sessionId: string) => tracer.startActiveSpan("session", (span) => { // SPN006
  remember(sessionId, trace.setSpan(context.active(), span));
});"""
    assert_as_marked("a.ts", _typescript("a function of a key", suspect))
    assert_as_marked("a.ts", _typescript("a function of a key", suspect.replace("remember", "log").replace("06", "02")))
    kept = suspect.replace("remember(", "contexts.set(")
    assert_as_marked("a.ts", _typescript("a map", kept))
    text = """\
def open(session_id: str):
    span = tracer.start_span("session")  # SPN001
    contexts[session_id] = set_span_in_context(span)"""
    assert_as_marked("a.py", _python("a dictionary", text))


# A parent by itself, or what brings one, is no key of a session; left unused, it is evidence itself.
@pytest.mark.parametrize(
    ("parameter", "code"),
    [
        ("parentSpan: Span", "SPN002"),
        ("parentContext: unknown", "SPN002"),
        ("headers: Headers", "SPN001"),
        ("carrier: Carrier", "SPN001"),
    ],
)
def test_a_function_of_a_parent_is_no_session(parameter: str, code: str) -> None:
    name = parameter.partition(":")[0]
    siblings = [
        f'export const call{number} = ({parameter}) => tracer.startSpan("call {number}", {{}}, makeContext({name}));'
        for number in range(2)
    ]
    suspect = f'export const turn = ({parameter}) => tracer.startSpan("turn"); // {code}'
    text = f'{TYPESCRIPT_HEAD}import {{ makeContext }} from "./contexts.js";\n'
    assert_as_marked("a.ts", "\n".join((text, *siblings, suspect, "")))


CLOSURES = {
    "a function beside the siblings": """
        export function hooks(tracer: Tracer, first: Context) {
          const session = trace.setSpan(context.active(), tracer.startSpan("session", {}, first));
          return {
            onPrompt: () => tracer.startSpan("prompt", {}, session),
            onTool: () => tracer.startSpan("tool", {}, session),
            onTurn: () => tracer.startSpan("turn"), // SPN002
          };
        }
    """,
    "the span that the variable is made of": """
        export function hooks(tracer: Tracer) {
          const span = tracer.startSpan("session"); // SPN006
          const session = trace.setSpan(context.active(), span);
          return {
            onPrompt: () => tracer.startSpan("prompt", {}, session),
            onTool: () => tracer.startSpan("tool", {}, session),
          };
        }
    """,
    "a function of another closure": """
        export function hooks(tracer: Tracer, first: Span) {
          const session = trace.setSpan(context.active(), first);
          return {
            onPrompt: () => tracer.startSpan("prompt", {}, session),
            onTool: () => tracer.startSpan("tool", {}, session),
          };
        }
        export const others = (tracer: Tracer) => ({ onTurn: () => tracer.startSpan("turn") }); // SPN001
    """,
    "a variable that a pattern takes out of a call's result": """
        export function hooks(tracer: Tracer) {
          const { session } = useSession();
          const { current: turn } = useTurn();
          return {
            onPrompt: () => tracer.startSpan("prompt", {}, session),
            onTool: () => tracer.startSpan("tool", {}, session),
            onTurn: () => tracer.startSpan("turn"), // SPN002
          };
        }
    """,
    "a variable that a pattern takes and another function reads": """
        export function hooks(tracer: Tracer) {
          const { current: session } = useSession();
          return {
            onPrompt: () => tracer.startSpan("prompt", {}, session),
            onTool: () => tracer.startSpan("tool", {}, session),
            onTurn: () => { note(session); return tracer.startSpan("turn"); }, // SPN001
          };
        }
    """,
    "a variable of that name": """
        export function hooks(tracer: Tracer) {
          const session = trace.setSpan(context.active(), tracer.startSpan("first", {}, ROOT_CONTEXT));
          return {
            onPrompt: () => tracer.startSpan("prompt", {}, session),
            onTool: () => tracer.startSpan("tool", {}, session),
            onTurn: (session: string) => tracer.startSpan("turn"), // SPN001
          };
        }
    """,
}


@pytest.mark.parametrize("text", CLOSURES.values(), ids=CLOSURES)
def test_a_variable_of_a_closure(text: str) -> None:
    assert_as_marked("a.ts", TYPESCRIPT_HEAD + textwrap.dedent(text))


def test_a_variable_of_a_closure_in_python() -> None:
    text = """\
def hooks(first: Span):
    session = set_span_in_context(first)
    def on_prompt():
        return tracer.start_span("prompt", context=session)
    def on_tool():
        return tracer.start_span("tool", context=session)
    def on_turn():
        return tracer.start_span("turn")  # SPN002
    return on_prompt, on_tool, on_turn
"""
    assert_as_marked("a.py", PYTHON_HEAD + text)
    assert_as_marked(
        "a.py",
        PYTHON_HEAD
        + text.replace("def on_turn():", "def on_turn(session):")
        .replace("(first)", "(first_of())")
        .replace("02\n", "01\n"),
    )


AROUND = """\
export const ask = () => context.with(VALUE, () => tracer.startActiveSpan("ask", (span) => span.end())); // SPN003
export const tool = () => context.with(VALUE, () => tracer.startActiveSpan("tool", (span) => span.end())); // SPN003
export const turn = () => tracer.startActiveSpan("turn", (span) => span.end()); // CODE
"""


@pytest.mark.parametrize("value", ["getSessionContext()", "getSessionContext() ?? context.active()", "state.session"])
def test_a_context_around_the_siblings(value: str) -> None:
    text = TYPESCRIPT_HEAD + AROUND.replace("VALUE", value)
    assert_as_marked("a.ts", text.replace("CODE", "SPN002"))
    assert_as_marked(
        "a.ts",
        text.replace("CODE", "SPN006")
        .replace("export const ask", "const ask")
        .replace('startActiveSpan("ask", (span) => span.end())', 'startActiveSpan("ask", (span) => turn())'),
    )
    said = text.replace('", (span) =>', '", {}, context.active(), (span) =>', 2).replace(" // SPN003", "")
    assert_as_marked("a.ts", said.replace("CODE", "SPN002"))
    assert_as_marked("a.ts", said.replace("context.active(), (", "ROOT_CONTEXT, (").replace("CODE", "SPN006"))
    entry = [line for line in text.splitlines() if "const tool" not in line]
    assert_as_marked("a.ts", "\n".join(entry).replace("CODE", "SPN006"))


def test_a_context_around_the_siblings_in_python() -> None:
    sibling = """\
def NAME():
    token = attach(VALUE)
    try:
        with tracer.start_as_current_span("NAME"):  # SPN003
            run()
    finally:
        detach(token)
"""
    suspect = 'def turn():\n    with tracer.start_as_current_span("turn"):  # '
    siblings = "".join(sibling.replace("NAME", name) for name in ("ask", "tool"))
    for value in ("session_context()", "state.session"):
        text = PYTHON_HEAD + siblings.replace("VALUE", value)
        assert_as_marked("a.py", f"{text}{suspect}SPN002\n        run()\n")
    assert_as_marked(
        "a.py", f"{PYTHON_HEAD}{sibling.replace('VALUE', 'session_context()')}{suspect}SPN006\n        run()\n"
    )


@pytest.mark.parametrize(
    ("attached", "passed", "code"),
    [
        ("ctx", "session_context()", "SPN002"),
        ("ctx", "ctx=session_context()", "SPN002"),
        ("ctx", "state.session", "SPN002"),
        ("ctx", "set_span_in_context(state.span)", "SPN002"),
        ("ctx or get_current()", "session_context()", "SPN002"),
        ("ctx", "get_current()", "SPN006"),
        ("made_of(ctx)", "session_context()", "SPN006"),
    ],
)
def test_a_manager_of_the_project_is_passed_the_context_around_the_siblings(
    attached: str, passed: str, code: str
) -> None:
    manager = f"""\
from contextlib import contextmanager
@contextmanager
def attaching(label, ctx=None):
    token = attach({attached})
    try:
        yield
    finally:
        detach(token)
"""
    siblings = "".join(
        f"def {name}():\n    with attaching('{name}', {passed}):\n"
        f"        with tracer.start_as_current_span('{name}'):  # SPN003\n            run()\n"
        for name in ("ask", "tool")
    )
    suspect = f'def turn():\n    with tracer.start_as_current_span("turn"):  # {code}\n        run()\n'
    assert_as_marked("a.py", f"{PYTHON_HEAD}{manager}{siblings}{suspect}")


@pytest.mark.parametrize(
    ("opened", "passed", "code"),
    [
        ("ctx", "getSessionContext()", "SPN002"),
        ("ctx ?? context.active()", "getSessionContext()", "SPN002"),
        ("ctx", "state.session", "SPN002"),
        ("ctx", "context.active()", "SPN006"),
        ("madeOf(ctx)", "getSessionContext()", "SPN006"),
    ],
)
def test_a_function_of_the_project_is_passed_the_context_around_the_siblings(
    opened: str, passed: str, code: str
) -> None:
    taker = f"function within<T>(run: () => T, ctx?: Context): T {{ return context.with({opened}, run); }}\n"
    siblings = "".join(
        f"export const {name} = () => within(() =>\n"
        f'  tracer.startActiveSpan("{name}", (span) => span.end()), // SPN003\n  {passed});\n'
        for name in ("ask", "tool")
    )
    suspect = f'export const turn = () => tracer.startActiveSpan("turn", (span) => span.end()); // {code}\n'
    assert_as_marked("a.ts", f"{TYPESCRIPT_HEAD}{taker}{siblings}{suspect}")


def _fixed(path: str, text: str, may_be_unsafe: bool = False) -> str:
    language = "python" if path.endswith(".py") else "typescript"
    return fix(decode(path, language, text.encode()), Settings(JUDGED), may_be_unsafe).source.text.decode()


@pytest.mark.parametrize("source", TYPESCRIPT_SOURCES)
def test_the_fix_passes_what_the_siblings_pass_in_typescript(source: str) -> None:
    value = TYPESCRIPT_SOURCES[source][1]
    text = _typescript(source, 'export const turn = (PARAMETER) => {\n  return tracer.startSpan("turn");\n};')
    fixed = _fixed("a.ts", text)
    local = f'const sessionCtx = {value};\n  return tracer.startSpan("turn", {{}}, sessionCtx);'
    assert f'return tracer.startSpan("turn", {{}}, {value});' in fixed or local in fixed
    assert_as_marked("a.ts", fixed)


@pytest.mark.parametrize("source", PYTHON_SOURCES)
def test_the_fix_passes_what_the_siblings_pass_in_python(source: str) -> None:
    text = _python(source, 'def turn(PARAMETER):\n    return tracer.start_span("turn")')
    assert f'start_span("turn", context={PYTHON_SOURCES[source][1]})' in _fixed("a.py", text)


def test_the_fix_passes_a_field() -> None:
    text = TYPESCRIPT_HEAD + CLASS.replace("SUSPECT", 'turn() { return run(() => this.tracer.startSpan("turn")); }')
    assert 'this.tracer.startSpan("turn", {}, this.sessionContext ?? context.active())' in _fixed("a.ts", text)
    python = PYTHON_CLASS.replace("SUSPECT", '    def turn(self):\n        return self._tracer.start_span("turn")')
    assert '"turn", context=self._session_ctx or get_current())' in _fixed("a.py", PYTHON_HEAD + python)


def test_the_fix_passes_what_is_around_the_siblings() -> None:
    text = TYPESCRIPT_HEAD + AROUND.replace("VALUE", "getSessionContext()")
    assert '"turn", {}, getSessionContext() ?? context.active(), (span)' in _fixed("a.ts", text)


def test_a_key_that_any_function_may_have_is_a_suggestion() -> None:
    text = _typescript("a function of a key", 'export const turn = (PARAMETER) => tracer.startSpan("turn");')
    assert '"turn", {}, contextOf(sessionId))' in _fixed("a.ts", text)
    vague = text.replace("sessionId", "id")
    of_event = _typescript(
        "a function of a key of a parameter", 'export const turn = (PARAMETER) => tracer.startSpan("t");'
    )
    assert '"t", {}, contextOf(event.sessionId))' in _fixed("a.ts", of_event)
    assert _fixed("a.ts", vague) == vague
    assert '"turn", {}, contextOf(id))' in _fixed("a.ts", vague, may_be_unsafe=True)


def test_the_message_names_the_source_and_the_siblings() -> None:
    text = TYPESCRIPT_HEAD + CLASS.replace("SUSPECT", 'turn() { return this.tracer.startSpan("turn"); }')
    (finding,) = diagnostics("a.ts", text)
    said = "2 of 3 `startSpan` calls in this file pass a parent (lines 10, 11); this one skips `this.sessionContext`"
    assert finding.message == said
    assert finding.help == "pass `this.sessionContext` as the siblings do, or declare this span a root"
    around = TYPESCRIPT_HEAD + AROUND.replace("VALUE", "getSessionContext()")
    (skipped,) = (each for each in diagnostics("a.ts", around) if each.code == "SPN002")
    assert [place.message for place in skipped.related] == ["`startActiveSpan` runs in a context here"] * 2


# The statement that declares the local, and the parent that is read of it; then what a function without it writes.
TYPESCRIPT_LOCALS = {
    "a store's member": ("const held = store.getStore();", "held?.ctx ?? context.active()", "store.getStore()?.ctx"),
    "a pattern": ("const { ctx } = store.getStore()!;", "ctx", "store.getStore()?.ctx"),
    "a pattern with defaults": (
        "const { ctx = context.active() } = store.getStore() ?? {};",
        "ctx",
        "store.getStore()?.ctx",
    ),
    "a pattern that renames": ("const { ctx: parent } = state.run;", "parent", "state.run.ctx"),
}
TYPESCRIPT_OTHERS = {
    "another value at each call": ("const held = queue.pop();", "held.ctx"),
    "a part of what a pattern takes": ("const { run: { ctx } } = store.getStore()!;", "ctx"),
    "a local that changes": ("let held = store.getStore();\n  if (isNew) held = make();", "held.ctx"),
    "an argument": ("const held = store.get(isNew);", "held.ctx"),
}


def _locals_in_typescript(declared: str, value: str, code: str) -> str:
    head = "const store = new AsyncLocalStorage<{ ctx: Context }>();\n"
    start = f'{declared}\n  return tracer.startSpan("call", {{}}, {value});'
    siblings = [f"export function call{number}() {{\n  {start}\n}}\n" for number in range(2)]
    suspect = f'export const turn = () => tracer.startSpan("turn"); // {code}\n'
    return "".join((TYPESCRIPT_HEAD, head, *siblings, suspect))


@pytest.mark.parametrize("name", TYPESCRIPT_LOCALS)
def test_a_local_that_a_shared_parent_is_read_of(name: str) -> None:
    declared, value, written = TYPESCRIPT_LOCALS[name]
    text = _locals_in_typescript(declared, value, "SPN002")
    assert_as_marked("a.ts", text)
    assert f"this one skips `{written}`" in diagnostics("a.ts", text, frozenset({"SPN002"}))[0].message


@pytest.mark.parametrize("name", TYPESCRIPT_OTHERS)
def test_a_local_that_is_of_its_function_alone(name: str) -> None:
    assert_as_marked("a.ts", _locals_in_typescript(*TYPESCRIPT_OTHERS[name], "SPN001"))


def test_a_pattern_of_the_object_itself() -> None:
    method = (
        'SUSPECT\n  stop() { const { sessionContext } = this; return tracer.startSpan("stop", {}, sessionContext); }'
    )
    ask = '  ask() { return this.tracer.startSpan("ask", {}, this.sessionContext ?? context.active()); }\n'
    for code, turn in (("SPN002", "turn() {"), ("SPN001", "static turn() {")):
        text = CLASS.replace(ask, "").replace("SUSPECT", method)
        text = text.replace("SUSPECT", f'{turn} return tracer.startSpan("turn"); }} // {code}')
        assert_as_marked("a.ts", TYPESCRIPT_HEAD + text)


def test_a_local_of_a_store_in_python() -> None:
    head = f'{PYTHON_HEAD}store = ContextVar("s")\n'
    siblings = "".join(
        f"def call_{number}():\n    held = VALUE\n"
        f'    return tracer.start_span("call {number}", context=held.context if held else None)\n'
        for number in range(2)
    )
    suspect = 'def turn():\n    return tracer.start_span("turn")  # '
    text = f"{head}{siblings}{suspect}"
    assert_as_marked("a.py", f"{text.replace('VALUE', 'store.get()')}SPN002\n")
    assert_as_marked("a.py", f"{text.replace('VALUE', 'state.get()')}SPN001\n")
    assert_as_marked("a.py", f"{text.replace('VALUE', 'state.run')}SPN002\n")


@pytest.mark.parametrize(("source", "code"), [("store.get()", "SPN002"), ("state.get()", "SPN001")])
def test_one_sibling_reads_a_store_itself_and_another_by_a_local(source: str, code: str) -> None:
    text = (
        f'{PYTHON_HEAD}store = ContextVar("s")\n'
        f'def ask():\n    return tracer.start_span("ask", context={source}.context)\n'
        f'def use_tool():\n    held = {source}\n    return tracer.start_span("tool", context=held.context)\n'
        f'def turn():\n    return tracer.start_span("turn")  # {code}\n'
    )
    assert_as_marked("a.py", text)
    if code == "SPN002":
        settings = Settings(frozenset({"SPN002"}))
        repaired = fix(decode("a.py", "python", text.encode()), settings).source.text
        assert b'tracer.start_span("turn", context=store.get().context)' in repaired


def test_a_member_of_a_parameter_is_out_of_reach_without_that_parameter() -> None:
    siblings = "".join(
        f'def call_{number}(request: Request):\n    return tracer.start_span("a", context=request.state.parent)\n'
        for number in range(2)
    )
    head = f"{PYTHON_HEAD}from fastapi import Request\n{siblings}"
    for parameters, code in (("request: Request", "SPN002"), ("request: Other", "SPN001"), ("event", "SPN001")):
        assert_as_marked("a.py", f'{head}def turn({parameters}):\n    return tracer.start_span("turn")  # {code}\n')


def test_what_siblings_read_of_a_local_is_no_safe_fix() -> None:
    text = _locals_in_typescript("const held = store.getStore();", "held?.ctx", "").encode()
    settings = Settings(frozenset({"SPN002"}))
    assert fix(decode("a.ts", "typescript", text), settings).source.text == text
    repaired = fix(decode("a.ts", "typescript", text), settings, may_be_unsafe=True).source.text
    assert b'tracer.startSpan("turn", {}, store.getStore()?.ctx)' in repaired


SPAN_OF_CLASS = {
    "a.ts": """\
class Call {
  private span?: Span;
  begin(span: Span) { this.span = span; }
  hear() { const ctx = VALUE; return tracer.startSpan("hear", {}, ctx); }
  speak() { return tracer.startSpan("speak", {}, VALUE); }
  stop() { return tracer.startSpan("stop"); }
}
""",
    "a.py": """\
class Call:
    def begin(self, span: Span) -> None:
        self.span = span

    def hear(self):
        ctx = VALUE
        return tracer.start_span("hear", context=ctx)

    def speak(self):
        return tracer.start_span("speak", context=VALUE)

    def stop(self):
        return tracer.start_span("stop")
""",
}
HEADS = {"a.ts": TYPESCRIPT_HEAD, "a.py": PYTHON_HEAD}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a.ts", "this.span ? trace.setSpan(context.active(), this.span) : context.active()"),
        ("a.ts", "this.span !== undefined ? trace.setSpan(context.active(), this.span) : context.active()"),
        ("a.py", "set_span_in_context(self.span) if self.span is not None else get_current()"),
    ],
)
def test_the_fix_asks_for_the_span_as_the_siblings_do(path: str, value: str) -> None:
    """A context around no span is a context: no `??` behind it tells, and what is started in it begins a trace."""
    text = HEADS[path] + SPAN_OF_CLASS[path].replace("VALUE", value)
    fixed = _fixed(path, text)
    slot = f'"stop", context={value})' if path == "a.py" else f'"stop", {{}}, {value})'
    assert slot in fixed
    assert_as_marked(path, fixed)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a.ts", "this.on ? trace.setSpan(context.active(), this.span!) : context.active()"),
        ("a.py", "set_span_in_context(self.span) if self.on else get_current()"),
    ],
)
def test_a_span_behind_another_condition_is_a_guess(path: str, value: str) -> None:
    text = HEADS[path] + SPAN_OF_CLASS[path].replace("VALUE", value)
    assert _fixed(path, text) == text
    fixed = _fixed(path, text, may_be_unsafe=True)
    assert fixed != text
    assert "?? context.active()" not in fixed
    assert "or get_current()" not in fixed


UNTYPED = {
    "a.js": """\
async function list(req, res) {
  await tracer.startActiveSpan("list", {}, req.otel, async (span) => { res.json(await db.list()); span.end(); });
}
async function get(req, res) {
  await tracer.startActiveSpan("get", {}, req.otel, async (span) => { res.json(await db.get(req.id)); span.end(); });
}
async function put(PARAMETERS) {
  await tracer.startActiveSpan("put", async (span) => { BODY res.json(await db.put()); span.end(); }); // CODE
}
""",
    "a.py": """\
def list_all(req):
    with tracer.start_as_current_span("list", context=req.state.otel):
        return db.list()

def get(req):
    with tracer.start_as_current_span("get", context=req.state.otel):
        return db.get(req.id)

def put(PARAMETERS):
    with tracer.start_as_current_span("put"):  # CODE
        BODY
        return db.put()
""",
}


JAVASCRIPT_HEAD = """\
import { context, trace } from "@opentelemetry/api";
import { db } from "./db.js";
const tracer = trace.getTracer("agent");
"""
UNTYPED_HEADS = {"a.js": JAVASCRIPT_HEAD, "a.py": PYTHON_HEAD}


def _untyped(path: str, parameters: str, body: str = "", code: str = "") -> str:
    text = UNTYPED[path].replace("PARAMETERS", parameters).replace("CODE", code)
    return UNTYPED_HEADS[path] + text.replace("BODY", body or ("pass" if path == "a.py" else ""))


@pytest.mark.parametrize("path", UNTYPED)
def test_a_member_of_a_parameter_without_a_type(path: str) -> None:
    setting = {"a.js": "req.otel = 1;", "a.py": "req.state.otel = 1"}[path]
    assert_as_marked(path, _untyped(path, "req, res", code="SPN002"))
    assert_as_marked(path, _untyped(path, "request, res", code="SPN006"))
    assert_as_marked(path, _untyped(path, "req, res", setting, code="SPN006"))


def test_a_parameter_whose_name_says_nothing_is_its_functions_own() -> None:
    for path in UNTYPED:
        assert_as_marked(path, _untyped(path, "req, res", code="SPN006").replace("req", "options"))


def test_a_parameter_without_a_type_is_a_guess() -> None:
    text = _untyped("a.js", "req, res")
    assert _fixed("a.js", text) == text
    assert '"put", {}, req.otel, async' in _fixed("a.js", text, may_be_unsafe=True)


SPANS_OF_STORES = {
    "a.ts": (
        """\
import { store } from "./store.js";
const load = async (id: string) => {
  const held = store.getStore();
  const span = tracer.startSpan("load", {}, VALUE);
  try { return await fetch(id); } finally { span.end(); }
};
const save = async (id: string) => {
  const held = store.getStore();
  const span = tracer.startSpan("save", {}, VALUE);
  try { return await fetch(id); } finally { span.end(); }
};
export const drop = async (id: string) => {
  SETTING
  const span = tracer.startSpan("drop"); // CODE
  try { return await fetch(id); } finally { span.end(); }
};
""",
        "trace.setSpan(context.active(), held!.span)",
        "trace.setSpan(context.active(), store.getStore()!.span)",
        "store.enterWith({ span: start() });",
    ),
    "a.py": (
        """\
store = ContextVar("store")

def load(id):
    held = store.get()
    span = tracer.start_span("load", context=VALUE)
    return span, id

def save(id):
    held = store.get()
    span = tracer.start_span("save", context=VALUE)
    return span, id

def drop(id):
    SETTING
    span = tracer.start_span("drop")  # CODE
    return span, id
""",
        "set_span_in_context(held.span)",
        "set_span_in_context(store.get().span)",
        "store.set(State(span=start()))",
    ),
}


@pytest.mark.parametrize("path", SPANS_OF_STORES)
def test_a_local_with_the_name_of_the_shared_span_is_another_one(path: str) -> None:
    text, value, fixed, setting = SPANS_OF_STORES[path]
    text = HEADS[path] + text.replace("VALUE", value)
    plain = text.replace("SETTING", "pass;" if path == "a.py" else "")
    assert_as_marked(path, plain.replace("CODE", "SPN002"))
    assert fixed in _fixed(path, plain, may_be_unsafe=True)
    assert _fixed(path, plain) == plain
    assert_as_marked(path, text.replace("SETTING", setting).replace("CODE", "SPN001"))


def test_a_guard_that_asks_a_local_of_the_sibling_is_no_fix() -> None:
    text, _, _, _ = SPANS_OF_STORES["a.ts"]
    guarded = "held ? trace.setSpan(context.active(), held.span) : context.active()"
    text = TYPESCRIPT_HEAD + text.replace("VALUE", guarded).replace("SETTING", "").replace("CODE", "SPN002")
    assert_as_marked("a.ts", text)
    assert _fixed("a.ts", text, may_be_unsafe=True) == text


HELPED = """\
const inSession = <T>(work: () => T): T => context.with(VALUE, work);
export const ask = () => inSession(() => tracer.startActiveSpan("ask", (span) => span.end())); // SPN003
export const tool = () => inSession(() => tracer.startActiveSpan("tool", (span) => span.end())); // SPN003
export const turn = () => tracer.startActiveSpan("turn", (span) => span.end()); // CODE
"""
PYTHON_HELPED = """\
from contextlib import contextmanager

@contextmanager
def in_session(parent):
    token = attach(VALUE)
    try:
        yield
    finally:
        detach(token)

def ask(parent):
    with in_session(parent), tracer.start_as_current_span("ask"):  # SPN003
        run()

def tool(parent):
    with in_session(parent), tracer.start_as_current_span("tool"):  # SPN003
        run()

def turn():
    with tracer.start_as_current_span("turn"):  # CODE
        run()
"""


def test_a_context_that_a_helper_of_the_file_opens_around_the_siblings() -> None:
    text = TYPESCRIPT_HEAD + HELPED.replace("VALUE", "getSessionContext() ?? context.active()")
    assert_as_marked("a.ts", text.replace("CODE", "SPN002"))
    assert '"turn", {}, getSessionContext() ?? context.active(), (span)' in _fixed("a.ts", text)
    python = PYTHON_HEAD + PYTHON_HELPED
    assert_as_marked("a.py", python.replace("VALUE", "session_context()").replace("CODE", "SPN002"))


def test_a_context_that_a_helper_is_passed_is_its_callers_own() -> None:
    helped = HELPED.replace("VALUE", "parent").replace("(work: () => T)", "(work: () => T, parent: Context)")
    assert_as_marked("a.ts", TYPESCRIPT_HEAD + helped.replace("CODE", "SPN006"))
    python = PYTHON_HEAD + PYTHON_HELPED
    assert_as_marked("a.py", python.replace("VALUE", "parent").replace("CODE", "SPN006"))
