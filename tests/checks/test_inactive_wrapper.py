"""SPN110: a span that runs around a passed function and is never made current, in both languages."""

from __future__ import annotations

import textwrap

import pytest

from tests.linting import diagnostics, found

CODES = frozenset({"SPN110"})
PYTHON = "from opentelemetry import context, trace\ntracer = trace.get_tracer('a')\n"
TYPESCRIPT = 'import { context, trace, SpanKind } from "@opentelemetry/api";\nconst tracer = trace.getTracer("a");\n'
START = "    span = tracer.start_span('s')\n"
AROUND = START + "    try:\n        return {0}\n    finally:\n        span.end()\n"
BEGIN = "  const span = tracer.startSpan('s');\n"
WITHIN = BEGIN + "  try { return {0}; } finally { span.end(); }\n}\n"


def around(call: str) -> str:
    return AROUND.replace("{0}", call)


def within(call: str) -> str:
    return WITHIN.replace("{0}", call)


MADE_WITH = "class A:\n    def __init__(self, {1}):\n        self.{1} = {1}\n    def f(self, *a):\n"


def made_with(name: str, call: str) -> str:
    return MADE_WITH.replace("{1}", name) + textwrap.indent(around(call), "    ")


FOUND_PYTHON = {
    "told of a failure by a handler": (
        "def f(fn):\n" + START + "    try:\n        return fn()\n    except ValueError as e:\n        mark(span, e)\n"
        "        raise\n    finally:\n        span.end()\n"
    ),
    "told of a failure by a handler, beside the failure": (
        "def f(fn):\n" + START + "    try:\n        return fn()\n    except ValueError as e:\n        mark(e, span)\n"
        "        raise\n    finally:\n        span.end()\n"
    ),
    "what an object is made with": made_with("function", "self.function(*a)"),
    "an application": made_with("app", "self.app(*a)"),
    "the rest of a middleware": made_with("get_response", "self.get_response(*a)"),
    "a parameter": "def f(fn):\n" + around("fn()"),
    "the function that is decorated": "def d(fn):\n    def f(*a):\n" + textwrap.indent(around("fn(*a)"), "    "),
    "a wrapt wrapper": "def f(wrapped, instance, args, kwargs):\n" + around("wrapped(*args, **kwargs)"),
    "a middleware": "async def f(request, call_next):\n" + around("await call_next(request)"),
    "with a time limit": "async def f(fn):\n" + around("await wait_for(fn(), 5)"),
    "a local of it": "def f(fn):\n    inner = fn\n" + around("inner()"),
    "a name that ends with what it is": "def f(job_fn):\n" + around("job_fn()"),
    "a function of any type": "def f(work: Callable[[], T]) -> T:\n" + around("work()"),
    "any name in a span that is named by the caller": "def f(name, work):\n" + around("work()").replace("'s'", "name"),
    "any name in a span that is named after a part": "def f(x, work):\n" + around("work()").replace("'s'", "f'a {x}'"),
    "any name in a span that is named after a member of a part": (
        "def f(x, work):\n" + around("work()").replace("'s'", "x.name")
    ),
    "any name in a span that is named after a constant and a part": (
        "from names import prefix\ndef f(x, work):\n" + around("work()").replace("'s'", "prefix + x")
    ),
    "a call by the method that each function has": "def f(work):\n" + around("work.__call__()"),
    "a statement": "def f(fn, x):\n    with tracer.start_span('s'):\n        fn(x)\n",
    "a result that is returned": "def f(fn):\n    with tracer.start_span('s') as s:\n        r = fn()\n    return r\n",
    "with an end that a branch returns by": (
        "def f(fn, x):\n"
        + START
        + "    if x:\n        span.end()\n        return x\n    r = fn()\n    span.end()\n    return r\n"
    ),
    "where the span is asked": "def f(fn):\n"
    + START
    + "    r = fn()\n    if span.is_recording():\n        span.end()\n    return r\n",
}
SILENT_PYTHON = {
    "passed on below a handler": (
        "def f(fn):\n" + START + "    try:\n        return fn()\n    except ValueError as e:\n        log(e)\n"
        "    finally:\n        mark(span)\n        span.end()\n"
    ),
    "kept by a handler": (
        "def f(fn):\n"
        + START
        + "    try:\n        return fn()\n    except ValueError as e:\n        kept = mark(span, e)\n"
        "    finally:\n        span.end()\n"
    ),
    "passed what ends the span": "def f(fn):\n" + START + "    return fn(span.end)\n",
    "passed a function that ends the span": "def f(fn):\n" + START + "    return fn(lambda: span.end())\n",
    "what an object is made with, a step by its name": made_with("read", "self.read(*a)"),
    "what an object is made with, by another method": made_with("fn", "self.fn(*a)").replace("__init__", "set"),
    "what an object is made with, or something else": (
        made_with("fn", "self.fn(*a)") + "    def g(self):\n        self.fn = a\n"
    ),
    "a method of the object": made_with("fn", "self.fn(*a)") + "    def fn(self):\n        pass\n",
    "a method of what an object is made with": made_with("fn", "self.fn.run(*a)"),
    "made current": "def f(fn):\n" + START + "    with trace.use_span(span, end_on_exit=True):\n        return fn()\n",
    "attached": (
        "def f(fn):\n" + START + "    token = context.attach(trace.set_span_in_context(span))\n    r = fn()\n"
        "    context.detach(token)\n    span.end()\n    return r\n"
    ),
    "passed": "def f(fn):\n" + around("fn(span)"),
    "its context passed": "def f(fn):\n" + around("fn(span.get_span_context())"),
    "passed to a method": (
        "def f(fn):\n    span = tracer.start_span('s')\n    keep(span)\n    r = fn()\n    span.end()\n    return r\n"
    ),
    "returned": "def f(fn):\n" + START + "    fn()\n    span.end()\n    return span\n",
    "above the start": "def f(fn):\n    r = fn()\n" + START + "    span.end()\n    return r\n",
    "below the end": "def f(fn):\n" + START + "    span.end()\n    return fn()\n",
    "handed on before, beside something else": (
        "def f(fn):\n" + START + "    publish(1, span)\n    try:\n        return fn()\n    except ValueError as e:\n"
        "        raise\n    finally:\n        span.end()\n"
    ),
    "a producer": "def f(fn):\n" + around("fn()").replace("'s'", "'s', kind=trace.SpanKind.PRODUCER"),
    "not a parameter": "def f(x):\n" + around("work(x)"),
    "a step of a function with a name": "def f(work):\n" + around("work()"),
    "a function of one type": "def f(work: Callable[[], str]) -> str:\n" + around("work()"),
    "a step that is named like a method": "def f(call):\n" + around("call()"),
    "a step of a function with a constant": "NAME = 's'\ndef f(work):\n" + around("work()").replace("'s'", "NAME"),
    "a step of a function with a member of a constant": (
        "from names import Names\ndef f(work):\n" + around("work()").replace("'s'", "Names.step")
    ),
    "a step of a function with a combination of constants": (
        "from names import prefix\ndef f(work):\n" + around("work()").replace("'s'", "prefix + '.s'")
    ),
    "a method of a parameter": "def f(x):\n" + around("x.work()"),
    "a method that is named as what calls functions elsewhere": "def f(rpc):\n" + around("rpc.call('a')"),
    "a task that is applied": "def f(name, task):\n" + around("task.apply(args=())").replace("'s'", "name"),
    "a class": "def f(model_cls):\n" + around("model_cls()"),
    "the class itself": "class A:\n    @classmethod\n    def f(cls):\n" + textwrap.indent(around("cls()"), "    "),
    "an attribute's value": "def f(fn, x):\n" + START + "    span.set_attribute('a', fn(x))\n    span.end()\n",
    "in another span": (
        "def f(fn):\n" + START + "    with tracer.start_as_current_span('t'):\n        fn()\n    span.end()\n"
    ),
    "in a function that is kept": "def f(fn):\n" + START + "    later(lambda: fn())\n    span.end()\n",
    "never ended": "def f(fn):\n" + START + "    return fn()\n",
    "what tells": "def f(on_done, x):\n" + START + "    on_done(x)\n    span.end()\n",
}
FOUND_TYPESCRIPT = {
    "told of a failure by a handler": (
        "async function f<T>(name: string, fn: () => Promise<T>): Promise<T> { const span = tracer.startSpan(name); "
        "try { return await fn(); } catch (e) { mark(span, e); throw e; } finally { span.end(); } }"
    ),
    "the handler of an interceptor": "class A { intercept(ctx, next) {\n" + within("next.handle()") + "}\n",
    "the handler of an interceptor, awaited": (
        "class A { async intercept(ctx, next) {\n" + within("await lastValueFrom(next.handle())") + "}\n"
    ),
    "a parameter": "function f(fn) {\n" + within("fn()"),
    "a cast": "function f(fn) {\n" + within("fn()").replace("startSpan('s')", "startSpan('s') as Span"),
    "a span with an attribute": (
        "function f(fn) {\n" + within("fn()").replace("startSpan('s')", "startSpan('s').setAttribute('a', 1)")
    ),
    "an arrow": "const f = async (fn) => {\n" + within("await fn()") + ";\n",
    "apply": "function f(fn) {\n" + within("fn.apply(this, arguments)"),
    "call": "function f(fn) {\n" + within("fn.call(this, 1)"),
    "a member": "function f(d) {\n const method = d.value;\n d.value = function (...a) {\n"
    + within("method.apply(this, a)")
    + "}\n",
    "a patch": "function f(o) {\n const original = o.run;\n o.run = function () {\n" + within("original()") + "}\n",
    "a patch by its key": "function f(o, k) {\n const original = o[k];\n o[k] = function (...a) {\n"
    + within("original.apply(this, a)")
    + "}\n",
    "what an object is made with": "class A {\n private fn: F;\n constructor(fn: F) { this.fn = fn; }\n f() {\n"
    + within("this.fn()")
    + "}\n",
    "a parameter that is a field": "class A {\n constructor(private handler: F) {}\n f() {\n"
    + within("this.handler()")
    + "}\n",
    "a pattern": "function f({ fn }) {\n" + within("fn()"),
    "a typed member": "function f(o: { fn: () => void }) {\n" + within("o.fn()"),
    "a member typed by name": "interface O { fn?: () => void }\nfunction f(o: O) {\n" + within("o.fn()"),
    "next": "function f(req, res, next) {\n" + BEGIN + "  res.on('finish', () => span.end());\n  next();\n}\n",
    "a name that ends with what it is": "function f(jobFn) {\n" + within("jobFn()"),
    "a function of any type": "async function f<T>(work: () => Promise<T>): Promise<T> {\n" + within("await work()"),
    "with a promise": "function f(fn) {\n" + BEGIN + "  return fn().then((r) => { span.end(); return r; });\n}\n",
    "with finally": "function f(fn) {\n" + BEGIN + "  return fn().finally(() => span.end());\n}\n",
    "any name in a span that is named by the caller": "function f(n, work) {\n" + within("work()").replace("'s'", "n"),
    "any name in a span that is named after a member of a part": (
        "function f(n, work) {\n" + within("work()").replace("'s'", "n.name")
    ),
    "any name in a template": "function f(n, work) {\n" + within("work()").replace("'s'", "`a ${n}`"),
    "in a promise of its own": (
        "function f(fn) {\n" + BEGIN + "  return Promise.resolve(fn.apply(this, a)).finally(() => span.end());\n}\n"
    ),
    "what a proxy reads of what it stands for": (
        "const wrap = (service) => new Proxy(service, { get(target, key, own) {\n"
        "  const method = Reflect.get(target, key, own);\n  return (...a) => {\n"
        + within("method.apply(target, a)")
        + "} });\n"
    ),
    "the handler beside what tells how far it is": (
        "async function f({ batch, heartbeat, work }) {\n"
        + within("await work()").replace("'s'", "`a ${batch.topic}`").replace("try {", "try { await heartbeat();")
    ),
    "in a function that runs at once": "async function f(fn) {\n" + within("await Promise.race([fn(), g()])"),
    "ended by a chain": "function f(fn) {\n"
    + BEGIN
    + "  const r = fn();\n  span.setAttribute('a', 1).end();\n  return r;\n}\n",
}
SILENT_TYPESCRIPT = {
    "passed on before": (
        "async function f<T>(name: string, fn: () => Promise<T>): Promise<T> { const span = tracer.startSpan(name); "
        "mark(span); try { return await fn(); } finally { span.end(); } }"
    ),
    "the handler of an interceptor in the span": "class A { intercept(ctx, next) {\n"
    + within("context.with(trace.setSpan(context.active(), span), () => next.handle())")
    + "}\n",
    "a span that an operator ends": "class A { intercept(ctx, next) {\n"
    + BEGIN
    + "  return next.handle().pipe(finalize(() => span.end()));\n}\n}\n",
    "another handler": "class A { intercept(ctx, queue) {\n" + within("queue.handle()") + "}\n",
    "a handler of a request": "class A { intercept(req, next) {\n" + within("next.handle(req)") + "}\n",
    "made current": "function f(fn) {\n" + within("context.with(trace.setSpan(context.active(), span), fn)"),
    "made current by a local": (
        "function f(fn) {\n" + BEGIN + "  const c = trace.setSpan(context.active(), span);\n"
        "  try { return context.with(c, () => fn()); } finally { span.end(); }\n}\n"
    ),
    "passed": "function f(fn) {\n" + within("fn(span)"),
    "its context passed": "function f(fn) {\n" + within("fn(span.spanContext())"),
    "a producer": "function f(fn) {\n" + within("fn()").replace("'s'", "'s', { kind: SpanKind.PRODUCER }"),
    "an executor": "function f() { return new Promise((resolve) => {\n"
    + BEGIN
    + "  resolve(1);\n  span.end();\n}); }\n",
    "a promise of something else": (
        "function f(fn) {\n" + BEGIN + "  return Promise.reject(fn.apply(this, a)).finally(() => span.end());\n}\n"
    ),
    "what a proxy reads of itself": (
        "const wrap = (service) => new Proxy(service, { get(target, key) {\n"
        "  const method = Reflect.get(own, key);\n  return (...a) => {\n"
        + within("method.apply(target, a)")
        + "} });\n"
    ),
    "what tells how far a batch is": (
        "async function f({ batch, heartbeat, resolveOffset, commitOffsetsIfNecessary, isRunning }) {\n"
        + BEGIN.replace("'s'", "`a ${batch.topic}`")
        + "  try {\n    const on = isRunning();\n    if (on) resolveOffset(batch.last);\n    await heartbeat();\n"
        "    await commitOffsetsIfNecessary();\n    return on;\n  } finally { span.end(); }\n}\n"
    ),
    "a clock": (
        "async function f(name, now, sleep) {\n"
        + BEGIN.replace("'s'", "name")
        + "  const at = now();\n  await sleep(9);\n  span.end();\n  return at;\n}\n"
    ),
    "a callback": "function f(q, cb) {\n" + BEGIN + "  q.run((e, r) => { cb(null, r); span.end(); });\n}\n",
    "a field with a function of its own": "class A {\n private fn = () => 1;\n f() {\n" + within("this.fn()") + "}\n",
    "a parameter that is no field": "class A {\n constructor(handler: F) {}\n f() {\n"
    + within("this.handler()")
    + "}\n",
    "a method of a parameter": "function f(o: Client) {\n" + within("o.fn()"),
    "a step of a function with a name": "function f(work) {\n" + within("work()"),
    "what its span context is passed": (
        "function f(fn) {\n" + within("fn()").replace("startSpan('s')", "startSpan('s').spanContext()")
    ),
    "a step of a function with a member of a constant": (
        "enum Names { Step = 's' }\nfunction f(work) {\n" + within("work()").replace("'s'", "Names.Step")
    ),
    "a step of a function with a combination of constants": (
        "import { prefix } from './names';\nfunction f(work) {\n" + within("work()").replace("'s'", "`${prefix}.s`")
    ),
    "a function of one type": "function f(work: () => Promise<URL>): Promise<URL> {\n" + within("work()"),
    "a typed method": "function f(o: { fn(): void }) {\n" + within("o.fn()"),
    "below the end": "function f(fn) {\n" + BEGIN + "  span.end();\n  return fn();\n}\n",
    "above the start": "function f(fn) {\n  const r = fn();\n" + BEGIN + "  span.end();\n  return r;\n}\n",
}


@pytest.mark.parametrize("case", FOUND_PYTHON)
def test_python(case: str) -> None:
    assert [each.code for each in diagnostics("a.py", PYTHON + FOUND_PYTHON[case], CODES)] == ["SPN110"]


@pytest.mark.parametrize("case", SILENT_PYTHON)
def test_silent_in_python(case: str) -> None:
    assert not found("a.py", PYTHON + SILENT_PYTHON[case], CODES)


@pytest.mark.parametrize("case", FOUND_TYPESCRIPT)
def test_typescript(case: str) -> None:
    assert [each.code for each in diagnostics("a.ts", TYPESCRIPT + FOUND_TYPESCRIPT[case], CODES)] == ["SPN110"]


@pytest.mark.parametrize("case", SILENT_TYPESCRIPT)
def test_silent_in_typescript(case: str) -> None:
    assert not found("a.ts", TYPESCRIPT + SILENT_TYPESCRIPT[case], CODES)


def test_what_another_rule_says_of_the_call_is_said_once() -> None:
    unended = (
        PYTHON + "def f(fn):\n" + START + "    try:\n        return fn()\n    except ValueError:\n        return 1\n"
    )
    unended += "    else:\n        span.end()\n"
    siblings = PYTHON + "def f(fn):\n" + START + "    tracer.start_span('t').end()\n    fn()\n    span.end()\n"
    codes = frozenset({"SPN103", "SPN107", "SPN110"})
    for text, other in ((unended, "SPN103"), (siblings, "SPN107")):
        assert [code for _, code in found("a.py", text, codes)] == [other]
        assert [code for _, code in found("a.py", text, CODES)] == ["SPN110"]


def test_the_finding_names_the_function() -> None:
    (finding,) = diagnostics("a.py", PYTHON + FOUND_PYTHON["a parameter"], CODES)
    assert finding.message == "`span` is never made current, so spans that `fn` starts (line 6) are not its children"
    assert [place.position.line for place in finding.related] == [6]
