import { context, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

const span = tracer.startSpan("step", {}, context.active()); // spanlint: ignore[SPN001] a trace a tick // SPN901

const tick = tracer.startSpan("step"); // spanlint: ignore[SPN001, SPN004] a trace a tick // SPN901
