"""SPN104: what an attached context does to the active span, and what takes it back though its token is dropped."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, notes, python

_PYTHON = {
    "values, through a local": """
        def remember(session, name=None):
            ctx = context.get_current()
            ctx = baggage.set_baggage("session", session, ctx)
            if name:
                ctx = baggage.set_baggage("name", name, ctx)
            context.attach(ctx)
    """,
    "a span, through the same local": """
        def remember(session, span):
            ctx = context.get_current()
            ctx = trace.set_span_in_context(span, ctx)
            ctx = baggage.set_baggage("session", session, ctx)
            context.attach(ctx)  # SPN104
    """,
    "values in a loop, on the caller's context or the active one": """
        def remember(items, ctx=None):
            current = ctx if ctx is not None else context.get_current()
            for key, value in items.items():
                current = baggage.set_baggage(key, value, current)
            context.attach(current)
    """,
    "the caller's context alone": """
        def remember(ctx=None):
            current = ctx if ctx is not None else context.get_current()
            context.attach(current)  # SPN104
    """,
    "values, on a path without detach": """
        def quiet(run):
            token = context.attach(context.set_value("suppress", True))  # SPN104
            if not run:
                return None
            run()
            context.detach(token)
    """,
    "values, where an exception is thrown": """
        def quiet(run):
            try:
                token = context.attach(context.set_value("suppress", True))
                run()
                context.detach(token)
            except Exception as error:
                print(error)
                raise
    """,
    "a value on top of what was attached": """
        def receive(ctx, user):
            context.attach(ctx)  # SPN104
            context.attach(context.set_value("user", user))
    """,
    "values on what was received": """
        def receive(headers, user):
            context.attach(baggage.set_baggage("user", user, extract(headers)))  # SPN104
    """,
    "values that a method adds": """
        class Session:
            def tagged(self, parent):
                return context.set_value("session", self.id, parent)
            def enter(self, parent):
                context.attach(self.tagged(parent))
    """,
    "a span that a method adds": """
        class Session:
            def active(self, parent):
                return trace.set_span_in_context(self.span, parent)
            def enter(self, parent):
                context.attach(self.active(parent))  # SPN104
    """,
    "the span's own key": """
        from opentelemetry.trace.propagation import _SPAN_KEY
        def enter(span):
            context.attach(context.set_value(_SPAN_KEY, span))  # SPN104
    """,
    "another value before, in a branch that ends": """
        def enter(span, user):
            ctx = trace.set_span_in_context(span)
            with context_of(ctx):
                pass
            ctx = context.set_value("user", user)
            context.attach(ctx)
    """,
    "the span that was active": """
        def keep(turn):
            before = trace.get_current_span()
            turn.begin()
            context.attach(trace.set_span_in_context(before))
    """,
    "an empty context, through a local": """
        def reset(log):
            fresh = context.Context()
            log(fresh)
            context.attach(fresh)
    """,
    "an empty context, on a path without detach": """
        def apart(run):
            token = context.attach(context.Context())  # SPN104
            if not run:
                return
            context.detach(token)
    """,
    "inside of what makes a span current": """
        def stream(items):
            with tracer.start_as_current_span("stream") as span:
                for item in items:
                    if trace.get_current_span() is not span:
                        context.attach(trace.set_span_in_context(span))
    """,
    "after what makes a span current": """
        def stream(items):
            with tracer.start_as_current_span("stream") as span:
                print(items)
            context.attach(trace.set_span_in_context(span))  # SPN104
    """,
    "between another attach and its detach": """
        def stream(ctx, span, run):
            outer = context.attach(ctx)
            try:
                context.attach(trace.set_span_in_context(span))
                run()
            finally:
                context.detach(outer)
    """,
    "after the detach of another attach": """
        def stream(ctx, span, run):
            outer = context.attach(ctx)
            try:
                run()
            finally:
                context.detach(outer)
            context.attach(trace.set_span_in_context(span))  # SPN104
    """,
    "a detach that not every path comes by": """
        def stream(ctx, span, run):
            outer = context.attach(ctx)  # SPN104
            context.attach(trace.set_span_in_context(span))  # SPN104
            if run:
                context.detach(outer)
    """,
    "repaired in a finally": """
        def stream(ctx, parent, run):
            token = context.attach(ctx)
            try:
                run()
            finally:
                if trace.get_current_span() is ctx:
                    context.detach(token)
                else:
                    context.attach(trace.set_span_in_context(parent))
    """,
    "what the process was started with": """
        def adopt():
            parent = os.environ.get("TRACEPARENT")
            if not parent:
                return
            carrier = {"traceparent": parent}
            context.attach(extract(carrier))
    """,
    "put into a carrier by its key": """
        def adopt():
            carrier = {}
            if parent := os.getenv("TRACEPARENT"):
                carrier["traceparent"] = parent
            ctx = extract(carrier)
            context.attach(ctx)
    """,
    "what the process was started with, imported by its name": """
        from os import environ

        def adopt():
            context.attach(extract(environ))
    """,
    "what a WSGI server hands over under the same name": """
        def application(environ, start_response):
            context.attach(extract(environ))  # SPN104
            return run(environ, start_response)
    """,
    "what a request keeps under the same name": """
        def adopt(request):
            context.attach(extract(request.environ))  # SPN104
            return run(request)
    """,
    "what a request came with": """
        def adopt(request):
            parent = request.headers.get("traceparent")
            context.attach(extract({"traceparent": parent}))  # SPN104
    """,
    "called when the file is run": """
        def main(ctx):
            context.attach(ctx)
        if __name__ == "__main__":
            main(load())
    """,
    "called by another function": """
        def begin(ctx):
            context.attach(ctx)  # SPN104
        def main():
            begin(load())
    """,
    "an ASGI application": """
        class Middleware:
            async def __call__(self, scope, receive, send):
                context.attach(extract(scope))
                await self.app(scope, receive, send)
    """,
    "another callable": """
        class Middleware:
            def __call__(self, request):
                context.attach(extract(request))  # SPN104
                return self.app(request)
    """,
    "bookkeeping before the detach": """
        def run(ctx, work, stop):
            try:
                token = context.attach(ctx)
                try:
                    work()
                finally:
                    stop()
                    context.detach(token)
            except ImportError:
                return None
    """,
    "a `with` that enters a token": """
        async def run(ctx, work):
            with context.attach(ctx):  # SPN104
                work()
            with attach(context.set_value("a", 1)) as token, work():  # SPN104
                work()
    """,
    "a `with` that is given a token": """
        def run(ctx, work):
            with holding(attach(ctx)):
                work()
    """,
}
_IMPORTS = "from opentelemetry import baggage\nfrom opentelemetry.propagate import extract\nimport os\n"


@pytest.mark.parametrize("text", _PYTHON.values(), ids=_PYTHON)
def test_what_stays_attached(text: str) -> None:
    assert_as_marked("app.py", _IMPORTS + python(text))


def test_many_values_are_followed_in_time() -> None:
    chain = "".join(f"    if x > {number}:\n        ctx = f(ctx, ctx)\n" for number in range(400))
    text = f"def run(x, ctx):\n{chain}    context.attach(ctx)  # SPN104\n"
    assert_as_marked("app.py", python(text))


def test_values_give_no_wrong_parent() -> None:
    ((message, _),) = notes("app.py", _IMPORTS + python(_PYTHON["values, on a path without detach"]))
    assert "parent" not in message
    assert "the values it adds" in message


def test_token_is_no_manager() -> None:
    ((message, _),) = notes("app.py", python("def run(ctx):\n    with attach(ctx):\n        pass\n"))
    assert "before Python 3.14" in message
