"""The real TypeScript compiler, strict, over every case before and after its fix, in one run."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from shutil import which

import pytest

from tests.e2e.demo_traces import DEMO
from tests.languages.typescript.fixes.test_rewrite import WRITTEN, ids
from tests.languages.typescript.fixes.typescript_case import Case
from tests.waiting import HANGS_AFTER

pytestmark = pytest.mark.program

TYPESCRIPT = DEMO / "typescript"
TSCONFIG = """{
  "compilerOptions": {
    "strict": true, "noEmit": true, "target": "es2022", "module": "esnext", "moduleResolution": "bundler",
    "moduleDetection": "force", "esModuleInterop": true, "allowJs": true, "checkJs": true, "types": ["node"],
    "allowUnreachableCode": true, "allowUnusedLabels": true
  },
  "include": ["**/*", "globals.d.ts"]
}
"""
GLOBALS = """\
import type { SpanOptions, Tracer } from '@opentelemetry/api';
declare global {
  const opts: SpanOptions;
  const tracer: Tracer;
  function makeOptions(): SpanOptions;
  function work(...values: unknown[]): void;
}
"""
SESSION = """\
import { context, type Context, type Span } from '@opentelemetry/api';
export function getSessionContext(): Context | undefined { return undefined; }
export declare function startSpanWithContext(name: string, attributes: object): { span: Span };
const store = { current: context.active() };
export default store;
"""
SESSION_JS = """\
/** @returns {import('@opentelemetry/api').Context | undefined} */
exports.getSessionContext = () => undefined;
"""
TRACING = "export { trace } from '@opentelemetry/api';\n"
_ERROR = re.compile(r"^(before|after)/(\d+)/\S+?\(\d+,\d+\): error (TS\d+: .*)$", re.M)


def lay_out(folder: Path, case: Case, text: str) -> None:
    """One case as a small project of its own, with the modules that the cases import."""
    path = folder / case.path
    path.parent.mkdir(parents=True)
    for module in {folder, path.parent}:
        javascript = case.path.endswith("cjs")
        (module / ("session.js" if javascript else "session.ts")).write_text(SESSION_JS if javascript else SESSION)
        (module / "tracing.ts").write_text(TRACING)
        (module / "setup.ts").write_text("export {};\n")
    path.write_bytes(text.encode())


def errors(printed: str) -> dict[tuple[str, int], Counter[str]]:
    found: dict[tuple[str, int], Counter[str]] = {}
    for side, number, message in _ERROR.findall(printed):
        found.setdefault((side, int(number)), Counter())[message] += 1
    return found


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], Counter[str]]:
    modules = TYPESCRIPT / "node_modules"
    if not (modules / "typescript").is_dir():
        subprocess.run(
            [str(which("npm")), "ci", "--no-audit", "--no-fund"], cwd=TYPESCRIPT, check=True, timeout=HANGS_AFTER
        )
    folder = tmp_path_factory.mktemp("compiled")
    (folder / "node_modules").symlink_to(modules, target_is_directory=True)
    (folder / "tsconfig.json").write_text(TSCONFIG)
    (folder / "globals.d.ts").write_text(GLOBALS)
    for number, case in enumerate(WRITTEN):
        for side, text in (("before", case.before), ("after", str(case.after))):
            lay_out(folder / side / str(number), case, text)
    compiler = modules / "typescript" / "bin" / "tsc"
    command = [str(which("node")), str(compiler), "--pretty", "false"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=HANGS_AFTER)
    assert done.returncode in (0, 1, 2), done.stdout + done.stderr
    (folder / "printed.txt").write_text(done.stdout)
    return errors(done.stdout)


@pytest.mark.parametrize("number", range(len(WRITTEN)), ids=[ids(case) for case in WRITTEN])
def test_compiles_as_well_as_before(number: int, compiled: dict[tuple[str, int], Counter[str]]) -> None:
    before, after = (compiled.get((side, number), Counter()) for side in ("before", "after"))
    assert not list(news(after, before)), (WRITTEN[number].after, before)


def news(after: Counter[str], before: Counter[str]) -> Iterable[str]:
    return (after - before).elements()


def test_most_cases_compile_without_any_error(compiled: dict[tuple[str, int], Counter[str]]) -> None:
    broken = {number for _, number in compiled}
    assert len(broken) < len(WRITTEN) / 4, compiled
