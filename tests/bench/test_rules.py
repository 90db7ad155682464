"""ast-grep's rules look for the calls that spanlint looks for, as far as a pattern can."""

from __future__ import annotations

import json
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.waiting import HANGS_AFTER

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[2]
AST_GREP = Path(sysconfig.get_path("scripts")) / "ast-grep"

CASES = {
    "a.py": {
        'tracer.start_span("a")': True,
        'tracer.start_as_current_span("a", kind=KIND)': True,
        'get_tracer().start_span(name="a", attributes={})': True,
        'tracer.start_span("a", ctx)': False,
        'tracer.start_span("a", kind=KIND, context=ctx)': False,
        'tracer.start_span("a", **options)': False,
        "tracer.start_span(*arguments)": False,
        'tracer.end_span("a")': False,
    },
    "a.ts": {
        'tracer.startSpan("a");': True,
        'tracer.startSpan("a", {});': True,
        'tracer.startSpan("a", {}, ctx);': False,
        'tracer.startActiveSpan("a", (span) => span.end());': True,
        'tracer.startActiveSpan("a", {}, (span) => span.end());': True,
        'tracer.startActiveSpan("a", {}, ctx, (span) => span.end());': False,
        "tracer.startSpan(...given);": False,
        'tracer.endSpan("a");': False,
    },
}
CASES |= dict.fromkeys(("a.tsx", "a.js", "a.mjs", "a.cjs", "a.jsx", "a.mts", "a.cts"), CASES["a.ts"])


def found(folder: Path) -> set[tuple[str, int]]:
    """The files and 1-based lines of what ast-grep finds."""
    command: list[str | Path] = [AST_GREP, "scan", "--config", ROOT / "bench" / "sgconfig.yml", "--json=stream", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=HANGS_AFTER)
    assert done.returncode in (0, 1), done.stderr
    matches = map(json.loads, done.stdout.splitlines())
    return {(Path(match["file"]).as_posix(), match["range"]["start"]["line"] + 1) for match in matches}


@pytest.mark.parametrize("name", sorted(CASES))
def test_each_call_in_each_kind_of_file(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("\n".join(CASES[name]) + "\n", encoding="utf-8")
    expected = {(name, line) for line, finds in enumerate(CASES[name].values(), 1) if finds}
    assert found(tmp_path) == expected


def test_the_calls_of_the_demo() -> None:
    places = {path for path, _ in found(ROOT / "demo")}
    assert places == {"python/session_tracing.py", "typescript/src/session-tracing.ts"}
