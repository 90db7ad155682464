import functools
import inspect

from fastapi import APIRouter
from opentelemetry import context, trace
from opentelemetry.context import Context

router = APIRouter()
tracer = trace.get_tracer("agent.session")


def traced(func):
    # Good: the span of a generator lasts until it is exhausted or closed.
    if inspect.isgeneratorfunction(func):

        @functools.wraps(func)
        def on_iterate(*args, **kwargs):
            span = tracer.start_span(func.__name__, context=context.get_current())
            try:
                yield from func(*args, **kwargs)
            finally:
                span.end()

        return on_iterate

    @functools.wraps(func)
    def on_call(*args, **kwargs):
        with tracer.start_as_current_span(func.__name__):
            return func(*args, **kwargs)

    return on_call


# Good: the span covers each call.
@tracer.start_as_current_span("turn")
def run_turn():
    return 1


# Good: every call starts a new trace.
@tracer.start_as_current_span("job", context=Context())
async def run_job():
    return 1


def stream(parts):
    # Good: the span covers the whole iteration, and is not active while the caller handles an item.
    span = tracer.start_span("stream", context=context.get_current())
    try:
        yield from parts
    finally:
        span.end()


@traced
def stream_traced(parts):
    yield from parts


# Good: the route registers the function with its span.
@router.post("/turns")
@tracer.start_as_current_span("post_turn")
async def post_turn(text: str):
    return text


class Prompt:
    # Good: the static method is made of the function with its span.
    @staticmethod
    @traced
    def compile(parts):
        return "".join(parts)
