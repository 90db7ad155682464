"""Runs small programs under the real OpenTelemetry SDKs, before and after their repair."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from tests.e2e.demo_traces import NODE_MODULES
from tests.waiting import HANGS_AFTER

SESSION_TYPESCRIPT = """\
import { ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';

let current: Context | undefined;

export function beginSession(session: number | undefined): void {
  const remote = { traceId: String(session).padStart(32, '5'), spanId: 'b'.repeat(16), traceFlags: 1 };
  current = session === undefined ? undefined : trace.setSpanContext(ROOT_CONTEXT, remote);
}

export function getSessionContext(): Context | undefined {
  return current;
}
"""
SESSION_PYTHON = """\
from opentelemetry import trace
from opentelemetry.context import Context

_current = None


def begin_session(session):
    global _current
    context = trace.SpanContext(int(str(session).rjust(32, "5"), 16), 11, True, trace.TraceFlags(1))
    _current = trace.set_span_in_context(trace.NonRecordingSpan(context), Context())


def session_context():
    return _current
"""
CONFIGURATION = """\
[session-context.typescript]
expression = "getSessionContext() ?? context.active()"
imports = ["import { getSessionContext } from './telemetry/session'", "import { context } from '@opentelemetry/api'"]

[session-context.python]
expression = "session_context()"
imports = ["from telemetry.session import session_context"]
"""
_NODE = """\
const Module = require('module'), path = require('path'), fs = require('fs');
const root = process.argv[2], entry = path.resolve(process.argv[3]);
process.env.NODE_PATH = root; Module._initPaths();
const ts = require('typescript'), api = require('@opentelemetry/api');
const sdk = require('@opentelemetry/sdk-trace-base'), hooks = require('@opentelemetry/context-async-hooks');
const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, experimentalDecorators: true };
Module._extensions['.ts'] = (module, name) => {
  const text = fs.readFileSync(name, 'utf8');
  module._compile(ts.transpileModule(text, { compilerOptions: options, fileName: name }).outputText, name);
};
const exporter = new sdk.InMemorySpanExporter(), warnings = [];
const provider = new sdk.BasicTracerProvider({ spanProcessors: [new sdk.SimpleSpanProcessor(exporter)] });
api.context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager().enable());
api.trace.setGlobalTracerProvider(provider);
const warn = (...words) => warnings.push(words.map(String).join(' ').slice(0, 80));
api.diag.setLogger({ warn, error: warn, info() {}, debug() {}, verbose() {} });
(async () => {
  let error = null, result = null;
  try {
    const main = entry.endsWith('.mjs') ? (await import(entry)).main : require(entry).main;
    result = main ? await main() : null;
  } catch (raised) { error = `${raised.name}: ${String(raised.message).split('\\n')[0]}`; }
  const spans = exporter.getFinishedSpans();
  const nameOf = Object.fromEntries(spans.map((span) => [span.spanContext().spanId, span.name]));
  const of = (span) => [span.spanContext().traceId, nameOf[span.parentSpanContext?.spanId] ?? null];
  const shown = Object.fromEntries(spans.map((span) => [span.name, of(span)]));
  console.log(JSON.stringify({ error, result: result ?? null, spans: shown, warnings }));
})();
"""
_PYTHON = """\
import importlib, json, logging, sys
sys.path.insert(0, ".")
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
warnings = []
class Kept(logging.Handler):
    def emit(self, record):
        warnings.append(record.getMessage())
logging.getLogger().addHandler(Kept())
exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)
error = result = None
try:
    module = importlib.import_module(sys.argv[1])
    result = module.main() if hasattr(module, "main") else None
except BaseException as raised:
    error = f"{type(raised).__name__}: {raised}"
spans = exporter.get_finished_spans()
names = {span.context.span_id: span.name for span in spans}
def shown(span):
    return f"{span.context.trace_id:032x}", names.get(span.parent.span_id) if span.parent else None
shown = {span.name: shown(span) for span in spans}
print(json.dumps({"error": error, "result": result, "spans": shown, "warnings": warnings}))
"""


class Outcome(NamedTuple):
    """What a program did: its error or result, the session and the parent of each span, and what the SDK warned of.

    A session is its number; 0 stands for a trace of no session.
    """

    error: str | None
    result: Any
    sessions: dict[str, int]
    parents: dict[str, str | None]
    warnings: list[str]


def run_node(folder: Path, entry: str, has_standard_decorators: bool = False) -> Outcome:
    """Run `main` of a TypeScript or JavaScript file; its decorators are `experimentalDecorators` unless told."""
    assert NODE_MODULES.is_dir(), "demo/typescript/node_modules is missing: `make test` installs it"
    modules = folder / "node_modules"
    if not modules.exists():
        os.symlink(NODE_MODULES, modules, target_is_directory=True)
    program = _NODE.replace("experimentalDecorators: true", "") if has_standard_decorators else _NODE
    return _outcome(folder, ["node", "-e", program, "--", "run", str(NODE_MODULES), entry])


def run_python(folder: Path, module: str) -> Outcome:
    """Run `main` of a Python module, or only import it."""
    return _outcome(folder, [sys.executable, "-B", "-c", _PYTHON, module])


def _outcome(folder: Path, command: list[str]) -> Outcome:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=HANGS_AFTER, check=False)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    seen = json.loads(done.stdout.splitlines()[-1])
    spans: dict[str, tuple[str, str | None]] = seen["spans"]
    sessions = {name: int(trace[-1]) if trace.startswith("5" * 31) else 0 for name, (trace, _) in spans.items()}
    parents = {name: parent for name, (_, parent) in spans.items()}
    return Outcome(seen["error"], seen["result"], sessions, parents, seen["warnings"])
