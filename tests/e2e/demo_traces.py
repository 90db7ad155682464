"""Runs a demo project, or a changed copy of one, under the real OpenTelemetry SDK and reads its trace ids."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.waiting import HANGS_AFTER

SESSION_ID = "33878ff9-1467-43ef-a692-634a21bbb1bf"
DEMO = Path(__file__).parents[2] / "demo"
NODE_MODULES = DEMO / "typescript" / "node_modules"

TraceIds = dict[str, str]
"""Span name -> trace id as 32 hex digits."""


def _run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, timeout=HANGS_AFTER)
    assert done.returncode == 0, f"{command} exited with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done.stdout


def _parse(output: str) -> TraceIds:
    rows = [line.split(" ", 1) for line in output.splitlines()]
    ids = {name: trace_id for trace_id, name in rows}
    assert len(ids) == len(rows), f"a span name twice:\n{output}"
    return ids


def python_trace_ids(demo_dir: Path, session_id: str = SESSION_ID) -> TraceIds:
    """What the Python demo in `demo_dir` exports for one session."""
    return _parse(_run(sys.executable, "-B", "turn.py", session_id, cwd=demo_dir))


def typescript_trace_ids(demo_dir: Path, session_id: str = SESSION_ID) -> TraceIds:
    """What the TypeScript demo in `demo_dir` exports for one session, once the real `tsc --strict` accepts it.

    Compiled in a temporary directory, against the packages that `npm ci` put into demo/typescript: `demo_dir` may
    be a copy without node_modules, and nothing is written to it.
    """
    assert NODE_MODULES.is_dir(), "demo/typescript/node_modules is missing: `make test` installs it"
    with tempfile.TemporaryDirectory() as name:
        work = Path(name) / "demo"
        shutil.copytree(demo_dir, work, ignore=shutil.ignore_patterns("node_modules", "dist"))
        os.symlink(NODE_MODULES, work / "node_modules", target_is_directory=True)
        _run("node", NODE_MODULES / "typescript" / "bin" / "tsc", "--strict", "--project", ".", cwd=work)
        return _parse(_run("node", Path("dist") / "turn.js", session_id, cwd=work))


TRACE_IDS: dict[str, Callable[[Path, str], TraceIds]] = {
    "python": python_trace_ids,
    "typescript": typescript_trace_ids,
}
"""Language, which is also the name of its folder in demo/ -> how to run that demo."""
