"""SPN108: the project's own decorators, and what stands below a span's decorator."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanlint.lint.diagnose import lint
from spanlint.model.settings import Settings
from spanlint.run.project import Project
from spanlint.text.decoding import decode
from tests.languages.names.project_case import repository
from tests.languages.spans.lifetimes.usage_case import findings, marked

TRACED = """
import functools
def traced(func):
    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        with tracer.start_as_current_span(func.__name__):
            return func(*args, **kwargs)
    return wrapper
"""
FACTORY = """
import asyncio
def traced(name=None):
    def decorate(func):
        async def on_await(*args):
            with tracer.start_as_current_span(name):
                return await func(*args)
        def on_call(*args):
            with tracer.start_as_current_span(name) as span:
                result = func(*args)
                span.set_attribute('result', str(result))
                return result
        return on_await if asyncio.iscoroutinefunction(func) else on_call
    return decorate
"""
CLASS = """
class Traced:
    def __call__(self, func):
        def wrapper(*args):
            with tracer.start_as_current_span('a'):
                return func(*args)
        return wrapper
"""
MANAGER = """
from contextlib import contextmanager
@contextmanager
def step(name):
    with tracer.start_as_current_span(name):
        yield
"""
RETURNED = """
def step(name):
    return tracer.start_as_current_span(name)
"""
BY_HAND = """
def traced(func):
    def wrapper(*args):
        span = tracer.start_span('a')
        try:
            with trace.use_span(span):
                return func(*args)
        finally:
            span.end()
    return wrapper
"""
GENERATOR = "def f():\n    yield 1\n"
LATER = "async def f():\n    yield 1\n"
BODY = "            return func(*args, **kwargs)\n"
EARLY = {
    "a generator": (TRACED, f"@traced\n{GENERATOR}"),
    "an async generator": (TRACED, f"@traced\n{LATER}"),
    "a wrapper by another name": (
        TRACED.replace("return wrapper", "made = wrapper if func else None\n    return made"),
        f"@traced\n{GENERATOR}",
    ),
    "what delegates": (TRACED, "@traced\ndef f(items):\n    yield from items\n"),
    "of a factory": (FACTORY, f"@traced('a')\n{GENERATOR}"),
    "of a factory, async": (FACTORY, f"@traced(name='a')\n{LATER}"),
    "of a class": (CLASS, f"@Traced()\n{GENERATOR}"),
    "of a manager": (MANAGER, f"@step('a')\n{GENERATOR}"),
    "of a function that returns a manager": (RETURNED, f"@step('a')\n{GENERATOR}"),
    "of a span that the wrapper ends": (BY_HAND, f"@traced\n{GENERATOR}"),
    "below another decorator": (TRACED, f"@inlineCallbacks\n@traced\n{GENERATOR}"),
    "above one that changes nothing": (TRACED, f"from typing import override\n@traced\n@override\n{GENERATOR}"),
    "undecorated by a setting": (
        TRACED.replace("    @f", "    if not ON:\n        return func\n    @f"),
        f"@traced\n{GENERATOR}",
    ),
    "a static method": (TRACED, "class A:\n    @staticmethod\n    @traced\n    def f():\n        yield 1\n"),
    "a method of a class": (
        "class Tracing:\n    @staticmethod\n    def traced(func):\n        def wrapper(*args):\n"
        "            with tracer.start_as_current_span('a'):\n                return func(*args)\n"
        "        return wrapper\n",
        f"@Tracing.traced\n{GENERATOR}",
    ),
}
NOT_EARLY = {
    "a function": (TRACED, "@traced\ndef f():\n    return 1\n"),
    "a coroutine": (FACTORY, "@traced('a')\nasync def f():\n    return 1\n"),
    "a generator inside": (TRACED, "@traced\ndef f():\n    def g():\n        yield 1\n    return list(g())\n"),
    "what asks for generators": (
        TRACED.replace("    @f", "    if inspect.isgeneratorfunction(func):\n        return each_item(func)\n    @f"),
        f"@traced\n{GENERATOR}",
    ),
    "what asks for what it got": (
        TRACED.replace(
            BODY, "            got = func(*args)\n            return items(got) if hasattr(got, '__aiter__') else got\n"
        ),
        f"@traced\n{LATER}",
    ),
    "what iterates": (TRACED.replace("return func", "yield from func"), f"@traced\n{GENERATOR}"),
    "what collects": (
        TRACED.replace(BODY, "            return list(func(*args, **kwargs))\n"),
        f"@traced\n{GENERATOR}",
    ),
    "what wraps the result": (
        TRACED.replace(BODY, "            got = func(*args)\n            got = wrap(got)\n            return got\n"),
        f"@traced\n{GENERATOR}",
    ),
    "what decorates coroutines only": (
        TRACED.replace("    @f", "    if not iscoroutinefunction(func):\n        return func\n    @f"),
        f"@traced\n{GENERATOR}",
    ),
    "one or the other": (
        TRACED.replace("return wrapper", "return wrapper if iscoroutinefunction(func) else func"),
        f"@traced\n{GENERATOR}",
    ),
    "what only awaits": (
        TRACED.replace("    def wrapper", "    async def wrapper").replace("return func", "return await func"),
        f"@traced\n{LATER}",
    ),
    "a span that stays open": (TRACED.replace("__name__)", "__name__, end_on_exit=False)"), f"@traced\n{GENERATOR}"),
    "a span that is ended elsewhere": (BY_HAND.replace("span.end()", "done(span)"), f"@traced\n{GENERATOR}"),
    "no span": (TRACED.replace("tracer.start_as_current_span(func.__name__)", "lock"), f"@traced\n{GENERATOR}"),
    "a span before the call": (
        TRACED.replace(BODY, "            pass\n        return func(*args, **kwargs)\n"),
        f"@traced\n{GENERATOR}",
    ),
    "a wrapper that is not returned": (TRACED.replace("return wrapper", "return func"), f"@traced\n{GENERATOR}"),
    "another function by a name": (
        TRACED.replace("return wrapper", "made = wrap(func)\n    print(wrapper)\n    return made"),
        f"@traced\n{GENERATOR}",
    ),
    "above what may run it": (TRACED, f"@traced\n@inlineCallbacks\n{GENERATOR}"),
    "one of two definitions": (
        f"{TRACED}if OFF:\n    def traced(func):\n        return func\n",
        f"@traced\n{GENERATOR}",
    ),
    "an async manager": (
        MANAGER.replace("contextmanager", "asynccontextmanager").replace("def step", "async def step"),
        f"@step('a')\n{LATER}",
    ),
    "a function that may return something else": (
        RETURNED.replace("    return t", "    if name:\n        return each_item(name)\n    return t"),
        f"@step('a')\n{GENERATOR}",
    ),
    "a coroutine below a manager that is returned": (RETURNED, "@step('a')\nasync def f():\n    return 1\n"),
    "a manager that is not called": (MANAGER, f"@step\n{GENERATOR}"),
    "another module's": ("from other import traced\n", f"@traced\n{GENERATOR}"),
}
SPAN = "@tracer.start_as_current_span('a')\n"
HANDLER = "async def f():\n    return 1\n"
REGISTERING = {
    "a route": ("", "router.post('/a')"),
    "a route that is computed": ("", "router.post(PATH)"),
    "a route by keyword": ("", "app.api_route(path='/a')"),
    "a route of any object": ("", "service.get(f'/{NAME}')"),
    "a route's function": ("from litestar import get\n", "get('/a')"),
    "a task": ("", "app.task"),
    "a task with options": ("", "celery_app.task(bind=True)"),
    "a shared task": ("from celery import shared_task\n", "shared_task"),
    "an actor": ("import dramatiq\n", "dramatiq.actor(max_retries=1)"),
    "an activity": ("from temporalio import activity\n", "activity.defn"),
    "a command": ("", "cli.command('a')"),
    "a tool": ("", "mcp.tool()"),
    "a hook": ("", "app.on_event('startup')"),
    "a listener": ("from sqlalchemy import event\n", "event.listens_for(Engine, 'connect')"),
    "a job": ("", "scheduler.scheduled_job('interval', hours=1)"),
    "a last function": ("import atexit\n", "atexit.register"),
    "a signal": ("from celery.signals import worker_ready\n", "worker_ready.connect"),
    "a signal with options": ("from celery import signals\n", "signals.task_prerun.connect(weak=False)"),
    "a receiver": ("from django.dispatch import receiver\n", "receiver(saved)"),
}
NOT_AFTER = {
    "a look-up": f"@cache.get('a')\n{HANDLER}",
    "a look-up on an app": f"@app.get\n{HANDLER}",
    "a task of another library": f"@flow.task\n{HANDLER}",
    "a command of its own": f"import click\n@click.command()\n{HANDLER}",
    "a tool of its own": f"from langchain.tools import tool\n@tool\n{HANDLER}",
    "another registry": f"@plugins.register\n{HANDLER}",
    "another connection": f"@pool.connect\n{HANDLER}",
    "a mark": f"@pytest.mark.asyncio\n{HANDLER}",
    "a cache": f"import functools\n@functools.lru_cache\n{HANDLER}",
}


@pytest.mark.parametrize(("decorator", "use"), EARLY.values(), ids=EARLY)
def test_a_decorator_of_the_project_ends_early_on_a_generator(decorator: str, use: str) -> None:
    (finding,) = findings("a.py", "SPN108", decorator + use)
    name = finding.message.split("`")[1]
    assert finding.message == f"`{name}` on a generator ends the span before the first item is produced"
    assert finding.help.startswith(f"let `{name}` handle generator functions separately")


@pytest.mark.parametrize(("decorator", "use"), NOT_EARLY.values(), ids=NOT_EARLY)
def test_another_decorator_or_function_does_not(decorator: str, use: str) -> None:
    assert findings("a.py", "SPN108", decorator + use) == []


def test_a_comment_between_decorators_changes_nothing() -> None:
    text = f"{SPAN}# why\n@app.task\n{HANDLER}"
    assert len(findings("a.py", "SPN108", text)) == 1
    assert findings("a.py", "SPN108", f"@app.task\n# why\n{SPAN}{HANDLER}") == []


@pytest.mark.parametrize(("imports", "registering"), REGISTERING.values(), ids=REGISTERING)
@pytest.mark.parametrize(("above", "span"), [("", SPAN), (TRACED, "@traced\n"), (FACTORY, "@traced('a')\n")])
def test_what_is_registered_below_has_no_span(above: str, span: str, imports: str, registering: str) -> None:
    (finding,) = findings("a.py", "SPN108", f"{above}{imports}{span}@retry\n@{registering}\n{HANDLER}")
    name = registering.partition("(")[0]
    assert f"is above `{name}`, which registers the function itself" in finding.message
    assert finding.help == f"put `{finding.message.split('`')[1]}` below `{name}`, next to the function"
    assert findings("a.py", "SPN108", f"{above}{imports}@{registering}\n@retry\n{span}{HANDLER}") == []


@pytest.mark.parametrize("below", NOT_AFTER.values(), ids=NOT_AFTER)
def test_what_registers_nothing_may_stand_below(below: str) -> None:
    imports, at, rest = below.partition("@")
    assert findings("a.py", "SPN108", f"{imports}{SPAN}{at}{rest}") == []


MEMBERS = {
    "a static method": ("staticmethod", "def f():", "makes an ordinary method of it"),
    "a class method": ("classmethod", "def f(cls):", "which cannot be called"),
    "a property": ("property", "def f(self):", "which cannot be called"),
    "a setter": ("f.setter", "def f(self, value):", "which cannot be called"),
}


@pytest.mark.parametrize(("name", "head", "said"), MEMBERS.values(), ids=MEMBERS)
@pytest.mark.parametrize(("above", "decorator"), [("", SPAN.strip()), (TRACED, "@traced")])
def test_a_descriptor_belongs_above(above: str, decorator: str, name: str, head: str, said: str) -> None:
    member = f"class A:\n    {decorator}\n    @{name}\n    {head}\n        return 1\n"
    (finding,) = findings("a.py", "SPN108", above + member)
    assert said in finding.message
    assert f"`{name}`" in finding.message
    other_way = f"class A:\n    @{name}\n    {decorator}\n    {head}\n        return 1\n"
    assert findings("a.py", "SPN108", above + other_way) == []


def test_the_files_own_property_is_no_descriptor() -> None:
    own = "def property(func):\n    return func\n"
    assert findings("a.py", "SPN108", f"{own}class A:\n    {SPAN}    @property\n    def f(self): pass\n") == []


def test_a_decorator_that_knows_static_methods_may_stand_above() -> None:
    knowing = TRACED.replace("    @f", "    func = getattr(func, '__func__', func)\n    @f", 1)
    assert findings("a.py", "SPN108", f"{knowing}class A:\n    @traced\n    @staticmethod\n    def f(): pass\n") == []


@pytest.mark.parametrize(("above", "decorator"), [("", SPAN), (TRACED, "@traced\n")])
def test_a_manager_is_made_in_the_span_and_entered_after_it(above: str, decorator: str) -> None:
    imports = "from contextlib import contextmanager\n"
    (finding,) = findings("a.py", "SPN108", f"{above}{imports}{decorator}@contextmanager\ndef f():\n    yield\n")
    assert "ends the span when the context manager is made" in finding.message
    twin = f"{above}{imports}@contextmanager\ndef f():\n    with tracer.start_as_current_span('a'):\n        yield\n"
    assert findings("a.py", "SPN108", twin) == []


def test_the_marker_stands_under_the_decorators_name() -> None:
    assert marked("a.py", "SPN108", f"{TRACED}@traced\n{GENERATOR}") == ["traced"]


SPANS = f"from opentelemetry import trace\ntracer = trace.get_tracer('a')\n{TRACED}"
USE = "{imports}\n@{name}\ndef f():\n    yield 1\n"


@pytest.mark.parametrize(
    ("imports", "name", "files"),
    [
        ("from app.spans import traced", "traced", {}),
        ("from .spans import traced as t", "t", {}),
        ("from app import spans", "spans.traced", {}),
        ("from app.tools import traced", "traced", {"app/tools.py": "from app.spans import traced\n"}),
    ],
)
def test_a_decorator_is_followed_to_its_file(tmp_path: Path, imports: str, name: str, files: dict[str, str]) -> None:
    use = USE.format(imports=imports, name=name)
    assert _in_project(tmp_path, {"app/spans.py": SPANS, "app/use.py": use, **files}) == [2]


def test_a_decorator_elsewhere_that_iterates_is_silent(tmp_path: Path) -> None:
    use = USE.format(imports="from app.spans import traced", name="traced")
    spans = SPANS.replace("return func(", "yield from func(")
    assert _in_project(tmp_path, {"app/spans.py": spans, "app/use.py": use}) == []


def _in_project(folder: Path, files: dict[str, str]) -> list[int]:
    """The lines of the findings in `app/use.py`."""
    repository(folder, {"app/__init__.py": "", **files})
    path, settings = folder / "app/use.py", Settings(frozenset({"SPN108"}))
    result = lint(decode(str(path), "python", path.read_bytes()), settings, Project(settings))
    return [diagnostic.start.line for diagnostic in result.diagnostics]
