"""SPN104: tokens that are dropped, replaced or not given back, and the good reasons for it."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetime_case import assert_as_marked, notes, python, typescript

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
    "a span's context": """
        def run(work):
            with tracer.start_span("x") as span:
                attach(trace.set_span_in_context(span))  # SPN104
                work()
    """,
}
_SILENT = {
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
}
_TYPESCRIPT_FINDINGS = {
    "dropped": """
        function run(ctx) {
          context.attach(ctx); // SPN104
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


def test_message_says_what_is_lost() -> None:
    ((dropped, _),) = notes("app.py", python(_FINDINGS["dropped"]))
    assert "`detach`" in dropped
    ((early, related),) = notes("app.ts", typescript(_TYPESCRIPT_FINDINGS["early return"]))
    assert "`attached`" in early
    assert "`dispose`" in early
    assert related == [(8, "the function returns here")]
