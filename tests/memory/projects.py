"""A project whose files are judged by what is in others: helpers, aliases, packages of workspaces."""

from __future__ import annotations

_HEAD = 'from opentelemetry import context, trace\n\ntracer = trace.get_tracer("a")\n\n\n'
_TS_HEAD = 'import { context, trace } from "@opentelemetry/api";\n\n'

_OWN = "class Tracer:\n    def start_span(self, name):\n        return name\n\n\n"
_OWN_TS = "export const tracer = { startSpan(name: string) { return name; } };\n"
_TRACER_TS = _TS_HEAD + 'export const tracer = trace.getTracer("v");\nexport const own = tracer;\n'

PROJECT = {
    "tracing/__init__.py": "from tracing.steps import step\nfrom .current import session_context\n",
    "tracing/steps.py": "from contextlib import contextmanager\n"
    + _HEAD
    + '@contextmanager\ndef step():\n    with tracer.start_as_current_span("a"):\n        yield\n',
    "tracing/current.py": _HEAD
    + "def session_context():\n    return context.get_current()\n\n\n"
    + "def empty():\n    return context.Context()\n",
    "tracing/own.py": "class Tracer:\n    def start_span(self, name):\n        return name\n\n\nown = Tracer()\n",
    "tracing/telemetry.py": _HEAD + "class Telemetry:\n    def __init__(self):\n        self.tracer = tracer\n",
    "a_helper.py": "from tracing import step\n\n\ndef f():\n    with step():\n        yield 1\n",
    "a_provider.py": _HEAD
    + "from tracing import session_context\nfrom tracing.current import empty\n\n\n"
    + 'def f(cart):\n    tracer.start_span("a", context=session_context())\n'
    + '    return tracer.start_span("a", context=empty())\n',
    "a_own.py": 'from tracing.own import own\n\n\ndef f():\n    return own.start_span("a")\n',
    "a_member.py": "from tracing.telemetry import Telemetry\n\n\n"
    + 'def f(ctx):\n    return Telemetry().tracer.start_span("a")\n',
    "a_thread.py": _HEAD
    + "from threading import Thread\nfrom a_price import price\n\n\n"
    + 'def f(item):\n    with tracer.start_as_current_span("a"):\n        Thread(target=price, args=(item,)).start()\n',
    "a_price.py": _HEAD + 'def price(item):\n    with tracer.start_as_current_span("p"):\n        return item\n',
    "tsconfig.json": '{"extends": "./base.json", "compilerOptions": {"paths": {"~/*": ["./lib/*"]}}}\n',
    "base.json": '{"compilerOptions": {"baseUrl": "."}}\n',
    "package.json": '{"name": "shop", "workspaces": ["packages/*"]}\n',
    "packages/tele/package.json": '{"name": "@shop/tele", "main": "dist/index.js"}\n',
    "packages/tele/src/index.ts": _TS_HEAD + 'export const tracer = trace.getTracer("t");\nexport * from "./steps";\n',
    "packages/tele/src/steps.ts": _TS_HEAD
    + "export function current() {\n  return context.active();\n}\n"
    + "export const own = { startSpan(name: string) { return name; } };\n",
    "lib/tracing.ts": _TS_HEAD
    + 'export const tracer = trace.getTracer("l");\nexport default class Own {\n  startSpan(name: string) {}\n}\n',
    "a_package.ts": 'import { tracer, own, current } from "@shop/tele";\n\nown.startSpan("a");\n'
    + 'export const f = (ctx: Context) => tracer.startSpan("a");\ntracer.startSpan("b", {}, current());\n',
    "a_alias.ts": 'import Own, { tracer } from "~/tracing";\n\ntracer.startSpan("a");\nnew Own().startSpan("b");\n',
    "a_relative.ts": 'import { tracer } from "./lib/tracing.js";\n\nexport const f = () => tracer.startSpan("a");\n',
    "a_alone.py": _HEAD + 'def f(cart):\n    return tracer.start_span("a")\n',
    "other/tracing.ts": _OWN_TS,  # where another tsconfig.json leads
    "more/tele/package.json": '{"name": "@shop/tele"}\n',  # in another workspace
    "more/tele/index.ts": _OWN_TS,
    "spanlint.toml": 'select = ["ALL"]\n',
}  # fmt: skip

VARIANTS = {
    "tracing/own.py": (_HEAD + "own = tracer\n",),
    "src/tracing/own.py": (_HEAD + "own = tracer\n",),
    "src/tracing/__init__.py": ("", "from a_alone import step\n"),
    "tracing.py": ("step = print\nsession_context = print\n",),
    "tracing/__init__.py": ("from tracing.steps import step\nfrom .current import empty as session_context\n",),
    "tracing/steps.py": (
        "from contextlib import contextmanager\n\n\n@contextmanager\ndef step():\n    yield\n",
        "from tracing.deeper import step\n",
    ),
    "tracing/deeper.py": (PROJECT["tracing/steps.py"],),
    "tracing/current.py": (PROJECT["tracing/current.py"].replace("context.get_current()", "context.Context()"),),
    "tracing/telemetry.py": (_OWN + "class Telemetry:\n    def __init__(self):\n        self.tracer = Tracer()\n",),
    "a_price.py": ("def price(item):\n    return item\n", "from prices import price\n"),
    "prices.py": (PROJECT["a_price.py"],),
    "prices/__init__.py": ("def price(item):\n    return item\n",),
    "tsconfig.json": (
        '{"compilerOptions": {"paths": {"~/*": ["./other/*"]}}}\n',
        '{"extends": "./base.json"}\n',
        "{}\n",
    ),
    "base.json": ('{"compilerOptions": {"paths": {"~/*": ["./other/*"]}}}\n',),
    "jsconfig.json": ('{"compilerOptions": {"paths": {"~/*": ["./lib/*"]}}}\n',),
    "other/tracing.ts": (_TRACER_TS,),
    "lib/tracing.ts": (_OWN_TS, _TRACER_TS),
    "lib/tracing.tsx": (_OWN_TS,),
    "lib/tracing.js": (_OWN_TS,),
    "lib/tracing/index.ts": (_OWN_TS, _TRACER_TS),
    "package.json": ('{"name": "shop", "workspaces": ["more/*"]}\n', '{"name": "@shop/tele"}\n'),
    "pnpm-workspace.yaml": ("packages:\n  - packages/*\n", "packages:\n  - 'more/*'\n"),
    "packages/tele/package.json": ('{"name": "@shop/other"}\n', '{"name": "@shop/tele", "main": "lib/main.js"}\n'),
    "packages/tele/lib/main.ts": (_OWN_TS, _TRACER_TS),
    "packages/tele/src/index.ts": (_OWN_TS, _TRACER_TS, 'export * from "./own";\nexport * from "./steps";\n'),
    "packages/tele/src/own.ts": (_OWN_TS, _TRACER_TS),
    "packages/tele/src/steps/index.ts": (_TRACER_TS,),
    "packages/tele/src/steps.ts": (_TRACER_TS, PROJECT["packages/tele/src/steps.ts"].replace("active()", "x")),
    "packages/again/package.json": ('{"name": "@shop/tele"}\n',),
    "packages/again/src/index.ts": (_OWN_TS, _TRACER_TS),
    "more/tele/package.json": ('{"name": "@shop/other"}\n',),
    "more/tele/index.ts": (_TRACER_TS,),
    ".git/HEAD": ("",),
    ".gitignore": ("a_p*\n",),
    "spanlint.toml": ('ignore = ["SPN002"]\n', 'per-file-ignores = {"a_p*" = ["SPN001"]}\n', "not = 'a key'\n"),
}
"""What else may be in a file that others are judged by. A file that is in the project may also be as it is there; any
other may be missing."""
