"""The demo has the bug that spanlint exists for: shown by the real SDKs, and found by spanlint at the same call."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.e2e.demo_traces import DEMO, SESSION_ID, TRACE_IDS
from tests.waiting import HANGS_AFTER

INTERACTION = "session.interaction"
SIBLINGS = {"session.llm_request", "session.tool", "session.tool.execution"}
OTHER_SESSION_ID = "0f0e7a52-6c39-4b1d-9a55-1b6f3f7f9f10"


class Repair(NamedTuple):
    """The careful repair of a demo's one bad call, as text to replace."""

    file: str
    before: str
    after: str


REPAIRS = {
    "python": Repair(
        "session_tracing.py",
        "start_span(SPAN_INTERACTION, kind",
        "start_span(SPAN_INTERACTION, context=get_session_context() or otel_context.get_current(), kind",
    ),
    "typescript": Repair(
        "src/session-tracing.ts",
        "startSpan(SPAN_INTERACTION, { kind: SpanKind.INTERNAL, attributes }",
        "startSpan(SPAN_INTERACTION, { kind: SpanKind.INTERNAL, attributes },"
        " getSessionContext() ?? otelContext.active()",
    ),
}


def derive_trace_id(session_id: str) -> str:
    return hashlib.sha256(session_id.encode()).hexdigest()[:32]


def test_the_trace_id_of_the_documented_session() -> None:
    assert derive_trace_id(SESSION_ID) == "4acca441dba8071e51177f7c82fe0d07"


@pytest.mark.parametrize("session_id", [SESSION_ID, OTHER_SESSION_ID])
@pytest.mark.parametrize("language", TRACE_IDS)
def test_four_spans_of_one_session_fall_in_two_traces(language: str, session_id: str) -> None:
    ids = TRACE_IDS[language](DEMO / language, session_id)

    stray = ids.pop(INTERACTION)
    assert ids == dict.fromkeys(SIBLINGS, derive_trace_id(session_id))
    assert len(stray) == 32
    assert stray != derive_trace_id(session_id)


@pytest.mark.parametrize("language", TRACE_IDS)
def test_passing_the_session_context_puts_them_in_one(language: str, tmp_path: Path) -> None:
    copy = tmp_path / "demo"
    shutil.copytree(DEMO / language, copy, ignore=shutil.ignore_patterns("node_modules", "dist"))
    repair = REPAIRS[language]
    source = (copy / repair.file).read_text(encoding="utf-8")
    assert source.count(repair.before) == 1
    (copy / repair.file).write_text(source.replace(repair.before, repair.after), encoding="utf-8")

    ids = TRACE_IDS[language](copy, SESSION_ID)

    assert ids == dict.fromkeys(SIBLINGS | {INTERACTION}, derive_trace_id(SESSION_ID))


def test_spanlint_finds_the_stray_call_of_each_language_and_nothing_else() -> None:
    command = [sys.executable, "-m", "spanlint", "--isolated", "--output-format", "json", "demo"]
    done = subprocess.run(command, cwd=DEMO.parent, capture_output=True, text=True, timeout=HANGS_AFTER)

    assert done.returncode == 1, done.stderr
    lines = {
        finding["path"]: (DEMO.parent / finding["path"]).read_text(encoding="utf-8").splitlines()[finding["line"] - 1]
        for finding in json.loads(done.stdout)
    }
    assert len(lines) == len(json.loads(done.stdout)) == len(REPAIRS)
    for language, repair in REPAIRS.items():
        assert repair.before in lines[f"demo/{language}/{repair.file}"]
