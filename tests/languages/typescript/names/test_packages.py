"""The name of a workspace's package leads to its source, wherever its package.json says that the build output is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.languages.names.project_case import codes, repository

OWN = """\
class Tracer {
  startSpan<T>(name: string, fn: () => T): T {
    return fn();
  }
}
export const tracer = new Tracer();
"""
REAL = 'import { trace } from "@opentelemetry/api";\nexport const tracer = trace.getTracer("shop");\n'
USE = 'import {{ context }} from "@opentelemetry/api";\nimport {{ tracer }} from "{}";\n'
CALL = "export const f = () => tracer.startSpan('x');\n"
NPM = {"package.json": '{"workspaces": ["packages/*"]}'}
KIT = {"packages/kit/package.json": '{"name": "@acme/kit", "main": "dist/index.js"}'}
INDEX = "packages/kit/src/index.ts"


def kit(manifest: str) -> dict[str, str]:
    """A workspace whose package `@acme/kit` has this manifest, without its name."""
    return {**NPM, "packages/kit/package.json": f'{{"name": "@acme/kit", {manifest}}}'}


# The import, the file that defines the tracer, and the manifests and files between.
PACKAGES = {
    "npm": ("@acme/kit", INDEX, {**NPM, **KIT}),
    "yarn, with options": ("@acme/kit", INDEX, {"package.json": '{"workspaces": {"packages": ["packages/*"]}}', **KIT}),
    "a folder by its name": ("@acme/kit", INDEX, {"package.json": '{"workspaces": ["./packages/kit/"]}', **KIT}),
    "folders at any depth": ("@acme/kit", INDEX, {"package.json": '{"workspaces": ["**"]}', **KIT}),
    "one of several folders": ("@acme/kit", INDEX, {"package.json": '{"workspaces": ["{apps,packages}/*"]}', **KIT}),
    "pnpm": ("@acme/kit", INDEX, {"pnpm-workspace.yaml": 'packages:\n  - "packages/*"\n', **KIT}),
    "pnpm, after other keys": (
        "@acme/kit",
        INDEX,
        {
            "pnpm-workspace.yaml": "# us\r\nlinkWorkspacePackages: true\r\npackages: # all\r\n\r\n- packages/**\r\n",
            **KIT,
        },
    ),
    "pnpm, in brackets": ("@acme/kit", INDEX, {"pnpm-workspace.yaml": "packages: ['apps/*',\n 'packages/*']\n", **KIT}),
    "a package without scope": (
        "kit",
        "packages/kit/src/index.ts",
        {**NPM, "packages/kit/package.json": '{"name": "kit"}'},
    ),
    "a package without main": ("@acme/kit", "packages/kit/index.ts", kit('"version": "1"')),
    "a source as main": ("@acme/kit", "packages/kit/tracing.ts", kit('"main": "tracing.ts"')),
    "a source as export": ("@acme/kit", "packages/kit/lib/t.ts", kit('"exports": "./lib/t.ts"')),
    "types in build output": ("@acme/kit", "packages/kit/src/t.ts", kit('"types": "./build/types/t.d.ts"')),
    "output with the folder src": ("@acme/kit", INDEX, kit('"main": "./dist/src/index.js"')),
    "output beside the sources": ("@acme/kit", "packages/kit/index.ts", kit('"main": "./dist/index.js"')),
    "modules of both kinds": (
        "@acme/kit",
        "packages/kit/src/server.mts",
        kit('"exports": {".": {"browser": "./no.js", "import": "./dist/esm/server.mjs", "require": "./dist/s.cjs"}}'),
    ),
    "an exported path": (
        "@acme/kit/tracing",
        "packages/kit/src/otel/tracing.ts",
        kit('"exports": {".": "./no.js", "./tracing": {"default": "./dist/otel/tracing.js"}}'),
    ),
    "a pattern of paths": (
        "@acme/kit/tracing",
        "packages/kit/src/otel/tracing.ts",
        kit('"exports": {"./*": ["./dist/otel/*.js"]}'),
    ),
    "a path that is a file": ("@acme/kit/tracing", "packages/kit/tracing.ts", {**NPM, **KIT}),
    "a path below src": ("@acme/kit/src/tracing", "packages/kit/src/tracing.ts", {**NPM, **KIT}),
    "a path in build output": ("@acme/kit/dist/tracing.js", "packages/kit/src/tracing.ts", {**NPM, **KIT}),
    "a source beside built output": (
        "@acme/kit",
        INDEX,
        {**NPM, **KIT, "packages/kit/dist/index.js": "exports.tracer = require('pino')();\n"},
    ),
    "javascript": ("@acme/kit", "packages/kit/lib/t.js", kit('"main": "lib/t.js"')),
    "exported from there": ("@acme/kit", "packages/kit/src/t.ts", {**NPM, **KIT, INDEX: "export * from './t.js';\n"}),
    "an alias of the package's folder": (
        "@acme/kit",
        INDEX,
        {"tsconfig.json": '{"compilerOptions": {"paths": {"@acme/*": ["./packages/*"]}}}', **KIT},
    ),
    "an alias of build output": (
        "@acme/kit",
        INDEX,
        {"tsconfig.json": '{"compilerOptions": {"paths": {"@acme/*": ["./packages/*/dist"]}}}'},
    ),
    "a relative path to build output": ("../../kit/build/esm/index.js", INDEX, {}),
    "a relative path into build output": ("../../kit/dist/otel/t", "packages/kit/src/otel/t.ts", {}),
    "a relative path to a package's folder": ("../../kit", INDEX, KIT),
    "a relative path to what is built, and is there": (
        "../../kit/dist/t",
        "packages/kit/dist/t.js",
        {"packages/kit/src/t.ts": "export const tracer = 1;\n"},
    ),
    "a workspace beside aliases": (
        "@acme/kit",
        INDEX,
        {"tsconfig.json": '{"compilerOptions": {"baseUrl": ".", "paths": {"~/*": ["*"]}}}', **NPM, **KIT},
    ),
}


def project(folder: Path, case: str, definition: str) -> Path:
    specifier, home, between = PACKAGES[case]
    use = USE.format(specifier) + CALL
    return repository(folder, {home: definition, **between, "packages/app/src/a.ts": use}) / "packages/app/src/a.ts"


@pytest.mark.parametrize("case", PACKAGES)
def test_the_projects_own_tracer_is_silent(case: str, tmp_path: Path) -> None:
    assert codes(project(tmp_path, case, OWN)) == []


@pytest.mark.parametrize("case", PACKAGES)
def test_opentelemetrys_tracer_is_judged(case: str, tmp_path: Path) -> None:
    assert codes(project(tmp_path, case, REAL)) == ["SPN001"]


# The twins of the packages that are found: what the call is judged by is then its own file.
NO_PACKAGES = {
    "of no workspace": KIT,
    "not named by the workspace": {"package.json": '{"workspaces": ["apps/*"]}', **KIT},
    "excluded": {"package.json": '{"workspaces": ["packages/*", "!packages/k*"]}', **KIT},
    "excluded at any depth": {"pnpm-workspace.yaml": "packages:\n- packages/**\n- '!**/kit/**'\n", **KIT},
    "of another name": {**NPM, "packages/kit/package.json": '{"name": "@acme/tool"}'},
    "without a manifest": NPM,
}


@pytest.mark.parametrize("case", NO_PACKAGES)
def test_a_package_of_no_workspace_is_not_looked_up(case: str, tmp_path: Path) -> None:
    files = {INDEX: OWN, **NO_PACKAGES[case], "packages/app/a.ts": USE.format("@acme/kit") + CALL}
    assert codes(repository(tmp_path, files) / "packages/app/a.ts") == ["SPN001"]


def test_a_library_is_what_its_table_says(tmp_path: Path) -> None:
    api = '{"name": "@opentelemetry/api", "main": "index.js"}'
    call = 'import { trace } from "@opentelemetry/api";\nexport const f = () => trace.getTracer("x").startSpan("x");\n'
    own = "export const trace = { getTracer: () => ({ startSpan: (name: string) => name }) };\n"
    files = {**NPM, "packages/api/package.json": api, "packages/api/index.ts": own, "packages/app/a.ts": call}
    assert codes(repository(tmp_path, files) / "packages/app/a.ts") == ["SPN001"]


OPENER = """\
import {{ trace, type Span }} from "@opentelemetry/api";
export const tracer = trace.getTracer("acme");
export function inSpan<R>(name: string, body: (span: Span) => R): R {{
  {}
}}
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [("return tracer.startActiveSpan(name, body);", ["SPN003"]), ("return body(tracer.startSpan(name));", ["SPN001"])],
    ids=["opens", "opens nothing"],
)
def test_the_openers_of_a_package_are_known(body: str, expected: list[str], tmp_path: Path) -> None:
    call = "inSpan('x', () => tracer.startSpan('x'))"
    use = f'import {{ inSpan, tracer }} from "@acme/kit";\nexport const f = () => {call};\n'
    files = {**NPM, **KIT, INDEX: OPENER.format(body), "packages/app/a.ts": use}
    assert codes(repository(tmp_path, files) / "packages/app/a.ts") == expected


def test_a_workspace_without_a_repository_is_found_from_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = project(tmp_path, "npm", OWN).parent
    (tmp_path / ".git" / "HEAD").unlink()
    for name in ("refs", "objects"):
        (tmp_path / ".git" / name).rmdir()
    (tmp_path / ".git").rmdir()
    monkeypatch.chdir(app)
    assert codes(Path("a.ts")) == []
