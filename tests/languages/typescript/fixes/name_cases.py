"""Before and after of expressions in the file's own names: aliases, imports, `require`, the project's own call."""

from __future__ import annotations

from spanlint.model.settings import SessionContext
from tests.languages.typescript.fixes.typescript_case import ACTIVE, CONFIGURED, PROVIDER, PROVIDER_ALONE, WRAP, Case

API = "@opentelemetry/api"
PLAIN = SessionContext("getSessionContext()", ("import { getSessionContext } from './session';",))
JS_PLAIN = SessionContext("getSessionContext()", ("import { getSessionContext } from './session.js';",))


def case(name: str, before: str, after: str | None, remedy: str = ACTIVE, **more: object) -> Case:
    return Case(name, before, remedy, after)._replace(**more)  # type: ignore[arg-type]


ALIASES = [
    case(
        "named import under another name",
        f"import {{ context as otelContext, trace }} from '{API}';\nconst t = trace.getTracer('t');\n"
        "t.startSpan('n');\n",
        f"import {{ context as otelContext, trace }} from '{API}';\nconst t = trace.getTracer('t');\n"
        "t.startSpan('n', {}, otelContext.active());\n",
    ),
    case(
        "a module of the project that the file uses as the API",
        f"import {{ trace }} from '{API}';\nimport {{ context }} from './tracing';\nconst t = trace.getTracer('t');\n"
        "t.startSpan('m', {}, context.active());\nt.startSpan('n');\n",
        f"import {{ trace }} from '{API}';\nimport {{ context }} from './tracing';\nconst t = trace.getTracer('t');\n"
        "t.startSpan('m', {}, context.active());\nt.startSpan('n', {}, context.active());\n",
        which=1,
    ),
    case(
        "another thing of the same name",
        f"import {{ trace }} from '{API}';\nimport {{ context }} from './app';\n"
        "const t = trace.getTracer(context.name);\nt.startSpan('n');\n",
        f"import {{ trace, context as otelContext }} from '{API}';\nimport {{ context }} from './app';\n"
        "const t = trace.getTracer(context.name);\nt.startSpan('n', {}, otelContext.active());\n",
    ),
    case(
        "namespace import",
        f"import * as api from '{API}';\napi.trace.getTracer('t').startSpan('n');\n",
        f"import * as api from '{API}';\napi.trace.getTracer('t').startSpan('n', {{}}, api.context.active());\n",
    ),
    case(
        "default import",
        f"import opentelemetry from '{API}';\nopentelemetry.trace.getTracer('t').startSpan('n');\n",
        f"import opentelemetry from '{API}';\n"
        "opentelemetry.trace.getTracer('t').startSpan('n', {}, opentelemetry.context.active());\n",
    ),
    case(
        "import equals require",
        f"import api = require('{API}');\napi.trace.getTracer('t').startSpan('n');\n",
        f"import api = require('{API}');\napi.trace.getTracer('t').startSpan('n', {{}}, api.context.active());\n",
        path="app.cts",
    ),
    case(
        "destructured require",
        f"const {{ trace, context: ctx }} = require('{API}');\ntrace.getTracer('t').startSpan('n');\n",
        f"const {{ trace, context: ctx }} = require('{API}');\n"
        "trace.getTracer('t').startSpan('n', {}, ctx.active());\n",
        path="app.cjs",
    ),
    case(
        "whole require",
        f"const api = require('{API}');\napi.trace.getTracer('t').startSpan('n');\n",
        f"const api = require('{API}');\napi.trace.getTracer('t').startSpan('n', {{}}, api.context.active());\n",
        path="app.cjs",
    ),
    case(
        "member of a require",
        f"const otel = require('{API}').context;\nconst {{ trace }} = require('{API}');\n"
        "trace.getTracer('t').startSpan('n');\n",
        f"const otel = require('{API}').context;\nconst {{ trace }} = require('{API}');\n"
        "trace.getTracer('t').startSpan('n', {}, otel.active());\n",
        path="app.cjs",
    ),
    case(
        "named before namespace",
        f"import * as api from '{API}';\nimport {{ context }} from '{API}';\n"
        "api.trace.getTracer('t').startSpan('n');\n",
        f"import * as api from '{API}';\nimport {{ context }} from '{API}';\n"
        "api.trace.getTracer('t').startSpan('n', {}, context.active());\n",
    ),
]

USES = "trace.getTracer('t').startSpan('n');\n"
USED = "trace.getTracer('t').startSpan('n', {}, context.active());\n"
ADDED = [
    case(
        "name added to an import",
        f"import {{ trace }} from '{API}';\n{USES}",
        f"import {{ trace, context }} from '{API}';\n{USED}",
    ),
    case(
        "name added over lines",
        f"import {{\n  SpanKind,\n  trace, // global\n}} from '{API}';\n{USES}",
        f"import {{\n  SpanKind,\n  trace, // global\n  context,\n}} from '{API}';\n{USED}",
    ),
    case(
        "name added beside inline types",
        f"import {{ trace, type Span }} from '{API}';\nexport let s: Span = {USES}",
        f"import {{ trace, type Span, context }} from '{API}';\nexport let s: Span = {USED}",
    ),
    case(
        "no value added to an import of types",
        f"import type {{ Span }} from '{API}';\nimport {{ trace }} from '{API}';\nexport let s: Span = {USES}",
        f"import type {{ Span }} from '{API}';\nimport {{ trace, context }} from '{API}';\nexport let s: Span = {USED}",
    ),
    case(
        "inline type of the same name",
        f"import {{ trace, type context as C }} from '{API}';\nexport type X = typeof C;\n{USES}",
        f"import {{ trace, type context as C, context as otelContext }} from '{API}';\nexport type X = typeof C;\n"
        "trace.getTracer('t').startSpan('n', {}, otelContext.active());\n",
    ),
    case(
        "empty import",
        f"import {{}} from '{API}';\nimport {{ trace }} from './tracing';\n{USES}",
        f"import {{ context }} from '{API}';\nimport {{ trace }} from './tracing';\n{USED}",
    ),
    case(
        "new line after imports",
        f"import type {{ Tracer }} from '{API}';\nimport './setup'; // first\n\n"
        "export const f = (t: Tracer) => t.startSpan('n');\n",
        f"import type {{ Tracer }} from '{API}';\nimport './setup'; // first\nimport {{ context }} from '{API}';\n\n"
        "export const f = (t: Tracer) => t.startSpan('n', {}, context.active());\n",
    ),
    case(
        "new line in double quotes without semicolons",
        f'import type {{ Tracer }} from "{API}"\n\nexport const f = (t: Tracer) => t.startSpan("n")\n',
        f'import type {{ Tracer }} from "{API}"\nimport {{ context }} from "{API}"\n\n'
        'export const f = (t: Tracer) => t.startSpan("n", {}, context.active())\n',
    ),
    case(
        "name added to a require",
        f"'use strict';\nconst {{ trace }} = require('{API}');\n{USES}",
        f"'use strict';\nconst {{ trace, context }} = require('{API}');\n{USED}",
        path="app.cjs",
    ),
    case(
        "new require",
        f"const {{ trace }} = require('{API}')\nmodule.exports = trace.getTracer('t').startSpan('n')\n",
        f"const {{ trace }} = require('{API}')\nconst {{ getSessionContext }} = require('./session')\n"
        "module.exports = trace.getTracer('t').startSpan('n', {}, getSessionContext())\n",
        CONFIGURED,
        session=PLAIN,
        path="app.cjs",
    ),
    case(
        "require with a rest is left alone",
        f"const {{ trace, ...rest }} = require('{API}');\n{USES}rest;\n",
        f"const {{ trace, ...rest }} = require('{API}');\nconst {{ context }} = require('{API}');\n{USED}rest;\n",
        path="app.cjs",
    ),
    case(
        "both names that wrap a span",
        f"import type {{ Span, Tracer }} from '{API}';\n"
        "export const f = (t: Tracer, s: Span) => t.startSpan('n', {}, s);\n",
        f"import type {{ Span, Tracer }} from '{API}';\nimport {{ trace, context }} from '{API}';\n"
        "export const f = (t: Tracer, s: Span) => t.startSpan('n', {}, trace.setSpan(context.active(), s));\n",
        WRAP,
    ),
    case(
        "lone default import of another kind",
        f"import {{ trace }} from '{API}';\nimport store from './session';\n{USES}work(store);\n",
        f"import {{ trace }} from '{API}';\nimport store, {{ getSessionContext }} from './session';\n"
        "trace.getTracer('t').startSpan('n', {}, getSessionContext());\nwork(store);\n",
        CONFIGURED,
        session=PLAIN,
    ),
    case(
        "name shadowed at the call",
        f"import {{ context, trace }} from '{API}';\nexport function f(context: string) {{\n  {USES}}}\n"
        "f(String(context));\n",
        f"import {{ context, trace, context as otelContext }} from '{API}';\nexport function f(context: string) {{\n"
        "  trace.getTracer('t').startSpan('n', {}, otelContext.active());\n}\nf(String(context));\n",
    ),
    case(
        "name used for something else",
        f"import {{ trace }} from '{API}';\nconst context = 1;\n{USES}work(context);\n",
        f"import {{ trace, context as otelContext }} from '{API}';\nconst context = 1;\n"
        "trace.getTracer('t').startSpan('n', {}, otelContext.active());\nwork(context);\n",
    ),
    case(
        "both names used for something else",
        f"import {{ trace }} from '{API}';\nconst context = 1, otelContext = 2;\n{USES}work(context, otelContext);\n",
        f"import {{ trace, context as otelContext2 }} from '{API}';\nconst context = 1, otelContext = 2;\n"
        "trace.getTracer('t').startSpan('n', {}, otelContext2.active());\nwork(context, otelContext);\n",
    ),
    case(
        "property of the same name",
        f"import {{ trace }} from '{API}';\nwork({{ context: 1 }}.context);\n{USES}",
        f"import {{ trace, context }} from '{API}';\nwork({{ context: 1 }}.context);\n{USED}",
    ),
    case(
        "module of unknown kind",
        "/** @param {import('@opentelemetry/api').Tracer} tracer */\nfunction f(tracer) { tracer.startSpan('n'); }\n",
        None,
        path="app.js",
    ),
]

TOP = "declare const tracer: import('@opentelemetry/api').Tracer;\nexport const s = tracer.startSpan('n');\n"
TOPPED = (
    "declare const tracer: import('@opentelemetry/api').Tracer;\n"
    "export const s = tracer.startSpan('n', {}, context.active());\n"
)
PLACES = [
    case("at the top", TOP, f"import {{ context }} from '{API}';\n\n{TOPPED}"),
    case(
        "after a shebang and directives",
        f"#!/usr/bin/env node\n'use strict';\n\n{TOP}",
        f"#!/usr/bin/env node\n'use strict';\n\nimport {{ context }} from '{API}';\n\n{TOPPED}",
    ),
    case(
        "after a comment for the file",
        f"// Copyright: nobody.\n\n{TOP}",
        f"// Copyright: nobody.\n\nimport {{ context }} from '{API}';\n\n{TOPPED}",
    ),
    case(
        "before a comment for the statement",
        f"/** The tracer. */\n{TOP}",
        f"import {{ context }} from '{API}';\n\n/** The tracer. */\n{TOPPED}",
    ),
    case(
        "windows line ends",
        f"import {{ trace }} from '{API}';\r\n\r\n{USES}".replace(";\n", ";\r\n"),
        f"import {{ trace }} from '{API}';\r\nimport {{ getSessionContext }} from './session';\r\n\r\n"
        "trace.getTracer('t').startSpan('n', {}, getSessionContext());\r\n",
        CONFIGURED,
        session=PLAIN,
    ),
    case(
        "no final newline",
        f"import {{ trace }} from '{API}';\ntrace.getTracer('é').startSpan('n')",
        f"import {{ trace, context }} from '{API}';\ntrace.getTracer('é').startSpan('n', {{}}, context.active())",
    ),
    case(
        "another statement on the import's line",
        f"import {{ trace }} from '{API}'; work();\n{USES}",
        None,
        CONFIGURED,
        session=PLAIN,
    ),
]


def none(name: str, expression: str, *imports: str) -> Case:
    session = SessionContext(expression, imports)
    return case(name, f"import {{ trace }} from '{API}';\n{USES}", None, CONFIGURED, session=session)


WITH_SESSION = f"import {{ trace }} from '{API}';\nimport {{ getSessionContext }} from './session';\n"
CONFIGURATIONS = [
    case(
        "configured",
        f"import {{ trace }} from '{API}';\nexport function f() {{\n  return {USES}}}\n",
        f"import {{ trace, context }} from '{API}';\nimport {{ getSessionContext }} from './session';\n"
        "export function f() {\n  const sessionCtx = getSessionContext() ?? context.active();\n"
        "  return trace.getTracer('t').startSpan('n', {}, sessionCtx);\n}\n",
        CONFIGURED,
    ),
    case(
        "configured, imported already under another name",
        f"import {{ trace }} from '{API}';\nimport {{ getSessionContext as current }} from './session';\n{USES}",
        f"import {{ trace }} from '{API}';\nimport {{ getSessionContext as current }} from './session';\n"
        "trace.getTracer('t').startSpan('n', {}, current());\n",
        CONFIGURED,
        session=PLAIN,
    ),
    case(
        "configured, imported with another extension",
        f"import {{ trace }} from '{API}';\nimport {{ getSessionContext }} from './session.js';\n{USES}",
        f"import {{ trace }} from '{API}';\nimport {{ getSessionContext }} from './session.js';\n"
        "trace.getTracer('t').startSpan('n', {}, getSessionContext());\n",
        CONFIGURED,
        session=PLAIN,
    ),
    case(
        "configured, from a folder below",
        f"import {{ trace }} from '{API}';\n{USES}",
        f"import {{ trace }} from '{API}';\nimport {{ getSessionContext }} from '../../session.js';\n"
        "trace.getTracer('t').startSpan('n', {}, getSessionContext());\n",
        CONFIGURED,
        session=JS_PLAIN,
        path="src/deep/app.ts",
    ),
    case(
        "configured for a callback's call",
        f"{WITH_SESSION}export const f = () => trace.getTracer('t').startActiveSpan('n', (s) => s);\n",
        f"import {{ trace, context }} from '{API}';\nimport {{ getSessionContext }} from './session';\n"
        "export const f = () => trace.getTracer('t').startActiveSpan('n', {}, "
        "getSessionContext() ?? context.active(), (s) => s);\n",
        CONFIGURED,
        session=PLAIN,
    ),
    case(
        "configured, a Context for certain",
        f"import {{ trace }} from '{API}';\n"
        "export const f = () => trace.getTracer('t').startActiveSpan('n', (s) => s);\n",
        f"import {{ trace, ROOT_CONTEXT }} from '{API}';\n"
        "export const f = () => trace.getTracer('t').startActiveSpan('n', {}, "
        "trace.setSpan(ROOT_CONTEXT, trace.getTracer('s').startSpan('s')), (s) => s);\n",
        CONFIGURED,
        session=SessionContext(
            "trace.setSpan(ROOT_CONTEXT, trace.getTracer('s').startSpan('s'))",
            (f"import {{ trace, ROOT_CONTEXT }} from '{API}'",),
        ),
    ),
    case(
        "configured with a choice, for a callback's call",
        f"{WITH_SESSION}export const f = () => trace.getTracer('t').startActiveSpan('n', (s) => s);\n",
        f"import {{ trace, context }} from '{API}';\nimport {{ getSessionContext }} from './session';\n"
        "export const f = () => trace.getTracer('t').startActiveSpan('n', {}, "
        "(getSessionContext() || undefined) ?? context.active(), (s) => s);\n",
        CONFIGURED,
        session=SessionContext("getSessionContext() || undefined", PLAIN.imports),
    ),
    case(
        "configured, default import",
        f"import {{ trace }} from '{API}';\n{USES}",
        f"import {{ trace }} from '{API}';\nimport store from './session';\n"
        "trace.getTracer('t').startSpan('n', {}, store.current);\n",
        CONFIGURED,
        session=SessionContext("store.current", ("import store from './session'",)),
    ),
    case(
        "configured, namespace import",
        f"import {{ trace }} from '{API}';\n{USES}",
        f"import {{ trace }} from '{API}';\nimport * as session from './session';\n"
        "trace.getTracer('t').startSpan('n', {}, session.getSessionContext());\n",
        CONFIGURED,
        session=SessionContext("session.getSessionContext()", ("import * as session from './session'",)),
    ),
    case(
        "configured in the module itself",
        f"import {{ context, trace }} from '{API}';\n"
        f"export function getSessionContext() {{ return context.active(); }}\n{USES}",
        f"import {{ context, trace }} from '{API}';\n"
        "export function getSessionContext() { return context.active(); }\n"
        "trace.getTracer('t').startSpan('n', {}, getSessionContext());\n",
        CONFIGURED,
        session=PLAIN,
        path="session.ts",
    ),
    none("configured with an unknown name", "whoKnows()"),
    none("configured with two expressions", "1, 2"),
    none("configured with an error", "f("),
    none("configured with a wait", "await f()", "import { f } from './session'"),
    none("configured with `this`", "this.context"),
    none("configured with an import that is none", "f()", "export { f } from './session'"),
]

SIBLING = (
    "export const g = () => trace.getTracer('t').startSpan('s', {}, getSessionContext());\n"
    "export const f = () => trace.getTracer('t').startSpan('n'{});\n"
)
PROVIDERS = [
    case(
        "provider alone",
        WITH_SESSION + SIBLING.replace("{});\n", ");\n"),
        WITH_SESSION + SIBLING.replace("{});\n", ", {}, getSessionContext());\n"),
        PROVIDER_ALONE,
        which=1,
    ),
    case(
        "provider with the active context behind it",
        WITH_SESSION + SIBLING.replace("{});\n", ");\n"),
        WITH_SESSION.replace("trace }", "trace, context }")
        + SIBLING.replace("{});\n", ", {}, getSessionContext() ?? context.active());\n"),
        PROVIDER,
        which=1,
    ),
    case(
        "provider of a module",
        WITH_SESSION.replace("{ getSessionContext }", "* as session")
        + SIBLING.replace("{});\n", ");\n").replace("getS", "session.getS"),
        WITH_SESSION.replace("{ getSessionContext }", "* as session")
        + SIBLING.replace("{});\n", ", {}, getSessionContext());\n").replace("getS", "session.getS"),
        "provider-alone session.getSessionContext",
        which=1,
    ),
    case(
        "provider that is something else at the call",
        WITH_SESSION + "export const g = () => trace.getTracer('t').startSpan('s', {}, getSessionContext());\n"
        "export const f = (getSessionContext: string) => trace.getTracer('t').startSpan(getSessionContext);\n",
        None,
        PROVIDER,
        which=1,
    ),
    case(
        "provider that others wait for",
        WITH_SESSION
        + "export const g = async () => trace.getTracer('t').startSpan('s', {}, await getSessionContext());\n"
        "export const f = () => trace.getTracer('t').startSpan('n');\n",
        None,
        PROVIDER,
        which=1,
    ),
]

OWN = SessionContext(
    "getSessionContext()",
    PLAIN.imports,
    "",
    "startSpanWithContext({name}, {attributes})",
    "{ span }",
    ("import { startSpanWithContext } from './session';",),
)
GIVEN = f"import {{ trace }} from '{API}';\nconst t = trace.getTracer('t');\n"
OWNED = GIVEN.replace("\n", "\nimport { startSpanWithContext } from './session';\n", 1)


def own(name: str, before: str, after: str, head: str = OWNED) -> Case:
    return case(name, GIVEN + before, head + after, CONFIGURED, session=OWN)


ELSE = OWNED.replace("startSpanWithContext", "getSessionContext")
PROJECT_CALLS = [
    own(
        "own call",
        "const span = t.startSpan('n', { attributes: { a: 1 } });\nspan.end();\n",
        "const { span } = startSpanWithContext('n', { a: 1 });\nspan.end();\n",
    ),
    own(
        "own call, attributes by name",
        "const attributes = { a: 1 };\nconst span = t.startSpan(`n`, { attributes });\nspan.end();\n",
        "const attributes = { a: 1 };\nconst { span } = startSpanWithContext(`n`, attributes);\nspan.end();\n",
    ),
    own(
        "own call, span under another name",
        "const turn = t.startSpan('n');\nturn.end();\n",
        "const { span: turn } = startSpanWithContext('n', {});\nturn.end();\n",
    ),
    own(
        "own call takes no kind",
        "const span = t.startSpan('n', { kind: 1, attributes: {} });\nspan.end();\n",
        "const span = t.startSpan('n', { kind: 1, attributes: {} }, getSessionContext());\nspan.end();\n",
        ELSE,
    ),
    own(
        "own call takes no variable",
        "const span = t.startSpan('n', opts);\nspan.end();\n",
        "const span = t.startSpan('n', opts, getSessionContext());\nspan.end();\n",
        ELSE,
    ),
    own(
        "own call keeps no comment",
        "const span = t.startSpan('n', { /* none */ });\nspan.end();\n",
        "const span = t.startSpan('n', { /* none */ }, getSessionContext());\nspan.end();\n",
        ELSE,
    ),
    own(
        "own call gives no type",
        "const span: object = t.startSpan('n');\nwork(span);\n",
        "const span: object = t.startSpan('n', {}, getSessionContext());\nwork(span);\n",
        ELSE,
    ),
    own(
        "own call gives no value in place",
        "t.startSpan('n').end();\n",
        "t.startSpan('n', {}, getSessionContext()).end();\n",
        ELSE,
    ),
]

CASES = [*ALIASES, *ADDED, *PLACES, *CONFIGURATIONS, *PROVIDERS, *PROJECT_CALLS]
