"""Turns of the demo, played with a real SDK and exported by one of its own exporters."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.e2e.demo_traces import NODE_MODULES, SESSION_ID
from tests.trace.receiver import Received, receiver
from tests.waiting import HANGS_AFTER

TURNS = 37
_PYTHON = """\
import sys
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
import session_context, turn

url, session, turns = sys.argv[1], sys.argv[2], int(sys.argv[3])

class Naming(SpanProcessor):
    def on_start(self, span, parent_context=None):
        span.set_attribute("session.id", session)

EXPORTER
provider = TracerProvider(resource=Resource.create({"service.name": "demo"}))
provider.add_span_processor(Naming())
provider.add_span_processor(BatchSpanProcessor(exporter, max_export_batch_size=100))
trace.set_tracer_provider(provider)
session_context.open_session(session)
for _ in range(turns):
    turn.run_turn("What does this file do?")
provider.shutdown()
"""
_NODE = """\
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { EXPORTER as Exporter } from 'PACKAGE';
import { openSession } from './session-context.js';
import * as tracing from './session-tracing.js';

const [url, session, turns] = process.argv.slice(2);
const naming = {
  onStart(span) { span.setAttribute('session.id', session); },
  onEnd() {}, async forceFlush() {}, async shutdown() {},
};
const sending = new BatchSpanProcessor(new Exporter({ url }), { maxExportBatchSize: 100 });
const resource = resourceFromAttributes({ 'service.name': 'demo', 'telemetry.sdk.language': 'nodejs' });
const provider = new BasicTracerProvider({ resource, spanProcessors: [naming, sending] });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(provider);
openSession(session);
for (let turn = 0; turn < Number(turns); turn++) {
  const interaction = tracing.startInteractionSpan('What does this file do?');
  const request = tracing.startLlmRequestSpan('demo-model');
  const tool = tracing.startToolSpan('read_file', request);
  const execution = tracing.startToolExecutionSpan(tool);
  execution.end(); tool.end(); request.end(); interaction.end();
}
await provider.shutdown();
"""


def _lines(bodies: list[bytes]) -> bytes:
    return b"".join(body + b"\n" for body in bodies)


def _with_lengths(bodies: list[bytes]) -> bytes:
    return b"".join(len(body).to_bytes(4, "big") + body for body in bodies)


class Exporter(NamedTuple):
    """An exporter of an SDK: `made` is the code that makes it, for Node its package and class. `joined` makes one file
    of the bodies that it posts."""

    language: str
    made: tuple[str, ...]
    path: str = ""
    joined: Callable[[list[bytes]], bytes] = _lines


_OTLP_PYTHON = "from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter\n"
_ZIPKIN_PYTHON = "from opentelemetry.exporter.zipkin.json import ZipkinExporter\n"
_CONSOLE_PYTHON = "from opentelemetry.sdk.trace.export import ConsoleSpanExporter\n"
EXPORTERS = {
    "python, OTLP in protobuf": Exporter(
        "python", (_OTLP_PYTHON + "exporter = OTLPSpanExporter(endpoint=url)",), "/v1/traces", _with_lengths
    ),
    "python, Zipkin": Exporter(
        "python", (_ZIPKIN_PYTHON + "exporter = ZipkinExporter(endpoint=url)",), "/api/v2/spans"
    ),
    "python, console": Exporter("python", (_CONSOLE_PYTHON + "exporter = ConsoleSpanExporter()",)),
    "node, OTLP in JSON": Exporter(
        "typescript", ("@opentelemetry/exporter-trace-otlp-http", "OTLPTraceExporter"), "/v1/traces"
    ),
    "node, OTLP in protobuf": Exporter(
        "typescript", ("@opentelemetry/exporter-trace-otlp-proto", "OTLPTraceExporter"), "/v1/traces", _with_lengths
    ),
    "node, Zipkin": Exporter("typescript", ("@opentelemetry/exporter-zipkin", "ZipkinExporter"), "/api/v2/spans"),
}


def played(exporter: Exporter, demo: Path, work: Path) -> tuple[bytes, Received]:
    """The export of 37 turns of a demo, and what came over the wire. The demo's folder is left as it was."""
    shutil.copytree(demo, work, ignore=shutil.ignore_patterns("node_modules", "dist", "__pycache__"))
    command = _python(exporter, work) if exporter.language == "python" else _node(exporter, work)
    with receiver() as received:
        arguments = [received.url + exporter.path, SESSION_ID, str(TURNS)]
        printed = _run([*command, *arguments], work)
    return exporter.joined(received.bodies) if exporter.path else printed, received


def _python(exporter: Exporter, work: Path) -> list[str]:
    (work / "play.py").write_text(_PYTHON.replace("EXPORTER", exporter.made[0]), encoding="utf-8")
    return [sys.executable, "-B", "play.py"]


def _node(exporter: Exporter, work: Path) -> list[str]:
    assert NODE_MODULES.is_dir(), "demo/typescript/node_modules is missing: `make test` installs it"
    os.symlink(NODE_MODULES, work / "node_modules", target_is_directory=True)
    _run(["node", str(NODE_MODULES / "typescript" / "bin" / "tsc"), "--strict", "--project", "."], work)
    package, name = exporter.made
    text = _NODE.replace("EXPORTER", name).replace("PACKAGE", package)
    (work / "dist" / "play.js").write_text(text, encoding="utf-8")
    return ["node", "dist/play.js"]


def _run(command: list[str], folder: Path) -> bytes:
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=HANGS_AFTER, check=False)
    assert done.returncode == 0, f"{command}:\n{done.stdout.decode()}{done.stderr.decode()}"
    return done.stdout
