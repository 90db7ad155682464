import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from opentelemetry import trace

tracer = trace.get_tracer("agent.prices")


def price(item):
    with tracer.start_as_current_span("price"):
        return item.price()


def total(items):
    with tracer.start_as_current_span("total"), ThreadPoolExecutor() as pool:
        # Good: each task runs in a copy of the context.
        waiting = [pool.submit(copy_context().run, price, item) for item in items]
        return sum(task.result() for task in waiting)


async def later(item):
    with tracer.start_as_current_span("later"):
        # Good: this copies the context.
        return await asyncio.to_thread(price, item)


def warm(items):
    with ThreadPoolExecutor() as pool:
        # Good: no span is current here that the tasks could belong to.
        return list(pool.map(price, items))
