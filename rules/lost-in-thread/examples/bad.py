import threading
from concurrent.futures import ThreadPoolExecutor

from opentelemetry import trace

tracer = trace.get_tracer("agent.prices")


def price(item):
    with tracer.start_as_current_span("price"):
        return item.price()


def total(items):
    with tracer.start_as_current_span("total"), ThreadPoolExecutor() as pool:
        return sum(pool.map(price, items))  # SPN125


def first(items):
    with tracer.start_as_current_span("first"), ThreadPoolExecutor() as pool:
        return pool.submit(price, items[0]).result()  # SPN125


def warm(item):
    with tracer.start_as_current_span("warm"):
        thread = threading.Thread(target=price, args=(item,))  # SPN125
        thread.start()
        thread.join()


async def later(loop, item):
    with tracer.start_as_current_span("later"):
        return await loop.run_in_executor(None, price, item)  # SPN125
