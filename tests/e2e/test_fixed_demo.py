"""What `--fix` writes into the demo, judged by the real compiler and the real SDKs: one session, one trace."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.demo_traces import DEMO, SESSION_ID, TRACE_IDS
from tests.e2e.test_demo_traces import INTERACTION, SIBLINGS, derive_trace_id


def spanlint(cwd: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "spanlint", "--isolated", *arguments, "."]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert not done.stderr
    return done.returncode, done.stdout


@pytest.fixture(params=sorted(TRACE_IDS))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def demo(language: str, tmp_path: Path) -> Path:
    copy = tmp_path / "demo"
    shutil.copytree(DEMO / language, copy, ignore=shutil.ignore_patterns("node_modules", "dist", "__pycache__"))
    return copy


def test_the_fixed_demo_has_one_trace_a_session(demo: Path, language: str) -> None:
    code, _ = spanlint(demo, "--fix")
    assert code == 0

    ids = TRACE_IDS[language](demo, SESSION_ID)
    assert ids == dict.fromkeys({INTERACTION, *SIBLINGS}, derive_trace_id(SESSION_ID))
    assert ids[INTERACTION] == "4acca441dba8071e51177f7c82fe0d07"


def test_a_second_run_changes_nothing(demo: Path) -> None:
    spanlint(demo, "--fix")
    before = {path: path.read_bytes() for path in demo.rglob("*") if path.is_file()}
    assert spanlint(demo, "--fix", "--unsafe-fixes")[0] == 0
    assert {path: path.read_bytes() for path in demo.rglob("*") if path.is_file()} == before


def test_the_diff_is_what_the_fix_writes(demo: Path, tmp_path: Path) -> None:
    code, diff = spanlint(demo, "--diff")
    assert code == 1
    patched = tmp_path / "patched"
    shutil.copytree(demo, patched)
    subprocess.run(["git", "apply", "-p1"], cwd=patched, input=diff, text=True, check=True)
    spanlint(demo, "--fix")
    for path in demo.rglob("*"):
        if path.is_file():
            assert (patched / path.relative_to(demo)).read_bytes() == path.read_bytes()


def test_the_typescript_fix_is_the_documented_one(tmp_path: Path) -> None:
    copy = tmp_path / "demo"
    shutil.copytree(DEMO / "typescript", copy, ignore=shutil.ignore_patterns("node_modules"))
    spanlint(copy, "--fix")
    fixed = (copy / "src" / "session-tracing.ts").read_text(encoding="utf-8")
    assert "const sessionCtx = getSessionContext() ?? otelContext.active();\n  const span = getTracer()" in fixed
    assert "{ kind: SpanKind.INTERNAL, attributes }, sessionCtx);" in fixed
