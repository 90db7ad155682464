"""SPN002 names a provider or a context only where the reported call can reach it."""

from __future__ import annotations

import textwrap

import pytest

from tests.languages.calls.evidence_case import assert_as_marked

TYPESCRIPT = """\
import { context, propagation, ROOT_CONTEXT, trace, type Context, type Span } from "@opentelemetry/api";
import type { Session } from "./session";
const tracer = trace.getTracer("bakery");
"""
PYTHON = """\
from opentelemetry import trace
from opentelemetry.propagate import extract
from bakery.session import Session
tracer = trace.get_tracer("bakery")
"""

# What the call cannot reach, and its twin, which it can.
TYPESCRIPT_CASES = {
    "provider local to another function": """
        export function order(span: Span) {
          const orderContext = () => trace.setSpan(context.active(), span);
          return () => tracer.startSpan("order", {}, orderContext());
        }
        export const oven = () => tracer.startSpan("oven"); // SPN001
    """,
    "provider local to the function around both": """
        export function spans(span: Span) {
          const orderContext = () => trace.setSpan(context.active(), span);
          return {
            order: () => tracer.startSpan("order", {}, orderContext()),
            oven: () => tracer.startSpan("oven"), // SPN002
          };
        }
    """,
    "provider local to another block": """
        export function bake(span: Span, isOrder: boolean) {
          while (isOrder) {
            const orderContext = () => trace.setSpan(context.active(), span);
            log(tracer.startSpan("order", {}, orderContext()));
          }
          return tracer.startSpan("oven"); // SPN001
        }
    """,
    "provider of the block around both": """
        export function bake(span: Span, isOrder: boolean) {
          const orderContext = () => trace.setSpan(context.active(), span);
          while (isOrder) log(tracer.startSpan("order", {}, orderContext()));
          return tracer.startSpan("oven"); // SPN002
        }
    """,
    "provider declared below": """
        export function bake(span: Span) {
          const oven = tracer.startSpan("oven"); // SPN001
          const orderContext = () => trace.setSpan(context.active(), span);
          return [oven, tracer.startSpan("order", {}, orderContext())];
        }
    """,
    "provider declared below, hoisted": """
        export function bake(span: Span) {
          const oven = tracer.startSpan("oven"); // SPN002
          function orderContext() { return trace.setSpan(context.active(), span); }
          return [oven, tracer.startSpan("order", {}, orderContext())];
        }
    """,
    "provider shadowed by a parameter": """
        let shift: Context;
        const shiftContext = () => shift;
        export const order = () => tracer.startSpan("order", {}, shiftContext());
        export const oven = (shiftContext: string) => tracer.startSpan(`oven ${shiftContext}`); // SPN006
    """,
    "provider not shadowed": """
        let shift: Context;
        const shiftContext = () => shift;
        export const order = () => tracer.startSpan("order", {}, shiftContext());
        export const oven = (name: string) => tracer.startSpan(`oven ${name}`); // SPN002
    """,
    "provider of an object that only the sibling has": """
        export const order = (session: Session) => tracer.startSpan("order", {}, session.context());
        export const oven = () => tracer.startSpan("oven"); // SPN001
    """,
    "provider of an object that both have": """
        export const order = (session: Session) => tracer.startSpan("order", {}, session.context());
        export const oven = (session: Session) => tracer.startSpan("oven"); // SPN002
    """,
    "parameter captured in a closure, same name": """
        export const timed = (ctx: Context) => () => tracer.startSpan("oven", {}, ctx);
        export const oven = () => tracer.startSpan("oven"); // SPN001
    """,
    "parameter of a function with a callback, same name": """
        export const timed = (ctx: Context) => run(() => tracer.startSpan("oven", {}, ctx));
        export const oven = () => tracer.startSpan("oven"); // SPN002
    """,
    "local context of another block": """
        export function bake(headers: Headers, began: number, isRemote: boolean) {
          if (isRemote) {
            const parent = propagation.extract(ROOT_CONTEXT, headers);
            log(parent);
          }
          return tracer.startSpan("oven", { startTime: began }); // SPN006
        }
    """,
    "local context of the block around": """
        export function bake(headers: Headers, began: number, isRemote: boolean) {
          const parent = propagation.extract(ROOT_CONTEXT, headers);
          if (isRemote) return tracer.startSpan("oven", { startTime: began }); // SPN002
          log(parent);
        }
    """,
}
PYTHON_CASES = {
    "provider local to another function": """
        def order(span):
            def order_context():
                return trace.set_span_in_context(span)

            def inner():
                return tracer.start_span("order", context=order_context())

            return inner

        def oven():
            return tracer.start_span("oven")  # SPN001
    """,
    "provider local to the function around both": """
        def spans(span):
            def order_context():
                return trace.set_span_in_context(span)

            def order():
                return tracer.start_span("order", context=order_context())

            def oven():
                return tracer.start_span("oven")  # SPN002

            return order, oven
    """,
    "provider of the other arm": """
        def bake(span, is_order):
            if is_order:
                def order_context():
                    return trace.set_span_in_context(span)

                log(tracer.start_span("order", context=order_context()))
            else:
                log(tracer.start_span("oven"))  # SPN001
    """,
    "provider above the decision": """
        def bake(span, is_order):
            def order_context():
                return trace.set_span_in_context(span)

            log(tracer.start_span("order", context=order_context()))
            if is_order:
                log(tracer.start_span("oven"))  # SPN002
    """,
    "provider of an object that only the sibling has": """
        def order(session: Session):
            return tracer.start_span("order", context=session.context())

        def oven():
            return tracer.start_span("oven")  # SPN001
    """,
    "provider of an object that both have": """
        def order(session: Session):
            return tracer.start_span("order", context=session.context())

        def oven(session: Session):
            return tracer.start_span("oven")  # SPN002
    """,
    "parameter captured in a closure, same name": """
        def timed(ctx):
            def inner():
                return tracer.start_span("oven", context=ctx)

            return inner

        def oven():
            return tracer.start_span("oven")  # SPN001
    """,
    "own parameter, same name": """
        def timed(ctx):
            return tracer.start_span("oven", context=ctx)

        def oven():
            return tracer.start_span("oven")  # SPN002
    """,
    "local context of the other arm": """
        def bake(message, is_remote):
            if is_remote:
                log(extract(message))
                parent = extract(message)
                log(parent)
            else:
                tracer.start_span("oven", start_time=message.at)  # SPN006
    """,
    "local context above the decision": """
        def bake(message, is_remote):
            parent = extract(message)
            log(parent)
            if not is_remote:
                tracer.start_span("oven", start_time=message.at)  # SPN002
    """,
}


@pytest.mark.parametrize("case", TYPESCRIPT_CASES)
def test_what_a_typescript_call_can_reach(case: str) -> None:
    assert_as_marked("a.ts", TYPESCRIPT + textwrap.dedent(TYPESCRIPT_CASES[case]))


@pytest.mark.parametrize("case", PYTHON_CASES)
def test_what_a_python_call_can_reach(case: str) -> None:
    assert_as_marked("a.py", PYTHON + textwrap.dedent(PYTHON_CASES[case]))
