"""The Python demo under the real SDK, before and after `spanlint --fix`, by way of the SDK's own exporters."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import run_spanlint
from tests.e2e.demo_traces import DEMO, SESSION_ID
from tests.waiting import HANGS_AFTER

pytestmark = pytest.mark.program

TURNS = 37
PLAY = f"""\
import sys, time
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace import SpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
import session_context, turn

class Naming(SpanProcessor):
    def on_start(self, span, parent_context=None):
        span.set_attribute("session.id", "{SESSION_ID}")

kept = InMemorySpanExporter()
provider = TracerProvider(resource=Resource.create({{"service.name": "demo"}}))
provider.add_span_processor(Naming())
provider.add_span_processor(SimpleSpanProcessor(kept))
trace.set_tracer_provider(provider)
session_context.open_session("{SESSION_ID}")
for _ in range({TURNS}):
    turn.run_turn("What does this file do?")
for span in kept.get_finished_spans():
    print(span.to_json())
"""


def played(demo: Path, folder: Path) -> Path:
    """What the console exporter prints of 37 turns."""
    (demo / "play.py").write_text(PLAY, encoding="utf-8")
    command = [sys.executable, "-B", "play.py"]
    done = subprocess.run(command, cwd=demo, capture_output=True, text=True, timeout=HANGS_AFTER)
    (demo / "play.py").unlink()
    assert done.returncode == 0, done.stderr
    path = folder / "console.json"
    path.write_text(done.stdout, encoding="utf-8")
    return path


def test_the_demo_s_one_call_is_named_and_its_fix_mends_it(tmp_path: Path) -> None:
    demo = tmp_path / "demo"
    shutil.copytree(DEMO / "python", demo, ignore=shutil.ignore_patterns("__pycache__"))
    path = played(demo, tmp_path)
    run = run_spanlint(tmp_path, "trace", path.name, "--source", "demo", "--output-format", "json")
    (finding,) = json.loads(run.out)
    assert run.code == 1
    assert finding["message"].startswith(
        f"{TURNS} of {TURNS} `session.interaction` spans left the trace of their session"
    )
    assert (finding["path"], finding["line"]) == ("demo/session_tracing.py", 21)
    assert finding["help"] == "`spanlint --fix demo/session_tracing.py` repairs it"
    assert finding["trace"]["traces"] == TURNS
    assert finding["trace"]["sites"][0]["codes"] == ["SPN002"]

    assert run_spanlint(tmp_path, "--fix", "demo/session_tracing.py").code == 0
    after = run_spanlint(tmp_path, "trace", played(demo, tmp_path).name, "--source", "demo")
    assert after.code == 0
    assert after.out.startswith("No findings in 1 file (148 spans, 1 trace, 1 session).")
