"""What a survey counts: calls of helpers in other files, providers by use, and functions that return a tracer."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from spanlint.model.settings import Settings
from spanlint.run.tasks import Tasks
from spanlint.survey.project_survey import survey
from spanlint.survey.sightings import Survey
from spanlint.survey.unjudged_calls import unjudged_calls
from tests.cli.program import write

HEAD = "from opentelemetry import trace\n\ntracer = trace.get_tracer('a')\n"


@pytest.fixture
def surveyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    def of(files: dict[str, str]) -> Survey:
        write(tmp_path, files)
        monkeypatch.chdir(tmp_path)
        settings = Settings(frozenset())
        return survey(Tasks(sorted(files), [settings] * len(files)))

    return of


def titles(found: Survey) -> dict[str, tuple[int, int]]:
    return {helper.function.title: (helper.calls, helper.files) for helper in found.helpers}


def test_aliases_of_modules_and_instances_count(surveyed) -> None:  # type: ignore[no-untyped-def]
    method = "    def begin(self, name, parent=None):\n        return tracer.start_span(name, context=parent)\n"
    obs = f"{HEAD}class Obs:\n{method}"
    use = "import obs as o\n\nshared = o.Obs()\nshared.begin('a')\n\n\ndef f(x: o.Obs):\n    x.begin('b')\n"
    other = "from use import shared\nshared.begin('c')\n"
    assert titles(surveyed({"obs.py": obs, "use.py": use, "other.py": other})) == {"Obs.begin": (3, 2)}


def test_calls_of_something_else_of_that_name_do_not_count(surveyed) -> None:  # type: ignore[no-untyped-def]
    obs = HEAD + "def begin(name, parent=None):\n    return tracer.start_span(name, context=parent)\n"
    use = "from db import begin, engine\nbegin('a')\nengine.begin('b')\n"
    assert titles(surveyed({"obs.py": obs, "use.py": use, "db.py": "def begin(x): ...\n"})) == {"begin": (0, 0)}


def test_a_parent_that_calls_cannot_omit_needs_no_configuration(surveyed) -> None:  # type: ignore[no-untyped-def]
    obs = HEAD + "def begin(name, parent):\n    return tracer.start_span(name, context=parent)\n"
    found = surveyed({"obs.py": obs, "use.py": "from obs import begin\nbegin('a', None)\n"})
    assert titles(found) == {"begin": (1, 1)}
    assert found.helpers[0].takes_parent
    assert not found.wrappers()


def test_functions_that_return_a_tracer(surveyed) -> None:  # type: ignore[no-untyped-def]
    text = HEAD + (
        "def own_tracer():\n    return tracer\n\n\ndef typed() -> trace.Tracer:\n    return make()\n\n\n"
        "def tracer_name():\n    return 'a'\n\n\ndef start_tracer():\n    tracer.start_span('a')\n\n\n"
        "class Holder:\n    def get_tracer(self):\n        return trace.get_tracer('b')\n"
    )
    assert {tracer.title for tracer in surveyed({"a.py": text}).tracers} == {"own_tracer", "typed", "Holder.get_tracer"}


def test_providers_are_counted_by_use_and_not_in_tests(surveyed) -> None:  # type: ignore[no-untyped-def]
    session = "def current():\n    return _stored\n"
    use = "from session import current as c\n" + HEAD + "tracer.start_span('a', context=c())\n" * 2
    found = surveyed({"session.py": session, "use.py": use, "tests/a.py": use})
    assert [(str(each.function.at), each.uses, each.function.name) for each in found.providers] == [
        ("session.py:1", 2, "current")
    ]


def test_a_file_that_cannot_be_parsed_stops_nothing(surveyed) -> None:  # type: ignore[no-untyped-def]
    deep = "tracer.start_span(" + "(" * 5000 + ")" * 5000 + ")\n"
    found = surveyed(
        {"a.py": deep, "b.py": HEAD + "def begin(n, parent=None):\n    tracer.start_span(n, context=parent)\n"}
    )
    assert "begin" in titles(found)
    assert os.path.exists("a.py")


CLASSES = """\
class Own:
    def {name}(self, name, context=None):
        with tracer.start_as_current_span(name, context=context) as span:
            yield span


class Proxy(Own):
    def {name}(self, name, context=None):
        with tracer.start_as_current_span(name, context=context) as span:
            yield span


own_tracer = Own()
"""
USE = "from obs import own_tracer\n\n\ndef f():\n    with own_tracer.{name}('a'):\n        pass\n"


@pytest.mark.parametrize(("name", "unjudged"), [("begin", 1), ("start_as_current_span", 0)])
def test_a_call_that_is_judged_by_its_name_needs_no_row(surveyed, name: str, unjudged: int) -> None:  # type: ignore[no-untyped-def]
    obs = HEAD + CLASSES.replace("{name}", name)
    found = surveyed({"obs.py": obs, "use.py": USE.replace("{name}", name)})
    assert titles(found)[f"Own.{name}"] == (1, 1)
    assert [len(helper.unjudged) for helper in found.helpers if helper.function.owner == "Own"] == [unjudged]
    settings = Settings(frozenset())
    counted = unjudged_calls(Tasks(["obs.py", "use.py"], [settings] * 2), ".")
    assert sum(calls for _, calls in counted) == unjudged
