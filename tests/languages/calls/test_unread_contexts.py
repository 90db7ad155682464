"""New contexts in a local that nothing reads: SPN101 at the local, in TypeScript SPN002 at the call that skips it."""

from __future__ import annotations

import pytest

from spanlint.lint.fix import fix
from spanlint.model.settings import SessionContext, Settings
from spanlint.text.decoding import decode
from tests.linting import diagnostics, found

SESSION = SessionContext("getSessionContext()", ("import { getSessionContext } from '@acme/session'",))
CODES = frozenset({"SPN001", "SPN002", "SPN101"})
PYTHON = """\
from opentelemetry import baggage, context, propagate, trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
tracer = trace.get_tracer("mail")
def run(message, span, use, parent):
"""
TYPESCRIPT = """\
import { context, propagation, trace, type Span } from "@opentelemetry/api";
const tracer = trace.getTracer("mail");
function run(message, span: Span, use, parent) {
"""
IN_PYTHON = {
    "extracted": (
        "sender = propagate.extract(message.headers)  # SPN101\nuse(message)",
        "sender = propagate.extract(message.headers)\nuse(message, sender)",
    ),
    "extracted by a propagator": (
        "sender = TraceContextTextMapPropagator().extract(carrier=message.headers)  # SPN101",
        "sender = unknown.extract(carrier=message.headers)",
    ),
    "with a call that could have been passed it": (
        "inside = trace.set_span_in_context(span)  # SPN101\nwith tracer.start_as_current_span('charge'):\n    use()",
        "inside = trace.set_span_in_context(span)\n"
        "with tracer.start_as_current_span('charge', context=inside):\n    use()",
    ),
    "the last of a chain": (
        "values = baggage.set_baggage('a', 1)\nvalues = baggage.set_baggage('b', 2, context=values)  # SPN101",
        "values = baggage.set_baggage('a', 1)\nvalues = baggage.set_baggage('b', 2, context=values)\nuse(values)",
    ),
    "under a condition": (
        "sender = propagate.extract(message.headers) if message else None  # SPN101",
        "sender = propagate.extract(message.headers) if message else None\nif sender:\n    use()",
    ),
    "in place of a parameter": (
        "parent = context.set_value('tenant', 1, parent)  # SPN101",
        "use(parent)\nparent = context.set_value('tenant', 1, parent)",
    ),
    "beside a keyword and a member of that name": (
        "sender = propagate.extract(message.headers)  # SPN101\nuse(sender=1, other=message.sender)",
        "sender = propagate.extract(message.headers)\nuse(sender=1, other=sender)",
    ),
    "read by a nested function": (
        "sender = propagate.extract(message.headers)  # SPN101\nuse(lambda sender: sender)",
        "sender = propagate.extract(message.headers)\nuse(lambda: sender)",
    ),
    "dropped on purpose": (
        "headers = propagate.extract(message.headers)  # SPN101",
        "_ = propagate.extract(message.headers)",
    ),
    "in all locals": (
        "sender = propagate.extract(message.headers)  # SPN101\nuse(vars)",
        "sender = propagate.extract(message.headers)\nuse(locals())",
    ),
    "the active one": (
        "sender = context.set_value('k', 1)  # SPN101",
        "sender = context.get_current()",
    ),
    "assigned in a test": (
        "if (sender := propagate.extract(message.headers)):  # SPN101\n    use(message)",
        "if (sender := propagate.extract(message.headers)):\n    use(sender)",
    ),
    "assigned in an argument": (
        "(sender := propagate.extract(message.headers))  # SPN101",
        "use(sender := propagate.extract(message.headers))",
    ),
    "in a string": (
        "sender = propagate.extract(message.headers)  # SPN101\nuse('sender')",
        "sender = propagate.extract(message.headers)\nuse(f'{sender}')",
    ),
    "given to two names at once": (
        "last = propagate.extract(message.headers)  # SPN101",
        "message.last = last = propagate.extract(message.headers)\nuse(message)",
    ),
}
IN_TYPESCRIPT = {
    "an activating call follows": (
        "const sender = propagation.extract(context.active(), message.headers);\n"
        "tracer.startActiveSpan('read', (s) => s.end()); // SPN002",
        "const sender = propagation.extract(context.active(), message.headers);\n"
        "tracer.startActiveSpan('read', {}, sender, use);",
    ),
    "a call that only starts follows": (
        "const inside = trace.setSpan(context.active(), span);\nuse(tracer.startSpan('read')); // SPN002",
        "const inside = trace.setSpan(context.active(), span);\nuse(tracer.startSpan('read', {}, inside));",
    ),
    "only the first call is told": (
        "const inside = trace.setSpan(context.active(), span);\n"
        "tracer.startActiveSpan('a', (s) => s.end()); // SPN002\ntracer.startActiveSpan('b', (s) => s.end());",
        "const inside = trace.setSpan(context.active(), span);\ncontext.with(inside, use);\n"
        "tracer.startActiveSpan('b', (s) => s.end());",
    ),
    "no call follows": (
        "const sender = propagation.extract(context.active(), message.headers); // SPN101\n"
        "use(tracer.startSpan('read', {}, context.active()));",
        "const sender = propagation.extract(context.active(), message.headers);\n"
        "use(tracer.startSpan('read', { links: [{ context: trace.getSpanContext(sender) }] }, context.active()));",
    ),
    "the call is behind the block that gives the local its value": (
        "let sender = context.active();\nif (message) {\n  sender = propagation.extract(sender, message.headers);\n}\n"
        "tracer.startActiveSpan('read', (s) => s.end()); // SPN002",
        "let sender = context.active();\nif (message) {\n  sender = propagation.extract(sender, message.headers);\n}\n"
        "tracer.startActiveSpan('read', {}, sender, use);",
    ),
    "the call is in the other arm, and the local is declared above both": (
        "let sender;\nif (message) {\n  sender = propagation.extract(context.active(), message.headers); // SPN101\n}\n"
        "else tracer.startActiveSpan('read', (s) => s.end());",
        "let sender;\nif (message) {\n  sender = propagation.extract(context.active(), message.headers);\n}\n"
        "else tracer.startActiveSpan('read', (s) => s.end());\nuse(sender);",
    ),
    "the call is in another arm": (
        "if (message) {\n  const sender = propagation.extract(context.active(), message.headers); // SPN101\n}\n"
        "else tracer.startActiveSpan('read', use);",
        "if (message) {\n  const sender = propagation.extract(context.active(), message.headers);\n  use(sender);\n}\n"
        "else tracer.startActiveSpan('read', use);",
    ),
    "the call is in a function that runs later": (
        "const sender = propagation.extract(context.active(), message.headers); // SPN101\n"
        "use(() => tracer.startActiveSpan('read', use));",
        "const sender = propagation.extract(context.active(), message.headers);\n"
        "use(() => tracer.startActiveSpan('read', {}, sender, use));",
    ),
    "a value under a key": (
        "const tenant = context.active().setValue(KEY, 1); // SPN101",
        "const tenant = message.setValue(KEY, 1);",
    ),
    "given to a variable later": (
        "let sender;\nsender = propagation.extract(context.active(), message.headers); // SPN101",
        "let sender;\nsender = propagation.extract(context.active(), message.headers);\nuse({ sender });",
    ),
    "assigned in an argument": (
        "let sender;\nif ((sender = propagation.extract(context.active(), message.headers))) use(); // SPN101",
        "let sender;\nuse((sender = propagation.extract(context.active(), message.headers)));",
    ),
    "the file's own variable": (
        "const sender = trace.deleteSpan(parent); // SPN101",
        "shared = trace.deleteSpan(parent);\n}\nlet shared;\n{",
    ),
}


def marked(text: str, comment: str) -> list[tuple[int, str]]:
    lines = enumerate(text.splitlines(), 1)
    return [(number, line.rpartition(comment)[2].strip()) for number, line in lines if f"{comment} SPN" in line]


def python(body: str) -> str:
    return PYTHON + "".join(f"    {line}\n" for line in body.splitlines())


@pytest.mark.parametrize("text", [text for pair in IN_PYTHON.values() for text in pair])
def test_a_local_of_python(text: str) -> None:
    assert found("a.py", python(text), frozenset({"SPN002", "SPN101"})) == marked(python(text), "#")


@pytest.mark.parametrize("text", [text for pair in IN_TYPESCRIPT.values() for text in pair])
def test_a_local_of_typescript(text: str) -> None:
    made = f"{TYPESCRIPT}{text}\n}}\n"
    assert found("a.ts", made, frozenset({"SPN002", "SPN101"})) == marked(made, "//")


@pytest.mark.parametrize("text", [bad for bad, _ in IN_PYTHON.values()])
def test_a_variable_of_the_module_may_be_read_elsewhere(text: str) -> None:
    assert found("a.py", PYTHON + "    pass\n" + text, frozenset({"SPN101"})) == []


@pytest.mark.parametrize(
    ("call", "codes", "found_codes"),
    [
        ('tracer.start_span("b")', CODES, ["SPN002"]),
        ('tracer.start_span("b")', frozenset({"SPN101"}), ["SPN101"]),
        ('tracer.start_span("b", context=Context())', CODES, ["SPN101"]),
    ],
)
def test_a_local_that_another_call_passes_is_reported_once(
    call: str, codes: frozenset[str], found_codes: list[str]
) -> None:
    text = (
        f"{PYTHON}    pass\nfrom opentelemetry.context import Context\n"
        'def f(m):\n    sender = propagate.extract(m.headers)\n    return tracer.start_span("a", context=sender)\n'
        f"def g(m):\n    sender = propagate.extract(m.headers)\n    return {call}\n"
    )
    assert [code for _, code in found("a.py", text, codes)] == found_codes


def test_the_messages_name_the_local() -> None:
    (held,) = diagnostics("a.py", python(IN_PYTHON["extracted"][0]), frozenset({"SPN101"}))
    assert "nothing reads `sender`, which holds it" in held.message
    assert held.help == "pass `sender` as `context=` or to `attach`, or delete the statement"
    text = f"{TYPESCRIPT}{IN_TYPESCRIPT['an activating call follows'][0]}\n}}\n"
    (skipped,) = diagnostics("a.ts", text, CODES)
    assert skipped.message.endswith("passes no parent context, and nothing reads `sender`, which holds one (line 4)")
    assert skipped.help == "pass `sender` as the parent, or delete it"


def test_the_fix_passes_that_local_on_request_and_nothing_else() -> None:
    before = f"{TYPESCRIPT}{IN_TYPESCRIPT['an activating call follows'][0]}\n}}\n"
    settings = Settings(frozenset({"SPN002"}), session_contexts=(("typescript", SESSION),))
    source = decode("a.ts", "typescript", before.encode())
    assert fix(source, settings).applied == 0
    assert "startActiveSpan('read', {}, sender, " in fix(source, settings, may_be_unsafe=True).source.text.decode()
