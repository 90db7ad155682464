"""A parent that one arm of a decision forwards and the other leaves out."""

from __future__ import annotations

import pytest

from tests.languages.calls.evidence_case import judged

TYPESCRIPT = """\
import {{ context, trace, type Context }} from '@opentelemetry/api';

const tracer = trace.getTracer('acme');

export function receive(name: string, parent: Context | undefined, {given}: unknown) {{
  if ({condition}) {{
    return tracer.startSpan('receive', {{}}, parent);
  }} else {{
    return tracer.startSpan('receive');
  }}
}}
"""
PYTHON = """\
from opentelemetry import context, trace
from opentelemetry.context import Context

tracer = trace.get_tracer("acme")


def receive(name, parent: Context, {given}):
    if {condition}:
        return tracer.start_span("receive", context=parent)
    return tracer.start_span("receive")
"""


@pytest.mark.parametrize("condition", ["parent", "context", "hasParent", "msgContext", "carrier_ctx"])
def test_a_condition_about_a_parent_decides_whether_there_is_one(condition: str) -> None:
    for path, text in (("a.ts", TYPESCRIPT), ("a.py", PYTHON)):
        found = judged(path, text.format(condition=condition, given="isBatch"))
        assert [code for _, code in found] in ([], ["SPN001"])


@pytest.mark.parametrize("condition", ["isBatch", "name"])
def test_any_other_condition_does_not(condition: str) -> None:
    assert judged("a.ts", TYPESCRIPT.format(condition=condition, given="isBatch")) == [(9, "SPN002")]
    assert judged("a.py", PYTHON.format(condition=condition, given="isBatch")) == [(10, "SPN002")]
