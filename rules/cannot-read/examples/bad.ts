import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

const span = tracer.startSpan("step", { attributes: ; // SPN900
