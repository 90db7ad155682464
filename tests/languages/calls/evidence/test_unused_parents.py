"""The contexts around a call that it leaves unused: parameters of type Context, and locals that hold one."""

from __future__ import annotations

import pytest

from tests.languages.calls.evidence_case import judged

PYTHON = """\
from opentelemetry import trace
from opentelemetry.context import Context, attach, detach
from opentelemetry.trace import set_span_in_context

tracer = trace.get_tracer("acme")


def bake(span, began, tray, oven: Context):
    {statement}
    tracer.start_span("bake", {argument})
"""
TYPESCRIPT = """\
import {{ context, trace, type Context }} from "@opentelemetry/api";

const tracer = trace.getTracer("acme");

export function bake(span, startTime, tray, oven: Context) {{
  {statement}
  tracer.startSpan("bake", {{ {option} }});
}}
"""
LATE = ("log(oven)", "start_time=began")  # the parameter is used, the span starts in the past


def python(statement: str, argument: str = "") -> list[tuple[int, str]]:
    return judged("a.py", PYTHON.format(statement=statement, argument=argument))


def typescript(statement: str, option: str = "") -> list[tuple[int, str]]:
    return judged("a.ts", TYPESCRIPT.format(statement=statement, option=option))


@pytest.mark.parametrize("statement", ["log(tray.oven)", "log(oven=tray)", "log({'oven': tray})"])
def test_a_member_a_keyword_or_a_key_is_no_use_of_the_parameter(statement: str) -> None:
    assert python(statement) == [(10, "SPN002")]
    assert python("log(oven)") == [(10, "SPN001")]


@pytest.mark.parametrize("statement", ["log(tray.oven)", "log({ oven: tray })"])
def test_a_member_or_a_key_is_no_use_of_the_parameter_in_typescript(statement: str) -> None:
    assert typescript(statement) == [(7, "SPN002")]
    assert typescript("log(oven)") == [(7, "SPN001")]
    assert typescript("log({ oven })") == [(7, "SPN001")]


def test_what_has_the_name_of_all_parameters_reads_none() -> None:
    named = PYTHON.replace("tray", "locals").replace("began", "arguments")
    assert judged("a.py", named.format(statement="log(locals, arguments)", argument="")) == [(10, "SPN002")]
    assert python("log(locals())") == [(10, "SPN001")]
    assert typescript("const locals = tray; log(locals);") == [(7, "SPN002")]
    assert typescript("log(arguments);") == [(7, "SPN001")]


def test_a_token_is_no_context() -> None:
    assert python("token = attach(set_span_in_context(span)); detach(token); log(oven)", "start_time=began") == [
        (10, "SPN006")
    ]
    assert python("ctx = set_span_in_context(span); log(oven)", "start_time=began") == [(10, "SPN002")]


def test_a_context_may_be_assigned_after_its_declaration() -> None:
    made = "log(oven); let ctx; ctx = trace.setSpan(context.active(), span);"
    assert typescript(made, "startTime") == [(7, "SPN002")]
    assert typescript(made) == [(7, "SPN002")]
    assert typescript(f"{made} log(ctx);") == [(7, "SPN001")]


def test_the_keywords_that_a_splat_hides_may_set_a_kind() -> None:
    text = """\
from acme import session_context
from opentelemetry import trace

tracer = trace.get_tracer("acme")


def order(tray, options):
    tracer.start_span("order", context=session_context(), {options})
    tracer.start_span("pay")
"""
    assert judged("a.py", text.format(options="record_exception=False")) == [(9, "SPN002")]
    assert judged("a.py", text.format(options="**options")) == [(9, "SPN001")]
