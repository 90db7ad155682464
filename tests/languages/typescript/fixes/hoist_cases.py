"""Before and after of a compound parent: named on the line before its statement, or passed in place."""

from __future__ import annotations

from tests.languages.typescript.fixes.typescript_case import CONFIGURED, PROVIDER, Case

HEAD = """\
import { context as otelContext, trace, SpanKind, type Span } from '@opentelemetry/api';
import { getSessionContext } from './session';
const tracer = trace.getTracer('t');
"""
SIBLING = "export const other = () => tracer.startSpan('o', {}, getSessionContext() ?? otelContext.active());\n"
PARENT = "getSessionContext() ?? otelContext.active()"
DECLARED = f"const sessionCtx = {PARENT}"


def hoisted(name: str, before: str, after: str, which: int = 0) -> Case:
    return Case(name, HEAD + before, CONFIGURED, HEAD + after, which=which)


def body(name: str, before: str, after: str | None = None, which: int = 0) -> Case:
    """The body of an asynchronous function; without `after`, the parent is passed in place."""
    text = "export async function f(opts: object, xs: string[], flag: boolean, prompt = 'p') {{\n{}\n}}\n".format
    inline = before.replace("startSpan('n'", f"startSpan('n', {{}}, {PARENT}")
    inline = inline.replace("startActiveSpan('n'", f"startActiveSpan('n', {{}}, {PARENT}")
    return hoisted(name, text(before), text(after if after is not None else inline), which)


NAMED = [
    Case(
        "the interaction span",
        HEAD
        + SIBLING
        + "const SPAN_INTERACTION = 'interaction';\nfunction getTracer() {\n  return trace.getTracer('t');\n}\n"
        "export function start(attributes: Record<string, string>): Span {\n"
        "  const span = getTracer().startSpan(SPAN_INTERACTION, { kind: SpanKind.INTERNAL, attributes });\n"
        "  return span;\n}\n",
        PROVIDER,
        HEAD
        + SIBLING
        + "const SPAN_INTERACTION = 'interaction';\nfunction getTracer() {\n  return trace.getTracer('t');\n}\n"
        "export function start(attributes: Record<string, string>): Span {\n"
        "  const sessionCtx = getSessionContext() ?? otelContext.active();\n"
        "  const span = getTracer().startSpan(SPAN_INTERACTION, { kind: SpanKind.INTERNAL, attributes }, sessionCtx);\n"
        "  return span;\n}\n",
        which=1,
    ),
    body(
        "returned",
        "  return tracer.startSpan('n');",
        f"  {DECLARED};\n  return tracer.startSpan('n', {{}}, sessionCtx);",
    ),
    body(
        "without semicolons",
        "  const s = tracer.startSpan('n')\n  s.end()",
        f"  {DECLARED}\n  const s = tracer.startSpan('n', {{}}, sessionCtx)\n  s.end()",
    ),
    body(
        "with tabs",
        "\tif (flag) {\n\t\ttracer.startSpan('n');\n\t}",
        f"\tif (flag) {{\n\t\t{DECLARED};\n\t\ttracer.startSpan('n', {{}}, sessionCtx);\n\t}}",
    ),
    body(
        "before the statement's comments",
        "  work();\n\n  // the turn\n  /* whole */\n  const s = tracer.startSpan('n');\n  s.end();",
        f"  work();\n\n  {DECLARED};\n  // the turn\n  /* whole */\n"
        "  const s = tracer.startSpan('n', {}, sessionCtx);\n  s.end();",
    ),
    body(
        "after a comment that is not the statement's",
        "  // the whole function\n\n  const s = tracer.startSpan('n');\n  s.end();",
        f"  // the whole function\n\n  {DECLARED};\n  const s = tracer.startSpan('n', {{}}, sessionCtx);\n  s.end();",
    ),
    body(
        "after a comment at the end of another line",
        "  work(); // before\n  const s = tracer.startSpan('n');\n  s.end();",
        f"  work(); // before\n  {DECLARED};\n  const s = tracer.startSpan('n', {{}}, sessionCtx);\n  s.end();",
    ),
    body(
        "before an awaited callback",
        "  await tracer.startActiveSpan('n', async (s) => {\n    s.end();\n  });",
        f"  {DECLARED};\n  await tracer.startActiveSpan('n', {{}}, sessionCtx, async (s) => {{\n    s.end();\n  }});",
    ),
    body(
        "inside a callback's block",
        "  xs.forEach((x) => {\n    tracer.startSpan(x);\n  });",
        f"  xs.forEach((x) => {{\n    {DECLARED};\n    tracer.startSpan(x, {{}}, sessionCtx);\n  }});",
    ),
    body(
        "statement that would go on with the line before",
        "  let s: Span\n  ;[s] = [tracer.startSpan('n')]\n  s.end()",
        f"  let s: Span\n  ;[s] = [tracer.startSpan('n', {{}}, {PARENT})]\n  s.end()",
    ),
    body(
        "statement that starts with a parenthesis",
        "  work();\n  (tracer.startSpan('n').end())",
        f"  work();\n  {DECLARED};\n  (tracer.startSpan('n', {{}}, sessionCtx).end())",
    ),
    body(
        "name taken",
        "  const sessionCtx = 1;\n  tracer.startSpan('n');\n  work(sessionCtx);",
        f"  const sessionCtx = 1;\n  const sessionCtx2 = {PARENT};\n  tracer.startSpan('n', {{}}, sessionCtx2);\n"
        "  work(sessionCtx);",
    ),
    body(
        "name taken inside",
        "  tracer.startSpan('n');\n  xs.map((sessionCtx) => sessionCtx);",
        f"  const sessionCtx2 = {PARENT};\n  tracer.startSpan('n', {{}}, sessionCtx2);\n"
        "  xs.map((sessionCtx) => sessionCtx);",
    ),
    body(
        "reused",
        f"  {DECLARED};\n  tracer.startSpan('m', {{}}, sessionCtx);\n  tracer.startSpan('n');",
        f"  {DECLARED};\n  tracer.startSpan('m', {{}}, sessionCtx);\n  tracer.startSpan('n', {{}}, sessionCtx);",
        which=1,
    ),
    body(
        "not reused from an outer block",
        f"  {DECLARED};\n  if (flag) {{\n    tracer.startSpan('n');\n  }}\n  work(sessionCtx);",
        f"  {DECLARED};\n  if (flag) {{\n    const sessionCtx2 = {PARENT};\n"
        "    tracer.startSpan('n', {}, sessionCtx2);\n  }\n  work(sessionCtx);",
    ),
    body(
        "not reused when it is something else",
        "  const sessionCtx = otelContext.active();\n  tracer.startSpan('n');\n  work(sessionCtx);",
        f"  const sessionCtx = otelContext.active();\n  const sessionCtx2 = {PARENT};\n"
        "  tracer.startSpan('n', {}, sessionCtx2);\n  work(sessionCtx);",
    ),
    body(
        "assigned",
        "  let s: Span;\n  s = tracer.startSpan('n');\n  s.end();",
        f"  let s: Span;\n  {DECLARED};\n  s = tracer.startSpan('n', {{}}, sessionCtx);\n  s.end();",
    ),
    hoisted(
        "exported",
        "export const s = tracer.startSpan('n');\n",
        f"{DECLARED};\nexport const s = tracer.startSpan('n', {{}}, sessionCtx);\n",
    ),
    Case(
        "windows line ends and tabs",
        (HEAD + "export function f() {\n\treturn tracer.startSpan('ñ')\n}").replace("\n", "\r\n"),
        CONFIGURED,
        (HEAD + f"export function f() {{\n\t{DECLARED}\n\treturn tracer.startSpan('ñ', {{}}, sessionCtx)\n}}").replace(
            "\n", "\r\n"
        ),
    ),
]

IN_PLACE = [
    body("loop header", "  for (let s = tracer.startSpan('n'); flag; ) s.end();"),
    body("loop over", "  for (const s of [tracer.startSpan('n')]) s.end();"),
    body("loop condition", "  while (tracer.startSpan('n').isRecording()) work();"),
    body("statement without a block", "  if (flag) tracer.startSpan('n');"),
    body("condition", "  if (tracer.startSpan('n').isRecording()) work();"),
    body("expression-bodied arrow", "  return xs.map((x) => tracer.startSpan('n'));"),
    body("default parameter", "  const g = (s = tracer.startSpan('n')) => s;\n  g();"),
    body("default in a pattern", "  const { s = tracer.startSpan('n') } = {} as { s?: Span };\n  s.end();"),
    body("field initialiser", "  class A {\n    s = tracer.startSpan('n');\n  }\n  work(A);"),
    body("static field", "  class A {\n    static s = tracer.startSpan('n');\n  }\n  work(A);"),
    body("and", "  const s = flag && tracer.startSpan('n');\n  work(s);"),
    body("or", "  const s = flag || tracer.startSpan('n');\n  work(s);"),
    body("nullish", "  const s = (opts as unknown as Span | null) ?? tracer.startSpan('n');\n  work(s);"),
    body("choice", "  const s = flag ? tracer.startSpan('n') : null;\n  work(s);"),
    body("optional receiver", "  const s = (tracer as typeof tracer | undefined)?.startSpan('n');\n  work(s);"),
    body("optional call around", "  (work as typeof work | undefined)?.(tracer.startSpan('n'));"),
    body("assignment that may not happen", "  let s: Span | undefined;\n  s ??= tracer.startSpan('n');"),
    body("switch case", "  switch (prompt) {\n    case 'a':\n      tracer.startSpan('n');\n  }"),
    body("second declarator", "  const a = work(), s = tracer.startSpan('n');\n  work(a, s);"),
    body("after a wait", "  work(await work(), tracer.startSpan('n'));"),
    body("after an assignment", "  let a;\n  work((a = 1), tracer.startSpan('n'));"),
    body("sequence", "  work(), tracer.startSpan('n');"),
    body("beside another statement", "  work(); tracer.startSpan('n');"),
    body("label", "  a: tracer.startSpan('n');"),
    body("inside a template", "  return `${tracer.startSpan('n')}`;"),
    Case(
        "no import before it",
        "export const s = tracer.startSpan('n');\n",
        CONFIGURED,
        "import { getSessionContext } from './session';\nimport { context } from '@opentelemetry/api';\n\n"
        "export const s = tracer.startSpan('n', {}, getSessionContext() ?? context.active());\n",
    ),
]

CASES = [*NAMED, *IN_PLACE]
