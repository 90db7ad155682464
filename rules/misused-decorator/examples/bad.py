import functools

from fastapi import APIRouter
from opentelemetry import context, trace
from opentelemetry.context import Context

router = APIRouter()
tracer = trace.get_tracer("agent.session")


def traced(func):
    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        with tracer.start_as_current_span(func.__name__):
            return func(*args, **kwargs)

    return wrapper


@tracer.start_as_current_span("stream")  # SPN108
def stream(parts):
    yield from parts


@tracer.start_as_current_span("stream")  # SPN108
async def stream_later(parts):
    for part in parts:
        yield part


@tracer.start_as_current_span("turn", context=context.get_current())  # SPN108
def run_turn():
    return 1


@tracer.start_as_current_span("session")  # SPN108
class Session:
    pass


@tracer.start_span("turn", context=Context())  # SPN108
def start_turn():
    return 1


@tracer.start_as_current_span  # SPN108
def end_turn():
    return 1


@traced  # SPN108
def stream_traced(parts):
    yield from parts


@tracer.start_as_current_span("post_turn")  # SPN108
@router.post("/turns")
async def post_turn(text: str):
    return text


class Prompt:
    @traced  # SPN108
    @staticmethod
    def compile(parts):
        return "".join(parts)
