"""Whose call it is, in Python: what a receiver resolves to, and two signs out of three where it resolves to nothing."""

from __future__ import annotations

import re

import pytest

from tests.linting import found

PARENT = frozenset({"SPN001", "SPN002", "SPN006"})


def flagged(text: str) -> bool:
    """Whether the calls of the text are judged as creation calls without a parent."""
    return bool(found("a.py", text, PARENT))


# The receiver has no telling name, so it is its origin that decides.
RESOLVED = {
    "a module's function": "from opentelemetry import trace\nt = trace.get_tracer('a')\nt.start_span(n)",
    "a base class's": """
        from opentelemetry.sdk.trace import Tracer
        class T(Tracer):
            def f(self):
                super().start_span(n)
        """,
    "an aliased module": "from opentelemetry import trace as otel\nt = otel.get_tracer('a')\nt.start_span(n)",
    "a dotted import": "import opentelemetry.trace\nt = opentelemetry.trace.get_tracer('a')\nt.start_span(n)",
    "an aliased dotted import": "import opentelemetry.trace as ot\nt = ot.get_tracer('a')\nt.start_span(n)",
    "a function": "from opentelemetry.trace import get_tracer\nt = get_tracer('a')\nt.start_span(n)",
    "an aliased function": "from opentelemetry.trace import get_tracer as make\nt = make('a')\nt.start_span(n)",
    "several names of one import": """
        from opentelemetry.trace import (
            Link,
            get_tracer as make,
        )
        make('a').start_span(n)
        """,
    "an import inside a function": """
        def f():
            from opentelemetry import trace
            trace.get_tracer('a').start_span(n)
        """,
    "an import under TYPE_CHECKING": """
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from opentelemetry.trace import Tracer
        def f(t: "Tracer"):
            t.start_span(n)
        """,
    "an import in a try": """
        try:
            from opentelemetry.trace import get_tracer
        except ImportError:
            get_tracer = None
        def f():
            get_tracer('a').start_span(n)
        """,
    "a chain": "from opentelemetry import trace\ntrace.get_tracer_provider().get_tracer('a').start_span(n)",
    "a provider": """
        from opentelemetry.sdk.trace import TracerProvider
        provider = TracerProvider()
        t = provider.get_tracer('a')
        t.start_span(n)
        """,
    "a provider in a parameter": """
        from opentelemetry.trace import TracerProvider
        def f(provider: TracerProvider):
            provider.get_tracer('a').start_span(n)
        """,
    "a class": "from opentelemetry.trace import NoOpTracer\nt = NoOpTracer()\nt.start_span(n)",
    "parentheses": "from opentelemetry import trace\nt = (trace.get_tracer('a'))\n(t).start_span(n)",
    "a parenthesised call": "from opentelemetry import trace\n(trace.get_tracer('a').start_span)(n)",
    "a call over lines": """
        from opentelemetry import trace
        (
            trace
            .get_tracer('a')
            .start_span(
                n,
            )
        )
        """,
    "a walrus": """
        from opentelemetry import trace
        if (t := trace.get_tracer('a')):
            t.start_span(n)
        """,
    "either of two": """
        from opentelemetry import trace
        def f(given=None):
            t = given or trace.get_tracer('a')
            t.start_span(n)
        """,
    "a ternary": """
        from opentelemetry import trace
        t = trace.get_tracer('a') if enabled else None
        t.start_span(n)
        """,
    "a global set later": """
        from opentelemetry import trace
        t = None
        def setup():
            global t
            t = trace.get_tracer('a')
        def f():
            t.start_span(n)
        """,
    "a helper": """
        from opentelemetry import trace
        def make():
            return trace.get_tracer('a')
        def f():
            make().start_span(n)
        """,
    "a helper that keeps it": """
        from opentelemetry import trace
        def make():
            t = trace.get_tracer('a')
            return t
        make().start_span(n)
        """,
    "an annotated helper": """
        from opentelemetry.trace import Tracer
        def make() -> Tracer: ...
        make().start_span(n)
        """,
    "a helper's optional annotation": """
        from opentelemetry.trace import Tracer
        def make() -> "Tracer | None": ...
        make().start_span(n)
        """,
    "an awaited helper": """
        from opentelemetry import trace
        async def make():
            return trace.get_tracer('a')
        async def f():
            (await make()).start_span(n)
        """,
    "a method that returns it": """
        from opentelemetry import trace
        class A:
            def make(self):
                return trace.get_tracer('a')
            def f(self):
                self.make().start_span(n)
        """,
    "a static method that returns it": """
        from opentelemetry import trace
        class A:
            @staticmethod
            def make():
                return trace.get_tracer('a')
        def f():
            A.make().start_span(n)
        """,
    "a module constant": """
        from opentelemetry import trace
        T = trace.get_tracer('a')
        class A:
            def f(self):
                T.start_span(n)
        """,
    "an attribute of the object": """
        from opentelemetry import trace
        class A:
            def __init__(self):
                self._t = trace.get_tracer('a')
            def f(self):
                self._t.start_span(n)
        """,
    "an attribute given to the constructor": """
        from opentelemetry.trace import Tracer
        class A:
            def __init__(self, t: Tracer):
                self._t = t
            def f(self):
                self._t.start_span(n)
        """,
    "an annotated attribute": """
        from opentelemetry.trace import Tracer
        class A:
            def __init__(self, t):
                self._t: Tracer = t
            def f(self):
                self._t.start_span(n)
        """,
    "an attribute set first to None": """
        from opentelemetry import trace
        class A:
            def __init__(self):
                self._t = None
            def setup(self):
                self._t = trace.get_tracer('a')
            def f(self):
                self._t.start_span(n)
        """,
    "a class attribute": """
        from opentelemetry import trace
        class A:
            t = trace.get_tracer('a')
            def f(self):
                self.t.start_span(n)
            @classmethod
            def g(cls):
                cls.t.start_span(n)
        """,
    "a class attribute by the class's name": """
        from opentelemetry import trace
        class A:
            t = trace.get_tracer('a')
        def f():
            A.t.start_span(n)
        """,
    "an annotated class attribute": """
        from opentelemetry.trace import Tracer
        class A:
            t: Tracer
            def f(self):
                self.t.start_span(n)
        """,
    "an inherited attribute": """
        from opentelemetry import trace
        class A:
            def __init__(self):
                self.t = trace.get_tracer('a')
        class B(A):
            def f(self):
                self.t.start_span(n)
        """,
    "a property": """
        from opentelemetry import trace
        class A:
            @property
            def t(self):
                return trace.get_tracer('a')
            def f(self):
                self.t.start_span(n)
        """,
    "a cached property": """
        from functools import cached_property
        from opentelemetry.trace import Tracer
        class A:
            @cached_property
            def t(self) -> Tracer: ...
            def f(self):
                self.t.start_span(n)
        """,
    "an attribute of another object": """
        from opentelemetry.trace import Tracer
        class State:
            t: Tracer
        def f(state: State):
            state.t.start_span(n)
        """,
    "a subclass of Tracer": """
        from opentelemetry.trace import Tracer
        class Mine(Tracer): ...
        def f(t: Mine):
            t.start_span(n)
        """,
    "a subclass that calls itself": """
        from opentelemetry.sdk.trace import Tracer
        class Mine(Tracer):
            def run(self):
                self.start_span(n)
        """,
    "an optional annotation": """
        from typing import Optional
        from opentelemetry.trace import Tracer
        def f(t: Optional[Tracer] = None):
            t.start_span(n)
        """,
    "a union": """
        from opentelemetry.trace import Tracer
        def f(t: Tracer | None = None):
            t.start_span(n)
        """,
    "a qualified annotation": """
        from opentelemetry import trace as trace_api
        def f(t: trace_api.Tracer):
            t.start_span(n)
        """,
    "a quoted annotation": """
        from opentelemetry import trace
        def f(t: "trace.Tracer"):
            t.start_span(n)
        """,
    "a quoted union": """
        from opentelemetry.trace import Tracer
        def f(t: "Tracer | None", *, more=1):
            t.start_span(n)
        """,
    "a cast": """
        from typing import cast
        from opentelemetry.trace import Tracer
        def f(x):
            cast(Tracer, x).start_span(n)
        """,
    "a quoted cast": """
        import typing
        from opentelemetry.trace import Tracer
        def f(x):
            typing.cast("Tracer", x).start_span(n)
        """,
    "annotated with metadata": """
        from typing import Annotated
        from opentelemetry.trace import Tracer
        def f(t: Annotated[Tracer, "what"]):
            t.start_span(n)
        """,
    "a tracer that is entered": """
        from opentelemetry.trace import Tracer
        from .sdk import get
        with get() as t:
            cur = t
        def f(t: Tracer):
            t.start_span(n)
        """,
}

# The same text with another library's things.
_ELSEWHERE = {
    name: text.replace("opentelemetry.sdk.trace", "games.dice")
    .replace("opentelemetry.trace", "games.dice")
    .replace("from opentelemetry import trace as", "from games import dice as")
    .replace("from opentelemetry import trace", "from games import dice as trace")
    .replace("get_tracer", "get_die")
    for name, text in RESOLVED.items()
}


@pytest.mark.parametrize("text", RESOLVED.values(), ids=RESOLVED)
def test_resolved(text: str) -> None:
    no_name = re.sub(r"\bn\b(?=,?\s*\))", "0", text)  # it contradicts a call that is not resolved
    assert no_name != text
    assert flagged(no_name)


@pytest.mark.parametrize("text", _ELSEWHERE.values(), ids=_ELSEWHERE)
def test_the_same_of_another_library(text: str) -> None:
    assert "opentelemetry" not in text
    assert not flagged(text)


# (what is seen around the call, how many of the three signs it has): a name, an import, a shape.
_IMPORT = "from opentelemetry import context\n"
SIGNS = [
    ("tracer.start_span('n')", 2),
    ("self._tracer.start_span(f'n {x}')", 2),
    ("self.get_tracer().start_span(name='n')", 2),
    ("app.state.tracer.start_as_current_span(NAME)", 2),
    ("tracers[0].start_span('n')", 2),
    ("self.tracers[key].start_span('n')", 2),
    ("otel_tracer.start_span(self.name)", 2),
    ("(tracer).start_span('n')", 2),
    ("(self.tracer or other).start_span('n')", 2),
    (_IMPORT + "t.start_span('n')", 2),
    (_IMPORT + "self.x.start_as_current_span('n', kind=k)", 2),
    (_IMPORT + "tracer.start_span('n')", 3),
    ("t.start_span('n')", 1),
    ("tracer.start_span()", 0),
    ("tracer.start_span({'a': 1})", 0),
    ("tracer.start_span(lambda: 1)", 0),
    ("tracer.start_span(None)", 0),
    ("tracer.start_span(1)", 0),
    (_IMPORT + "t.start_span(1)", 0),
    ("import opentelemetryish\nt.start_span('n')", 1),
    ("# from opentelemetry import trace\nt.start_span('n')", 1),
    ("text = 'from opentelemetry import trace'\nt.start_span('n')", 1),
]


@pytest.mark.parametrize(("text", "signs"), SIGNS)
def test_signs(text: str, signs: int) -> None:
    assert flagged(text) == (signs >= 2)


# What stays silent, and the twin that differs in what matters and is flagged.
TWINS = {
    "two base classes of the file": (
        "from opentelemetry import trace\nclass Own: ...\nclass X: ...\nclass T(Own, X):\n"
        "    def f(self):\n        super().start_span('n')",
        "from opentelemetry import trace\nclass Own: ...\nclass X: ...\nclass T(Own, mixed(X)):\n"
        "    def f(self):\n        super().start_span('n')",
    ),
    "a base class of the file beside what is none": (
        "from opentelemetry import trace\nclass Own: ...\nclass T(Own, metaclass=M, **more):  # why\n"
        "    def f(self):\n        super().start_span('n')",
        "from opentelemetry import trace\nclass Own: ...\nclass T(Own, *more):\n"
        "    def f(self):\n        super().start_span('n')",
    ),
    "a base class with a comment behind it": (
        "from opentelemetry import trace\nclass Own: ...\nclass T(\n    Own,  # why\n):\n"
        "    def f(self):\n        super().start_span('n')",
        "from opentelemetry import trace\nfrom .own import Own\nclass T(\n    Own,  # why\n):\n"
        "    def f(self):\n        super().start_span('n')",
    ),
    "a generic base class of the file": (
        "from opentelemetry import trace\nfrom typing import Generic\nclass Own(Generic[X]): ...\n"
        "class T(Own[int], Generic[X]):\n    def f(self):\n        super().start_span('n')",
        "from opentelemetry import trace\nfrom typing import Generic\nfrom .own import Own\n"
        "class T(Own[int], Generic[X]):\n    def f(self):\n        super().start_span('n')",
    ),
    "a base class of the file": (
        "from opentelemetry import trace\nclass Own:\n    def start_span(self, name): ...\nclass T(Own):\n"
        "    def f(self):\n        super().start_span('n')",
        "from opentelemetry import trace\nclass Own:\n    def start_span(self, name): ...\nclass T(mixed(Own)):\n"
        "    def f(self):\n        super().start_span('n')",
    ),
    "a mock": (
        "from unittest.mock import Mock\ntracer = Mock()\ntracer.start_span('n')",
        "from .mocks import Mock\ntracer = Mock()\ntracer.start_span('n')",
    ),
    "a mock that a `with` patches in": (
        "from unittest.mock import patch\nwith patch('app.tracer') as tracer:\n    tracer.start_span('n')",
        "from .mocks import patch\nwith patch('app.tracer') as tracer:\n    tracer.start_span('n')",
    ),
    "a mock's attribute": (
        "from unittest import mock\nm = mock.MagicMock()\nm.tracer.start_span('n')",
        "m = load()\nm.tracer.start_span('n')",
    ),
    "a mock from the other package": (
        "import mock\ntracer = mock.Mock()\ntracer.start_span('n')",
        "import sdk\ntracer = sdk.Mock()\ntracer.start_span('n')",
    ),
    "a name that says mock": (
        "mock_tracer.start_span('n')",
        "tracer.start_span('n')",
    ),
    "a class of the file": (
        "from opentelemetry import trace\nclass Tracer:\n    def start_span(self, name): ...\ntracer = Tracer()\n"
        "tracer.start_span('n')",
        "from opentelemetry import trace\nfrom .own import Tracer\ntracer = Tracer()\ntracer.start_span('n')",
    ),
    "a class of the file in an annotation": (
        "from opentelemetry import trace\nclass Bridge: ...\ndef f(tracer: Bridge):\n    tracer.start_span('n')",
        "from opentelemetry import trace\nclass Bridge: ...\ndef f(tracer):\n    tracer.start_span('n')",
    ),
    "a class of the file in a quoted annotation": (
        "from opentelemetry import trace\ndef f(tracer: 'Bridge'):\n    tracer.start_span('n')\nclass Bridge: ...",
        "from opentelemetry import trace\ndef f(tracer: 'Any'):\n    tracer.start_span('n')\nfrom typing import Any",
    ),
    "an attribute of the file's own class": (
        "from opentelemetry import trace\nclass Bridge: ...\nclass A:\n    def __init__(self):\n"
        "        self.tracer = Bridge()\n    def f(self):\n        self.tracer.start_span('n')",
        "from opentelemetry import trace\nclass Bridge: ...\nclass A:\n    def __init__(self):\n"
        "        self.tracer = bridge()\n    def f(self):\n        self.tracer.start_span('n')",
    ),
    "a logger": (
        "import logging\nfrom opentelemetry import trace as t\ntrace = logging.getLogger('a')\ntrace.start_span('n')",
        "import logging\nfrom opentelemetry import trace as t\ntrace = t.get_tracer('a')\ntrace.start_span('n')",
    ),
    "a name that says logger": (
        "from opentelemetry import trace\nlogger.start_span('n')",
        "from opentelemetry import trace\nledger.start_span('n')",
    ),
    "another library's function": (
        "import sentry_sdk\nfrom opentelemetry import trace\nsentry_sdk.start_span('n')",
        "import somewhere\nfrom opentelemetry import trace\nsomewhere.tracer.start_span('n')",
    ),
    "another library's function by its name": (
        "from sentry_sdk import start_span\nfrom opentelemetry import trace\nstart_span('n')",
        "from opentelemetry import trace\ntrace.get_tracer('a').start_span('n')",
    ),
    "another library's tracer": (
        "import opentracing\nfrom opentelemetry import trace\ntracer = opentracing.global_tracer()\n"
        "tracer.start_span('n')",
        "import opentracing\nfrom opentelemetry import trace\ntracer = trace.get_tracer('a')\ntracer.start_span('n')",
    ),
    "another library's client": (
        "from langfuse import Langfuse\nfrom opentelemetry import trace\ntracer = Langfuse()\ntracer.start_span('n')",
        "from .own import Langfuse\nfrom opentelemetry import trace\ntracer = Langfuse()\ntracer.start_span('n')",
    ),
    "a function that takes the tracer": (
        "from opentelemetry import trace\nfrom . import spans\nspans.start_as_current_span(tracer)",
        "from opentelemetry import trace\nfrom . import spans\nspans.start_as_current_span(name)",
    ),
    "a function that takes the object's tracer": (
        "from opentelemetry import trace\nfrom . import spans\nspans.start_as_current_span(self._tracer)",
        "from opentelemetry import trace\nfrom . import spans\nspans.start_as_current_span(self._name)",
    ),
    "a function of its own": (
        "from opentelemetry import trace\ndef start_span(name): ...\nstart_span('n')",
        "from opentelemetry import trace\ndef start_span(name): ...\ntracer.start_span('n')",
    ),
    "a method of its own": (
        "class A:\n    def start_span(self, name): ...\n    def f(self):\n        self.start_span('n')",
        "from opentelemetry.trace import Tracer\nclass A(Tracer):\n    def f(self):\n        self.start_span('n')",
    ),
    "a method reference": (
        "start = tracer.start_span",
        "start = tracer.start_span('n')",
    ),
    "a mock's reference": (
        "tracer.start_span.return_value = 1",
        "tracer.start_span('n').return_value = 1",
    ),
    "an assertion of a mock": (
        "tracer.start_span.assert_called_once_with('n')",
        "tracer.start_span('n').assert_called_once_with('n')",
    ),
    "a reference that is passed on": (
        "wrap(tracer.start_span, 'n')",
        "wrap(tracer.start_span('n'))",
    ),
    "a definition": (
        "class T:\n    def start_span(self, tracer): ...",
        "class T:\n    def f(self, tracer): tracer.start_span('n')",
    ),
    "a parameter of that name": (
        "def f(tracer, start_span=None):\n    return start_span",
        "def f(tracer, start_span=None):\n    return tracer.start_span('n')",
    ),
    "a string": (
        'x = """\ntracer.start_span("n")\n"""',
        'x = f"""\n{tracer.start_span("n")}\n"""',
    ),
    "a comment": (
        "# tracer.start_span('n')",
        "tracer.start_span('n')  # tracer.start_span('m')",
    ),
    "a name bound again": (
        "from opentelemetry import trace\nt = trace.get_tracer('a')\ndef f():\n    t = Bridge()\n"
        "    t.start_span('n')\nclass Bridge: ...",
        "from opentelemetry import trace\nt = trace.get_tracer('a')\ndef f():\n    u = Bridge()\n"
        "    t.start_span('n')\nclass Bridge: ...",
    ),
    "a class's name is not seen by its methods": (
        "from opentelemetry.trace import get_tracer\nclass A:\n    t = get_tracer('a')\n    def f(self, t: 'Die'):\n"
        "        t.start_span('n')\nclass Die: ...",
        "from opentelemetry.trace import get_tracer\nclass A:\n    t = get_tracer('a')\n    def f(self):\n"
        "        self.t.start_span('n')",
    ),
    "a module of another package": (
        "import braintrust\nfrom opentelemetry import trace\nbraintrust.start_span(name='n')",
        "import opentelemetry.trace as braintrust\nbraintrust.get_tracer('a').start_span(name='n')",
    ),
    "a module that is called a tracer": (
        "import acme_tracer\nfrom opentelemetry import trace\nacme_tracer.start_span('n')",
        "from acme import acme_tracer\nfrom opentelemetry import trace\nacme_tracer.start_span('n')",
    ),
    "a class of another package": (
        "from opentelemetry import trace\nfrom acme import Run\nRun().start_span('n')",
        "from opentelemetry import trace\nfrom acme import Run\nRun().tracer.start_span('n')",
    ),
    "what another package returns": (
        "import braintrust\nfrom opentelemetry import trace\nrun = braintrust.init('a')\nrun.start_span('n')",
        "import braintrust\nfrom opentelemetry import trace\nrun = braintrust.init('a')\n"
        "run.get_tracer().start_span('n')",
    ),
    "an annotated object of another package": (
        "from opentelemetry import trace\nfrom acme import Run\ndef f(run: Run):\n    run.start_span('n')",
        "from opentelemetry import trace\nfrom acme import Run\ndef f(run):\n    run.start_span('n')",
    ),
    "an OpenTracing shim": (
        "from opentelemetry import trace\nfrom opentelemetry.shim.opentracing_shim import create_tracer\n"
        "tracer = create_tracer(p)\ntracer.start_span('n')",
        "from opentelemetry import trace\nfrom opentelemetry.shim.opentracing_shim import create_tracer\n"
        "tracer = trace.get_tracer(p)\ntracer.start_span('n')",
    ),
    "a mock that pytest-mock makes": (
        "from opentelemetry import trace\ndef test(mocker):\n    tracer = mocker.Mock(spec=trace.Tracer)\n"
        "    tracer.start_span('n')",
        "from opentelemetry import trace\ndef test(maker):\n    tracer = maker.Make(spec=trace.Tracer)\n"
        "    tracer.start_span('n')",
    ),
    "a patch of pytest-mock": (
        "from opentelemetry import trace\ndef test(session_mocker):\n    tracer = session_mocker.patch('a.tracer')\n"
        "    tracer.start_span('n')",
        "from opentelemetry import trace\ndef test(session_mocker):\n    tracer = trace.get_tracer('a')\n"
        "    tracer.start_span('n')",
    ),
    "a plain dict": (
        "from opentelemetry import trace\nt = {}\nt.start_span('n')",
        "from opentelemetry import trace\nt = load()\nt.start_span('n')",
    ),
    "an instance of a standard class": (
        "import threading\nfrom opentelemetry import trace\nt = threading.Thread()\nt.start_span('n')",
        "import threading\nfrom opentelemetry import trace\nt = threading.local()\nt.tracer.start_span('n')",
    ),
    "what a standard container holds": (
        "import queue\nfrom opentelemetry import trace\nt = queue.Queue()\nt.start_span('n')",
        "import queue\nfrom opentelemetry import trace\nt = queue.Queue()\nt.get().start_span('n')",
    ),
    "a namespace": (
        "import types\nfrom opentelemetry import trace\ndef f(held: types.SimpleNamespace):\n    held.start_span('n')",
        "import types\nfrom opentelemetry import trace\ndef f(held: types.SimpleNamespace):\n"
        "    held.tracer.start_span('n')",
    ),
    "Any says nothing": (
        "class Die: ...\ndef f(tracer: Die):\n    tracer.start_span('n')",
        "from typing import Any\ndef f(tracer: Any):\n    tracer.start_span('n')",
    ),
    "object says nothing": (
        "class Die: ...\ndef f(tracer: Die):\n    tracer.start_span('n')",
        "def f(tracer: object):\n    tracer.start_span('n')",
    ),
    "another client holds an OpenTelemetry tracer": (
        "from langfuse import Langfuse\ndef f(client: Langfuse):\n    client.start_span(name='n')",
        "from langfuse import Langfuse\ndef f(client: Langfuse):\n    client._otel_tracer.start_span(name='n')",
    ),
    "an object of an instrumentation": (
        "from openinference.instrumentation.a import Assembler\nfrom opentelemetry import trace\nx = Assembler()\n"
        "x.start_span('n')",
        "from openinference.instrumentation.a import assembler\nfrom opentelemetry import trace\nx = assembler()\n"
        "x.start_span('n')",
    ),
}


@pytest.mark.parametrize("text", [silent for silent, _ in TWINS.values()], ids=TWINS)
def test_silent(text: str) -> None:
    assert not flagged(text)


@pytest.mark.parametrize("text", [twin for _, twin in TWINS.values()], ids=TWINS)
def test_its_twin(text: str) -> None:
    assert flagged(text)
