"""Programs that truly have the faults which no public export has shown, under the real SDKs, and their sound twins."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.program import run_spanlint
from tests.trace.played_demo import EXPORTERS
from tests.trace.played_program import play

pytestmark = pytest.mark.program


class Program(NamedTuple):
    """A program that has a fault where its text has FAULT, and what stands there in either case. `span` are the spans
    that are then reported, `message` is how what is said of them begins, and `site` the text of the line that they are
    made at. `select` is a rule that is off by default."""

    code: str
    text: str
    wrong: str
    right: str
    message: str
    site: str
    select: str = ""


# A retry runs in a thread of its own, where no context is current.
RETRY_PYTHON = Program(
    "SPN207",
    """\
import contextvars
import threading

from opentelemetry import trace

tracer = trace.get_tracer("shop.payments")


def charge(order):
    with tracer.start_as_current_span("charge"):
        pass


def checkout(order):
    with tracer.start_as_current_span("checkout"):
        if order % 12 == 11:
            retry = threading.Thread(FAULT)
            retry.start()
            retry.join()
        else:
            charge(order)


def main():
    for order in range(24):
        checkout(order)
""",
    "target=charge, args=(order,)",
    "target=contextvars.copy_context().run, args=(charge, order)",
    "2 of 24 `charge` spans have no parent; the others have one",
    'start_as_current_span("charge")',
)
# The same where what failed waits in a queue, and is done when no request is current.
RETRY_NODE = Program(
    "SPN207",
    """\
import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('shop.payments');
const queue = [];

const charge = () => tracer.startActiveSpan('charge', (span) => span.end());

const checkout = (order) => tracer.startActiveSpan('checkout', (span) => {
  if (order % 12 === 11) queue.push(FAULT);
  else charge();
  span.end();
});

export async function main() {
  for (let order = 0; order < 24; order++) checkout(order);
  for (const job of queue) job();
}
""",
    "charge",
    "context.bind(context.active(), charge)",
    "2 of 24 `charge` spans have no parent; the others have one",
    "startActiveSpan('charge'",
)
# What was heard began before the turn that it became a part of.
SPEECH_PYTHON = Program(
    "SPN211",
    """\
import time

from opentelemetry import trace

tracer = trace.get_tracer("shop.voice")


def turn(heard_at):
    with tracer.start_as_current_span("agent.turn"FAULT):
        speaking = tracer.start_span("user.speaking", start_time=heard_at)
        speaking.end()


def main():
    for _ in range(3):
        turn(time.time_ns() - 2_000_000_000)
""",
    "",
    ", start_time=heard_at",
    "3 of 3 `user.speaking` spans start before their parent `agent.turn` (by 2.0 s at most)",
    'start_span("user.speaking"',
)
SPEECH_NODE = Program(
    "SPN211",
    """\
import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('shop.voice');

const turn = (heardAt) => tracer.startActiveSpan('agent.turn', {FAULT}, (span) => {
  tracer.startSpan('user.speaking', { startTime: heardAt }).end();
  span.end();
});

export async function main() {
  for (let number = 0; number < 3; number++) turn(Date.now() - 2000);
}
""",
    "",
    " startTime: heardAt ",
    "3 of 3 `user.speaking` spans start before their parent `agent.turn` (by 2.0 s at most)",
    "startSpan('user.speaking'",
)
# The headers of OpenTracing have room for half of a trace's id (opentelemetry-js-contrib#1023, jaeger#3084).
HEADERS_PYTHON = Program(
    "SPN217",
    """\
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.propagators.ot_trace import OTTracePropagator
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

tracer = trace.get_tracer("shop.web")
propagator = FAULT


def ready(headers):
    caller = propagator.extract(headers, Context())
    with tracer.start_as_current_span("GET /ready", context=caller, kind=trace.SpanKind.SERVER):
        pass


def main():
    for _ in range(2):
        with tracer.start_as_current_span("GET /live", kind=trace.SpanKind.SERVER):
            headers = {}
            propagator.inject(headers)
            ready(headers)
""",
    "OTTracePropagator()",
    "TraceContextTextMapPropagator()",
    "2 of 2 `GET /ready` spans are at the top of 2 traces whose id is the lower half of another trace's",
    'start_as_current_span("GET /ready"',
)
# A step that is current, but that nothing ends.
STEP_PYTHON = Program(
    "SPN203",
    """\
from opentelemetry import trace

tracer = trace.get_tracer("shop.steps")


def turn():
    with tracer.start_as_current_span("turn"):
        with trace.use_span(tracer.start_span("step")FAULT):
            with tracer.start_as_current_span("call"):
                pass


def main():
    for _ in range(3):
        turn()
""",
    "",
    ", end_on_exit=True",
    "3 of 3 `call` spans have a parent that was never exported",
    'start_as_current_span("call")',
)
STEP_NODE = Program(
    "SPN203",
    """\
import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('shop.steps');

const turn = () => tracer.startActiveSpan('turn', (span) => {
  const step = tracer.startSpan('step');
  context.with(trace.setSpan(context.active(), step), () => tracer.startSpan('call').end());
  FAULT
  span.end();
});

export async function main() {
  for (let number = 0; number < 3; number++) turn();
}
""",
    "",
    "step.end();",
    "3 of 3 `call` spans have a parent that was never exported",
    "startSpan('call')",
)
# A caller in another process, which exports nothing.
CALLER_PYTHON = Program(
    "SPN204",
    """\
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

tracer = trace.get_tracer("shop.web")
propagator = TraceContextTextMapPropagator()


def handle(headers):
    caller = propagator.extract(headers, Context())
    with tracer.start_as_current_span("GET /", context=caller, kind=trace.SpanKind.SERVER):
        pass


def main():
    for number in range(1, 4):
        headers = {"traceparent": f"00-5b8efff798038103{number:016x}-{number:016x}-01"}
        with tracer.start_as_current_span("page"):
            FAULT
        handle(headers)
""",
    "pass",
    "propagator.inject(headers)",
    "3 of 3 `GET /` spans have a remote parent that is not in the export",
    'start_as_current_span("GET /"',
    "SPN204",
)
PROGRAMS = {
    "python": {
        "retry": RETRY_PYTHON,
        "speech": SPEECH_PYTHON,
        "headers": HEADERS_PYTHON,
        "step": STEP_PYTHON,
        "caller": CALLER_PYTHON,
    },
    "typescript": {"retry": RETRY_NODE, "speech": SPEECH_NODE, "step": STEP_NODE},
}
CASES = [
    pytest.param(name, program, id=f"{name}, {what}")
    for name, exporter in EXPORTERS.items()
    for what, program in PROGRAMS[exporter.language].items()
]


def _selected(program: Program) -> list[str]:
    return ["--select", program.select] if program.select else []


@pytest.mark.parametrize(("exporter", "program"), CASES)
def test_a_program_s_fault_is_found_at_its_call(tmp_path: Path, exporter: str, program: Program) -> None:
    text = program.text.replace("FAULT", program.wrong)
    play(tmp_path, exporter, text)
    run = run_spanlint(tmp_path, "trace", *_selected(program), "--output-format", "json", "export")
    (finding,) = json.loads(run.out)
    assert (run.code, run.err, finding["code"]) == (1, "", program.code)
    assert finding["message"].lower().startswith(program.message.lower())  # Zipkin writes names in lower case
    assert program.site in text.splitlines()[finding["line"] - 1]


@pytest.mark.parametrize(("exporter", "program"), CASES)
def test_its_twin_is_silent(tmp_path: Path, exporter: str, program: Program) -> None:
    play(tmp_path, exporter, program.text.replace("FAULT", program.right))
    run = run_spanlint(tmp_path, "trace", *_selected(program), "export")
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("No findings in 1 file (")
