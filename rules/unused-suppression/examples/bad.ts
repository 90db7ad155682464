import { context, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

const span = tracer.startSpan("step", {}, context.active()); // spanlint: ignore[SPN001] a root // SPN901

const root = tracer.startSpan("step"); // spanlint: ignore[SPN001, SPN004] a root // SPN901
