"""The names that decorators give to spans under the real SDK lead to the methods that they are put on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import write
from tests.e2e.repaired_programs import run_node
from tests.trace.exports import HOME, SESSION, export, found, later, span, trace_number

pytestmark = pytest.mark.program

STEPS = """\
import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('agent');

export function Trace(spanName?: string): MethodDecorator {
  return (target, propertyKey, descriptor: TypedPropertyDescriptor<any>) => {
    const original = descriptor.value;
    const name = spanName || `${target.constructor.name}.${String(propertyKey)}`;
    descriptor.value = function (...args: unknown[]) {
      const span = tracer.startSpan(name);
      try { return original.apply(this, args); } finally { span.end(); }
    };
    return descriptor;
  };
}

export function traced(target: object, key: string, descriptor: PropertyDescriptor): void {
  const original = descriptor.value;
  descriptor.value = function (...args: unknown[]) {
    return tracer.startActiveSpan('run ' + original.name, (span) => {
      try { return original.apply(this, args); } finally { span.end(); }
    });
  };
}

export const Step = (options: { name?: string } = {}) =>
  (target: object, key: string | symbol, descriptor: PropertyDescriptor) => {
    const original = descriptor.value;
    const name = options.name ?? `step.${key.toString()}`;
    descriptor.value = function (...args: unknown[]) {
      return tracer.startActiveSpan(name, (span) => {
        try { return original.apply(this, args); } finally { span.end(); }
      });
    };
  };
"""
WORK = """\
import { Step, Trace, traced } from './steps';
import * as steps from './steps';

class Agent {
  @Trace() turn() {}  // Agent.turn
  @Trace('agent.answer') answer() {}  // agent.answer
  @Trace() static begin() {}  // Function.begin
  @traced plan() {}  // run plan
  @Step() think() {}  // step.think
  @steps.Step({ name: 'agent.act' })  // agent.act
  act() {}
  look() {}
}

export function main() {
  const agent = new Agent();
  Agent.begin();
  for (const step of ['turn', 'answer', 'plan', 'think', 'act', 'look']) agent[step]();
}
"""
STANDARD_STEPS = """\
import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('agent');

export function timed(method: Function, context: ClassMethodDecoratorContext) {
  return function (...args: unknown[]) {
    const span = tracer.startSpan(`timed.${String(context.name)}`);
    try { return method.apply(this, args); } finally { span.end(); }
  };
}

export const named = (prefix: string) => (method: Function, { name }: ClassMethodDecoratorContext) =>
  function (...args: unknown[]) {
    const span = tracer.startSpan(`named.${method.name}`);
    try { return method.apply(this, args); } finally { span.end(); }
  };
"""
STANDARD_WORK = """\
import { named, timed } from './steps';

class Agent {
  @timed turn() {}  // timed.turn
  @named('agent') act() {}  // named.act
}

export function main() {
  const agent = new Agent();
  agent.turn();
  agent.act();
}
"""


@pytest.mark.parametrize("is_standard", [False, True], ids=["experimentalDecorators", "standard decorators"])
def test_the_spans_of_decorated_methods_lead_to_the_methods(tmp_path: Path, is_standard: bool) -> None:
    steps, work = (STANDARD_STEPS, STANDARD_WORK) if is_standard else (STEPS, WORK)
    write(tmp_path, {"steps.ts": steps, "work.ts": work})
    outcome = run_node(tmp_path, "work.ts", is_standard)
    assert outcome.error is None
    lines = work.splitlines()
    expected = {line.partition("// ")[2]: number for number, line in enumerate(lines, 1) if "// " in line}
    assert set(outcome.parents) == set(expected)
    home = span(HOME, 1, 0xA0, "agent.request", 1, 2, SESSION)
    strays = [span(trace_number(number), number, None, name, 0, 3, SESSION) for name, number in expected.items()]
    findings = found(tmp_path, export([home, *strays]), later())
    sites = {finding["trace"]["span"]: finding["trace"]["sites"] for finding in findings}
    places = {name: [(site["path"], site["line"]) for site in sites[name]] for name in expected}
    assert places == {name: [("work.ts", number)] for name, number in expected.items()}
