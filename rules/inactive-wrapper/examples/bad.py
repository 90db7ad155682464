from functools import wraps

from opentelemetry import trace

tracer = trace.get_tracer("agent.wrappers")


def traced(name):
    def decorate(function):
        @wraps(function)
        def wrapper(*args, **kwargs):
            span = tracer.start_span(name)  # SPN110
            try:
                return function(*args, **kwargs)
            finally:
                span.end()

        return wrapper

    return decorate


async def count_requests(request, call_next):
    with tracer.start_span("request") as span:  # SPN110
        response = await call_next(request)
        span.set_attribute("http.response.status_code", response.status_code)
        return response
