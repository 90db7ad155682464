"""Which status counts, seen with the SDKs of the versions before and after OK became final, and with the newest."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import environment
from tests.waiting import HANGS_AFTER

pytestmark = pytest.mark.program

TYPESCRIPT = Path(__file__).parents[2] / "demo" / "typescript"
LAST_COUNTS, OK_IS_FINAL = ["ERROR", "OK", "UNSET"], ["OK", "OK", "ERROR"]
"""The status after OK and ERROR, after ERROR and OK, after ERROR and UNSET."""
PYTHON_VERSIONS = {"1.3.0": ("0.22b0", LAST_COUNTS), "1.4.0": ("0.23b0", OK_IS_FINAL)}
"""By the version of the SDK, that of its conventions, and which status counts."""
NODE_PACKAGES = {
    "sdk-trace-base-1.30.1": LAST_COUNTS,
    "sdk-trace-base-2.6.0": LAST_COUNTS,
    "sdk-trace-base-2.6.1": OK_IS_FINAL,
    "@opentelemetry/sdk-trace-base": OK_IS_FINAL,
}
PYTHON_PROGRAM = """
import json
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace.status import Status, StatusCode
seen = []
for codes in ((1, 2), (2, 1), (2, 0)):
    span = TracerProvider().get_tracer("x").start_span("a")
    for code in codes:
        span.set_status(Status(StatusCode(code)))
    span.end()
    seen.append(span.status.status_code.name)
print(json.dumps(seen))
"""
NODE_PROGRAM = """
const tracer = new sdk.BasicTracerProvider().getTracer("x");
const seen = [[1, 2], [2, 1], [2, 0]].map((codes) => {
  const span = tracer.startSpan("a");
  for (const code of codes) span.setStatus({ code });
  span.end();
  return ["UNSET", "OK", "ERROR"][span.status.code];
});
console.log(JSON.stringify(seen));
"""


@pytest.fixture(scope="module")
def old_sdks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds each of the old SDKs for Python in a folder of its own; they are installed side by side."""
    folder = tmp_path_factory.mktemp("sdks")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--target")
    running = []
    for version, (conventions, _) in PYTHON_VERSIONS.items():
        own = [f"opentelemetry-{part}=={version}" for part in ("api", "sdk")]
        others = (f"opentelemetry-semantic-conventions=={conventions}", "deprecated<1.3", "wrapt<2", "setuptools<81")
        running.append(subprocess.Popen([*pip, folder / version, *own, *others]))
    assert [installing.wait(timeout=HANGS_AFTER) for installing in running] == [0] * len(running)
    return folder


def printed(*command: str | Path, path: str = "") -> list[str]:
    done = subprocess.run(
        command, env=environment({"PYTHONPATH": path}), check=True, capture_output=True, text=True, timeout=HANGS_AFTER
    )
    statuses: list[str] = json.loads(done.stdout)
    return statuses


@pytest.mark.parametrize("version", PYTHON_VERSIONS)
def test_python_keeps_ok_since_1_4(old_sdks: Path, version: str) -> None:
    # Without site-packages: the packages of the newest SDK share a namespace with these.
    assert (
        printed(sys.executable, "-S", "-c", PYTHON_PROGRAM, path=str(old_sdks / version)) == PYTHON_VERSIONS[version][1]
    )


def test_the_newest_python_keeps_ok() -> None:
    assert printed(sys.executable, "-c", PYTHON_PROGRAM) == OK_IS_FINAL


@pytest.mark.parametrize("package", NODE_PACKAGES)
def test_javascript_keeps_ok_since_2_6_1(tmp_path: Path, package: str) -> None:
    script = tmp_path / "seen.cjs"
    own = f"const sdk = require('module').createRequire({json.dumps(str(TYPESCRIPT / 'package.json'))})"
    script.write_text(f"{own}({json.dumps(package)});{NODE_PROGRAM}", encoding="utf-8")
    assert printed("node", script) == NODE_PACKAGES[package]
