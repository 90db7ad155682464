"""Small programs under a real SDK, whose spans one of its exporters sends to the tests' own receiver."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.e2e.demo_traces import NODE_MODULES
from tests.trace.played_demo import EXPORTERS
from tests.trace.receiver import receiver
from tests.waiting import HANGS_AFTER

_PYTHON = """\
import sys
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_ON

url = sys.argv[1]
EXPORTER
provider = TracerProvider(ALWAYS_ON, Resource.create({"service.name": "shop"}))
provider.add_span_processor(BatchSpanProcessor(exporter))
trace.set_tracer_provider(provider)
import program
program.main()
provider.shutdown()
"""
_NODE = """\
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { EXPORTER as Exporter } from 'PACKAGE';

const spanProcessors = [new BatchSpanProcessor(new Exporter({ url: process.argv[2] }))];
const resource = resourceFromAttributes({ 'service.name': 'shop', 'telemetry.sdk.language': 'nodejs' });
const provider = new BasicTracerProvider({ resource, spanProcessors });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(provider);
const { main } = await import('./program.mjs');
await main();
await provider.shutdown();
"""


def play(folder: Path, exporter_name: str, program: str) -> Path:
    """Run `main` of a program, `program.py` or `program.mjs` of the folder. Returns the file of its spans."""
    exporter = EXPORTERS[exporter_name]
    if exporter.language == "python":
        name, text, command = "program.py", _PYTHON.replace("EXPORTER", exporter.made[0]), [sys.executable, "-B"]
    else:
        package, class_name = exporter.made
        text = _NODE.replace("EXPORTER", class_name).replace("PACKAGE", package)
        name, command = "program.mjs", ["node"]
        assert NODE_MODULES.is_dir(), "demo/typescript/node_modules is missing: `make test` installs it"
        os.symlink(NODE_MODULES, folder / "node_modules", target_is_directory=True)
    (folder / name).write_text(program, encoding="utf-8")
    player = folder / f"play{Path(name).suffix}"
    player.write_text(text, encoding="utf-8")
    with receiver() as received:
        words = [*command, player.name, received.url + exporter.path]
        done = subprocess.run(words, cwd=folder, capture_output=True, timeout=HANGS_AFTER, check=False)
    assert done.returncode == 0, f"{done.stdout.decode()}{done.stderr.decode()}"
    player.unlink()
    export = folder / "export"
    export.write_bytes(exporter.joined(received.bodies) if exporter.path else done.stdout)
    return export
