"""TypeScript for tests of components: one call skips the parent that two others pass."""

from __future__ import annotations

BODY = """\
export function checkout(ctx: Context) {
  const a = tracer.startSpan("a", {}, ctx);
  const b = tracer.startSpan("b", {}, ctx);
  const c = tracer.startSpan("c");
  a.end(); b.end(); c.end();
}
"""
FIXED_BODY = BODY.replace('startSpan("c")', 'startSpan("c", {}, ctx)')
IMPORT = 'import { trace } from "@opentelemetry/api";\nconst tracer = trace.getTracer("shop");\n'
