"""No fix imports a package into itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import run_spanlint, write

CONFIGURATION = """\
[session-context.typescript]
expression = "getSessionContext() ?? context.active()"
imports = ["import { getSessionContext } from '@acme/session'", "import { context } from '@opentelemetry/api'"]
"""
SOURCE = """\
import { tracer } from './tracer';

export function run(work: () => void) {
  const span = tracer.startSpan('job');
  work();
  span.end();
}
"""
TRACER = "import { trace } from '@opentelemetry/api';\nexport const tracer = trace.getTracer('acme');\n"


def fixed(folder: Path, package: str | None) -> str:
    files = {"src/a.ts": SOURCE, "src/tracer.ts": TRACER, "spanlint.toml": CONFIGURATION}
    write(folder, files if package is None else {**files, "package.json": package})
    (folder / ".git").mkdir(exist_ok=True)
    run_spanlint(folder, "--fix", "src/a.ts")
    return (folder / "src" / "a.ts").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["@opentelemetry/api", "@acme/session"])
def test_a_package_is_not_imported_into_itself(tmp_path: Path, name: str) -> None:
    assert fixed(tmp_path, f'{{"name": "{name}"}}') == SOURCE


@pytest.mark.parametrize(
    "package", [None, '{"name": "@acme/app"}', '{"name": "@acme"}', "{}", "[]", "not JSON", '{"name": 1}']
)
def test_it_is_imported_into_any_other(tmp_path: Path, package: str | None) -> None:
    text = fixed(tmp_path, package)
    assert "import { getSessionContext } from '@acme/session';\n" in text
    assert "import { context } from '@opentelemetry/api';\n" in text
