"""A parent that a function is passed: only the call that passes it on is exempt, not the call that forgets it."""

from __future__ import annotations

import textwrap

import pytest

from spanlint.lint.fix import fix
from spanlint.model.settings import Settings
from spanlint.text.decoding import decode
from spanlint.text.suffixes import language_of
from tests.languages.calls.evidence_case import judged, marked
from tests.linting import diagnostics

PYTHON = """\
from contextlib import ExitStack

from aws_lambda_powertools.utilities.typing import LambdaContext
from opentelemetry import propagate, trace
from opentelemetry.context import Context, attach, detach, get_current
from opentelemetry.trace import Link, Span, SpanKind, set_span_in_context

tracer = trace.get_tracer("garden")
"""
TYPESCRIPT = """\
import { context, propagation, SpanKind, trace, type Context, type Span } from "@opentelemetry/api";
import type { Context as LambdaContext } from "aws-lambda";
import type { Context as KoaContext } from "koa";
import type { LangfuseSpan } from "langfuse";

const tracer = trace.getTracer("garden");

interface Settings {
  context?: Context;
  label: string;
}
"""

PYTHON_SKIPS = {
    "extracted from a parameter": """
        def on_message(headers):
            with tracer.start_as_current_span("sow", context=propagate.extract(headers)):
                tend()
            with tracer.start_as_current_span("water"):  # SPN002
                tend()
        """,
    "extracted from a member of a parameter": """
        def on_message(message):
            tracer.start_span("sow", context=propagate.extract(message.headers, context=Context())).end()
            tracer.start_span("water").end()  # SPN002
        """,
    "in a context made for the sibling": """
        def grow(parent_span):
            tracer.start_span("sow", context=set_span_in_context(parent_span)).end()
            tracer.start_span("water").end()  # SPN002
        """,
    "in a parameter of any name": """
        def grow(season):
            tracer.start_span("sow", context=set_span_in_context(season) if season else None).end()
            tracer.start_span("water").end()  # SPN002
        """,
    "in a local": """
        def grow(parent_span):
            parent = set_span_in_context(parent_span)
            tracer.start_span("sow", context=parent).end()
            tracer.start_span("water").end()  # SPN002
        """,
    "of spans that are current one after the other": """
        def grow(parent):
            with tracer.start_as_current_span("sow", context=parent):
                tend()
            with tracer.start_as_current_span("water"):  # SPN002
                tend()
        """,
    "of spans that are made current by hand": """
        def grow(parent):
            sow = tracer.start_span("sow", context=parent)
            with trace.use_span(sow, end_on_exit=True):
                tend()
            water = tracer.start_span("water")  # SPN002
            with trace.use_span(water, end_on_exit=True):
                tend()
        """,
    "in callbacks of one function": """
        def grow(ctx, bus):
            def sow():
                tracer.start_span("sow", context=ctx).end()

            def water():
                tracer.start_span("water").end()  # SPN002

            bus.on("sow", sow)
            bus.on("water", water)
        """,
    "through a helper": """
        def step(name, parent=None):
            return tracer.start_span(name, context=parent)


        def grow(season):
            step("sow", season).end()
            step("water").end()  # SPN002
        """,
    "in the other arm of a decision about something else": """
        def grow(parent_span, is_dry):
            if is_dry:
                tracer.start_span("water").end()  # SPN002
            else:
                tracer.start_span("sow", context=set_span_in_context(parent_span)).end()
        """,
    "resolved before a decision about another member": """
        def grow(options, name):
            parent = options.context or get_current()
            if options.active is False:
                return tracer.start_span(name, context=parent)
            return tracer.start_as_current_span(name)  # SPN002
        """,
    "resolved in the same way by another method": """
        class Garden:
            def open(self, name, options):
                parent = options.context or self.season or get_current()
                return tracer.start_span(name, context=parent)

            def run(self, name, options):
                parent = options.context or self.season or get_current()
                log(parent)
                return tracer.start_as_current_span(name)  # SPN002
        """,
    "resolved in the same way by another method, in a block that may fail": """
        class Garden:
            def open(self, name, options):
                parent = options.context or self.season or get_current()
                return tracer.start_span(name, context=parent)

            def run(self, name, options):
                try:
                    parent = options.context or self.season or get_current()
                    log(parent)
                    return tracer.start_as_current_span(name)  # SPN002
                except ValueError:
                    raise
        """,
    "as a member of the same type": """
        class Garden:
            def open(self, name, options: StepOptions):
                return tracer.start_span(name, context=options.parent_context)

            def run(self, name, options: StepOptions):
                return tracer.start_span(name, attributes=options.attributes)  # SPN002
        """,
    "by a helper that forwards only the name": """
        def open_step(label, parent: Context):
            return tracer.start_span(label)  # SPN002
        """,
    "in a parameter that only its name tells": """
        def open_step(label, parent_span=None):
            return tracer.start_span(label)  # SPN002
        """,
    "in an optional parent": """
        def open_step(label, parent=None):
            return tracer.start_span(label)  # SPN002
        """,
    "as the id of a run": """
        class Handler:
            def on_llm_start(self, serialized, prompts, *, run_id, parent_run_id=None, **kwargs):
                self.spans[run_id] = tracer.start_span("llm")  # SPN002
        """,
    "in a parameter whose type has metadata": """
        from typing import Annotated
        def open_step(label, outer: Annotated[Context, Depends(remote)]):
            return tracer.start_span(label)  # SPN002
        """,
    "as the id of a step": """
        def on_step(step_id, parent_step_id=None):
            return tracer.start_span("step", attributes={"id": step_id})  # SPN002
        """,
    "in a local that is made of entries": """
        def handle(job):
            parent = extract({"traceparent": job.traceparent})
            tracer.start_span("wait", context=parent).end()
            tracer.start_span("run").end()  # SPN002
        """,
    "in an arm whose condition has the words of the parent's": """
        def begin(name, parent_span=None, fast=None):
            ctx = set_span_in_context(parent_span) if parent_span is not None else None
            if fast is None:
                return tracer.start_span(name)  # SPN002
            return tracer.start_span(name, context=ctx)
        """,
}
TYPESCRIPT_SKIPS = {
    "extracted from a member of a parameter": """
        export function onMessage(message: Message) {
          tracer.startSpan("sow", {}, propagation.extract(context.active(), message.headers)).end();
          tracer.startSpan("water").end(); // SPN002
        }
        """,
    "in a handler for a call that is passed it": """
        export function grow(name: string, parentContext: Context) {
          try {
            return tracer.startSpan(name, { attributes: { name } }, parentContext);
          } catch {
            return tracer.startSpan(name); // SPN002
          }
        }
        """,
    "in a context made for the sibling": """
        export function grow(parentSpan: Span) {
          tracer.startSpan("sow", {}, trace.setSpan(context.active(), parentSpan)).end();
          tracer.startSpan("water").end(); // SPN002
        }
        """,
    "of spans that are current one after the other": """
        export async function grow(parent: Context) {
          await tracer.startActiveSpan("sow", {}, parent, async (span) => span.end());
          await tracer.startActiveSpan("water", async (span) => span.end()); // SPN002
        }
        """,
    "of spans that are made current by hand": """
        export async function grow(parentSpan: Span) {
          const sow = tracer.startSpan("sow", {}, trace.setSpan(context.active(), parentSpan));
          await context.with(trace.setSpan(context.active(), sow), tend);
          const water = tracer.startSpan("water"); // SPN002
          await context.with(trace.setSpan(context.active(), water), tend);
        }
        """,
    "in callbacks of one function": """
        export function grow(ctx, bus) {
          bus.on("sow", () => tracer.startSpan("sow", {}, ctx).end());
          bus.on("water", () => tracer.startSpan("water").end()); // SPN002
        }
        """,
    "resolved before a decision about another member": """
        export class Garden {
          run(options, callback) {
            const parent = options.context ?? this.getActiveContext();
            if (options.active === false) {
              const span = tracer.startSpan(options.name, options, parent);
              return callback(span, parent);
            }
            return tracer.startActiveSpan(options.name, options, (span) => callback(span, parent)); // SPN002
          }
        }
        """,
    "beside a callback of the same options": """
        export function grow(settings: { context: Context; done: () => void }, plant: string) {
          tracer.startSpan("sow", {}, settings.context).end();
          tracer.startSpan("water").end(); // SPN002
        }
        """,
    "resolved in the same way by another method": """
        export class Garden {
          open(name: string, settings?: Settings) {
            const parent = settings?.context ?? context.active();
            return tracer.startSpan(name, settings, parent);
          }
          run(name: string, settings: Settings, body) {
            const base = settings.context || context.active();
            return tracer.startActiveSpan(name, settings, (span) => { // SPN002
              return context.with(trace.setSpan(base, span), () => body(span));
            });
          }
        }
        """,
    "resolved by two methods that pass links on": """
        export class Garden {
          open(name: string, options) {
            const parent = options.context || this.season || context.active();
            return tracer.startSpan(name, { links: options.links }, parent);
          }
          run(name: string, options, body) {
            const parent = options.context || this.season || context.active();
            return tracer.startActiveSpan(name, { links: options.links }, (span) => body(span, parent)); // SPN002
          }
        }
        """,
    "as a member of the same type": """
        export class Garden {
          open(name: string, settings: Settings | undefined) {
            return tracer.startSpan(name, settings, settings?.context ?? context.active());
          }
          run(name: string, settings: Settings, body) {
            return tracer.startActiveSpan(name, settings, body); // SPN002
          }
        }
        """,
    "in a pattern": """
        export const open = ({ name, parent }: { name: string; parent: Context }) => tracer.startSpan(name); // SPN002
        """,
    "in a pattern under another name": """
        export const open = ({ label, context: parent }: Settings) => tracer.startSpan(label); // SPN002
        """,
    "in a pattern of a type of the file": """
        export function open({ label, context }: Settings) {
          return tracer.startSpan(label); // SPN002
        }
        """,
    "in a pattern without types": """
        export const open = ({ name, parentSpan }) => tracer.startSpan(name); // SPN002
        """,
    "as another library's span": """
        export const open = (name: string, parentSpan: LangfuseSpan) => tracer.startSpan(name); // SPN002
        """,
    "as the id of a run": """
        export class Handler {
          handleLLMStart(llm, prompts, runId: string, parentRunId?: string) {
            this.spans.set(runId, tracer.startSpan("llm")); // SPN002
          }
        }
        """,
    "as the id of a step": """
        export const onStep = (stepId: string, parentStepId?: string) => tracer.startSpan("step"); // SPN002
        """,
    "in a local that is made of entries": """
        export function handle(job) {
          const parent = propagation.extract(context.active(), { traceparent: job.traceparent });
          tracer.startSpan("wait", {}, parent).end();
          tracer.startSpan("run").end(); // SPN002
        }
        """,
}
PYTHON_SILENT = {
    "extracted for the span around": """
        def on_message(headers):
            with tracer.start_as_current_span("sow", context=propagate.extract(headers)):
                with tracer.start_as_current_span("water"):
                    tend()
        """,
    "extracted in the other arm": """
        def on_message(message):
            if message.headers:
                tracer.start_span("sow", context=propagate.extract(message.headers)).end()
            else:
                tracer.start_span("sow").end()
        """,
    "extracted for a span of another kind": """
        def on_message(headers):
            with tracer.start_as_current_span("sow", context=propagate.extract(headers), kind=SpanKind.CONSUMER):
                tend()
            with tracer.start_as_current_span("water"):
                tend()
        """,
    "extracted from what a loop gives": """
        def on_messages(messages):
            for message in messages:
                with tracer.start_as_current_span("sow", context=propagate.extract(message.headers)):
                    tend()
            with tracer.start_as_current_span("water"):
                tend()
        """,
    "read by another function": """
        def on_message(message):
            with tracer.start_as_current_span("sow", context=load(message.headers)):
                tend()
            with tracer.start_as_current_span("water"):
                tend()
        """,
    "a handler of what makes the parent": """
        class Garden:
            def open(self, name, options):
                parent = options.context or self.season or get_current()
                return tracer.start_span(name, context=parent)

            def run(self, name, options):
                parent = options.context or self.season or get_current()
                try:
                    return tracer.start_span(name, context=parent)
                except ValueError:
                    return tracer.start_span(name)  # SPN001
        """,
    "a parameter from which a parent is made": """
        def grow(season):
            tracer.start_span("sow", context=set_span_in_context(open_season(season))).end()
            tracer.start_span("water").end()  # SPN001
        """,
    "a child of a span that is current": """
        def grow(parent):
            sow = tracer.start_span("sow", context=parent)
            with trace.use_span(sow):
                tracer.start_span("seed").end()
        """,
    "a child of a span that is attached": """
        def grow(parent):
            sow = tracer.start_span("sow", context=parent)
            token = attach(set_span_in_context(sow))
            try:
                tracer.start_span("seed").end()
            finally:
                detach(token)
        """,
    "a child of a span that a stack enters": """
        def grow(parent):
            with ExitStack() as stack:
                stack.enter_context(tracer.start_as_current_span("sow", context=parent))
                tracer.start_span("seed").end()
        """,
    "a function that may run in the span": """
        def grow(parent, work):
            sow = tracer.start_span("sow", context=parent)
            work.run_in(sow, lambda: tracer.start_span("seed"))
        """,
    "the parent of the span with the parameter": """
        def grow(parent_ctx):
            ctx = parent_ctx
            root = tracer.start_span("root")
            ctx = set_span_in_context(root, ctx)
            tracer.start_span("seed", context=ctx).end()
        """,
    "a decision about the parent": """
        def grow(parent):
            if parent:
                return tracer.start_span("sow", context=parent)
            return tracer.start_span("sow")
        """,
    "a decision about what the parent is resolved from": """
        def grow(options, name):
            parent = options.context
            if options.context:
                return tracer.start_span(name, context=parent)
            return tracer.start_as_current_span(name)
        """,
    "a decision about a root": """
        def grow(options, name):
            parent = options.context
            if options.is_root:
                return tracer.start_span(name)
            return tracer.start_span(name, context=parent)
        """,
    "a span with links": """
        def grow(parent, others):
            tracer.start_span("sow", context=parent).end()
            tracer.start_span("water", links=[Link(other) for other in others]).end()
        """,
    "a span that is linked later": """
        def grow(parent_span):
            tracer.start_span("sow", context=set_span_in_context(parent_span)).end()
            water = tracer.start_span("water")
            water.add_link(parent_span.get_span_context())
        """,
    "a span of another kind": """
        def grow(parent):
            tracer.start_span("sow", context=parent).end()
            tracer.start_span("order", kind=SpanKind.PRODUCER).end()
        """,
    "a framework's context": """
        def handler(event, context: LambdaContext):
            return tracer.start_span("handle")
        """,
    "a parameter of a resolver": """
        def resolve(parent, info):
            return tracer.start_span("resolve")
        """,
    "the parent of something else": """
        def visit(node, parent_node, parent: Node = None):
            return tracer.start_span("visit")
        """,
    "a parent of another type": """
        def visit(name, parent_context: LambdaContext):
            return tracer.start_span("visit")
        """,
    "a parameter that the signature needs": """
        def open_step(label, _parent_span=None):
            return tracer.start_span(label)
        """,
    "an id that is kept": """
        class Handler:
            def on_llm_start(self, serialized, *, run_id, parent_run_id=None, **kwargs):
                self.parents[run_id] = parent_run_id
                self.spans[run_id] = tracer.start_span("llm")
        """,
    "a parameter whose metadata names a context": """
        from typing import Annotated
        def open_step(label, outer: Annotated[str, Context]):
            return tracer.start_span(label)
        """,
    "what only sounds like an id": """
        def draw(parentGrid, parent_grid=None):
            return tracer.start_span("draw")
        """,
    "the id of a parent that calls nothing": """
        def draw(folder_id, parent_folder_id=None, parentCommentId=None):
            return tracer.start_span("draw", attributes={"id": folder_id})
        """,
    "an id of a step that is kept": """
        def on_step(step_id, parent_step_id=None):
            return tracer.start_span("step", attributes={"parent": parent_step_id})
        """,
    "a local that is made of the same for all": """
        def handle(job):
            parent = extract({"traceparent": "00-1-1-01"})
            tracer.start_span("wait", context=parent).end()

        def other(job):
            parent = extract({"traceparent": "00-1-1-01"})
            tracer.start_span("run").end()
        """,
    "parameters that are read as a whole": """
        def open_step(label, parent_span=None):
            register(**locals())
            return tracer.start_span(label)
        """,
    "options that another function reads": """
        class Garden:
            def open(self, name, options: StepOptions):
                return tracer.start_span(name, context=options.parent_context)

            def run(self, name, options: StepOptions):
                prepare(options)
                return tracer.start_span(name)
        """,
    "the session that a function asks for another purpose": """
        class Garden:
            def open(self, name):
                parent = session.context() or get_current()
                return tracer.start_span(name, context=parent)

            def run(self, name):
                parent = session.context() or get_current()
                log(parent)
                return tracer.start_span(name)
        """,
    "in an arm whose condition is about the parent": """
        def begin(name, parent_span=None, fast=None):
            ctx = set_span_in_context(parent_span) if parent_span is not None else None
            if parent_span is None:
                return tracer.start_span(name)
            return tracer.start_span(name, context=ctx)
        """,
}
TYPESCRIPT_SILENT = {
    "in a handler for what makes it": """
        export function grow(name: string, parentSpan: Span) {
          try {
            return tracer.startSpan(name, {}, trace.setSpan(context.active(), parentSpan));
          } catch {
            return tracer.startSpan(name);
          }
        }
        """,
    "in a handler for a body of several statements": """
        export function grow(name: string, parentContext: Context, check: (parent: Context) => void) {
          try {
            check(parentContext);
            return tracer.startSpan(name, {}, parentContext);
          } catch {
            return tracer.startSpan(name);
          }
        }
        """,
    "a parameter that is the callback in another overload": """
        export function run(name: string, options, context?: Context | ((span: Span) => void), body?) {
          if (body === undefined) {
            return tracer.startActiveSpan(name, options, (span) => tend(span, context as (span: Span) => void));
          }
          return tracer.startActiveSpan(name, options, context as Context, (span) => tend(span, body));
        }
        """,
    "a parameter of which the code asks whether it is the callback": """
        export function run<F extends (span: Span) => void>(name: string, options, context?: Context | F, body?: F) {
          if (typeof options === "function") {
            return tracer.startActiveSpan(name, options);
          }
          if (typeof context === 'function') {
            return tracer.startActiveSpan(name, options, context);
          }
          return tracer.startActiveSpan(name, options, context as Context, body);
        }
        """,
    "a child of a span that is current": """
        export function grow(parent: Context) {
          return tracer.startActiveSpan("sow", {}, parent, (span) => tracer.startSpan("seed"));
        }
        """,
    "a function that may run in the span": """
        export function grow(parent: Context, run) {
          const sow = tracer.startSpan("sow", {}, parent);
          run(sow, () => tracer.startSpan("seed").end());
        }
        """,
    "a decision about the parent": """
        export function grow(parent?: Context) {
          return parent ? tracer.startSpan("sow", {}, parent) : tracer.startSpan("sow");
        }
        """,
    "a decision to detach": """
        export function grow(options) {
          const parent = options.context ?? context.active();
          return options.detached ? tracer.startSpan("sow") : tracer.startSpan("sow", {}, parent);
        }
        """,
    "a span of another kind": """
        export function grow(parentSpan: Span) {
          tracer.startSpan("sow", {}, trace.setSpan(context.active(), parentSpan)).end();
          tracer.startSpan("order", { kind: SpanKind.PRODUCER }).end();
        }
        """,
    "a framework's context": """
        export const handler = async (event, context: LambdaContext) => tracer.startSpan("handle");
        export const koa = (ctx: KoaContext, next) => tracer.startSpan("request");
        """,
    "a parameter of a resolver": """
        export const plant = (parent, args, context, info) => tracer.startSpan("plant");
        """,
    "a property of the object": """
        export class Keeper {
          constructor(private readonly parentContext: Context) { this.span = tracer.startSpan("keep"); }
        }
        """,
    "parameters that are read as a whole": """
        export function patched(query, parentSpan) {
          const span = tracer.startSpan("query");
          return original.apply(this, arguments);
        }
        """,
    "a parameter that another one's default reads": """
        export function open(name: string, parentSpan: Span, ctx = trace.setSpan(context.active(), parentSpan)) {
          register(ctx);
          return tracer.startSpan(name);
        }
        """,
    "a member that the base has": """
        export class Garden {
          open(name: string, settings: Settings) {
            return tracer.startSpan(name, settings, settings.context);
          }
          run(settings: Settings, body) {
            return context.with(settings.context ?? context.active(), () => tracer.startActiveSpan("run", body));
          }
          other(settings: Options, body) {
            return tracer.startActiveSpan("other", settings, body);
          }
        }
        """,
}


def _text(path: str, case: str) -> str:
    return (PYTHON if path.endswith(".py") else TYPESCRIPT) + "\n\n" + textwrap.dedent(case).strip() + "\n"


def _skipped(path: str, text: str) -> list[int]:
    return [line for line, code in judged(path, text) if code == "SPN002"]


@pytest.mark.parametrize(
    ("path", "case"),
    [*(("a.py", case) for case in PYTHON_SKIPS.values()), *(("a.ts", case) for case in TYPESCRIPT_SKIPS.values())],
    ids=[*PYTHON_SKIPS, *TYPESCRIPT_SKIPS],
)
def test_a_call_that_forgets_the_callers_parent_is_reported(path: str, case: str) -> None:
    text = _text(path, case)
    assert _skipped(path, text) == [line for line, _ in marked(text)]


@pytest.mark.parametrize(
    ("path", "case"),
    [*(("a.py", case) for case in PYTHON_SILENT.values()), *(("a.ts", case) for case in TYPESCRIPT_SILENT.values())],
    ids=[*PYTHON_SILENT, *TYPESCRIPT_SILENT],
)
def test_a_call_that_does_without_it_is_not(path: str, case: str) -> None:
    assert _skipped(path, _text(path, case)) == []


def test_other_libraries_pass_their_own_parents() -> None:
    python = """\
from ddtrace import tracer


def grow(season):
    tracer.start_span("sow", child_of={season}).finish()
    tracer.start_span("water").finish()
"""
    typescript = """\
import tracer from "dd-trace";

export function grow(season) {{
  tracer.startSpan("sow", {{ childOf: {season} }}).finish();
  tracer.startSpan("water", {{ tags: {{}} }}).finish();
}}
"""
    assert _skipped("a.py", python.format(season="season")) == [6]
    assert _skipped("a.py", python.format(season="other")) == []
    assert _skipped("a.ts", typescript.format(season="season")) == [5]
    assert _skipped("a.ts", typescript.format(season="other")) == []


MESSAGES = {
    "in a local": ("passes no parent context and skips `parent_span`, which the call beside it passes on (line 13)"),
    "resolved in the same way by another method": (
        "passes no parent context, although `parent` holds the parent that another call passes (line 14)"
    ),
    "as a member of the same type": (
        "passes no parent context and never reads `options.parent_context`, "
        "which another call passes for its own parameter (line 13)"
    ),
    "by a helper that forwards only the name": (
        "passes no parent context and leaves the Context parameter `parent` unused"
    ),
    "in a parameter that only its name tells": (
        "passes no parent context and leaves the parameter `parent_span` unused"
    ),
    "as the id of a run": (
        "passes no parent context and leaves the parameter `parent_run_id` unused, which names its parent"
    ),
}


@pytest.mark.parametrize("case", MESSAGES)
def test_the_message_names_the_evidence(case: str) -> None:
    (only,) = diagnostics("a.py", _text("a.py", PYTHON_SKIPS[case]), frozenset({"SPN002"}))
    assert only.message.partition("` ")[2] == MESSAGES[case]
    assert [place.position.line for place in only.related] == (
        [] if "(line" not in only.message else [_line(only.message)]
    )


def _line(message: str) -> int:
    return int(message.rpartition("(line ")[2].rstrip(")"))


FIXES = {
    "in a context made for the sibling": 'start_span("water", context=set_span_in_context(parent_span))',
    "in a local": 'start_span("water", context=parent)',
    "resolved before a decision about another member": "start_as_current_span(name, context=parent)",
    "resolved in the same way by another method": "start_as_current_span(name, context=parent)",
    "by a helper that forwards only the name": "start_span(label, context=parent)",
    "in callbacks of one function": 'start_span("water", context=ctx)',
}
TYPESCRIPT_FIXES = {
    "in a context made for the sibling": 'startSpan("water", {}, trace.setSpan(context.active(), parentSpan))',
    "of spans that are current one after the other": 'startActiveSpan("water", {}, parent, async',
    "resolved before a decision about another member": "startActiveSpan(options.name, options, parent, (span)",
    "resolved in the same way by another method": "startActiveSpan(name, settings, base, (span)",
    "in a pattern": "startSpan(name, {}, parent)",
    "in a pattern under another name": "startSpan(label, {}, parent)",
}
UNFIXED = {  # what nothing proves: an id, an object of another type, a member that may be missing
    "a.py": ["as the id of a run", "in a parameter that only its name tells", "as a member of the same type"],
    "a.ts": ["as the id of a run", "in a pattern without types", "as another library's span"],
}


def _fixed(path: str, text: str) -> str:
    language = language_of(path)
    assert language is not None
    source = decode(path, language, text.encode())
    return fix(source, Settings(frozenset({"SPN002"}))).source.text.decode()


@pytest.mark.parametrize(
    ("path", "case", "call"),
    [
        *(("a.py", PYTHON_SKIPS[name], call) for name, call in FIXES.items()),
        *(("a.ts", TYPESCRIPT_SKIPS[name], call) for name, call in TYPESCRIPT_FIXES.items()),
    ],
    ids=[*FIXES, *TYPESCRIPT_FIXES],
)
def test_the_fix_passes_what_is_proven(path: str, case: str, call: str) -> None:
    text = _text(path, case)
    fixed = _fixed(path, text)
    assert call in fixed
    assert _skipped(path, fixed) == []


@pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path, names in UNFIXED.items() for name in names], ids=lambda value: value
)
def test_what_is_not_proven_is_not_fixed(path: str, name: str) -> None:
    text = _text(path, (PYTHON_SKIPS if path == "a.py" else TYPESCRIPT_SKIPS)[name])
    assert _fixed(path, text) == text


def test_a_span_parameter_is_put_into_a_context_unless_it_may_be_missing() -> None:
    python = _text("a.py", "def step(label, parent_span: {type}):\n    return tracer.start_span(label)\n")
    assert "context=trace.set_span_in_context(parent_span))" in _fixed("a.py", python.format(type="Span"))
    optional = python.format(type="Span | None")
    assert _skipped("a.py", optional) == [12]
    assert _fixed("a.py", optional) == optional
    typescript = _text("a.ts", "export const step = (label: string, parentSpan: Span) => tracer.startSpan(label);")
    assert "startSpan(label, {}, trace.setSpan(context.active(), parentSpan))" in _fixed("a.ts", typescript)
    optional = typescript.replace("parentSpan: Span", "parentSpan?: Span")
    assert len(_skipped("a.ts", optional)) == 1
    assert _fixed("a.ts", optional) == optional


OPTIONAL = {  # a callback's own method takes no undefined
    "{ label, parent }: { label: string; parent?: Context }": "parent ?? context.active()",
    "{ label, parent: from }: { label: string; parent?: Context }": "from ?? context.active()",
    "{ label, parent }: Step": "parent ?? context.active()",
    "{ label, parent }: { label: string; parent: Context }": "{}, parent, (span)",
    "{ label, parent = context.active() }: Step": "{}, parent, (span)",
}


@pytest.mark.parametrize(("parameter", "passed"), OPTIONAL.items())
def test_a_property_that_may_be_missing_has_the_active_context_beside_it(parameter: str, passed: str) -> None:
    step = "interface Step { label: string; parent?: Context }\n"
    body = "tracer.startActiveSpan(label, (span) => { work(); span.end(); })"
    fixed = _fixed("a.ts", _text("a.ts", f"{step}export const step = ({parameter}) => {body};"))
    assert passed in fixed
    assert ("??" in fixed) == ("??" in passed)


def test_a_fix_repeats_nothing_that_has_another_value_at_the_call() -> None:
    text = _text(
        "a.py",
        """
        def grow(parent_span, name):
            for parent in contexts_of(parent_span):
                ctx = set_span_in_context(parent_span)
                tracer.start_span("sow", context=ctx).end()
            ctx = other(parent_span)
            tracer.start_span("water").end()
        """,
    )
    assert _skipped("a.py", text) == [16]
    assert _fixed("a.py", text) == text
