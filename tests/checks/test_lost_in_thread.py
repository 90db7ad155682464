"""SPN125: a function that starts spans is handed to a thread without the context, and what its fix writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanlint.lint.diagnose import lint
from spanlint.lint.fix import fix
from spanlint.model.apis import Opener
from spanlint.model.settings import ApiChoices, Settings
from spanlint.run.project import Project
from spanlint.text.decoding import decode
from tests.linting import diagnostics, found

CODES = frozenset({"SPN125"})
HEAD = """\
import asyncio
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from opentelemetry import context, trace
tracer = trace.get_tracer('a')

def price(item):
    with tracer.start_as_current_span('price'):
        return item

def around(item):
    return price(item)

@tracer.start_as_current_span('decorated')
def decorated(item):
    return item

def silent(item):
    return item

def attaching(item, parent):
    context.attach(parent)
    return price(item)

def rooted(item):
    tracer.start_span('rooted', context=item.context).end()

"""
POOL = "def f(items):\n    with tracer.start_as_current_span('s'), ThreadPoolExecutor() as pool:\n        "
IN_SPAN = "async def f(items, loop, executor, other):\n    with tracer.start_as_current_span('s'):\n        "

FOUND = {
    "submit": POOL + "pool.submit(price, items[0])\n",
    "map": POOL + "return list(pool.map(price, items))\n",
    "a function that calls it": POOL + "pool.submit(around, items[0])\n",
    "a decorated function": POOL + "pool.submit(decorated, items[0])\n",
    "a partial": POOL + "pool.submit(partial(price, items[0]))\n",
    "a lambda": POOL + "pool.submit(lambda: price(items[0]))\n",
    "a thread": IN_SPAN + "threading.Thread(target=price, args=(items,)).start()\n",
    "a loop": IN_SPAN + "await loop.run_in_executor(None, price, items)\n",
    "a loop with a pool": IN_SPAN + "await loop.run_in_executor(executor, price, items)\n",
    "a pool by its name": IN_SPAN + "executor.submit(price, items)\n",
    "a method": (
        "class A:\n    def __init__(self):\n        self.pool = ThreadPoolExecutor()\n    def one(self):\n"
        "        price(1)\n"
        "    def f(self):\n        with tracer.start_as_current_span('s'):\n            self.pool.submit(self.one)\n"
    ),
}
SILENT = {
    "a copy": POOL + "pool.submit(copy_context().run, price, items[0])\n",
    "a copy with a name": POOL + "copy = copy_context()\n        pool.submit(copy.run, price, items[0])\n",
    "to_thread": IN_SPAN + "await asyncio.to_thread(price, items)\n",
    "create_task": IN_SPAN + "asyncio.create_task(price(items))\n",
    "what starts nothing": POOL + "pool.submit(silent, items[0])\n",
    "what attaches": POOL + "pool.submit(attaching, items[0], context.get_current())\n",
    "what has a parent": POOL + "pool.submit(rooted, items[0])\n",
    "no span": "def f(items):\n    with ThreadPoolExecutor() as pool:\n        pool.submit(price, items)\n",
    "processes": (POOL + "pool.submit(price, items)\n").replace("Thread", "Process"),
    "something else": IN_SPAN + "other.submit(price, items)\n",
    "the built-in": IN_SPAN + "list(map(price, items))\n",
    "a pool of the project": (
        "class Pool:\n    pass\n\n" + (POOL + "pool.submit(price, 1)\n").replace("ThreadPoolExecutor", "Pool")
    ),
    "a wrapper": POOL + "pool.submit(carried(price), items[0])\n",
    "an instrumented project": "ThreadingInstrumentor().instrument()\n" + POOL + "pool.submit(price, items[0])\n",
}
FIXED = {
    "submit": "pool.submit(copy_context().run, price, items[0])",
    "map": "pool.map(lambda copied, *items: copied.run(price, *items), iter(copy_context, None), items)",
    "a partial": "pool.submit(copy_context().run, partial(price, items[0]))",
    "a thread": "threading.Thread(target=copy_context().run, args=(price, items,)).start()",
    "a loop": "loop.run_in_executor(None, copy_context().run, price, items)",
}
THREADS = {
    "(target=price)": "(target=copy_context().run, args=(price,))",
    "(target=price, daemon=True)": "(target=copy_context().run, args=(price,), daemon=True)",
    "(target=price, args=())": "(target=copy_context().run, args=(price,))",
    "(target=price, args=[items])": "(target=copy_context().run, args=[price, items])",
    "(target=price, args=(\n    item,\n))": "(target=copy_context().run, args=(price,\n    item,\n))",
    "(target=price, args=items)": "(target=copy_context().run, args=(price, *items))",
    "(None, price)": "(None, price)",
    "(target=price, **items)": "(target=price, **items)",
}


def repaired(text: str) -> str:
    made = fix(decode("a.py", "python", text.encode()), Settings(CODES), may_be_unsafe=True)
    assert fix(made.source, Settings(CODES), may_be_unsafe=True).applied == 0
    return made.source.text.decode()


@pytest.mark.parametrize("case", FOUND)
def test_found(case: str) -> None:
    assert [each.code for each in diagnostics("a.py", HEAD + FOUND[case], CODES)] == ["SPN125"]


@pytest.mark.parametrize("case", SILENT)
def test_silent(case: str) -> None:
    assert not found("a.py", HEAD + SILENT[case], CODES)


@pytest.mark.parametrize("case", FIXED)
def test_the_fix_changes_the_call_alone(case: str) -> None:
    text = repaired(HEAD + FOUND[case])
    assert FIXED[case] in text
    assert [line for line in text.splitlines() if FIXED[case] not in line] == (HEAD + FOUND[case]).splitlines()[:-1]


@pytest.mark.parametrize("arguments", THREADS)
def test_the_arguments_of_a_thread(arguments: str) -> None:
    text = HEAD + IN_SPAN + f"threading.Thread{arguments}.start()\n"
    assert repaired(text) == text.replace(f"Thread{arguments}", f"Thread{THREADS[arguments]}")


def test_the_fix_adds_the_import_it_needs() -> None:
    text = HEAD.replace("from contextvars import copy_context\n", "") + FOUND["submit"]
    assert repaired(text) == HEAD + FOUND["submit"].replace("(price", "(copy_context().run, price")
    aliased = text.replace("import asyncio\n", "import asyncio\nimport contextvars\n")
    assert "pool.submit(contextvars.copy_context().run, price, items[0])" in repaired(aliased)


def test_a_map_without_items_is_left_alone() -> None:
    text = HEAD + POOL + "pool.map(price)\n"
    assert found("a.py", text, CODES)
    assert repaired(text) == text


def test_a_safe_fix_is_not_offered() -> None:
    source = decode("a.py", "python", (HEAD + FOUND["submit"]).encode())
    made = fix(source, Settings(CODES))
    assert (made.applied, made.unsafe_left) == (0, 1)


@pytest.mark.parametrize(("setup", "count"), [("", 1), ("ThreadingInstrumentor().instrument()\n", 0)])
def test_functions_and_the_instrumentation_are_found_in_other_files(tmp_path: Path, setup: str, count: int) -> None:
    (tmp_path / "prices.py").write_text(HEAD, encoding="utf-8")
    (tmp_path / "setup.py").write_text(setup, encoding="utf-8")
    text = "from concurrent.futures import ThreadPoolExecutor\nfrom opentelemetry import trace\n"
    text += "from prices import around\n"
    text += "tracer = trace.get_tracer('a')\n" + POOL + "pool.submit(around, items[0])\n"
    source, settings = decode(str(tmp_path / "a.py"), "python", text.encode()), Settings(CODES)
    assert len(lint(source, settings, Project(settings)).diagnostics) == count


@pytest.mark.parametrize("call", ["pool.submit(carry, items)", "pool.submit(carry(price), items)"])
def test_a_wrapper_of_the_configuration_is_trusted(call: str) -> None:
    opener = Opener("project", "carry", "callback", False, "", None)
    choices = ApiChoices(openers=(("python", opener),))
    text = HEAD + "def carry(item):\n    return price(item)\n\n" + POOL + call + "\n"
    assert not lint(decode("a.py", "python", text.encode()), Settings(CODES, choices)).diagnostics
    is_call_of_it = "carry(" in call
    assert len(diagnostics("a.py", text, CODES)) == (0 if is_call_of_it else 1)


def test_a_pool_of_the_configuration_is_trusted() -> None:
    text = HEAD + IN_SPAN + "pool = carrying_pool()\n        pool.submit(price, items)\n"
    opener = Opener("project", "carrying_pool", "with", False, "", None)
    choices = ApiChoices(openers=(("python", opener),))
    assert diagnostics("a.py", text, CODES)
    assert not lint(decode("a.py", "python", text.encode()), Settings(CODES, choices)).diagnostics
