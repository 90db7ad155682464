"""A Python receiver that is imported is what its definition in another file says, a few imports away."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.languages.names.project_case import codes, repository
from tests.linting import found

OWN = """\
class Tracer:
    def start_span(self, name, fn, options=None, ctx=None):
        return fn(name)


tracer = Tracer()


def get_tracer():
    return tracer
"""
REAL = """\
from opentelemetry import trace

tracer = trace.get_tracer("shop")


def get_tracer():
    return tracer
"""
CALL = "\ndef f():\n    return {}.start_span('x')\n"

# Where the receiver is defined, the files between, and the file that is judged.
IMPORTS = {
    "from a module beside": ("shop/telemetry.py", {}, "shop/a.py", "from .telemetry import tracer", "tracer"),
    "from a module beside, under another name": (
        "shop/telemetry.py",
        {},
        "shop/a.py",
        "from .telemetry import tracer as tracer_",
        "tracer_",
    ),
    "as a member of a module beside": (
        "shop/telemetry.py",
        {},
        "shop/a.py",
        "from . import telemetry",
        "telemetry.tracer",
    ),
    "as a member of a module above": (
        "shop/telemetry.py",
        {},
        "shop/web/a.py",
        "from .. import telemetry",
        "telemetry.tracer",
    ),
    "from a package above": (
        "shop/a/b.py",
        {"shop/a/__init__.py": ""},
        "shop/c/d.py",
        "from ..a.b import get_tracer\ntracer = get_tracer()",
        "tracer",
    ),
    "called where it is used": ("shop/a.py", {}, "shop/b.py", "from .a import get_tracer", "get_tracer()"),
    "through a package's __init__": (
        "shop/tracing/core.py",
        {"shop/tracing/__init__.py": "from .core import tracer\n"},
        "shop/a.py",
        "from .tracing import tracer",
        "tracer",
    ),
    "through a package's __init__, renamed": (
        "shop/tracing/core.py",
        {"shop/tracing/__init__.py": "from .core import tracer as shop_tracer\n"},
        "shop/a.py",
        "from .tracing import shop_tracer",
        "shop_tracer",
    ),
    "by the package's absolute path": (
        "shop/tracing/core.py",
        {"shop/__init__.py": "", "shop/tracing/__init__.py": ""},
        "shop/web/a.py",
        "from shop.tracing.core import tracer",
        "tracer",
    ),
    "by the absolute path in a src layout": (
        "src/shop/core.py",
        {"src/shop/__init__.py": ""},
        "src/shop/web/a.py",
        "from shop.core import tracer",
        "tracer",
    ),
    "from a test beside a src layout": ("src/shop/core.py", {}, "tests/a.py", "from shop.core import tracer", "tracer"),
    "with import": (
        "shop/core.py",
        {"shop/__init__.py": ""},
        "app.py",
        "import shop.core",
        "shop.core.tracer",
    ),
    "with everything else of a module": (
        "shop/tracing/core.py",
        {"shop/tracing/__init__.py": "from .none import *\nfrom .core import *\n"},
        "shop/a.py",
        "from .tracing import tracer",
        "tracer",
    ),
    "three files away": (
        "shop/d.py",
        {"shop/b.py": "from .c import tracer\n", "shop/c.py": "from .d import tracer\n"},
        "shop/a.py",
        "from .b import tracer",
        "tracer",
    ),
}


def project(folder: Path, case: str, definition: str) -> Path:
    home, between, judged, statement, receiver = IMPORTS[case]
    imports = "from opentelemetry import context\n"  # so that an unknown receiver would be judged
    files = {home: definition, **between, judged: imports + statement + "\n" + CALL.format(receiver)}
    return repository(folder, files) / judged


@pytest.mark.parametrize("case", IMPORTS)
def test_the_projects_own_tracer_is_silent(case: str, tmp_path: Path) -> None:
    assert codes(project(tmp_path, case, OWN)) == []


@pytest.mark.parametrize("case", IMPORTS)
def test_opentelemetrys_tracer_is_judged(case: str, tmp_path: Path) -> None:
    assert codes(project(tmp_path, case, REAL)) == ["SPN001"]


@pytest.mark.parametrize("case", IMPORTS)
def test_the_file_alone_is_judged_by_what_it_says(case: str, tmp_path: Path) -> None:
    text = project(tmp_path, case, OWN).read_text()
    assert [code for _, code in found("a.py", text)] == (["SPN001"] if "tracer" in text.partition("def f")[2] else [])


CLASSES = {
    "a subclass of OpenTelemetry's": (
        "from opentelemetry.trace import Tracer\n\n\nclass ShopTracer(Tracer):\n    pass\n\n\ntracer = ShopTracer()\n",
        ["SPN001"],
    ),
    "a subclass that is OpenTelemetry's two files away": (
        "from .other import Shop\n\n\nclass ShopTracer(Shop):\n    pass\n\n\ntracer = ShopTracer()\n",
        ["SPN001"],
    ),
    "a class that passes its arguments on": (
        "class T:\n    def start_span(self, *args, **kwargs):\n        return self.inner.start_span(*args, **kwargs)\n"
        "\n\ntracer = T()\n",
        ["SPN001"],
    ),
    "a class whose method has a context": (
        "class T:\n    def start_span(self, name, context=None, kind=None):\n        ...\n\n\ntracer = T()\n",
        ["SPN001"],
    ),
    "a class that passes its context on": (
        "class T:\n    def start_span(self, name, context=None):\n        return make(name, context=context)\n\n\n"
        "tracer = T()\n",
        ["SPN001"],
    ),
    "a class that only keeps its context": (
        "class T:\n    def start_span(self, name, context=None):\n        self.calls.append(Call(name, context))\n\n\n"
        "tracer = T()\n",
        [],
    ),
    "a class that ignores its context": (
        "class T:\n    def start_span(self, name, context=None):\n        return make(name)\n\n\ntracer = T()\n",
        [],
    ),
    "a class without the method": (
        "class T:\n    def __getattr__(self, name):\n        return getattr(inner, name)\n\n\ntracer = T()\n",
        ["SPN001"],
    ),
    "a class whose method has no parent": (
        "class T:\n    def start_span(self, name, attributes=None):\n        ...\n\n\ntracer = T()\n",
        [],
    ),
    "an annotated one of the project's": (
        "class T:\n    def start_span(self, name, fn):\n        ...\n\n\ntracer: T = make()\n",
        [],
    ),
    "a function that says what it gives": (
        "class T:\n    def start_span(self, name, fn):\n        ...\n\n\ndef make() -> T: ...\n\n\ntracer = make()\n",
        [],
    ),
}


@pytest.mark.parametrize("case", CLASSES)
def test_a_class_is_judged_unless_its_method_takes_no_parent(case: str, tmp_path: Path) -> None:
    definition, expected = CLASSES[case]
    files = {
        "shop/telemetry.py": definition,
        "shop/other.py": "from opentelemetry.trace import Tracer\n\n\nclass Shop(Tracer):\n    pass\n",
        "shop/a.py": "from opentelemetry import context\nfrom .telemetry import tracer\n" + CALL.format("tracer"),
    }
    assert codes(repository(tmp_path, files) / "shop/a.py") == expected


OPENERS = {
    "a context manager": (
        "from contextlib import contextmanager\nfrom opentelemetry import trace\n\n\n"
        "@contextmanager\ndef entered(span):\n"
        "    with trace.use_span(span):\n        yield\n",
        "with entered(x):\n        tracer.start_span('x')",
        "SPN003",
    ),
    "a context manager that opens nothing": (
        "from contextlib import contextmanager\nfrom opentelemetry import trace\n\n\n"
        "@contextmanager\ndef entered(span):\n"
        "    yield trace.get_tracer('x')\n",
        "with entered(x):\n        tracer.start_span('x')",
        "SPN001",
    ),
    "a class to be entered": (
        "from opentelemetry import context\n\n\nclass entered:\n"
        "    def __init__(self, ctx):\n        self.ctx = ctx\n\n"
        "    def __enter__(self):\n        self.token = context.attach(self.ctx)\n",
        "with entered(x):\n        tracer.start_span('x')",
        "SPN003",
    ),
    "a class to be entered that opens nothing": (
        "from opentelemetry import context\n\n\nclass entered:\n"
        "    def __init__(self, ctx):\n        self.ctx = ctx\n\n"
        "    def __enter__(self):\n        self.token = context.get_current()\n",
        "with entered(x):\n        tracer.start_span('x')",
        "SPN001",
    ),
    "a context manager with overloads": (
        "import typing\nfrom contextlib import contextmanager\nfrom opentelemetry import trace\n\n\n"
        "@typing.overload\ndef entered(span: str) -> str: ...\n@typing.overload\ndef entered(span: int) -> int: ...\n"
        "@contextmanager\ndef entered(span):\n    with trace.use_span(span):\n        yield\n",
        "with entered(x):\n        tracer.start_span('x')",
        "SPN003",
    ),
    "a context manager with overloads that opens nothing": (
        "from typing import overload\nfrom contextlib import contextmanager\nfrom opentelemetry import trace\n\n\n"
        "@overload\ndef entered(span: str) -> str: ...\n@overload\ndef entered(span: int) -> int: ...\n"
        "@contextmanager\ndef entered(span):\n    yield trace.get_tracer('x')\n",
        "with entered(x):\n        tracer.start_span('x')",
        "SPN001",
    ),
    "one of two context managers": (
        "from contextlib import contextmanager\nfrom opentelemetry import trace\n\n\n"
        "@contextmanager\ndef entered(span):\n    with trace.use_span(span):\n        yield\n"
        "@contextmanager\ndef entered(span):\n    yield trace.get_tracer('x')\n",
        "with entered(x):\n        tracer.start_span('x')",
        "SPN001",
    ),
    "a taker of a callback": (
        "from opentelemetry import trace\n\n\ndef entered(span, fn):\n"
        "    with trace.use_span(span):\n        return fn()\n",
        "entered(x, lambda: tracer.start_span('x'))",
        "SPN003",
    ),
    "a taker of a callback that opens nothing": (
        "from opentelemetry import trace\n\n\ndef entered(span, fn):\n    with trace.use_span(span):\n        pass\n"
        "    return fn()\n",
        "entered(x, lambda: tracer.start_span('x'))",
        "SPN001",
    ),
}


@pytest.mark.parametrize("case", OPENERS)
def test_what_an_imported_function_opens_is_seen(case: str, tmp_path: Path) -> None:
    definition, body, expected = OPENERS[case]
    text = (
        "from opentelemetry import trace\nfrom .opening import entered\n\ntracer = trace.get_tracer('x')\n\n\n"
        f"def f(x):\n    {body}\n"
    )
    folder = repository(tmp_path, {"shop/opening.py": definition, "shop/a.py": text})
    assert codes(folder / "shop/a.py") == [expected]
    assert [code for _, code in found("a.py", text)] == ["SPN001"]


WIDER = """\
class Tracer:
    def start_span(self, name, *, scope=None, parent=None, context=None):
        return inner.start_span(name, context=context)


tracer = Tracer()
"""


def test_a_class_that_takes_a_context_may_take_more(tmp_path: Path) -> None:
    text = "from opentelemetry import trace\nfrom .telemetry import tracer\ntracer.start_span('x'{})\n"
    for argument, expected in (("", ["SPN001"]), (", scope=1", ["SPN001"]), (", parent=p", []), (", context=c", [])):
        files = {"shop/telemetry.py": WIDER, "shop/a.py": text.format(argument)}
        assert codes(repository(tmp_path, files) / "shop" / "a.py") == expected
