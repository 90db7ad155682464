"""Before and after of a parent put into its slot: what stands around it is kept as the file has it."""

from __future__ import annotations

from tests.languages.typescript.fixes.typescript_case import ACTIVE, MOVE, PARAMETER, ROOT, WRAP, Case

FRAME = """\
import {{ trace, context, SpanKind, type Context, type Span }} from '@opentelemetry/api';
const tracer = trace.getTracer('t');
export function handle(ctx: Context, parent: Span) {{
  {}
}}
"""


def line(name: str, before: str, after: str | None, remedy: str = PARAMETER) -> Case:
    """A statement in a function that has the parameters `ctx` and `parent`."""
    return Case(name, FRAME.format(before), remedy, FRAME.format(after) if after is not None else None)


ARGUMENTS = [
    line("name alone", "tracer.startSpan('n');", "tracer.startSpan('n', {}, ctx);"),
    line("double quotes", 'tracer.startSpan("n");', 'tracer.startSpan("n", {}, ctx);'),
    line("options literal", "tracer.startSpan('n', { kind: 1 });", "tracer.startSpan('n', { kind: 1 }, ctx);"),
    line("options variable", "tracer.startSpan('n', opts);", "tracer.startSpan('n', opts, ctx);"),
    line("options call", "tracer.startSpan('n', makeOptions());", "tracer.startSpan('n', makeOptions(), ctx);"),
    line("options in a cast", "tracer.startSpan('n', {} as any);", "tracer.startSpan('n', {} as any, ctx);"),
    line("options undefined", "tracer.startSpan('n', undefined);", "tracer.startSpan('n', undefined, ctx);"),
    line("empty parent", "tracer.startSpan('n', opts, undefined);", "tracer.startSpan('n', opts, ctx);"),
    line("void parent", "tracer.startSpan('n', opts, void 0);", "tracer.startSpan('n', opts, ctx);"),
    line("null parent", "tracer.startSpan('n', {}, null as any);", "tracer.startSpan('n', {}, ctx);"),
    line("null in javascript's way", "tracer.startSpan('n', null!, null!);", "tracer.startSpan('n', {}, ctx);"),
    line("trailing comma", "tracer.startSpan('n',);", "tracer.startSpan('n', {}, ctx,);"),
    line("trailing comma after options", "tracer.startSpan('n', {},);", "tracer.startSpan('n', {}, ctx,);"),
    line("no blanks", "tracer.startSpan( 'n',opts );", "tracer.startSpan( 'n',opts, ctx );"),
    line("block comment", "tracer.startSpan('n' /* why */);", "tracer.startSpan('n' /* why */, {}, ctx);"),
    line("comment before", "tracer.startSpan(/* a */ 'n');", "tracer.startSpan(/* a */ 'n', {}, ctx);"),
    line("comment at the comma", "tracer.startSpan('n', /* b */);", "tracer.startSpan('n', {}, ctx, /* b */);"),
    line("line comment", "tracer.startSpan('n' // why\n  );", "tracer.startSpan('n', {}, ctx // why\n  );"),
    line("non-ASCII", "tracer.startSpan('ñ → 🚀', opts);", "tracer.startSpan('ñ → 🚀', opts, ctx);"),
    line("template", "tracer.startSpan(`n-${opts}`);", "tracer.startSpan(`n-${opts}`, {}, ctx);"),
    line("in a call", "work(tracer.startSpan('n'));", "work(tracer.startSpan('n', {}, ctx));"),
    line("chained", "tracer.startSpan('n').end();", "tracer.startSpan('n', {}, ctx).end();"),
    line("optional", "tracer?.startSpan('n');", "tracer?.startSpan('n', {}, ctx);"),
    line("by index", "tracer['startSpan']('n');", "tracer['startSpan']('n', {}, ctx);"),
    line("broken lines", "tracer.startSpan(\n    'n'\n  );", "tracer.startSpan(\n    'n',\n    {},\n    ctx\n  );"),
    line(
        "broken lines, trailing comma",
        "tracer.startSpan(\n    'n',\n    opts,\n  );",
        "tracer.startSpan(\n    'n',\n    opts,\n    ctx,\n  );",
    ),
    line(
        "broken lines, comments",
        "tracer.startSpan(\n    'n', // name\n    opts, // options\n  );",
        "tracer.startSpan(\n    'n', // name\n    opts, // options\n    ctx,\n  );",
    ),
    line(
        "broken lines, comment and no comma",
        "tracer.startSpan(\n    'n',\n    opts // options\n  );",
        "tracer.startSpan(\n    'n',\n    opts, // options\n    ctx\n  );",
    ),
    line(
        "broken lines, comment below",
        "tracer.startSpan(\n    'n'\n    // no options\n  );",
        "tracer.startSpan(\n    'n',\n    {},\n    ctx\n    // no options\n  );",
    ),
    line("tabs", "tracer.startSpan(\n\t\t'n',\n\t);", "tracer.startSpan(\n\t\t'n',\n\t\t{},\n\t\tctx,\n\t);"),
    line(
        "literal over lines",
        "tracer.startSpan('n', {\n    kind: 1,\n  });",
        "tracer.startSpan('n', {\n    kind: 1,\n  }, ctx);",
    ),
    line(
        "object and array arguments",
        "tracer.startSpan('n', { attributes: { a: [1, 2], b: '(,)' } });",
        "tracer.startSpan('n', { attributes: { a: [1, 2], b: '(,)' } }, ctx);",
    ),
    line("spread arguments", "tracer.startSpan(...args);", None),
    line("spread after the name", "tracer.startSpan('n', ...rest);", None),
    line("no name", "tracer.startSpan();", None),
    line("parent there already", "tracer.startSpan('n', {}, ctx);", None),
    line("error in the statement", "tracer.startSpan('n', { kind: });", None),
    line("error after the call", "tracer.startSpan('n').end(;", None),
    line("unknown parameter", "((ctx2: Context) => ctx2)(ctx); tracer.startSpan('n');", None, "parameter nobody"),
]

CALLBACKS = [
    line("arrow", "tracer.startActiveSpan('n', s => s);", "tracer.startActiveSpan('n', {}, ctx, s => s);"),
    line(
        "function",
        "tracer.startActiveSpan('n', function (s) { s.end(); });",
        "tracer.startActiveSpan('n', {}, ctx, function (s) { s.end(); });",
    ),
    line(
        "options and arrow",
        "tracer.startActiveSpan('n', opts, async (s) => {\n    s.end();\n  });",
        "tracer.startActiveSpan('n', opts, ctx, async (s) => {\n    s.end();\n  });",
    ),
    line(
        "empty parent and arrow",
        "tracer.startActiveSpan('n', {}, undefined as any, (s) => s);",
        "tracer.startActiveSpan('n', {}, ctx, (s) => s);",
    ),
    line(
        "undefined options and arrow",
        "tracer.startActiveSpan('n', undefined!, (s) => s);",
        "tracer.startActiveSpan('n', {}, ctx, (s) => s);",
    ),
    line(
        "callback on its own line",
        "tracer.startActiveSpan(\n    'n',\n    (s) => s,\n  );",
        "tracer.startActiveSpan(\n    'n',\n    {},\n    ctx,\n    (s) => s,\n  );",
    ),
    line(
        "callback beside a name on its own line",
        "tracer.startActiveSpan(\n    'n', (s) => s);",
        "tracer.startActiveSpan(\n    'n', {}, ctx, (s) => s);",
    ),
    line(
        "comments around a callback",
        "tracer.startActiveSpan(\n    'n', // name\n    // the work\n    (s) => s,\n  );",
        "tracer.startActiveSpan(\n    'n', // name\n    {},\n    ctx,\n    // the work\n    (s) => s,\n  );",
    ),
    line(
        "comment beside a callback",
        "tracer.startActiveSpan('n', /* work */ (s) => s);",
        "tracer.startActiveSpan('n', {}, ctx, /* work */ (s) => s);",
    ),
    line(
        "callback named by a declaration",
        "function run(s: Span) { s.end(); }\n  tracer.startActiveSpan('n', run);",
        "function run(s: Span) { s.end(); }\n  tracer.startActiveSpan('n', {}, ctx, run);",
    ),
    line("callback behind a name", "tracer.startActiveSpan('n', work);", None),
    line("callback made by a call", "tracer.startActiveSpan('n', work.bind(null));", None),
    line("spread before a callback", "tracer.startActiveSpan(...rest, (s: Span) => s);", None),
]

ROOTS = [
    line("root, no options", "tracer.startSpan('n');", "tracer.startSpan('n', { root: true });", ROOT),
    line("root, empty options", "tracer.startSpan('n', {});", "tracer.startSpan('n', { root: true });", ROOT),
    line(
        "root, options",
        "tracer.startSpan('n', { kind: 1 });",
        "tracer.startSpan('n', { kind: 1, root: true });",
        ROOT,
    ),
    line(
        "root, options over lines",
        "tracer.startSpan('n', {\n    kind: 1,\n  });",
        "tracer.startSpan('n', {\n    kind: 1,\n    root: true,\n  });",
        ROOT,
    ),
    line(
        "root, options over lines without a comma",
        "tracer.startSpan('n', {\n    kind: 1 // internal\n  });",
        "tracer.startSpan('n', {\n    kind: 1, // internal\n    root: true\n  });",
        ROOT,
    ),
    line(
        "root said to be false",
        "tracer.startSpan('n', { root: false });",
        "tracer.startSpan('n', { root: true });",
        ROOT,
    ),
    line(
        "root beside a comment",
        "tracer.startSpan('n', { /* none */ });",
        "tracer.startSpan('n', { root: true, /* none */ });",
        ROOT,
    ),
    line(
        "root before a callback",
        "tracer.startActiveSpan('n', (s) => s);",
        "tracer.startActiveSpan('n', { root: true }, (s) => s);",
        ROOT,
    ),
    line("root in a variable", "tracer.startSpan('n', opts);", None, ROOT),
    line("root by a variable", "const root = false; tracer.startSpan('n', { root });", None, ROOT),
    line("root for a call with a parent", "tracer.startSpan('n', {}, ctx);", None, ROOT),
]

MISPLACED = [
    line(
        "span as parent",
        "tracer.startSpan('n', {}, parent as any);",
        "tracer.startSpan('n', {}, trace.setSpan(context.active(), parent as any));",
        WRAP,
    ),
    line(
        "span made in place",
        "tracer.startSpan('n', {}, tracer.startSpan('p'));",
        "tracer.startSpan('n', {}, trace.setSpan(context.active(), tracer.startSpan('p')));",
        WRAP,
    ),
    line(
        "span in a callback's call",
        "tracer.startActiveSpan('n', {}, parent, (s) => s);",
        "tracer.startActiveSpan('n', {}, trace.setSpan(context.active(), parent), (s) => s);",
        WRAP,
    ),
    line(
        "span context",
        "tracer.startSpan('n', {}, parent.spanContext());",
        "tracer.startSpan('n', {}, trace.setSpanContext(context.active(), parent.spanContext()));",
        WRAP,
    ),
    line("span that is optional", "tracer.startSpan('n', {}, trace.getActiveSpan());", None, WRAP),
    Case(
        "span parameter that is optional",
        "import { context, trace, type Span } from '@opentelemetry/api';\nconst t = trace.getTracer('t');\n"
        "export const f = (parent?: Span) => t.startSpan('n', {}, parent);\n",
        WRAP,
        "import { context, trace, type Span } from '@opentelemetry/api';\nconst t = trace.getTracer('t');\n"
        "export const f = (parent?: Span) => t.startSpan('n', {}, "
        "parent ? trace.setSpan(context.active(), parent) : context.active());\n",
    ),
    line("context that is wrapped", "tracer.startSpan('n', {}, ctx);", None, WRAP),
    line("context among options", "tracer.startSpan('n', ctx);", "tracer.startSpan('n', {}, ctx);", MOVE),
    line(
        "context among options, empty parent",
        "tracer.startSpan('n', ctx, undefined);",
        "tracer.startSpan('n', {}, ctx);",
        MOVE,
    ),
    line(
        "context among options over lines",
        "tracer.startSpan(\n    'n',\n    ctx,\n  );",
        "tracer.startSpan(\n    'n',\n    {},\n    ctx,\n  );",
        MOVE,
    ),
    line(
        "context among a callback's options",
        "tracer.startActiveSpan('n', ctx, (s) => s);",
        "tracer.startActiveSpan('n', {}, ctx, (s) => s);",
        MOVE,
    ),
    Case(
        "optional context among a callback's options",
        "import { context, trace, type Context } from '@opentelemetry/api';\nconst t = trace.getTracer('t');\n"
        "export const f = (ctx?: Context) => t.startActiveSpan('n', ctx, (s) => s);\n",
        MOVE,
        "import { context, trace, type Context } from '@opentelemetry/api';\nconst t = trace.getTracer('t');\n"
        "export const f = (ctx?: Context) => t.startActiveSpan('n', {}, ctx ?? context.active(), (s) => s);\n",
    ),
    line("options among options", "tracer.startSpan('n', opts);", None, MOVE),
]

HEAD = "import { context, trace, type Context } from '@opentelemetry/api';\nconst t = trace.getTracer('t');\n"
PARAMETERS = [
    Case(
        "optional parameter",
        HEAD + "export const f = (ctx?: Context) => t.startSpan('n');\n",
        PARAMETER,
        HEAD + "export const f = (ctx?: Context) => t.startSpan('n', {}, ctx);\n",
    ),
    Case(
        "optional parameter for a callback's call",
        HEAD + "export function f(ctx?: Context) {\n  return t.startActiveSpan('n', (s) => s);\n}\n",
        PARAMETER,
        HEAD + "export function f(ctx?: Context) {\n  const sessionCtx = ctx ?? context.active();\n"
        "  return t.startActiveSpan('n', {}, sessionCtx, (s) => s);\n}\n",
    ),
    Case(
        "nullable parameter",
        HEAD + "export const f = (ctx: Context | null) => t.startSpan('n');\n",
        PARAMETER,
        HEAD + "export const f = (ctx: Context | null) => t.startSpan('n', {}, ctx ?? context.active());\n",
    ),
    Case(
        "parameter with a default",
        HEAD + "export const f = (ctx: Context = context.active()) => t.startActiveSpan('n', (s) => s);\n",
        PARAMETER,
        HEAD + "export const f = (ctx: Context = context.active()) => t.startActiveSpan('n', {}, ctx, (s) => s);\n",
    ),
    line("active context", "tracer.startSpan('n');", "tracer.startSpan('n', {}, context.active());", ACTIVE),
]

CASES = [*ARGUMENTS, *CALLBACKS, *ROOTS, *MISPLACED, *PARAMETERS]
