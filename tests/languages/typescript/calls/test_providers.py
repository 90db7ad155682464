"""Which parentless TypeScript call skips a parent that the file provides, and which only looks as if it did.

Each text says in comments what its lines get. Every call that is cleared has a twin that is not.
"""

from __future__ import annotations

import textwrap

import pytest

from spanlint.model.findings import Severity
from tests.languages.calls.evidence_case import assert_as_marked
from tests.linting import diagnostics

HEAD = """\
import { context as otelContext, propagation, ROOT_CONTEXT, SpanKind, trace } from "@opentelemetry/api";
import type { Context, Span } from "@opentelemetry/api";
import type { Context as KoaContext } from "koa";
import * as sessions from "./sessions.js";
import { getSessionContext, sessionContextOf, registry } from "./session";

const tracer = trace.getTracer("agent");

"""
SUSPECT = """
export function startTurn(attributes: Attributes) {{
  const span = tracer.startSpan("turn", {{ attributes }}); // {}
  return span;
}}
"""


def text_of(*parts: str) -> str:
    return HEAD + "".join(textwrap.dedent(part) for part in parts)


def sibling(value: str, before: str = "") -> str:
    """A function whose span is given a value as its parent."""
    return (
        f"export async function startRequest(parent?: Span) {{\n  {before}\n"
        f"  return tracer.startSpan('request', {{}}, {value});\n}}\n"
    )


CONDITIONAL = """\
export function startRequest(parentCtx?: Parent) {
  const ctx = parentCtx ? trace.setSpan(otelContext.active(), parentCtx.span) : PROVIDED;
  return tracer.startSpan("request", { kind: SpanKind.INTERNAL }, ctx);
}
"""
RESOLVER = """\
function resolveParentContext(parentCtx?: Parent) {
  return parentCtx ? trace.setSpan(otelContext.active(), parentCtx.span) : PROVIDED;
}

export function startRequest(parentCtx?: Parent) {
  return tracer.startSpan("request", { kind: SpanKind.INTERNAL }, resolveParentContext(parentCtx));
}
"""
ASKED = "(getSessionContext() ?? otelContext.active())"
PROVIDED = {
    "in the slot": sibling("getSessionContext()"),
    "under ??": sibling("getSessionContext() ?? otelContext.active()"),
    "under ||": sibling("getSessionContext() || otelContext.active()"),
    "under ??, last": sibling("parent?.context ?? getSessionContext()"),
    "under ?:, first arm": sibling("parent === undefined ? getSessionContext() : otelContext.active()"),
    "under ?:, second arm": sibling("parent ? trace.setSpan(otelContext.active(), parent) : getSessionContext()"),
    "in parentheses": sibling("(getSessionContext())"),
    "not null": sibling("getSessionContext()!"),
    "cast": sibling("getSessionContext() as Context"),
    "awaited": sibling("await getSessionContext()"),
    "behind a const": sibling("ctx", "const ctx = getSessionContext();"),
    "behind two": sibling("ctx", "const found = getSessionContext(); const ctx = found ?? otelContext.active();"),
    "behind a let, in one arm of a statement": sibling(
        "ctx",
        "let ctx;\n  if (parent) {\n    ctx = trace.setSpan(otelContext.active(), parent);\n  } else {\n"
        "    ctx = getSessionContext();\n  }",
    ),
    "in a resolver that takes the parent": RESOLVER.replace("PROVIDED", ASKED),
    "in a resolver that is an arrow": (
        "const resolve = (parent?: Span) => (parent ? trace.setSpan(otelContext.active(), parent) : "
        "getSessionContext());\n" + sibling("resolve(parent)")
    ),
    "in a resolver with statements": (
        "function resolve(parent?: Span) {\n  if (parent) return trace.setSpan(otelContext.active(), parent);\n"
        "  const found = getSessionContext();\n  return found ?? otelContext.active();\n}\n"
        + sibling("resolve(parent)")
    ),
    "in a resolver without arguments": (
        "const session = () => getSessionContext() ?? otelContext.active();\n" + sibling("session()")
    ),
    "conditional": CONDITIONAL.replace("PROVIDED", ASKED),
    "of an imported namespace": sibling("sessions.current()"),
    "of an imported object": sibling("registry.parentContext()"),
    "of an imported object, optional": sibling("registry?.parentContext()"),
    "defined here": "let held: Context | undefined;\nfunction heldContext() { return held; }\n"
    + sibling("heldContext()"),
    "defined here, with locals named as the suspect's": (
        "let held: Span;\nfunction heldContext() {\n  const span = held;\n"
        "  return trace.setSpan(otelContext.active(), span);\n}\n" + sibling("heldContext()")
    ),
    "with an options object in the slot": (
        "export function startRequest() {\n  const ctx = getSessionContext();\n"
        "  return tracer.startActiveSpan('request', {}, ctx, (span) => span.end());\n}\n"
    ),
}


@pytest.mark.parametrize("case", PROVIDED)
def test_a_call_that_skips_a_provider_is_reported(case: str) -> None:
    assert_as_marked("a.ts", text_of(PROVIDED[case], SUSPECT.format("SPN002")))


NO_PROVIDER = {
    "the active context": sibling("otelContext.active()"),
    "conditional, else the active context": CONDITIONAL.replace("PROVIDED", "otelContext.active()"),
    "resolver, else the active context": RESOLVER.replace("PROVIDED", "otelContext.active()"),
    "a store": sibling("sessions.storage.getStore()"),
    "with an argument": sibling("sessionContextOf('x')"),
    "with what the caller gives": sibling("sessionContextOf(parent)"),
    "extracted from a carrier": sibling("propagation.extract(ROOT_CONTEXT, headers)"),
    "a parameter's method": sibling("parent.context()"),
    "a condition only": sibling(
        "registry.enabled() ? trace.setSpan(otelContext.active(), parent) : otelContext.active()"
    ),
    "defined here and only the active context": (
        "function activeContext() { return otelContext.active(); }\n" + sibling("activeContext()")
    ),
    "an arrow that gives only the active context": (
        "const activeContext = () => otelContext.active();\n" + sibling("activeContext()")
    ),
    "made with new": sibling("new SessionContext()"),
}


@pytest.mark.parametrize("case", NO_PROVIDER)
def test_a_sibling_without_a_provider_is_no_evidence(case: str) -> None:
    assert_as_marked("a.ts", text_of(NO_PROVIDER[case], SUSPECT.format("SPN001")))


@pytest.mark.parametrize("siblings", [CONDITIONAL, RESOLVER], ids=["conditional", "resolver"])
def test_the_one_call_of_four_is_reported(siblings: str) -> None:
    given = siblings.replace("PROVIDED", ASKED)
    text = text_of(SUSPECT.format("SPN002"), *(given.replace("request", name) for name in ("request", "tool", "run")))
    assert_as_marked("a.ts", text)
    (only,) = diagnostics("a.ts", text, frozenset({"SPN002"}))
    lines = [number for number, line in enumerate(text.splitlines(), 1) if "kind: SpanKind" in line]
    shown = ", ".join(map(str, lines))
    assert only.severity is Severity.ERROR
    assert only.message == (
        f"3 of 4 `startSpan` calls in this file pass a parent (lines {shown}); this one skips `getSessionContext()`"
    )
    assert [place.position.line for place in only.related] == lines
    assert "getSessionContext()" in (only.help or "")


def test_an_activating_call_is_reported_too() -> None:
    suspect = 'export const turn = () => tracer.startActiveSpan("turn", (span) => span.end()); // SPN002\n'
    text = "export const run = () => tracer.startActiveSpan('run', {}, getSessionContext(), (span) => span.end());\n"
    assert_as_marked("a.ts", text_of(text, suspect))


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ('"turn"', '"turn"', "SPN002"),
        ('"turn"', "'turn'", "SPN002"),
        ("`turn ${first.id}`", "`turn ${second.id}`", "SPN002"),
        ("TURN", "TURN", "SPN002"),
        ("Names.TURN", "Names.TURN", "SPN002"),
        ('"turn"', '"turns"', "SPN001"),
        ("`${first}`", "`${second}`", "SPN006"),
        ("names.turn", "names.turn", "SPN006"),
    ],
)
def test_the_same_name_is_evidence_where_it_is_written_out(one: str, other: str, code: str) -> None:
    text = f"""
export const first = (parent: Turn) => tracer.startSpan({one}, {{}}, parent.otel);
export const second = (turn: Turn) => tracer.startSpan({other}); // {code}
"""
    assert_as_marked("a.ts", text_of(text))


PARAMETERS = {
    "unread": "export const f = (ctx: Context) => tracer.startSpan('f'); // SPN002",
    "optional": "export const f = (ctx?: Context) => tracer.startSpan('f'); // SPN002",
    "in a union": "export const f = (ctx: Context | undefined) => tracer.startSpan('f'); // SPN002",
    "of a method": "class A {\n  f(ctx: Context) {\n    return tracer.startSpan('f'); // SPN002\n  }\n}",
    "of the function around": "export const f = (ctx: Context) => () => tracer.startSpan('f'); // SPN002",
    "read as another's parent": (
        "export function f(ctx: Context) {\n  const a = tracer.startSpan('a', {}, ctx);\n"
        "  return [a, tracer.startSpan('f')]; // SPN002\n}"
    ),
    "read elsewhere": "export function f(ctx: Context) {\n  log(ctx);\n  return tracer.startSpan('f'); // SPN001\n}",
    "of another framework, by its name": (
        "import { Context as Ctx } from 'hono';\nexport const f = (ctx: Ctx) => tracer.startSpan('f'); // SPN001"
    ),
    "of another framework": "export const f = (ctx: KoaContext) => tracer.startSpan('f'); // SPN001",
    "of a class of the file": (
        "class RunContext {}\nexport const f = (ctx: RunContext) => tracer.startSpan('f'); // SPN001"
    ),
    "without a type": "export const f = (context) => tracer.startSpan('f'); // SPN001",
    "of a span": "export const f = (span: Span) => tracer.startSpan('f'); // SPN001",
}


@pytest.mark.parametrize("case", PARAMETERS)
def test_a_context_parameter_that_nobody_uses_is_evidence(case: str) -> None:
    assert_as_marked("a.ts", text_of(PARAMETERS[case]))


def test_a_context_of_the_file_is_not_opentelemetrys() -> None:
    text = (
        'import { trace } from "@opentelemetry/api";\ninterface Context { user: string }\n'
        'const tracer = trace.getTracer("x");\nexport const f = (ctx: Context) => tracer.startSpan("f"); // SPN001\n'
    )
    assert_as_marked("a.ts", text)


LATE = {
    "extracted": ("const ctx = propagation.extract(ROOT_CONTEXT, headers);", "startTime: began", "SPN002"),
    "made by setSpan": ("const ctx = trace.setSpan(otelContext.active(), headers);", "startTime: began", "SPN002"),
    "start time in shorthand": ("const ctx = propagation.extract(ROOT_CONTEXT, headers);", "startTime", "SPN002"),
    "without a start time": ("const ctx = propagation.extract(ROOT_CONTEXT, headers); log(ctx);", "kind: 1", "SPN001"),
    "extracted from something else": ("const text = archive.extract(headers);", "startTime: began", "SPN006"),
    "only the name says so": ("const parentContext = headers.context;", "startTime: began", "SPN006"),
}


@pytest.mark.parametrize("case", LATE)
def test_a_span_that_starts_in_the_past_needs_the_context_made_for_it(case: str) -> None:
    before, option, code = LATE[case]
    text = f"export function f(headers: Headers, began: number) {{\n  {before}\n"
    assert_as_marked("a.ts", text_of(text, f'  return tracer.startSpan("f", {{ {option} }}); // {code}\n}}\n'))


# A cleared call and its twin: what is cleared, what is not.
CLEARED = {
    "root of its hierarchy, through a module variable": (
        """
        let turn: Context | undefined;
        const currentTurn = () => turn;
        export function startTurn() {
          const span = tracer.startSpan("turn"); // SPN006
          turn = trace.setSpan(otelContext.active(), span);
        }
        export const startRequest = () => tracer.startSpan("request", {}, currentTurn());
        """,
        """
        let turn: Context | undefined;
        let session: Context | undefined;
        const currentSession = () => session;
        export function startTurn() {
          const span = tracer.startSpan("turn"); // SPN002
          turn = trace.setSpan(otelContext.active(), span);
        }
        export const startRequest = () => tracer.startSpan("request", {}, currentSession());
        """,
    ),
    "root of its hierarchy, through a field": (
        """
        class Agent {
          start() {
            const span = tracer.startSpan("turn"); // SPN006
            this._turn = trace.setSpan(otelContext.active(), span);
          }
          request() { return tracer.startSpan("request", {}, this.parent()); }
          private parent() { return this._turn ?? otelContext.active(); }
        }
        """,
        """
        class Agent {
          start() {
            const span = tracer.startSpan("turn"); // SPN002
            this._turn = trace.setSpan(otelContext.active(), span);
          }
          request() { return tracer.startSpan("request", {}, this.parent()); }
          private parent() { return this._session ?? otelContext.active(); }
        }
        """,
    ),
    "root of its hierarchy, through a setter of the file": (
        """
        let turn: Context | undefined;
        const currentTurn = () => turn;
        function enter(ctx: Context) { turn = ctx; }
        export function startTurn() {
          const span = tracer.startSpan("turn"); // SPN006
          const ctx = trace.setSpan(otelContext.active(), span);
          enter(ctx);
        }
        export const startRequest = () => tracer.startSpan("request", {}, currentTurn());
        """,
        """
        let turn: Context | undefined;
        let other: Context | undefined;
        const currentTurn = () => turn;
        function enter(ctx: Context) { other = ctx; }
        export function startTurn() {
          const span = tracer.startSpan("turn"); // SPN002
          const ctx = trace.setSpan(otelContext.active(), span);
          enter(ctx);
        }
        export const startRequest = () => tracer.startSpan("request", {}, currentTurn());
        """,
    ),
    "root of its hierarchy, else another session": (
        """
        let turn: Context | undefined;
        export function startTurn() {
          const span = tracer.startSpan("turn"); // SPN006
          turn = trace.setSpan(otelContext.active(), span);
        }
        export const startRequest = () => tracer.startSpan("request", {}, turn ?? otelContext.active());
        """,
        """
        let turn: Context | undefined;
        export function startTurn() {
          const span = tracer.startSpan("turn"); // SPN002
          turn = trace.setSpan(otelContext.active(), span);
        }
        export const startRequest = () => tracer.startSpan("request", {}, turn ?? getSessionContext());
        """,
    ),
    "root of its hierarchy, handed to the module that provides": (
        """
        export function startTurn() {
          const span = tracer.startSpan("turn"); // SPN006
          sessions.enter(trace.setSpan(otelContext.active(), span));
        }
        export const startRequest = () => tracer.startSpan("request", {}, sessions.current());
        """,
        """
        export function startTurn() {
          const span = tracer.startSpan("turn"); // SPN002
          registry.enter(trace.setSpan(otelContext.active(), span));
        }
        export const startRequest = () => tracer.startSpan("request", {}, sessions.current());
        """,
    ),
    "the else branch": (
        """
        export function start() {
          const ctx = registry.lookup("a");
          if (ctx) {
            return tracer.startSpan("a", {}, ctx);
          } else {
            return tracer.startSpan("a"); // SPN006
          }
        }
        """,
        """
        export const start = () => tracer.startSpan("a", {}, registry.lookup("a"));
        export function restart(ctx) {
          if (ctx) {
            return undefined;
          } else {
            return tracer.startSpan("a"); // SPN002
          }
        }
        """,
    ),
    "the early return": (
        """
        export function start() {
          const found = registry.lookup("a");
          if (!found) return tracer.startSpan("a"); // SPN006
          return tracer.startSpan("b", {}, found.parent ?? getSessionContext());
        }
        """,
        """
        export function start(alone: boolean) {
          if (alone) return tracer.startSpan("a"); // SPN002
          return tracer.startSpan("b", {}, getSessionContext());
        }
        """,
    ),
    "after the early return": (
        """
        export function start() {
          const found = registry.lookup("a");
          if (found) {
            return tracer.startSpan("b", {}, found.parent ?? getSessionContext());
          }
          return tracer.startSpan("a"); // SPN006
        }
        """,
        """
        export function start() {
          const found = registry.lookup("a");
          if (found) {
            log(tracer.startSpan("b", {}, found.parent ?? getSessionContext()));
          }
          return tracer.startSpan("a"); // SPN002
        }
        """,
    ),
    "the arm of a conditional": (
        """
        export function start() {
          const ctx = registry.lookup("a");
          return ctx ? tracer.startSpan("a", {}, ctx) : tracer.startSpan("a"); // SPN006
        }
        """,
        """
        export const start = () => tracer.startSpan("a", {}, registry.lookup("a"));
        export const restart = (ctx) => ctx ? undefined : tracer.startSpan("a"); // SPN002
        """,
    ),
    "the case of a decision about the parent": (
        """
        export function start(kind: string) {
          const found = registry.lookup(kind);
          switch (found.kind) {
            case "none":
              return tracer.startSpan("a"); // SPN006
            default:
              return tracer.startSpan("b", {}, found.parent ?? getSessionContext());
          }
        }
        """,
        """
        export function start(kind: string) {
          switch (kind) {
            case "turn":
              return tracer.startSpan("a"); // SPN002
            default:
              return tracer.startSpan("b", {}, getSessionContext());
          }
        }
        """,
    ),
    "a wrapper that passes its name on": (
        """
        export const startRequest = () => tracer.startSpan("request", {}, getSessionContext());
        export const start = (name: string) => tracer.startSpan(name); // SPN006
        """,
        """
        export const startRequest = () => tracer.startSpan("request", {}, getSessionContext());
        export const start = (name: string) => tracer.startSpan(`${name} run`); // SPN002
        """,
    ),
    "a wrapper that passes its options on": (
        """
        export const startRequest = () => tracer.startSpan("request", {}, getSessionContext());
        export const start = (options: SpanOptions) => tracer.startSpan("start", options); // SPN001
        """,
        """
        export const startRequest = () => tracer.startSpan("request", {}, getSessionContext());
        export const start = (attributes: Attributes) => tracer.startSpan("start", { attributes }); // SPN002
        """,
    ),
    "links": (
        """
        export const startRequest = () => tracer.startSpan("request", {}, getSessionContext());
        export const start = (links: Link[]) => tracer.startSpan("batch", { links }); // SPN001
        """,
        """
        export const startRequest = () => tracer.startSpan("request", {}, getSessionContext());
        export const start = (links: Link[]) => tracer.startSpan("batch", { attributes: { links } }); // SPN002
        """,
    ),
    "it asks the provider itself": (
        """
        export const startRequest = () => tracer.startSpan("request", {}, getSessionContext());
        export function start() {
          const ctx = getSessionContext();
          log(ctx);
          return tracer.startSpan("batch"); // SPN001
        }
        """,
        """
        export function start() {
          const ctx = getSessionContext();
          const request = tracer.startSpan("request", {}, ctx);
          return [request, tracer.startSpan("batch")]; // SPN002
        }
        """,
    ),
    "only its own object has the provider": (
        """
        class One {
          request() { return tracer.startSpan("request", {}, this.parent()); }
        }
        class Other {
          request() { return tracer.startSpan("other"); } // SPN001
        }
        """,
        """
        class One {
          request() { return tracer.startSpan("request", {}, this.parent()); }
          other() { return tracer.startSpan("other"); } // SPN002
        }
        """,
    ),
}


@pytest.mark.parametrize("case", CLEARED)
@pytest.mark.parametrize("twin", [0, 1], ids=["cleared", "twin"])
def test_what_clears_a_call_and_what_does_not(case: str, twin: int) -> None:
    assert_as_marked("a.ts", text_of(CLEARED[case][twin]))


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("kind: SpanKind.INTERNAL", "kind: SpanKind.INTERNAL", "SPN002"),
        ("kind: SpanKind.INTERNAL", "attributes: {}", "SPN002"),
        ("kind: SpanKind.CLIENT", "kind: SpanKind.INTERNAL", "SPN001"),
        ("kind: SpanKind.PRODUCER", "kind: SpanKind.CONSUMER", "SPN001"),
        ("kind: SpanKind.CONSUMER", "kind: SpanKind.PRODUCER", "SPN006"),
        ("kind: SpanKind.CLIENT", "kind: SpanKind.CLIENT", "SPN002"),
        ("kind: SpanKind.INTERNAL", "...given", "SPN001"),
    ],
)
def test_only_spans_of_one_kind_are_siblings(one: str, other: str, code: str) -> None:
    text = f"""
export const first = () => tracer.startSpan("first", {{ {one} }}, getSessionContext());
export const second = () => tracer.startSpan("second", {{ {other} }}); // {code}
"""
    assert_as_marked("a.ts", text_of(text))


def test_a_call_has_one_finding_however_much_speaks_against_it() -> None:
    text = """
export const first = () => tracer.startSpan("turn", {}, getSessionContext());
export const second = (ctx: Context) => tracer.startSpan("turn", { startTime: 1 }); // SPN002
"""
    assert_as_marked("a.ts", text_of(text))
    (only,) = diagnostics("a.ts", text_of(text), frozenset({"SPN002"}))
    assert "getSessionContext()" in only.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            PARAMETERS["unread"],
            "`startSpan` passes no parent context and leaves the Context parameter `ctx` unused",
        ),
        (
            "const f = (h) => {\n  const ctx = propagation.extract(ROOT_CONTEXT, h);\n"
            "  tracer.startSpan('f', { startTime: 1 });\n};\n",
            "`startSpan` sets a start time but passes no parent context, although `ctx` holds one",
        ),
        (
            "const f = (t) => tracer.startSpan('f', {}, t.otel);\nconst g = () => tracer.startSpan('f');\n",
            "`startSpan` passes no parent context, but the span 'f' gets one elsewhere (line 9)",
        ),
    ],
    ids=["parameter", "local", "name"],
)
def test_the_message_names_the_context(text: str, message: str) -> None:
    (only,) = diagnostics("a.ts", text_of(text), frozenset({"SPN002"}))
    assert only.message == message
