"""SPN102 in Python: generators that are entered and left as one block are left alone, and others are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanlint.model.settings import Settings
from spanlint.run.many_files import run
from spanlint.run.tasks import Tasks
from tests.languages.names.project_case import repository
from tests.languages.python.contexts.held_case import marked

BODY = "def f():\n    with tracer.start_as_current_span('s'):\n        yield 1\n"
ASYNC = "async " + BODY

DRIVEN = {
    "contextmanager": "@contextmanager\n" + BODY,
    "contextmanager of the module": "@contextlib.contextmanager\n" + BODY,
    "contextmanager by another name": "from contextlib import contextmanager as managed\n@managed\n" + BODY,
    "asynccontextmanager": "@asynccontextmanager\n" + ASYNC,
    "another library's": "from anyio import asynccontextmanager as acm\n@acm\n" + ASYNC,
    "the SDK's own": "from opentelemetry.util._decorator import _agnosticcontextmanager\n@_agnosticcontextmanager\n"
    + BODY,
    "under another decorator": "@contextmanager\n@traced\n" + BODY,
    "a method": "class A:\n    @contextmanager\n" + "".join(f"    {line}\n" for line in BODY.splitlines()),
    "pytest.fixture": "import pytest\n@pytest.fixture\n" + BODY,
    "pytest.fixture with a scope": "import pytest\n@pytest.fixture(scope='session')\n" + BODY,
    "fixture by its name": "from pytest import fixture\n@fixture()\n" + BODY,
    "a fixture decorator kept in a name": "import pytest\nonce = pytest.fixture(scope='module')\n@once\n" + BODY,
    "pytest_asyncio.fixture": "import pytest_asyncio\n@pytest_asyncio.fixture\n" + ASYNC,
    "yield_fixture": "import pytest\n@pytest.yield_fixture\n" + BODY,
    "hookwrapper": "import pytest\n@pytest.hookimpl(hookwrapper=True)\n" + BODY,
    "wrapper": "from pluggy import HookimplMarker\nhookimpl = HookimplMarker('a')\n@hookimpl(wrapper=True)\n" + BODY,
    "a hookwrapper called as a function": "import pytest\n" + BODY + "g = pytest.hookimpl(hookwrapper=True)(f)\n",
    "stepped by hand": (
        "def f(call):\n    with use_span(s):\n        result = yield call()\n        s.set(result)\n"
        "def run(call):\n    steps = f(call)\n    result = next(steps)\n    try:\n        steps.send(result)\n"
        "    except StopIteration:\n        return result\n"
    ),
    "stepped by hand, with a named expression": (
        "def f(go):\n    with use_span(s):\n        while (result := (yield 1)) is not None:\n            go(result)\n"
        "def run(call):\n    steps = f(call)\n    next(steps)\n    steps.send(1)\n"
    ),
    "inlineCallbacks": "from twisted.internet.defer import inlineCallbacks\n@inlineCallbacks\n" + BODY,
    "gen.coroutine": "from tornado import gen\n@gen.coroutine\n" + BODY,
    "stepped through in a copy of the context": "from langsmith import traceable\n@traceable\n" + BODY,
    "stepped through in a copy, with arguments": "import langfuse\n@langfuse.observe(name='f')\n" + BODY,
    "as a function": BODY + "manager = contextmanager(f)\n",
    "as a function of the module": ASYNC + "manager = contextlib.asynccontextmanager(f)\n",
    "as a function of a method": (
        "class A:\n    def g(self):\n        return contextmanager(self.f)()\n"
        "    def f(self):\n        with tracer.start_as_current_span('s'):\n            yield 1\n"
    ),
    "Depends": BODY + "from fastapi import Depends\ndef route(x=Depends(f)): ...\n",
    "Annotated Depends": BODY + "from fastapi import Depends\ndef route(x: Annotated[int, Depends(f)]): ...\n",
    "Depends before the definition": "router = APIRouter(dependencies=[Depends(f)])\n" + BODY,
    "TaskiqDepends": BODY + "from taskiq import TaskiqDepends\nasync def task(x=TaskiqDepends(f)): ...\n",
    "Security": BODY + "def route(x=Security(f, scopes=['a'])): ...\n",
    "a dependency of another file": "from fastapi import Request\n" + BODY,
    "lifespan": ASYNC + "app = FastAPI(lifespan=f)\n",
    "lifespan of a router": ASYNC + "app.router.lifespan_context = f\n",
    "an override of a dependency": BODY + "app.dependency_overrides[g] = f\n",
    "a clean-up context of aiohttp": ASYNC + "app.cleanup_ctx.append(f)\n",
    "the project's own decorator": "def managed(f):\n    return contextmanager(f)\n@managed\n" + BODY,
    "__await__": (
        "class A:\n    def __await__(self):\n        with use_span(s):\n"
        "            return (yield from g().__await__())\n"
    ),
    "a hook of a GraphQL extension": (
        "class A(SchemaExtension):\n    def on_execute(self):\n        with use_span(s):\n            yield\n"
    ),
}

NOT_DRIVEN = {
    "no decorator": BODY,
    "a decorator of another kind": "from functools import wraps\n@wraps(g)\n" + BODY,
    "a module that is called after it": "from contextmanagers import traced\n@traced\n" + BODY,
    "another library's decorator of that name": "from lib import traceable\n@traceable\n" + BODY,
    "hookimpl without a wrapper": "import pytest\n@pytest.hookimpl(tryfirst=True)\n" + BODY,
    "another hook called as a function": "import pytest\n" + BODY + "g = pytest.hookimpl(tryfirst=True)(f)\n",
    "a generator of items beside one that is stepped": (
        BODY + "def run(steps):\n    result = next(steps)\n    steps.send(result)\n"
    ),
    "a generator that waits for its caller": (
        "def f(call):\n    with use_span(s):\n        result = yield call()\n        s.set(result)\n"
    ),
    "a function that is only called": BODY + "xs = list(f())\n",
    "another function's manager": BODY + "def g():\n    yield 1\nmanager = contextmanager(g)\n",
    "another method of that name": (
        "class A:\n    def f(self):\n        with use_span(s):\n            yield 1\n"
        "    def g(self):\n        return wrap(self.f)\n"
    ),
    "Depends of something else": BODY + "def route(x=Depends(g), y=f()): ...\n",
    "a stream in a file with dependencies": (
        "from fastapi import Request\ndef f(xs):\n    with use_span(s):\n        for x in xs:\n            yield x\n"
    ),
    "a generator that a file with dependencies calls": (
        "from fastapi import Request\n" + BODY + "def route():\n    return StreamingResponse(f())\n"
    ),
    "the project's own decorator of another kind": "def counted(f):\n    return f\n@counted\n" + BODY,
    "a yield in a contextmanager's inner generator": (
        "@contextmanager\ndef g():\n    def f():\n        with use_span(s):\n            yield 1\n    yield f\n"
    ),
}

NAMED = {
    "by its name": ("managed", "from lib.tools import managed\n@managed\n"),
    "called": ("managed", "from lib.tools import managed\n@managed(1)\n"),
    "as a member": ("managed", "import lib\n@lib.managed\n"),
    "by its path": ("lib.tools.managed", "from lib.tools import managed\n@managed\n"),
    "by its path, imported otherwise": ("lib.tools.managed", "from lib import tools\n@tools.managed\n"),
    "by its path, under another name": ("lib.tools.managed", "from lib.tools import managed as m\n@m\n"),
    "by its path, imported relatively": ("lib.tools.managed", "from .tools import managed\n@managed\n"),
}


@pytest.mark.parametrize("text", DRIVEN.values(), ids=DRIVEN)
def test_a_generator_that_is_driven_as_one_block_is_left_alone(text: str) -> None:
    assert marked(text) == []


@pytest.mark.parametrize("text", NOT_DRIVEN.values(), ids=NOT_DRIVEN)
def test_another_generator_is_not(text: str) -> None:
    assert len(marked(text)) == 1


@pytest.mark.parametrize(("name", "head"), NAMED.values(), ids=NAMED)
def test_the_configuration_names_more_decorators(name: str, head: str) -> None:
    assert len(marked(head + BODY)) == 1
    assert marked(head + BODY, (name,)) == []
    assert len(marked(head + BODY, ("other", "lib.other"))) == 1


def test_the_names_of_the_configuration_are_added_to_the_known_ones() -> None:
    assert marked("@contextmanager\n" + BODY, ("managed",)) == []


def test_the_names_of_the_configuration_count_for_functions_too() -> None:
    assert marked(BODY + "manager = managed(f)\n", ("managed",)) == []


DEPENDENCY = "from opentelemetry import trace\ntracer = trace.get_tracer('a')\n\n\n" + BODY.replace("f()", "get_one()")
ELSEWHERE = {
    "Depends": "from app.deps import get_one\nfrom fastapi import Depends\ndef route(x=Depends(get_one)): ...\n",
    "Depends by another name": "from app.deps import get_one as g\ndef route(x=Depends(g)): ...\n",
    "Depends of a module's": "from app import deps\ndef route(x: Annotated[int, Depends(deps.get_one)]): ...\n",
    "Depends by a keyword": "from .app.deps import get_one\nx = Depends(use_cache=False, dependency=get_one)\n",
    "Depends of what another module hands on": "from app import get_one\ndef route(x=Depends(get_one)): ...\n",
    "TaskiqDepends": "from app.deps import get_one\nasync def task(x=TaskiqDepends(get_one)): ...\n",
    "Depends where the import leads nowhere": "from lib.deps import get_one\ndef route(x=Depends(get_one)): ...\n",
    "a lifespan": "from app.deps import get_one\napp = FastAPI(lifespan=get_one)\n",
    "an override": "from app.deps import get_one\napp.dependency_overrides[other] = get_one\n",
    "contextmanager": "from app.deps import get_one\none = contextlib.contextmanager(get_one)\n",
}
NOT_ELSEWHERE = {
    "nothing": "",
    "a call": "from app.deps import get_one\nfrom fastapi import Depends\nxs = list(get_one())\n",
    "Depends of another function": "from app.deps import get_two\ndef route(x=Depends(get_two)): ...\n",
    "Depends of another module's": "from lib.other import get_one\ndef route(x=Depends(get_one)): ...\n",
    "Depends of the file's own": "def get_one():\n    yield 1\ndef route(x=Depends(get_one)): ...\n",
    "a call that takes it": "from app.deps import get_one\nfrom fastapi import Depends\nx = stream(get_one)\n",
}


def _codes(folder: Path, routes: str, deps: str = DEPENDENCY) -> list[str]:
    """The findings of SPN102 in the file that another file of the repository imports."""
    files = {"app/__init__.py": "from .deps import get_one\n", "app/deps.py": deps, "routes.py": routes}
    path = str(repository(folder, files) / "app" / "deps.py")
    outcome = run(Tasks([path], [Settings(frozenset({"SPN102"}))], frozenset({path})))
    assert outcome.problems == []
    return [each.code for each in outcome.diagnostics]


@pytest.mark.parametrize("routes", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_generator_that_another_file_hands_to_a_library_is_left_alone(routes: str, tmp_path: Path) -> None:
    assert _codes(tmp_path, routes) == []


@pytest.mark.parametrize("routes", NOT_ELSEWHERE.values(), ids=NOT_ELSEWHERE)
def test_what_another_file_only_runs_is_not(routes: str, tmp_path: Path) -> None:
    assert _codes(tmp_path, routes) == ["SPN102"]


def test_a_stream_is_no_dependency(tmp_path: Path) -> None:
    stream = DEPENDENCY.replace("        yield 1", "        yield from xs")
    assert _codes(tmp_path, ELSEWHERE["Depends"], stream) == ["SPN102"]


def test_what_git_ignores_is_not_searched(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("routes.py\n")
    assert _codes(tmp_path, ELSEWHERE["Depends"]) == ["SPN102"]
