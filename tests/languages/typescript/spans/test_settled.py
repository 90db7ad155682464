"""SPN103 in TypeScript: the awaits that cannot fail, beside those that can, and the arms that cannot run."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, typescript

_SETTLED = {
    "an executor that never uses reject": "await new Promise((resolve, reject) => setTimeout(resolve, 1000));",
    "an executor with another reject": """
          await new Promise<void>((resolve, reject) => {
            queue.each((reject: () => void) => reject());
            setTimeout(resolve, 10);
          });
    """,
    "a promise in a local": "const timer = new Promise((done, _fail) => later(done)); await timer;",
    "joined": "await Promise.all([sleep(1), new Promise((r) => later(r)), scale().catch(() => 0)]);",
    "joined by a map": (
        "await Promise.all(rows.map(async (row) => { try { await weigh(row); } catch (e) { report(e); } }));"
    ),
    "joined by a map in a local": ("const all = rows.map((row) => weigh(row).catch(() => 0)); await Promise.all(all);"),
    "then with a handler for failures": "await scale().then((g) => g, () => undefined);",
    "then after catch": "await scale().catch(() => []).then((rows) => rows.length);",
    "then with sync work": "await scale().then((rows) => rows.map((row) => row.id), (err) => { report(err); });",
    "finally after catch": "await scale().catch(report).finally(() => clearTimeout(timer));",
    "a catch that asks": "await scale().catch((err) => { try { throw err; } catch { return 0; } });",
    "a catch elsewhere": "await scale().catch(ignored);",
    "run at once": "await (async () => { try { await scale(); } catch {} })();",
    "run in a context": "await context.with(ctx, async () => { try { await scale(); } catch (e) { report(e); } });",
}
_REJECTED = {
    "an executor that rejects": "await new Promise((resolve, reject) => stream.on('error', reject));",
    "an executor that passes reject on": "await new Promise((resolve, reject) => start({ resolve, reject }));",
    "an executor of any parameters": "await new Promise((...both) => start(both));",
    "an executor that throws": "await new Promise((resolve) => { if (!stream) throw new Error('closed'); });",
    "joined with what fails": "await Promise.all([sleep(1), scale()]);",
    "joined by a map that fails": "await Promise.all(rows.map(async (row) => { await weigh(row); }));",
    "joined by a map that throws on": (
        "await Promise.all(rows.map(async (row) => { try { await weigh(row); } catch (e) { throw e; } }));"
    ),
    "joined by what maps elsewhere": "await Promise.all(rows.map(weigh));",
    "then that throws on": "await scale().then((g) => g, (err) => { throw err; });",
    "then that rejects": "await scale().then((g) => g, (err) => Promise.reject(err));",
    "then without a handler for failures": "await scale().then((g) => g);",
    "then with an undefined handler": "await scale().then((g) => g, undefined);",
    "then with more to wait for": "await scale().then((g) => store(g), () => undefined);",
    "then with an await": "await scale().then(async (g) => { await store(g); }, () => undefined);",
    "a catch that throws on": "await scale().catch((err) => { report(err); throw err; });",
    "a catch that throws some on": "await scale().catch((err) => { if (err.code) throw err; });",
    "finally alone": "await scale().finally(() => report());",
    "a parameter": "await pending;",
    "a member": "await stream.ready;",
    "run at once": "await (async () => { await scale(); })();",
    "run in a context": "await context.with(ctx, async () => { await scale(); });",
    "run in a context, and thrown on": (
        "await context.with(ctx, async () => { try { await scale(); } catch (e) { throw e; } });"
    ),
    "run by another with": "await context.with(ctx, scale);",
}
_SWALLOWING = {
    "a catch": "async function helper() { try { return await scale(); } catch { return undefined; } }",
    "a report": "async function helper() { start(); try { return await scale(); } catch (e) { report(e); } }",
    "a result": "const helper = async () => { try { const g = await scale(); return g; } catch (e) { return [e]; } };",
    "a result behind": """
        async function helper() {
          let grams;
          try {
            grams = await scale();
            if (!grams) throw new Error("empty");
          } catch (error) {
            logger.warn(error);
          } finally {
            stop();
          }
          return grams;
        }
    """,
    "a chain": "function helper() { return scale().then((g) => g.total, () => 0); }",
    "a helper of it": """
        async function inner() { try { await scale(); } catch {} }
        async function helper() { await inner(); }
    """,
    "an executor": "function helper() { return new Promise<void>((resolve, reject) => setTimeout(resolve, 5)); }",
}
_FAILING = {
    "a catch that throws on": """
        async function helper() { try { return await scale(); } catch (e) { report(e); throw e; } }
    """,
    "a catch that throws some on": """
        async function helper() { try { return await scale(); } catch (e) { if (e.code) throw e; return 0; } }
    """,
    "a catch that rejects": """
        async function helper() { try { return await scale(); } catch (e) { return Promise.reject(e); } }
    """,
    "a catch that calls what throws": """
        function fail(e: Error): never { throw e; }
        async function helper() { try { return await scale(); } catch (e) { fail(e); } }
    """,
    "a promise that is returned past the catch": """
        async function helper() { try { return scale(); } catch { return undefined; } }
    """,
    "an await before the try": """
        async function helper() { await scale(); try { await scale(); } catch {} }
    """,
    "an await in the catch": """
        async function helper() { try { await scale(); } catch (e) { await store(e); } }
    """,
    "a finally alone": "async function helper() { try { return await scale(); } finally { stop(); } }",
    "an executor that rejects": "function helper() { return new Promise((resolve, reject) => read(reject, resolve)); }",
}
_UNREACHABLE = {
    "a declared never": "return unreachable(kind);",
    "thrown": "throw new Unreachable(kind);",
    "a call alone": "unreachable(kind);",
    "a local": "const left: never = kind; return left;",
    "satisfies": "throw new Error(`no ${kind satisfies never}`);",
    "one that only throws": "return assertUnreachable(kind);",
    "imported": "return assertNever(kind);",
    "imported and thrown": "throw new UnreachableCaseError(kind);",
}
_REACHABLE = {
    "another function": "return fallback(kind);",
    "a function that throws on": "return fail(kind);",
    "one that may return": "return checkNever(kind);",
    "an error": "throw new Error(kind);",
    "an error of a class": "throw new Unknown(kind);",
    "a value": "return kind as never;",
}


def _waiting(statement: str, mark: str = "") -> str:
    return typescript(f"""
        async function run(pending, stream, timer) {{
          const span = tracer.startSpan("x");{mark}
          {statement.strip()}
          span.end();
        }}
    """)


def _helped(helper: str, mark: str = "") -> str:
    return typescript(helper) + _waiting("await helper();", mark).rpartition('("app");')[2]


def _switching(statement: str, mark: str = "") -> str:
    return typescript(f"""
        import {{ assertNever, UnreachableCaseError }} from "./types";
        function unreachable(value: never): never {{ throw new Error(String(value)); }}
        function assertUnreachable(value) {{ throw new Error(value); }}
        function checkNever(value) {{ if (strict) throw new Error(value); }}
        function fail(value: string): never {{ throw new Error(value); }}
        class Unreachable extends Error {{ constructor(value: never) {{ super(String(value)); }} }}
        class Unknown extends Error {{ constructor(value: string) {{ super(value); }} }}
        function run(kind: "a" | "b") {{
          const span = tracer.startSpan("x");{mark}
          switch (kind) {{
            case "a":
              span.end();
              return 1;
            default:
              {statement}
          }}
        }}
    """)


@pytest.mark.parametrize("statement", _SETTLED.values(), ids=_SETTLED)
def test_await_that_cannot_fail(statement: str) -> None:
    assert_as_marked("app.ts", _waiting(statement))


@pytest.mark.parametrize("statement", _REJECTED.values(), ids=_REJECTED)
def test_await_that_can_fail(statement: str) -> None:
    assert_as_marked("app.ts", _waiting(statement, " // SPN103"))


@pytest.mark.parametrize("helper", _SWALLOWING.values(), ids=_SWALLOWING)
def test_helper_that_cannot_fail(helper: str) -> None:
    assert_as_marked("app.ts", _helped(helper))


@pytest.mark.parametrize("helper", _FAILING.values(), ids=_FAILING)
def test_helper_that_can_fail(helper: str) -> None:
    assert_as_marked("app.ts", _helped(helper, " // SPN103"))


_MEMBERS = {
    "a static method": "class Scale { static async load() { try { await scale(); } catch { MORE } } }",
    "a method of an object": "const Scale = { async load() { try { await scale(); } catch { MORE } } };",
    "a function in an object": "const Scale = { load: async () => { try { await scale(); } catch { MORE } } };",
}


@pytest.mark.parametrize("holder", _MEMBERS.values(), ids=_MEMBERS)
def test_member_of_a_class_or_an_object(holder: str) -> None:
    for more, mark in (("", ""), ("throw new Error();", " // SPN103")):
        text = _waiting("await Scale.load();", mark).rpartition('("app");')[2]
        assert_as_marked("app.ts", typescript(holder.replace("MORE", more)) + text)


@pytest.mark.parametrize(("mark", "is_method"), [("", True), (" // SPN103", False)])
def test_method_that_cannot_fail(mark: str, is_method: bool) -> None:
    held = (
        "async #load() { try { await scale(); } catch {} }" if is_method else "#load = async () => { await scale(); };"
    )
    text = f"""
        class Turn {{
          {held}
          async run() {{
            const span = tracer.startSpan("x");{mark}
            await this.#load();
            span.end();
          }}
        }}
    """
    assert_as_marked("app.ts", typescript(text))


@pytest.mark.parametrize("statement", _UNREACHABLE.values(), ids=_UNREACHABLE)
def test_arm_that_cannot_run(statement: str) -> None:
    assert_as_marked("app.ts", _switching(statement))


@pytest.mark.parametrize("statement", _REACHABLE.values(), ids=_REACHABLE)
def test_arm_that_can_run(statement: str) -> None:
    assert_as_marked("app.ts", _switching(statement, " // SPN103"))


@pytest.mark.parametrize("path", ["app.js", "app.tsx"])
def test_every_kind_of_file(path: str) -> None:
    for statement in ("an executor that rejects", "then that throws on"):
        assert_as_marked(path, _waiting(_REJECTED[statement], " // SPN103").replace(", type Tracer", ""))
    for statement in ("then with a handler for failures", "a promise in a local"):
        assert_as_marked(path, _waiting(_SETTLED[statement]).replace(", type Tracer", ""))


_TRPC = """
import {{ initTRPC }} from '{package}';

const t = initTRPC.create();
export const traced = t.{taker}(async ({parameters}) =>
  tracer.startActiveSpan('call', async (span) => {{{mark}
    const result = await {call};
    span.end();
    return result;
  }}),
);
"""


@pytest.mark.parametrize(
    ("package", "taker", "parameters", "call", "is_reported"),
    [
        ("@trpc/server", "middleware", "{ ctx, next }", "next()", False),
        ("@trpc/server", "use", "{ next }", "next({ ctx: 1 })", False),
        ("@trpc/server", "middleware", "{ ctx, next }", "ctx.run()", True),
        ("@trpc/server", "middleware", "ctx, next", "next()", True),
        ("@trpc/server", "query", "{ next }", "next()", True),
        ("koa", "use", "{ next }", "next()", True),
    ],
)
def test_next_of_a_middleware_that_reports_failures_in_its_result(
    package: str, taker: str, parameters: str, call: str, is_reported: bool
) -> None:
    text = _TRPC.format(
        package=package, taker=taker, parameters=parameters, call=call, mark=" // SPN103" if is_reported else ""
    )
    assert_as_marked("a.ts", typescript(text))
