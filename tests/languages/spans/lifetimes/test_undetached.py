"""SPN104: tokens that are dropped, replaced or not given back, and the good reasons for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.program import run_spanlint
from tests.languages.names.project_case import repository
from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, notes, python, typescript

_FINDINGS = {
    "dropped": """
        def run(ctx, work):
            context.attach(ctx)  # SPN104
            work()
    """,
    "never detached": """
        def run(ctx, work):
            token = attach(ctx)  # SPN104
            work()
    """,
    "under another name": """
        from opentelemetry.context import attach as otel_attach
        def run(ctx, work):
            otel_attach(ctx)  # SPN104
            work()
    """,
    "early return": """
        def run(ctx, ready):
            token = context.attach(ctx)  # SPN104
            if not ready:
                return
            context.detach(token)
    """,
    "await": """
        async def run(ctx, work):
            token = attach(ctx)  # SPN104
            await work()
            detach(token)
    """,
    "handler": """
        def run(ctx, work):
            try:
                token = attach(ctx)  # SPN104
                work()
                detach(token)
            except Exception:
                return None
    """,
    "replaced": """
        def run(one, two):
            token = attach(one)  # SPN104
            token = attach(two)
            detach(token)
    """,
    "a hook that is named like another function's thread": """
        def spawn(ctx):
            def work():
                attach(ctx)
            threading.Thread(target=work).start()
        def register(ctx, hooks):
            def work():
                attach(ctx)  # SPN104
            hooks.append(work)
    """,
    "in a try that passes": """
        def run(span):
            try:
                attach(trace.set_span_in_context(span))  # SPN104
            except Exception:
                pass
    """,
    "a value for the function's own work": """
        def run(request, work):
            attach(context.set_value("tenant", request.tenant))  # SPN104
            return work(request)
    """,
    "baggage for what is awaited": """
        async def run(request, call_next):
            try:
                attach(baggage.set_baggage("tenant", request.tenant))  # SPN104
            except Exception:
                pass
            return await call_next(request)
    """,
    "a value at the end of something": """
        class Handler:
            def on_chain_end(self, run_id):
                self.spans.pop(run_id).end()
                try:
                    attach(context.set_value("suppress", False))  # SPN104
                except Exception:
                    pass
    """,
    "a value whose token is kept elsewhere": """
        class Handler:
            def on_llm(self, run_id):
                self.tokens[run_id] = attach(context.set_value(SUPPRESS, True))
            def on_text(self, run_id):
                attach(context.set_value(SUPPRESS, False))  # SPN104
    """,
    "a function that is registered": """
        def handle(ctx):
            attach(ctx)  # SPN104
        registry.add(handle)
    """,
    "a method that is registered": """
        class Handler:
            def listen(self, queue):
                queue.subscribe(callback=self.handle)
            def handle(self, message):
                attach(trace.set_span_in_context(message.span))  # SPN104
    """,
    "a span's context": """
        def run(work):
            with tracer.start_span("x") as span:
                attach(trace.set_span_in_context(span))  # SPN104
                work()
    """,
    "a function that an import gives another name": """
        from opentelemetry.context import attach as otel_attach, detach as otel_detach
        def run(ctx, ready):
            token = otel_attach(ctx)  # SPN104
            if not ready:
                return
            otel_detach(token)
    """,
}
_SILENT = {
    "a test that returns early": """
        def test_run(ctx, ready):
            token = context.attach(ctx)
            if not ready:
                return
            context.detach(token)
    """,
    "balanced": """
        async def run(ctx, work):
            token = context.attach(ctx)
            try:
                await work()
            finally:
                context.detach(token)
    """,
    "conditional": """
        def run(ctx, work):
            token = attach(ctx) if ctx else None
            try:
                work()
            finally:
                if token is not None:
                    detach(token)
    """,
    "a best effort in a finally": """
        def run(ctx, work):
            token = attach(ctx)
            try:
                work()
            finally:
                if ctx is context.get_current():
                    detach(token)
    """,
    "renamed detach": """
        from opentelemetry.context import detach as otel_detach
        def run(ctx):
            token = attach(ctx)
            otel_detach(token)
    """,
    "stored": """
        class Turn:
            def __enter__(self):
                self.token = attach(self.ctx)
    """,
    "returned": """
        def enter(ctx):
            return attach(ctx)
    """,
    "passed on": """
        def enter(ctx, stack):
            token = attach(ctx)
            stack.callback(detach, token)
    """,
    "captured": """
        def enter(ctx, later):
            token = attach(ctx)
            later(lambda: detach(token))
    """,
    "top level": """
        attach(trace.set_span_in_context(trace.get_current_span()))
    """,
    "only a value": """
        def set_user(user):
            attach(context.set_value("user", user))
    """,
    "only a value, by a name": """
        def set_user(user):
            ctx = context.set_value("user", user)
            attach(ctx)
    """,
    "a value for the caller, with a note": """
        def current_user(request):
            attach(baggage.set_baggage("user", request.user))
            logger.info("found %s", str(request.user))
            trace.get_current_span().set_attribute("user", request.user)
            return request.user
    """,
    "a value that is set and told": """
        def set_user(user, notify):
            attach(context.set_value("user", user))
            notify(user)
    """,
    "a value for later hooks": """
        class Handler:
            def on_llm_start(self, run_id):
                attach(context.set_value("suppress", True))
                self.count(run_id)
    """,
    "a value that another one replaces": """
        def run(work):
            attach(context.set_value("suppress", True))
            work()
            attach(context.set_value("suppress", False))
    """,
    "work on the other branch": """
        def tenant_of(request, load):
            if request.tenant:
                attach(context.set_value("tenant", request.tenant))
                return request.tenant
            return load(request)
    """,
    "a route's own task": """
        @app.post("/orders")
        async def order(request, work):
            attach(baggage.set_baggage("tenant", request.tenant))
            return await work(request)
    """,
    "an empty context": """
        def reset():
            attach(context.Context())
    """,
    "put back": """
        @contextmanager
        def run(ctx):
            before = context.get_current()
            attach(ctx)
            try:
                yield
            finally:
                attach(before)
    """,
    "a thread's function": """
        def work(ctx):
            attach(ctx)
        def run(ctx):
            threading.Thread(target=work, args=(ctx,)).start()
    """,
    "a thread's part of a function": """
        def work(name, ctx):
            attach(ctx)
        def run(ctx):
            threading.Thread(target=functools.partial(work, "a"), args=(ctx,)).start()
    """,
    "a pool's function": """
        def work(ctx):
            attach(ctx)
        def run(ctx, pool):
            pool.submit(work, ctx)
    """,
    "a function in a copied context": """
        def work(ctx):
            attach(ctx)
        def run(ctx):
            contextvars.copy_context().run(work, ctx)
    """,
    "a task's function": """
        async def work(ctx):
            attach(ctx)
        def run(ctx):
            asyncio.create_task(work(ctx))
    """,
    "somebody else's": """
        def run(debugger, process):
            debugger.attach(process)
    """,
    "a test": """
        def test_run(ctx):
            attach(ctx)
    """,
    "functions that an import gives other names": """
        from opentelemetry.context import attach as otel_attach, detach as otel_detach
        def run(ctx, work):
            token = otel_attach(ctx)
            try:
                work()
            finally:
                otel_detach(token)
    """,
}
_TYPESCRIPT_FINDINGS = {
    "dropped": """
        function run(ctx) {
          context.attach(ctx); // SPN104
        }
    """,
    "a value for the function's own work": """
        function run(request, work) {
          context.attach(context.active().setValue(TENANT, request.tenant)); // SPN104
          return work(request);
        }
    """,
    "early return": """
        function run(ctx, ready) {
          const attached = context.attach(ctx); // SPN104
          if (!ready) return;
          attached.dispose();
        }
    """,
    "await": """
        async function run(ctx, work) {
          const attached = context.attach(ctx); // SPN104
          await work();
          attached.dispose();
        }
    """,
}
_TYPESCRIPT_SILENT = {
    "balanced": """
        async function run(ctx, work) {
          const attached = context.attach(ctx);
          try {
            await work();
          } finally {
            attached.dispose();
          }
        }
    """,
    "a value for the caller": """
        function setTenant(request, notify) {
          context.attach(context.active().setValue(TENANT, request.tenant));
          notify(request);
        }
    """,
    "using": """
        function run(ctx, work) {
          using attached = context.attach(ctx);
          work();
        }
    """,
    "returned": """
        function enter(ctx) {
          return context.attach(ctx);
        }
    """,
    "somebody else's": """
        function run(editor, node) {
          editor.attach(node);
        }
    """,
}


@pytest.mark.parametrize("text", _FINDINGS.values(), ids=_FINDINGS)
def test_context_that_stays_attached(text: str) -> None:
    assert "# SPN104" in text
    assert_as_marked("app.py", python(text))


@pytest.mark.parametrize("text", _SILENT.values(), ids=_SILENT)
def test_silence(text: str) -> None:
    assert_as_marked("app.py", python(text))


@pytest.mark.parametrize("text", _TYPESCRIPT_FINDINGS.values(), ids=_TYPESCRIPT_FINDINGS)
def test_typescript_context_that_stays_attached(text: str) -> None:
    assert_as_marked("app.ts", typescript(text))


@pytest.mark.parametrize("text", _TYPESCRIPT_SILENT.values(), ids=_TYPESCRIPT_SILENT)
def test_typescript_silence(text: str) -> None:
    assert_as_marked("app.ts", typescript(text))


_HANDED_ON = {
    "by its name": ("from tracing import attach, detach", "attach(parent)", "SPN104@6"),
    "as a member of its module": ("from tracing import context", "context.attach(parent)", "SPN104@6"),
    "as a member of the file": ("import tracing", "tracing.attach(parent)", "SPN104@6"),
    "the project's own": ("from own import attach, detach", "attach(parent)", ""),
    "of nobody": ("from elsewhere import attach, detach", "attach(parent)", ""),
}


@pytest.mark.parametrize(("imports", "call", "marked"), _HANDED_ON.values(), ids=_HANDED_ON)
def test_a_function_that_a_file_of_the_project_hands_on(tmp_path: Path, imports: str, call: str, marked: str) -> None:
    files = {
        "tracing.py": "from opentelemetry import context\nfrom opentelemetry.context import attach, detach\n",
        "own.py": "def attach(parent):\n    return 1\ndef detach(token):\n    pass\n",
        "app.py": f"""\
            from opentelemetry.propagate import extract
            {imports}

            def run(headers, work):
                parent = extract(headers)
                token = {call}
                if not work:
                    return
                detach(token)
        """,
    }
    folder = repository(tmp_path, files)
    got = run_spanlint(folder, "--isolated", "--select", "SPN104", "--output-format", "json", "app.py").out
    assert " ".join(f"{each['code']}@{each['line']}" for each in json.loads(got)) == marked


def test_message_says_what_is_lost() -> None:
    ((dropped, _),) = notes("app.py", python(_FINDINGS["dropped"]))
    assert "`detach`" in dropped
    ((early, related),) = notes("app.ts", typescript(_TYPESCRIPT_FINDINGS["early return"]))
    assert "`attached`" in early
    assert "`dispose`" in early
    assert related == [(8, "the function returns here")]
    ((value, _),) = notes("app.py", python(_FINDINGS["a value for the function's own work"]))
    assert value.endswith("the values it adds stay active after the function, for whatever runs next")
