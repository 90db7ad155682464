"""The demos under the real SDKs, before and after `spanlint --fix`, by way of the SDKs' own exporters."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.program import run_spanlint
from tests.e2e.demo_traces import DEMO
from tests.trace.played_demo import EXPORTERS, TURNS, played

pytestmark = pytest.mark.program

FILES = {"python": ("demo/session_tracing.py", 21), "typescript": ("demo/src/session-tracing.ts", 16)}


@pytest.mark.parametrize("name", EXPORTERS)
def test_the_demo_s_one_call_is_named_and_its_fix_mends_it(tmp_path: Path, name: str) -> None:
    exporter = EXPORTERS[name]
    path, line = FILES[exporter.language]
    demo = tmp_path / "demo"
    shutil.copytree(DEMO / exporter.language, demo, ignore=shutil.ignore_patterns("node_modules", "dist"))
    data, _ = played(exporter, demo, tmp_path / "before")
    (tmp_path / "export").write_bytes(data)
    run = run_spanlint(tmp_path, "trace", "export", "--source", "demo", "--output-format", "json")
    (finding,) = json.loads(run.out)
    assert (run.code, run.err) == (1, "")
    assert finding["message"].startswith(
        f"{TURNS} of {TURNS} `session.interaction` spans left the trace of their session"
    )
    assert (finding["path"], finding["line"]) == (path, line)
    assert finding["help"] == f"`spanlint --fix {path}` repairs it"
    assert finding["trace"]["traces"] == TURNS
    assert (finding["trace"]["match"], finding["trace"]["sites"][0]["codes"]) == ("exact", ["SPN002"])

    assert run_spanlint(tmp_path, "--fix", path).code == 0
    data, _ = played(exporter, demo, tmp_path / "after")
    (tmp_path / "export").write_bytes(data)
    after = run_spanlint(tmp_path, "trace", "export", "--source", "demo")
    assert (after.code, after.err) == (0, "")
    assert after.out.startswith(f"No findings in 1 file ({4 * TURNS} spans, 1 trace, 1 session).")


def test_node_sends_its_bodies_in_chunks(tmp_path: Path) -> None:
    """So a receiver that reads by `Content-Length` alone sees nothing of them."""
    _, received = played(EXPORTERS["node, OTLP in JSON"], DEMO / "typescript", tmp_path / "demo")
    assert "chunked" in received.encodings
