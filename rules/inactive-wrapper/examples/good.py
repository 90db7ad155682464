from functools import wraps

from opentelemetry import trace

tracer = trace.get_tracer("agent.wrappers")


def traced(name):
    def decorate(function):
        @wraps(function)
        def wrapper(*args, **kwargs):
            # Good: the span is current while the function runs.
            with tracer.start_as_current_span(name):
                return function(*args, **kwargs)

        return wrapper

    return decorate


def guided(name, function):
    span = tracer.start_span(name)
    try:
        # Good: the function gets the span, and can make it the parent.
        return function(span)
    finally:
        span.end()


def published(send, message):
    # Good: what a message leads to runs elsewhere.
    span = tracer.start_span("publish", kind=trace.SpanKind.PRODUCER)
    try:
        return send(message)
    finally:
        span.end()


def shaped(shape, raw):
    value = shape(raw)
    # Good: the call stands before the start of the span.
    span = tracer.start_span("shaped")
    span.end()
    return value
