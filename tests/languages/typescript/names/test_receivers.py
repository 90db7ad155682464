"""Whose span a TypeScript or JavaScript call creates: the receiver's origin, or two signs out of three."""

from __future__ import annotations

import pytest

from tests.linting import found

# The name is a number, which the signs take for another signature: only the receiver's origin can decide.
OURS = {
    # imports
    "named": "import { trace } from '@opentelemetry/api';\nconst t = trace.getTracer('a');\nt.startSpan(1);",
    "named and aliased": "import { trace as api } from '@opentelemetry/api';\napi.getTracer('a').startSpan(1);",
    "namespace": "import * as api from '@opentelemetry/api';\napi.trace.getTracer('a').startSpan(1);",
    "default": "import api from '@opentelemetry/api';\napi.trace.getTracer('a').startSpan(1);",
    "default, named so": "import { default as api } from '@opentelemetry/api';\napi.trace.getTracer('a').startSpan(1);",
    "default and named": "import api, { trace } from '@opentelemetry/api';\ntrace.getTracer('a').startSpan(1);",
    "require": "const api = require('@opentelemetry/api');\nconst t = api.trace.getTracer('a');\nt.startSpan(1);",
    "require of a member": "const trace = require('@opentelemetry/api').trace;\ntrace.getTracer('a').startSpan(1);",
    "require, default": "const api = require('@opentelemetry/api').default;\napi.trace.getTracer('a').startSpan(1);",
    "require, destructured": "const { trace } = require('@opentelemetry/api');\ntrace.getTracer('a').startSpan(1);",
    "require, renamed": "const { trace: api } = require('@opentelemetry/api');\napi.getTracer('a').startSpan(1);",
    "require, called at once": "require('@opentelemetry/api').trace.getTracer('a').startSpan(1);",
    "import = require": "import api = require('@opentelemetry/api');\napi.trace.getTracer('a').startSpan(1);",
    "awaited import": "const { trace } = await import('@opentelemetry/api');\ntrace.getTracer('a').startSpan(1);",
    "awaited import of all": "const api = await import('@opentelemetry/api');\napi.trace.getTracer('a').startSpan(1);",
    "import type": "import type { Tracer } from '@opentelemetry/api';\nfunction f(t: Tracer) { t.startSpan(1); }",
    "import inline type": (
        "import { type Tracer } from '@opentelemetry/api';\nfunction f(t: Tracer) { t.startSpan(1); }"
    ),
    "import type, aliased": (
        "import type { Tracer as T } from '@opentelemetry/api';\nfunction f(t: T) { t.startSpan(1); }"
    ),
    "import type, namespace": (
        "import type * as api from '@opentelemetry/api';\nfunction f(t: api.Tracer) { t.startSpan(1); }"
    ),
    "compiled into next": (
        "import { trace } from 'next/dist/compiled/@opentelemetry/api';\ntrace.getTracer('a').startSpan(1);"
    ),
    "Deno's name for a package": (
        "import { trace } from 'npm:@opentelemetry/api@1.9';\ntrace.getTracer('a').startSpan(1);"
    ),
    "Deno's, without a version": (
        "import { trace } from 'npm:/@opentelemetry/api';\ntrace.getTracer('a').startSpan(1);"
    ),
    "Deno's, of a part of a package": (
        "import { wrapTracer } from 'npm:@opentelemetry/api@^1.9.0/experimental';\nwrapTracer(y).startSpan(1);"
    ),
    "Deno's, awaited": (
        "const api = await import('npm:@opentelemetry/api@1');\napi.trace.getTracer('a').startSpan(1);"
    ),
    "made later": (
        "import { trace } from '@opentelemetry/api';\nlet made;\nconst t = () => (made ??= trace.getTracer('a'));\n"
        "t().startSpan(1);"
    ),
    "sdk": (
        "import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';\n"
        "const provider = new NodeTracerProvider();\nprovider.getTracer('a').startSpan(1);"
    ),
    "provider's provider": (
        "import { trace } from '@opentelemetry/api';\ntrace.getTracerProvider().getTracer('a').startSpan(1);"
    ),
    "sugared": ("import { SugaredTracer } from '@opentelemetry/api/experimental';\nnew SugaredTracer(y).startSpan(1);"),
    "wrapped": "import { wrapTracer } from '@opentelemetry/api/experimental';\nwrapTracer(y).startSpan(1);",
    "openinference": "import { OITracer } from '@arizeai/openinference-core';\nnew OITracer(y).startSpan(1);",
    "a base class's": (
        "import { Tracer } from '@opentelemetry/sdk-trace-base';\n"
        "class T extends Tracer {\n  f() {\n    super.startSpan(1);\n  }\n}"
    ),
    # locals
    "let, assigned later": (
        "import { trace } from '@opentelemetry/api';\nlet t;\nfunction f() {\n  t = trace.getTracer('a');\n"
        "  t.startSpan(1);\n}"
    ),
    "assigned from a provider": (
        "import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';\n"
        "let t;\nbeforeEach(() => {\n  const p = new NodeTracerProvider();\n  t = p.getTracer('a');\n});\n"
        "it('a test', () => {\n  t.startSpan(1);\n});"
    ),
    "either of two": (
        "import { trace } from '@opentelemetry/api';\nconst t = given ?? trace.getTracer('a');\nt.startSpan(1);"
    ),
    "ternary": (
        "import { trace } from '@opentelemetry/api';\nconst t = y ? null : trace.getTracer('a');\nt.startSpan(1);"
    ),
    "cached with ??=": (
        "import { trace } from '@opentelemetry/api';\nlet t;\nfunction f() {\n  t ??= trace.getTracer('a');\n"
        "  t.startSpan(1);\n}"
    ),
    "default value": (
        "import { trace } from '@opentelemetry/api';\nfunction f(t = trace.getTracer('a')) {\n  t.startSpan(1);\n}"
    ),
    # functions that return one
    "function": (
        "import { trace } from '@opentelemetry/api';\nfunction own() {\n  return trace.getTracer('a');\n}\n"
        "own().startSpan(1);"
    ),
    "arrow": (
        "import { trace } from '@opentelemetry/api';\nconst own = () => trace.getTracer('a');\nown().startSpan(1);"
    ),
    "async arrow": (
        "import { trace } from '@opentelemetry/api';\nconst own = async () => trace.getTracer('a');\n"
        "(await own()).startSpan(1);"
    ),
    "function with a return type": (
        "import { Tracer } from '@opentelemetry/api';\nfunction own(): Tracer {\n  return y;\n}\nown().startSpan(1);"
    ),
    "function of two values": (
        "import { trace } from '@opentelemetry/api';\nfunction own() {\n  if (y) {\n    return null;\n  }\n"
        "  return trace.getTracer('a');\n}\nown().startSpan(1);"
    ),
    "method": (
        "import { trace } from '@opentelemetry/api';\nclass A {\n  own() {\n    return trace.getTracer('a');\n  }\n"
        "  f() {\n    this.own().startSpan(1);\n  }\n}"
    ),
    "arrow field": (
        "import { trace } from '@opentelemetry/api';\nclass A {\n  own = () => trace.getTracer('a');\n"
        "  f() {\n    this.own().startSpan(1);\n  }\n}"
    ),
    "getter": (
        "import { trace } from '@opentelemetry/api';\nclass A {\n  get own() {\n    return trace.getTracer('a');\n  }\n"
        "  f() {\n    this.own.startSpan(1);\n  }\n}"
    ),
    "static method": (
        "import { trace } from '@opentelemetry/api';\nclass A {\n  static own() {\n    return trace.getTracer('a');\n"
        "  }\n  f() {\n    A.own().startSpan(1);\n  }\n}"
    ),
    # classes
    "field with a value": (
        "import { trace } from '@opentelemetry/api';\nclass A {\n  private readonly t = trace.getTracer('a');\n"
        "  f() {\n    this.t.startSpan(1);\n  }\n}"
    ),
    "field with a type": (
        "import type { Tracer } from '@opentelemetry/api';\nclass A {\n  private t?: Tracer;\n"
        "  f() {\n    this.t?.startSpan(1);\n  }\n}"
    ),
    "private name": (
        "import { trace } from '@opentelemetry/api';\nclass A {\n  #t = trace.getTracer('a');\n"
        "  f() {\n    this.#t.startSpan(1);\n  }\n}"
    ),
    "static field": (
        "import { trace } from '@opentelemetry/api';\nclass A {\n  static t = trace.getTracer('a');\n"
        "  f() {\n    A.t.startSpan(1);\n  }\n}"
    ),
    "assigned in the constructor": (
        "import { trace } from '@opentelemetry/api';\nclass A {\n  constructor() {\n"
        "    this.t = trace.getTracer('a');\n  }\n  f() {\n    this.t.startSpan(1);\n  }\n}"
    ),
    "assigned from a typed parameter": (
        "import { Tracer } from '@opentelemetry/api';\nclass A {\n  constructor(t: Tracer) {\n"
        "    this.t = t;\n  }\n  f() {\n    this.t.startSpan(1);\n  }\n}"
    ),
    "parameter property": (
        "import { Tracer } from '@opentelemetry/api';\nclass A {\n  constructor(private readonly t: Tracer) {}\n"
        "  f() {\n    this.t.startSpan(1);\n  }\n}"
    ),
    "parameter property, readonly": (
        "import { Tracer } from '@opentelemetry/api';\nclass A {\n  constructor(readonly t: Tracer) {}\n"
        "  f() {\n    this.t.startSpan(1);\n  }\n}"
    ),
    "taken out of this": (
        "import { Tracer } from '@opentelemetry/api';\nclass A {\n  constructor(private t: Tracer) {}\n"
        "  f() {\n    const { t } = this;\n    t.startSpan(1);\n  }\n}"
    ),
    "self": (
        "import { trace } from '@opentelemetry/api';\nclass A {\n  t = trace.getTracer('a');\n"
        "  f() {\n    const self = this;\n    return function () {\n      self.t.startSpan(1);\n    };\n  }\n}"
    ),
    # types
    "union with undefined": (
        "import { Tracer } from '@opentelemetry/api';\nfunction f(t: Tracer | undefined) {\n  t?.startSpan(1);\n}"
    ),
    "typeof a value": (
        "import { trace } from '@opentelemetry/api';\nconst t = trace.getTracer('a');\n"
        "function f(u: typeof t) {\n  u.startSpan(1);\n}"
    ),
    "typeof a member": (
        "import { trace } from '@opentelemetry/api';\nconst box = trace.getTracer('a');\n"
        "class A {\n  constructor(private t: typeof box) {}\n  f() {\n    this.t.startSpan(1);\n  }\n}"
    ),
    "ReturnType": (
        "import { trace } from '@opentelemetry/api';\nlet t: ReturnType<typeof trace.getTracer>;\nt.startSpan(1);"
    ),
    "destructured parameter": (
        "import { Tracer } from '@opentelemetry/api';\nfunction f({ t }: { t: Tracer }) {\n  t.startSpan(1);\n}"
    ),
    "destructured and renamed": (
        "import { Tracer } from '@opentelemetry/api';\nfunction f({ t: u }: { t: Tracer }) {\n  u.startSpan(1);\n}"
    ),
    "of an interface": (
        "import { Tracer } from '@opentelemetry/api';\ninterface Deps {\n  t: Tracer;\n}\n"
        "function f(deps: Deps) {\n  deps.t.startSpan(1);\n}"
    ),
    "destructured from an interface": (
        "import { Tracer } from '@opentelemetry/api';\ninterface Deps {\n  t: Tracer;\n}\n"
        "function f({ t }: Deps) {\n  t.startSpan(1);\n}"
    ),
    "of a type alias": (
        "import { Tracer } from '@opentelemetry/api';\ntype Deps = { t: Tracer };\n"
        "function f(deps: Deps) {\n  deps.t.startSpan(1);\n}"
    ),
    "alias of the type": (
        "import { Tracer } from '@opentelemetry/api';\ntype Own = Tracer;\nfunction f(t: Own) {\n  t.startSpan(1);\n}"
    ),
    "interface of a tracer": (
        "import { Tracer } from '@opentelemetry/api';\ninterface Own extends Tracer {\n  y: 1;\n}\n"
        "function f(t: Own) {\n  t.startSpan(1);\n}"
    ),
    "of an object literal": (
        "import { trace } from '@opentelemetry/api';\nconst box = { t: trace.getTracer('a') };\nbox.t.startSpan(1);"
    ),
    "looked up in a type": (
        "import { Tracer } from '@opentelemetry/api';\ninterface Deps {\n  t: Tracer;\n}\n"
        "function f(t: Deps['t']) {\n  t.startSpan(1);\n}"
    ),
    "looked up in what a function returns": (
        "import { trace } from '@opentelemetry/api';\nconst build = () => ({ y: 1, t: trace.getTracer('a') });\n"
        "function f(t: ReturnType<typeof build>['t']) {\n  t.startSpan(1);\n}"
    ),
    "one of several that a function returns": (
        "import { trace } from '@opentelemetry/api';\nfunction build() {\n  const t = trace.getTracer('a');\n"
        "  return { t };\n}\nconst { t } = build();\nt.startSpan(1);"
    ),
    "of two functions of one name": (
        "import { trace } from '@opentelemetry/api';\nfunction f() {\n  const own = () => 1;\n}\n"
        "function g() {\n  const own = () => trace.getTracer('a');\n  own().startSpan(1);\n}"
    ),
    "inline import type": "function f(t: import('@opentelemetry/api').Tracer) {\n  t.startSpan(1);\n}",
    # how the call is written
    "parenthesised": "import { trace } from '@opentelemetry/api';\n(trace.getTracer('a')).startSpan(1);",
    "non-null": "import { Tracer } from '@opentelemetry/api';\nfunction f(t?: Tracer) {\n  t!.startSpan(1);\n}",
    "as any": "import { trace } from '@opentelemetry/api';\n(trace.getTracer('a') as any).startSpan(1);",
    "as Tracer": "import { Tracer } from '@opentelemetry/api';\n(y as Tracer).startSpan(1);",
    "as unknown as Tracer": "import { Tracer } from '@opentelemetry/api';\n(y as unknown as Tracer).startSpan(1);",
    "satisfies": "import { Tracer } from '@opentelemetry/api';\n(y satisfies Tracer).startSpan(1);",
    "cast in front": "import { Tracer } from '@opentelemetry/api';\n(<Tracer>y).startSpan(1);",
    "optional chaining": "import { trace } from '@opentelemetry/api';\ntrace.getTracer('a')?.startSpan(1);",
    "optional call": "import { trace } from '@opentelemetry/api';\ntrace.getTracer('a').startSpan?.(1);",
    "method in parentheses": "import { trace } from '@opentelemetry/api';\n(trace.getTracer('a').startSpan)(1);",
    "method with !": "import { trace } from '@opentelemetry/api';\ntrace.getTracer('a').startSpan!(1);",
    "by index": "import { trace } from '@opentelemetry/api';\ntrace.getTracer('a')['startSpan'](1);",
    "by optional index": "import { trace } from '@opentelemetry/api';\ntrace.getTracer('a')?.[\"startSpan\"](1);",
    "over lines": (
        "import { trace } from '@opentelemetry/api';\ntrace\n  .getTracer('a')\n  // why\n  .startSpan(\n    1,\n  );"
    ),
}


@pytest.mark.parametrize("text", OURS.values(), ids=OURS)
def test_the_receiver_is_a_tracer(text: str) -> None:
    assert [code for _, code in found("a.ts", text)] == ["SPN001"]


def test_generics_and_callbacks() -> None:
    text = "import { trace } from '@opentelemetry/api';\ntrace.getTracer('a').startActiveSpan<Promise<void>>(1, f);\n"
    assert found("a.ts", text) == [(2, "SPN006")]


# Each is silent, and becomes a finding by one replacement: (silent, what is replaced, by what, the code found then).
TWINS = {
    "the base class of another library": (
        "import '@opentelemetry/api';\nimport { TraceService } from 'nestjs-otel';\n"
        "class A extends TraceService {\n  startSpan(name: string) {\n    return super.startSpan(name);\n  }\n}",
        "TraceService } from 'nestjs-otel'",
        "Tracer as TraceService } from '@opentelemetry/sdk-trace-base'",
        "SPN006",
    ),
    "a base class of the file": (
        "import '@opentelemetry/api';\nclass Own {\n  startSpan(name: string) {}\n}\n"
        "class A extends Own {\n  f(name: string) {\n    return super.startSpan(name);\n  }\n}",
        "extends Own",
        "extends mixed(Own)",
        "SPN006",
    ),
    "a module of another package": (
        "import '@opentelemetry/api';\nimport * as braintrust from 'braintrust';\nbraintrust.startSpan('n');",
        "braintrust from 'braintrust'",
        "braintrust from './braintrust'",
        "SPN001",
    ),
    "what another package returns": (
        "import '@opentelemetry/api';\nimport { init } from 'braintrust';\nconst run = init('a');\nrun.startSpan('n');",
        "run.startSpan",
        "run.tracer.startSpan",
        "SPN001",
    ),
    "a class of another package": (
        "import '@opentelemetry/api';\nimport { Run } from 'acme';\nfunction f(run: Run) {\n  run.startSpan('n');\n}",
        "(run: Run)",
        "(run)",
        "SPN001",
    ),
    "a definition": (
        "class A {\n  startSpan(name: string) {}\n}",
        "startSpan(name: string) {}",
        "f() { tracer.startSpan('n'); }",
        "SPN001",
    ),
    "an interface": (
        "interface A {\n  startSpan(name: string): Span;\n}",
        "interface A {\n  startSpan(name: string): Span;\n}",
        "tracer.startSpan('n');",
        "SPN001",
    ),
    "an object's method": (
        "const tracer = { startSpan(name) { return y; } };",
        "{ startSpan(name) { return y; } }",
        "g();\ntracer.startSpan('n')",
        "SPN001",
    ),
    "a comment": ("// tracer.startSpan('n')", "// ", "", "SPN001"),
    "a string": (
        "const s = \"tracer.startSpan('n')\";",
        "const s = \"tracer.startSpan('n')\"",
        "tracer.startSpan('n')",
        "SPN001",
    ),
    "a template": (
        "const s = `tracer.startSpan('n')`;",
        "`tracer.startSpan('n')`",
        "`${tracer.startSpan('n')}`",
        "SPN001",
    ),
    "an own class": (
        "import '@opentelemetry/api';\nclass Own {\n  startSpan(name) {}\n}\nconst t = new Own();\nt.startSpan('n');",
        "new Own()",
        "make()",
        "SPN001",
    ),
    "an own class, typed": (
        "import '@opentelemetry/api';\nclass Own {\n  startSpan(name) {}\n}\n"
        "function f(t: Own) {\n  t.startSpan('n');\n}",
        "t: Own",
        "t: Other",
        "SPN001",
    ),
    "its own method": (
        "import '@opentelemetry/api';\nclass Own {\n  startSpan(name) {}\n  f() {\n    this.startSpan('n');\n  }\n}",
        "class Own {\n  startSpan(name) {}\n",
        "class Own extends Base {\n",
        "SPN001",
    ),
    "a plugin's": (
        "import '@opentelemetry/api';\nplugin.startSpan({ op: 'x' }, this);",
        "{ op: 'x' }",
        "'x'",
        "SPN001",
    ),
    "a logger": ("import '@opentelemetry/api';\nlogger.startSpan('n');", "logger.", "things.", "SPN001"),
    "a log": ("import '@opentelemetry/api';\nthis.log.startSpan('n');", "this.log.", "this.its.", "SPN001"),
    "another library's function": (
        "import { startSpan } from '@sentry/node';\nstartSpan('n');",
        "import { startSpan } from '@sentry/node';\n",
        "tracer.",
        "SPN001",
    ),
    "another library's namespace": (
        "import * as Sentry from '@sentry/node';\nimport '@opentelemetry/api';\nSentry.startSpan('n');",
        "import * as Sentry from '@sentry/node';",
        "const Sentry = z();",
        "SPN001",
    ),
    "another library that Deno names": (
        "import { tracing } from 'npm:k6@1';\nconst t = tracing.getTracer('a');\nt.startSpan(1);",
        "import { tracing } from 'npm:k6@1'",
        "import { trace as tracing } from 'npm:@opentelemetry/api@1'",
        "SPN001",
    ),
    "a free function with the tracer first": (
        "import { startSpan } from './spans';\nimport '@opentelemetry/api';\nstartSpan(tracer, 'n');",
        "startSpan(tracer, 'n')",
        "tracer.startSpan('n')",
        "SPN001",
    ),
    "a tracer of k6": (
        "import tracing from 'k6/x/otel';\nconst tracer = tracing.getTracer();\ntracer.startSpan('n');",
        "k6/x/otel",
        "otel",
        "SPN001",
    ),
    "a test double": (
        "import { vi } from 'vitest';\nconst tracer = vi.mocked(x);\ntracer.startSpan('n');",
        "vi.mocked(x)",
        "mocked(x)",
        "SPN001",
    ),
    "an object of test doubles": (
        "const tracer = { startSpan: jest.fn() };\ntracer.startSpan('n');",
        "{ startSpan: jest.fn() }",
        "jest.fn()",
        "SPN001",
    ),
    "an object of test doubles, cast": (
        "import { Tracer } from '@opentelemetry/api';\n"
        "const tracer = { startSpan: vi.fn() } as unknown as Tracer;\ntracer.startSpan('n');",
        "{ startSpan: vi.fn() }",
        "made",
        "SPN001",
    ),
    "an own interface": (
        "import '@opentelemetry/api';\ninterface Own {\n  startSpan(name: string): void;\n}\n"
        "function f(t: Own) {\n  t.startSpan('n');\n}",
        "t: Own",
        "t: Other",
        "SPN001",
    ),
    "a mock": ("mockTracer.startSpan('n');", "mockTracer", "myTracer", "SPN001"),
    "callback in the middle": ("tracer.startActiveSpan('n', () => {}, {});", ", {})", ")", "SPN006"),
    "callback where there is none": ("tracer.startSpan('n', () => {});", ", () => {}", "", "SPN001"),
    "an options object first": ("tracer.startSpan({ name: 'n' });", "{ name: 'n' }", "'n'", "SPN001"),
    "no argument": ("tracer.startSpan();", "()", "('n')", "SPN001"),
    "a reference": ("const f = tracer.startSpan;", "startSpan;", "startSpan('n');", "SPN001"),
    "a reference passed": ("wrap(tracer.startSpan, 'n');", "startSpan, 'n'", "startSpan('n')", "SPN001"),
    "a reference bound": ("tracer.startSpan.bind(tracer);", ".bind(tracer)", "('n')", "SPN001"),
    "a spy": ("sinon.stub(tracer, 'startSpan');", "sinon.stub(tracer, 'startSpan')", "tracer.startSpan('n')", "SPN001"),
    "an expectation": (
        "expect(tracer.startSpan).toHaveBeenCalledWith('n');",
        "expect(tracer.startSpan).toHaveBeenCalledWith",
        "tracer.startSpan",
        "SPN001",
    ),
    "a mock's value": (
        "tracer.startSpan.mockReturnValue('n');",
        "startSpan.mockReturnValue",
        "startSpan",
        "SPN001",
    ),
    "a key": ("const o = { startSpan: f };\nuse(tracer);", "use(tracer)", "tracer.startSpan('n')", "SPN001"),
    "an element": ("x['startSpan'] = f;", "x['startSpan'] = f", "tracer['startSpan']('n')", "SPN001"),
    "an import": (
        "import { startSpan } from './spans';\nexport { startSpan };",
        "export { startSpan }",
        "tracer.startSpan('n')",
        "SPN001",
    ),
    "a type only": (
        "let f: typeof tracer.startSpan;",
        "let f: typeof tracer.startSpan",
        "tracer.startSpan('n')",
        "SPN001",
    ),
}


@pytest.mark.parametrize(("silent", "old", "new", "code"), TWINS.values(), ids=TWINS)
def test_the_same_name_for_another_thing(silent: str, old: str, new: str, code: str) -> None:
    assert found("a.ts", silent) == []
    assert old in silent
    assert [each for _, each in found("a.ts", silent.replace(old, new))] == [code]


# name says tracer, the file imports an API package, the arguments have the shape
SIGNS = [
    ("tracer.startSpan('n');", True),
    ("tracer.startSpan(...args);", False),
    ("import '@opentelemetry/api';\ntracer.startSpan(...args);", False),  # two signs, but the slot cannot be known
    ("thing.startSpan('n');", False),
    ("import '@opentelemetry/api';\nthing.startSpan('n');", True),
    ("import '@opentelemetry/api';\nthing.startSpan({});", False),
    ("thing.getTracer().startSpan('n');", True),
    ("this._tracer.startSpan('n');", True),
    ("this.#tracer.startSpan('n');", True),
    # what a base class declares is not seen: its name and the import say it
    (
        "import { InstrumentationBase } from '@opentelemetry/instrumentation';\n"
        "class A extends InstrumentationBase { f() { this.tracer.startSpan('n'); } }",
        True,
    ),
    (
        "import { InstrumentationBase } from '@opentelemetry/instrumentation';\n"
        "class A extends InstrumentationBase { f() { const self = this; self.tracer.startSpan('n'); } }",
        True,
    ),
    (
        "import { InstrumentationBase } from '@opentelemetry/instrumentation';\n"
        "class A extends InstrumentationBase { tracer = 1; f() { const self = this; self.tracer.startSpan({}); } }",
        False,
    ),
    ("deps.otelTracer.startSpan('n');", True),
    ("tracers[0].startSpan('n');", True),
    ("(await getTracer()).startSpan('n');", True),
    ("span.startSpan('n');", False),
    ("startSpan('n');", False),
    ("import '@opentelemetry/api';\nstartSpan('n');", False),
]


@pytest.mark.parametrize(("text", "counts"), SIGNS)
def test_two_signs_of_three(text: str, counts: bool) -> None:
    code = "SPN006" if "InstrumentationBase" in text else "SPN001"
    assert [each for _, each in found("a.ts", text)] == [code] * counts


@pytest.mark.parametrize("path", ["a.ts", "a.tsx", "a.mts", "a.js", "a.jsx", "a.cjs", "a.mjs"])
def test_every_kind_of_file(path: str) -> None:
    text = "const { trace } = require('@opentelemetry/api');\nconst t = trace.getTracer('a');\nt.startSpan(x());\n"
    assert found(path, text) == [(3, "SPN001")]
