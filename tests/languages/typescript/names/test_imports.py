"""A TypeScript receiver that is imported is what its definition in another file says, a few imports away."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.languages.names.project_case import codes, repository
from tests.linting import found

OWN = """\
class Tracer {
  startSpan<T>(name: string, fn: () => T, options: object, ctx: string): T {
    return fn();
  }
}
""".replace("ctx", "key")
REAL = 'import { trace } from "@opentelemetry/api";\n'
CALL = "export const f = () => {}.startSpan('x');\n"
MADE = {"own": "new Tracer()", "real": 'trace.getTracer("shop")'}

# Where the receiver is defined and how it is exported, the files between, and the import.
IMPORTS = {
    "without a suffix": ("src/tracer.ts", "export const tracer = {};", {}, "import { tracer } from './tracer';"),
    "with the compiled suffix": (
        "src/tracer.ts",
        "export const tracer = {};",
        {},
        "import { tracer } from './tracer.js';",
    ),
    "a component": ("src/tracer.tsx", "export const tracer = {};", {}, "import { tracer } from './tracer.js';"),
    "an index": ("src/tracing/index.ts", "export const tracer = {};", {}, "import { tracer } from './tracing';"),
    "under another name": (
        "src/tracer.ts",
        "export const shop = {};",
        {},
        "import { shop as tracer } from './tracer';",
    ),
    "an export list": (
        "src/tracer.ts",
        "const t = {};\nexport { t as tracer };",
        {},
        "import { tracer } from './tracer';",
    ),
    "a default": ("src/tracer.ts", "export default {};", {}, "import tracer from './tracer';"),
    "a named default": ("src/tracer.ts", "const t = {};\nexport default t;", {}, "import tracer from './tracer';"),
    "a namespace": (
        "src/telemetry.ts",
        "export const t = {};",
        {},
        "import * as telemetry from './telemetry';\nconst tracer = telemetry.t;",
    ),
    "a function's result": (
        "src/tracer.ts",
        "const t = {};\nexport function getTracer() { return t; }",
        {},
        "import { getTracer } from './tracer';\nconst tracer = getTracer();",
    ),
    "exported from there": (
        "src/core.ts",
        "export const tracer = {};",
        {"src/index.ts": "export { tracer } from './core';\n"},
        "import { tracer } from './index';",
    ),
    "exported from there, renamed": (
        "src/core.ts",
        "export const shop = {};",
        {"src/index.ts": "export { shop as tracer } from './core';\n"},
        "import { tracer } from '.';",
    ),
    "exported with all": (
        "src/core.ts",
        "export const tracer = {};",
        {"src/index.ts": "export * from './none';\nexport * from './core';\n"},
        "import { tracer } from './index.js';",
    ),
    "exported as a namespace": (
        "src/core.ts",
        "export const t = {};",
        {"src/index.ts": "export * as telemetry from './core';\n"},
        "import { telemetry } from '.';\nconst tracer = telemetry.t;",
    ),
    "an alias of what it refers to": (
        "lib/tracer.ts",
        "export const tracer = {};",
        {
            "tsconfig.json": '{"files": [], "references": [{"path": "./app"}, {"path": "./tsconfig.node.json"}]}',
            "app/tsconfig.json": '{"compilerOptions": {"paths": {"@lib/*": ["../lib/*"]}}}',
        },
        "import { tracer } from '@lib/tracer';",
    ),
    "an alias of a jsconfig": (
        "lib/tracer.ts",
        "export const tracer = {};",
        {"jsconfig.json": '{"compilerOptions": {"paths": {"@lib/*": ["./lib/*"]}}}'},
        "import { tracer } from '@lib/tracer';",
    ),
    "imported and exported": (
        "src/core.ts",
        "export const shop = {};",
        {"src/index.ts": "import { shop } from './core';\nexport { shop as tracer };\n"},
        "import { tracer } from './index.js';",
    ),
    "an alias": (
        "lib/tracer.ts",
        "export const tracer = {};",
        {"tsconfig.json": '{"compilerOptions": {"paths": {"@lib/*": ["./lib/*"]}}}'},
        "import { tracer } from '@lib/tracer';",
    ),
    "an alias with a base": (
        "lib/tracer.ts",
        "export const tracer = {};",
        {"tsconfig.json": '{"compilerOptions": {"baseUrl": "./lib", "paths": {"~/*": ["*"]}}}'},
        "import { tracer } from '~/tracer';",
    ),
    "a base without paths": (
        "lib/tracer.ts",
        "export const tracer = {};",
        {"tsconfig.json": '{"compilerOptions": {"baseUrl": "./lib"}}'},
        "import { tracer } from 'tracer';",
    ),
    "a whole alias": (
        "lib/tracer.ts",
        "export const tracer = {};",
        {"tsconfig.json": '{"compilerOptions": {"paths": {"tracing": ["lib/tracer.ts"]}}}'},
        "import { tracer } from 'tracing';",
    ),
    "an alias among comments and trailing commas": (
        "lib/tracer.ts",
        "export const tracer = {};",
        {
            "tsconfig.json": '\ufeff{\n  // aliases\n  "compilerOptions": {\n    "paths": { /* "x" */\n'
            '      "@lib/*": ["./lib/*",], // "//"\n    },\n  },\n}\n'
        },
        "import { tracer } from '@lib/tracer';",
    ),
    "an alias of what it extends": (
        "lib/tracer.ts",
        "export const tracer = {};",
        {
            "tsconfig.json": '{"extends": "./config/base"}',
            "config/base.json": '{"compilerOptions": {"paths": {"@lib/*": ["../lib/*"]}}}',
        },
        "import { tracer } from '@lib/tracer';",
    ),
    "an alias beside a base that it extends": (
        "lib/tracer.ts",
        "export const tracer = {};",
        {
            "tsconfig.json": '{"extends": ["./none.json", "./base.json"], "compilerOptions": {"baseUrl": "."}}',
            "base.json": '{"compilerOptions": {"paths": {"@lib/*": ["./lib/*"]}}}',
        },
        "import { tracer } from '@lib/tracer';",
    ),
    "the second target of an alias": (
        "lib/tracer.ts",
        "export const tracer = {};",
        {"tsconfig.json": '{"compilerOptions": {"paths": {"@lib/*": ["./none/*", "./lib/*"]}}}'},
        "import { tracer } from '@lib/tracer';",
    ),
    "three files away": (
        "src/d.ts",
        "export const tracer = {};",
        {"src/b.ts": "export * from './c';\n", "src/c.ts": "export * from './d';\n"},
        "import { tracer } from './b';",
    ),
}


def project(folder: Path, case: str, kind: str) -> Path:
    home, exported, between, statement = IMPORTS[case]
    definition = (OWN if kind == "own" else REAL) + exported.replace("{}", MADE[kind], 1) + "\n"
    text = f'import {{ context }} from "@opentelemetry/api";\n{statement}\n{CALL.format("tracer")}'
    return repository(folder, {home: definition, **between, "src/a.ts": text}) / "src/a.ts"


@pytest.mark.parametrize("case", IMPORTS)
def test_the_projects_own_tracer_is_silent(case: str, tmp_path: Path) -> None:
    assert codes(project(tmp_path, case, "own")) == []


@pytest.mark.parametrize("case", IMPORTS)
def test_opentelemetrys_tracer_is_judged(case: str, tmp_path: Path) -> None:
    assert codes(project(tmp_path, case, "real")) == ["SPN001"]


@pytest.mark.parametrize("case", IMPORTS)
def test_the_file_alone_is_judged_by_what_it_says(case: str, tmp_path: Path) -> None:
    text = project(tmp_path, case, "own").read_text()
    assert [code for _, code in found("a.ts", text)] == ["SPN001"]


CLASSES = {
    "a subclass of OpenTelemetry's": (
        'import { Tracer } from "@opentelemetry/sdk-trace-base";\nclass T extends Tracer {}',
        ["SPN001"],
    ),
    "a class that implements OpenTelemetry's": (
        'import type { Tracer } from "@opentelemetry/api";\n'
        "class T implements Disposable, Tracer { startSpan(name: string) {} }",
        ["SPN001"],
    ),
    "a class that implements it by a namespace": (
        'import * as api from "@opentelemetry/api";\nclass T implements api.Tracer { startSpan(name: string) {} }',
        ["SPN001"],
    ),
    "a class that implements what extends it": (
        'import { Tracer } from "@opentelemetry/api";\ninterface Own extends Tracer {}\n'
        "class T implements Own { startSpan(name: string) {} }",
        ["SPN001"],
    ),
    "a subclass of one that implements it": (
        'import { Tracer } from "@opentelemetry/api";\nclass Own implements Tracer { startSpan(name: string) {} }\n'
        "class T extends Own {}",
        ["SPN001"],
    ),
    "a class that implements another interface": (
        "interface Own { stop(): void }\nclass T implements Own, Disposable { startSpan(name: string) {} }",
        [],
    ),
    "a class that implements another library's": (
        'import { Tracer } from "zipkin";\nclass T implements Tracer { startSpan(name: string) {} }',
        [],
    ),
    "a class that implements a generic of it": (
        'import { Tracer } from "@opentelemetry/api";\nclass T implements Of<Tracer> { startSpan(name: string) {} }',
        [],
    ),
    "a class that passes its arguments on": (
        "class T { startSpan(...args: unknown[]) { return this.inner.startSpan(...args); } }",
        ["SPN001"],
    ),
    "a class whose method has a context third": (
        "class T { startSpan(name: string, options?: object, context?: Context) {} }",
        ["SPN001"],
    ),
    "a class without the method": ("class T { [key: string]: unknown }", ["SPN001"]),
    "a class with a signature of its own": ("class T { startSpan(name: string, fn: Fn, options: object) {} }", []),
    "a class with a signature of its own and a context last": (
        "class T { startSpan(name: string, fn: Fn, options?: object, ctx?: Context) {} }",
        [],
    ),
    "a class that passes its context on": (
        "class T { startSpan(name: string, options?: O, ctx?: Context) { return inner.start({ name, ctx }); } }",
        ["SPN001"],
    ),
    "a class that passes all that it gets on": (
        "class T { startSpan(name: string, options?: O, ctx?: Context) { return inner.startSpan(...arguments); } }",
        ["SPN001"],
    ),
    "a class that only keeps its context": (
        "class T { startSpan(name: string, options?: O, ctx?: Context) { this.calls.push({ name, ctx }); } }",
        [],
    ),
    "a class whose method is a mock": (
        'import { vi } from "vitest";\nclass T { startSpan = vi.fn() }',
        [],
    ),
    "a class whose method is another's": (
        "class T { startSpan = inner.startSpan.bind(inner) }",
        ["SPN001"],
    ),
    "a class that ignores its context": (
        "class T { startSpan(name: string, options?: O, ctx?: Context) { return make(name); } }",
        [],
    ),
    "a class whose method has no parent": ("class T { startSpan(name: string) {} }", []),
}


@pytest.mark.parametrize("case", CLASSES)
def test_a_class_is_judged_unless_its_method_takes_no_parent(case: str, tmp_path: Path) -> None:
    definition, expected = CLASSES[case]
    files = {
        "tracer.ts": f"{definition}\nexport const tracer = new T();\n",
        "a.ts": 'import { context } from "@opentelemetry/api";\nimport { tracer } from "./tracer";\n'
        + CALL.format("tracer"),
    }
    assert codes(repository(tmp_path, files) / "a.ts") == expected


@pytest.mark.parametrize("case", CLASSES)
def test_a_class_of_the_same_file_is_one_that_it_declares_to_be(case: str, tmp_path: Path) -> None:
    definition = CLASSES[case][0]
    is_declared = "opentelemetry" in definition and "Of<" not in definition
    text = f"{definition}\nconst tracer = new T();\n{CALL.format('tracer')}"
    assert codes(repository(tmp_path, {"a.ts": text}) / "a.ts") == (["SPN001"] if is_declared else [])


def test_a_class_is_no_tracer_for_its_own_methods(tmp_path: Path) -> None:
    text = (
        'import type { Tracer } from "@opentelemetry/api";\nclass T implements Tracer {\n  startSpan(name: string) {}\n'
        "  f() {\n    this.startSpan('x');\n  }\n}\n"
    )
    assert codes(repository(tmp_path, {"a.ts": text}) / "a.ts") == []


def test_an_interface_of_another_file_can_be_a_tracer(tmp_path: Path) -> None:
    types = 'import type { Tracer } from "@opentelemetry/api";\nexport interface Own extends Tracer {}\n'
    own = "import { Own } from './types';\nclass T implements Own { startSpan(name: string) {} }\n"
    files = {"types.ts": types, "t.ts": f"{own}export const tracer = new T();\n"}
    use = f"import {{ tracer }} from './t';\n{CALL.format('tracer')}"
    folder = repository(tmp_path, {**files, "a.ts": use})
    assert codes(folder / "a.ts") == ["SPN001"]
    (folder / "types.ts").write_text("export interface Own {}\n")
    assert codes(folder / "a.ts") == []


OPENERS = {
    "a taker of a callback": (
        "export const entered = (ctx: Context, fn: () => void) => context.with(ctx, fn);",
        "entered(x, () => tracer.startSpan('x'))",
        "SPN003",
    ),
    "a taker that calls it inside": (
        "export function entered(ctx: Context, fn: () => void) {\n  return context.with(ctx, () => fn());\n}",
        "entered(x, () => tracer.startSpan('x'))",
        "SPN003",
    ),
    "a taker that opens nothing": (
        "export function entered(ctx: Context, fn: () => void) {\n"
        "  context.with(ctx, () => undefined);\n  return fn();\n}",
        "entered(x, () => tracer.startSpan('x'))",
        "SPN001",
    ),
}


METHODS = {
    "of an object": ("export const t = {{ run(fn: () => void) {{ {} }} }};", "t.run"),
    "of an instance": ("export class T {{ run(fn: () => void) {{ {} }} }}\nexport const t = new T();", "t.run"),
    "of a class": ("export class T {{ static run = (fn: () => void) => {{ {} }}; }}", "T.run"),
    "of a namespace's object": ("export const t = {{ run(fn: () => void) {{ {} }} }};", "all.t.run"),
}


@pytest.mark.parametrize("case", METHODS)
@pytest.mark.parametrize(
    ("body", "expected"), [("context.with(x, fn);", ["SPN003"]), ("fn();", ["SPN001"])], ids=["opens", "opens nothing"]
)
def test_what_an_imported_method_opens_is_seen(case: str, body: str, expected: list[str], tmp_path: Path) -> None:
    definition, run = METHODS[case]
    name = run.partition(".")[0]
    text = (
        f'import {{ trace }} from "@opentelemetry/api";\nimport {"* as all" if name == "all" else f"{{ {name} }}"} '
        f"from './opening';\nconst tracer = trace.getTracer('x');\n"
        f"export const f = () => {run}(() => tracer.startSpan('x'));\n"
    )
    opening = f'import {{ context }} from "@opentelemetry/api";\n{definition.format(body)}\n'
    assert codes(repository(tmp_path, {"opening.ts": opening, "a.ts": text}) / "a.ts") == expected


@pytest.mark.parametrize("case", OPENERS)
def test_what_an_imported_function_opens_is_seen(case: str, tmp_path: Path) -> None:
    definition, body, expected = OPENERS[case]
    text = (
        'import { trace } from "@opentelemetry/api";\nimport { entered } from "./opening";\n'
        f"const tracer = trace.getTracer('x');\nexport const f = (x: Context) => {body};\n"
    )
    opening = f'import {{ context, type Context }} from "@opentelemetry/api";\n{definition}\n'
    folder = repository(tmp_path, {"opening.ts": opening, "a.ts": text})
    assert codes(folder / "a.ts") == [expected]
    assert [code for _, code in found("a.ts", text)] == ["SPN001"]
