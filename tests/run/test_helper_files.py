"""Files that name no span call are judged if they use a helper of the project, in runs of every size."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from spanlint.model.apis import Opener
from spanlint.model.settings import ApiChoices, Settings
from spanlint.run.many_files import run
from spanlint.run.tasks import Tasks
from tests.cli.program import run_spanlint
from tests.cli.stdin_program import pipe
from tests.languages.names.project_case import repository

SETTINGS = Settings(frozenset({"SPN102", "SPN108"}))
SPANS = """\
from contextlib import contextmanager
from opentelemetry import trace
tracer = trace.get_tracer("a")
@contextmanager
# a comment
def step(name):
    with tracer.start_as_current_span(name):

        yield
def traced(func):
    def wrapper(*args):
        with tracer.start_as_current_span("a"):
            return func(*args)
    return wrapper
"""
FILES = {
    "app/__init__.py": "",
    "app/spans.py": SPANS,
    "app/turns.py": "from app.spans import step\ndef turn():\n    with step('turn'):\n        yield 1\n",
    "app/streams.py": "from .spans import traced\n@traced\nasync def stream():\n    yield 1\n",
    "app/routes.py": "from app import spans\n@spans.traced\n@router.post('/a')\ndef route():\n    return 1\n",
    "app/entered.py": (
        "from opentelemetry import trace\nfrom app.spans import traced\ntracer = trace.get_tracer('a')\n"
        "def f():\n    with tracer.start_as_current_span('a'):\n        return 1\n@traced\ndef g():\n    yield 1\n"
    ),
    "app/again.py": (
        "from contextlib import contextmanager\nfrom app.spans import step\n"
        "@contextmanager\ndef twice():\n    with step('a'), step('b'):\n        yield\n"
    ),
    "app/deep.py": "from app.again import twice\ndef deep():\n    with twice():\n        yield 1\n",
    "app/kept.py": (
        "from app.spans import step\ndef kept():\n    turn = step('turn')\n    with turn:\n        yield 1\n"
        "def closed():\n    turn = step('turn')\n    turn.close()\n    yield 1\n"
    ),
    "app/own.py": (
        "from contextlib import contextmanager\nfrom app.spans import step\n"
        "@contextmanager\ndef own():\n    with step('a'):\n        yield\n"
        "def turn():\n    with own():\n        yield 1\n"
    ),
    "app/clean.py": (
        "from app.spans import step\ndef turn():\n    with step('turn'):\n        found = [1]\n    yield found\n"
    ),
}
FOUND = [
    ("app/deep.py", 3, "SPN102"),
    ("app/entered.py", 7, "SPN108"),
    ("app/kept.py", 4, "SPN102"),
    ("app/own.py", 8, "SPN102"),
    ("app/routes.py", 2, "SPN108"),
    ("app/streams.py", 2, "SPN108"),
    ("app/turns.py", 3, "SPN102"),
]


def found(folder: Path, settings: Settings = SETTINGS, jobs: int = 1) -> list[tuple[str, int, str]]:
    """The path, line and code of each finding of a run over a folder."""
    paths = sorted(str(path) for path in folder.rglob("*.py"))
    outcome = run(Tasks(paths, [settings] * len(paths)), jobs=jobs)
    assert outcome.problems == []
    return [(os.path.relpath(each.path, folder), each.start.line, each.code) for each in outcome.diagnostics]


def filled(folder: Path, files: dict[str, str], count: int) -> Path:
    """A repository with these files, and as many others."""
    return repository(folder, {**files, **{f"more/m{number}.py": "a = 1\n" for number in range(count)}})


@pytest.mark.program
@pytest.mark.parametrize(("count", "jobs"), [(0, 1), (150, 1), (150, 2), (900, 2)])
def test_a_run_of_any_size_finds_what_uses_a_helper(tmp_path: Path, count: int, jobs: int) -> None:
    assert found(filled(tmp_path, FILES, count), jobs=jobs) == FOUND


@pytest.mark.program
@pytest.mark.parametrize("count", [0, 150])
@pytest.mark.parametrize(("written", "instead"), [("\n", "\r\n"), ("    ", "\t")])
def test_helpers_are_found_in_lines_of_any_kind(tmp_path: Path, written: str, instead: str, count: int) -> None:
    files = {path: text.replace(written, instead) for path, text in FILES.items()}
    assert found(filled(tmp_path, files, count)) == FOUND


@pytest.mark.program
def test_a_run_over_more_files_looks_into_those_that_yield(tmp_path: Path) -> None:
    expected = [each for each in FOUND if each[0] != "app/routes.py"]
    assert found(filled(tmp_path, FILES, 1100), jobs=2) == expected


@pytest.mark.parametrize("count", [0, 150])
def test_without_a_rule_that_asks_or_in_a_test_file_nothing_is_searched(tmp_path: Path, count: int) -> None:
    folder = filled(tmp_path, FILES, count)
    assert found(folder, SETTINGS._replace(codes=frozenset({"SPN001"}))) == []
    assert found(folder, SETTINGS._replace(is_test_file=True)) == []


@pytest.mark.parametrize("path", sorted({path for path, _, _ in FOUND}))
def test_a_file_by_itself_is_judged_by_what_it_imports(tmp_path: Path, path: str) -> None:
    repository(tmp_path, FILES)
    (expected,) = (each for each in FOUND if each[0] == path)
    outcome = run(Tasks([str(tmp_path / path)], [SETTINGS]))
    assert [(each.start.line, each.code) for each in outcome.diagnostics] == [expected[1:]]


METHODS = {
    "app/__init__.py": "",
    "app/telemetry.py": (
        "from contextlib import contextmanager\nfrom opentelemetry import trace\nclass Telemetry:\n"
        "    tracer = trace.get_tracer('a')\n    @contextmanager\n    def step(self, name):\n"
        "        with self.tracer.start_as_current_span(name):\n            yield\n"
        "    def opened(self, name):\n        with self.tracer.start_as_current_span(name):\n"
        "            return open(name)\n"
        "telemetry = Telemetry()\n"
    ),
    "app/made.py": (
        "from app.telemetry import Telemetry\nmine = Telemetry()\n"
        "def turn():\n    with mine.step('a'):\n        yield 1\n"
    ),
    "app/given.py": "from app.telemetry import telemetry\ndef f():\n    with telemetry.step('a'):\n        yield 1\n",
    "app/held.py": (
        "from app import telemetry as t\nclass A:\n    def __init__(self):\n        self.t = t.Telemetry()\n"
        "    def f(self):\n        with self.t.step('a'):\n            yield 1\n"
    ),
    "app/other.py": "from app.telemetry import telemetry\ndef f():\n    with telemetry.opened('a'):\n        yield 1\n",
    "app/left.py": (
        "from app.telemetry import telemetry\ndef f():\n    with telemetry.step('a'):\n        a = 1\n    yield a\n"
    ),
}
HELD = [("app/given.py", 3, "SPN102"), ("app/held.py", 6, "SPN102"), ("app/made.py", 4, "SPN102")]


@pytest.mark.program
@pytest.mark.parametrize("count", [0, 150, 1100])
def test_a_method_of_the_project_is_a_helper_too(tmp_path: Path, count: int) -> None:
    assert found(filled(tmp_path, METHODS, count)) == HELD


@pytest.mark.parametrize("count", [0, 150])
def test_an_opener_of_the_configuration_is_a_helper_too(tmp_path: Path, count: int) -> None:
    opener = Opener("project", "in_turn", "with", False, "", None, frozenset())
    held = "from library import in_turn\ndef turn():\n    with in_turn():\n        yield 1\n"
    folder = filled(tmp_path, {"a.py": held, "b.ts": ""}, count)
    assert found(folder) == []
    chosen = SETTINGS._replace(apis=ApiChoices(openers=(("python", opener),)))
    assert found(folder, chosen) == [("a.py", 3, "SPN102")]
    assert found(folder, SETTINGS._replace(apis=ApiChoices(openers=(("typescript", opener),)))) == []


STARTING = Settings(frozenset({"SPN103"}))
STARTERS = {
    "app/__init__.py": "",
    "app/spans.py": (
        "from opentelemetry import context, trace\ntracer = trace.get_tracer('a')\n"
        "def open_span(name):\n    span = tracer.start_span(name, context=context.get_current())\n"
        "    span.set_attribute('a', 1)\n    return span\n"
        "def close(span, is_last):\n    if is_last:\n        span.end()\n"
        "def in_span(name):\n    with tracer.start_as_current_span(name):\n        return name\n"
    ),
    "app/telemetry.py": (
        "from opentelemetry import context, trace\ntracer = trace.get_tracer('a')\nclass Telemetry:\n"
        "    def turn_span(self):\n        return tracer.start_span('a', context=context.get_current())\n"
        "    def in_turn_span(self):\n        tracer.start_span('a', context=context.get_current()).end()\n"
    ),
    "app/member.py": "from app.telemetry import Telemetry\ndef f(telemetry: Telemetry):\n    telemetry.turn_span()\n",
    "app/whole.py": "from app.telemetry import Telemetry\ndef f(telemetry: Telemetry):\n    telemetry.in_turn_span()\n",
    "app/again.py": "from .spans import open_span\n",
    "app/ended.py": (
        "from app.spans import open_span\ndef f(work):\n    span = open_span('a')\n"
        "    try:\n        work()\n    finally:\n        span.end()\n"
    ),
    "app/left.py": (
        "from app.spans import open_span\ndef f(work):\n    span = open_span('a')\n    if work():\n        span.end()\n"
    ),
    "app/dropped.py": "from app import spans\ndef f():\n    spans.open_span('a')\n",
    "app/further.py": "from app.again import open_span\ndef f():\n    open_span('a')\n",
    "app/closed.py": (
        "from app.spans import close, open_span\ndef f(work):\n    span = open_span('a')\n    close(span, work())\n"
    ),
    "app/entered.py": "from app.spans import in_span\ndef f():\n    in_span('a')\n",
    "app/other.py": "from elsewhere import open_span\ndef f():\n    open_span('a')\n",
}
LEFT = [
    ("app/closed.py", 3, "SPN103"),
    ("app/dropped.py", 3, "SPN103"),
    ("app/further.py", 3, "SPN103"),
    ("app/left.py", 3, "SPN103"),
    ("app/member.py", 3, "SPN103"),
]


@pytest.mark.program
@pytest.mark.parametrize(("count", "jobs"), [(0, 1), (150, 1), (150, 2), (900, 2)])
def test_a_run_of_any_size_finds_what_leaves_the_span_of_a_function_open(tmp_path: Path, count: int, jobs: int) -> None:
    assert found(filled(tmp_path, STARTERS, count), STARTING, jobs) == LEFT


@pytest.mark.parametrize("path", sorted({path for path, _, _ in LEFT}))
def test_a_file_by_itself_is_judged_by_what_it_gets_a_span_from(tmp_path: Path, path: str) -> None:
    repository(tmp_path, STARTERS)
    outcome = run(Tasks([str(tmp_path / path)], [STARTING]))
    assert [(each.start.line, each.code) for each in outcome.diagnostics] == [(3, "SPN103")]


@pytest.mark.parametrize("path", ["app/entered.py", "app/other.py", "app/whole.py"])
def test_a_file_that_gets_no_span_is_not_judged(tmp_path: Path, path: str) -> None:
    repository(tmp_path, STARTERS)
    outcome = run(Tasks([str(tmp_path / path)], [STARTING]))
    assert (outcome.diagnostics, outcome.summary.files_with_span_calls) == ([], 0)


def test_a_project_with_many_such_functions_is_not_searched_for_them(tmp_path: Path) -> None:
    more = "".join(f"def open_span{number}(name):\n    return tracer.start_span(name)\n" for number in range(10))
    files = {**STARTERS, "app/spans.py": STARTERS["app/spans.py"] + more}
    assert found(filled(tmp_path, files, 150), STARTING) == []


def test_a_file_by_itself_is_left_alone_if_its_imports_lead_nowhere(tmp_path: Path) -> None:
    repository(tmp_path, {"a.py": FILES["app/turns.py"], "b.py": FILES["app/clean.py"]})
    for name in ("a.py", "b.py"):
        outcome = run(Tasks([str(tmp_path / name)], [SETTINGS]))
        assert (outcome.diagnostics, outcome.summary.files_with_span_calls) == ([], 0)


KIT = {
    "kit/__init__.py": "from .spans import Tracing, open_span, step\n",
    "kit/spans.py": SPANS
    + "def open_span(name):\n    return tracer.start_span(name)\n"
    + "class Tracing:\n    def new_span(self, name):\n        return tracer.start_span(name)\n",
    "held.py": "import kit\ndef f():\n    with kit.step('a'):\n        yield 1\n",
    "left.py": "import kit\ndef f():\n    kit.open_span('a')\n",
    "member.py": "from kit import Tracing\ndef f(tracing: Tracing):\n    tracing.new_span('a')\n",
    "clean.py": "import kit\ndef f():\n    with kit.step('a'):\n        found = [1]\n    yield found\n",
    "queue/__init__.py": "def open_span(name):\n    return name\n",
    "other.py": "import queue\ndef f():\n    queue.open_span('a')\n",
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("held.py", [(3, "SPN102")]),
        ("left.py", [(3, "SPN103")]),
        ("member.py", [(3, "SPN103")]),
        ("clean.py", []),
        ("other.py", []),
    ],
)
def test_a_package_hands_on_what_its_files_define(tmp_path: Path, path: str, expected: list[tuple[int, str]]) -> None:
    repository(tmp_path, KIT)
    outcome = run(Tasks([str(tmp_path / path)], [Settings(frozenset({"SPN102", "SPN103"}))]))
    assert [(each.start.line, each.code) for each in outcome.diagnostics] == expected


def test_what_an_editor_has_not_saved_is_judged_too(tmp_path: Path) -> None:
    repository(tmp_path, {"app/__init__.py": "", "app/spans.py": SPANS, "app/turns.py": "a = 1\n"})
    options = ("--isolated", "--quiet", "--output-format", "concise", "--stdin-filename", "app/turns.py", "-")
    code, out, _ = pipe(tmp_path, FILES["app/turns.py"], *options)
    assert code == 1
    assert out.startswith(b"app/turns.py:3:10: warning: SPN102 ")


@pytest.mark.program
def test_the_files_are_no_files_with_span_calls(tmp_path: Path) -> None:
    repository(tmp_path, FILES)
    printed = run_spanlint(tmp_path, "--isolated", ".")
    assert "Found 7 findings (3 errors, 4 warnings) in 7 files (11 files read, 3 span calls in 2 files)" in printed.out
