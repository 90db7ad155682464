"""Awaited calls with type arguments, whose `await` the grammar takes for a part of the function."""

from __future__ import annotations

import pytest

from tests.linting import found

CODES = frozenset({"SPN003", "SPN101", "SPN103", "SPN109"})
HEAD = """\
import { context, trace, type Context } from "@opentelemetry/api";

const tracer = trace.getTracer("app");
"""
# (a body that must be reported, its code; one that must not be)
CASES = {
    "a callback's span": (
        "await tracer.startActiveSpan<void>('n', async (span) => { await load(); span.end(); });",
        "SPN103",
        "await tracer.startActiveSpan<void>('n', async (span) => { await load().finally(() => span.end()); });",
    ),
    "an opener": (
        "await context.with<[], void>(base, async () => { tracer.startSpan('n').end(); });",
        "SPN003",
        "await other.run<[], void>(base, async () => { tracer.startSpan('n', {}, base).end(); });",
    ),
    "a function that is called": (
        "const { startActiveSpan } = tracer; await startActiveSpan<void>('n', load);",
        "SPN109",
        "await tracer.startActiveSpan<void>('n', (span) => { span.end(); });",
    ),
}


@pytest.mark.parametrize(("bad", "code", "good"), CASES.values(), ids=CASES)
def test_an_awaited_call_with_type_arguments(bad: str, code: str, good: str) -> None:
    for body, codes in ((bad, [code]), (good, [])):
        text = f"{HEAD}export async function f(base: Context, load: any, other: any) {{\n  {body}\n}}\n"
        assert [each for _, each in found("a.ts", text, CODES)] == codes
        assert [each for _, each in found("a.ts", text.replace("<void>", "").replace("<[], void>", ""), CODES)] == codes
