"""A span that is handed to a decorated function of the project is followed if the decorators pass everything on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import run_spanlint, write
from tests.linting import diagnostics, found

CODES = frozenset({"SPN103"})
HEAD = "import functools, inspect\nfrom opentelemetry import trace\n\ntracer = trace.get_tracer('app')\nkept = []\n\n\n"
PASSING = {
    "a plain wrapper": """
        def quiet(func):
            @functools.wraps(func)
            def wrapper(*args, **kwargs):
                try:
                    return func(*args, **kwargs)
                except Exception as error:
                    print(error)
            return wrapper
    """,
    "a wrapper for each kind of function": """
        def quiet(func: object):
            def log(error):
                print(func, error)

            async def later(*args, **kwargs):
                try:
                    return await func(*args, **kwargs)
                except Exception as error:
                    log(error)

            def now(*args, **kwargs):
                return func(*args, **kwargs)

            return later if inspect.iscoroutinefunction(func) else now
    """,
}
OTHER = {
    "an argument that is kept": """
        def quiet(func):
            def wrapper(*args, **kwargs):
                kept.append(args)
                return func(*args, **kwargs)
            return wrapper
    """,
    "another argument": """
        def quiet(func):
            def wrapper(*args, **kwargs):
                return func(tracer, *args, **kwargs)
            return wrapper
    """,
    "another function": """
        def quiet(func):
            def wrapper(*args, **kwargs):
                return kept[0](*args, **kwargs)
            return wrapper
    """,
    "the function itself": "def quiet(func):\n            kept.append(func)\n            return func\n",
    "an unknown one": "from other import quiet\n",
}
USE = """
@quiet
def describe(span, name):
    span.set_attribute("name", name)


def run(work, name):
    span = tracer.start_span("run")
    describe(span, name)
    if work is None:
        return None
    work()
    span.end()
    return work
"""
STATIC = """
class Run:
    @{decorator}
    def describe({first}span, name):
        span.set_attribute("name", name)

    def run(self, work, name):
        span = tracer.start_span("run")
        self.describe(span, name)
        if work is None:
            return None
        span.end()
"""


def text_of(decorator: str) -> str:
    lines = decorator.replace("\n        ", "\n")
    return f"{HEAD}{lines.strip()}\n\n{USE}"


@pytest.mark.parametrize("decorator", PASSING.values(), ids=PASSING)
def test_a_decorator_that_passes_everything_on(decorator: str) -> None:
    assert [code for _, code in found("a.py", text_of(decorator), CODES)] == ["SPN103"]


@pytest.mark.parametrize("decorator", OTHER.values(), ids=OTHER)
def test_a_decorator_that_may_do_anything_else(decorator: str) -> None:
    assert found("a.py", text_of(decorator), CODES) == []


@pytest.mark.parametrize(
    ("decorator", "first", "is_followed"),
    [("staticmethod", "", True), ("classmethod", "cls, ", True), ("other.task", "self, ", False)],
)
def test_a_decorator_that_only_says_what_a_method_is_bound_to(decorator: str, first: str, is_followed: bool) -> None:
    text = HEAD + STATIC.format(decorator=decorator, first=first)
    assert bool(found("a.py", text, CODES)) is is_followed


AWAITED = """
@quiet
async def describe(span, name):
    span.set_attribute("name", await name)


async def run(work, name):
    span = tracer.start_span("run")
    await describe(span, name)
    {rest}
"""


def test_what_a_decorator_swallows_does_not_fail() -> None:
    swallowing, too_early = PASSING["a wrapper for each kind of function"], PASSING["a plain wrapper"]
    raising = swallowing.replace("log(error)\n\n            def now", "raise\n\n            def now")
    head = {each: text_of(each).partition("\n\n@quiet")[0] for each in (swallowing, raising, too_early)}
    for decorator, rest, line in (
        (swallowing, "span.end()", None),
        (raising, "span.end()", "await describe(span, name)"),
        (too_early, "span.end()", "await describe(span, name)"),
        (swallowing, "await work\n    span.end()", "await work"),
    ):
        text = head[decorator] + AWAITED.format(rest=rest)
        places = [related for each in diagnostics("a.py", text, CODES) for related in each.related]
        lines = [text.splitlines()[place.position.line - 1].strip() for place in places]
        assert lines == ([line] if line else [])


def test_a_decorator_of_another_file(tmp_path: Path) -> None:
    imported, use = HEAD + "from quieting import quiet\n\n" + USE, ["--select", "SPN103"]
    for name, decorator in (("passing", PASSING["a plain wrapper"]), ("keeping", OTHER["an argument that is kept"])):
        text = text_of(decorator).partition("\n\n@quiet")[0]
        write(tmp_path / name, {"run.py": imported, "quieting.py": text})
    assert "SPN103" in run_spanlint(tmp_path / "passing", *use).out
    assert "SPN103" not in run_spanlint(tmp_path / "keeping", *use).out
