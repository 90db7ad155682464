"""Which files are parsed at all: the names that are looked for in their bytes, as TOML and as a wheel have them."""

from __future__ import annotations

import ast

import pytest

from spanlint.apis import all_apis, names_of, tables, toml_tables
from spanlint.model.api_names import ApiNames
from spanlint.model.settings import ApiChoices
from spanlint.prefilter.entered_calls import entered_calls
from spanlint.prefilter.mentions import mentions
from spanlint.rulebook.codes import codes
from spanlint.rulebook.rules import all_rules, rules
from spanlint.text.whole_names import find_whole, mention_pattern, whole_starts
from tools.prebuild import modules


def literals(module: str) -> dict[str, object]:
    """The values that a prebuilt module assigns, read without running it."""
    found = {}
    for statement in ast.parse(modules()[module]).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            found[statement.targets[0].id] = ast.literal_eval(statement.value)
    return found


def test_what_is_built_is_what_the_toml_says() -> None:
    names = literals("built_names.py")
    assert names["CODES"] == codes() == tuple((rule.code, rule.is_default) for rule in rules())
    assert names["NAMES"] == list(map(names_of, all_apis()))
    words = literals("built_tables.py")
    assert words["APIS"] == toml_tables()
    assert isinstance(words["RULES"], dict)
    assert sorted(words["RULES"]) == sorted(rule.name for rule in all_rules())


@pytest.mark.parametrize("language", ["python", "typescript"])
def test_every_creator_that_is_judged_is_a_mention_and_no_other_is(language: str) -> None:
    known = {method for api in all_apis() if api.language == language for method in (c.method for c in api.creators)}
    judged = set(tables(language).creators)
    assert judged
    assert known - judged
    for name in known:
        assert bool(tables(language).mention.fullmatch(name.encode())) == (name in judged)


def test_a_context_function_counts_only_beside_its_package() -> None:
    python = mentions("python")
    assert not python.may_occur_in(b"token = attach(context)")
    assert python.may_occur_in(b"from opentelemetry.context import attach\ntoken = attach(context)")
    assert not python.may_occur_in(b"from opentelemetry import version")
    assert python.may_occur_in(b"tracer.start_span('a')")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"start_span(a)", True),
        (b"x = t.start_span", True),
        (b"\xef\xbb\xbfstart_span(a)", True),
        (b"restart_span(a); start_span(b)", True),
        (b"restart_span(a)", False),
        (b"start_spans(a)", False),
        (b"start_span\xc3\xa9(a)", False),
        (b"from opentelemetry import x; attached(a)", False),
        (b"from opentelemetry import x; reattach(attach(a))", True),
    ],
)
def test_a_part_of_a_longer_name_is_no_mention(text: bytes, found: bool) -> None:
    assert mentions("python").may_occur_in(text) is found


def test_an_empty_name_stands_nowhere() -> None:
    assert list(find_whole(b"a b", [b""])) == []
    assert list(find_whole(b"a ba a", [b"a", b"b"])) == [(0, 1), (5, 6)]
    assert whole_starts(b"a b", b"") == []


@pytest.mark.parametrize("text", [b"", b"a", b"ab", b"a ba a", b"aa", b"$a a\xc3\xa4 a", b"a.a(a)"])
def test_one_name_is_found_where_names_are(text: bytes) -> None:
    assert whole_starts(text, b"a") == [start for start, _ in find_whole(text, [b"a"])]


def test_the_module_of_opentelemetry_is_not_taken_for_a_function_of_datadog() -> None:
    assert "trace" in tables("python").openers
    assert not mentions("python").may_occur_in(
        b"from opentelemetry import trace\ntracer = trace.get_tracer(__name__)\n"
    )


def test_a_configuration_adds_names_and_leaves_others_out() -> None:
    asked = ApiChoices(switched_on=frozenset({"langfuse"}))
    names = set(tables("python", asked).creators) - set(tables("python").creators)
    assert names
    for name in names:
        assert tables("python", asked).mention.search(name.encode())
        assert not tables("python").mention.fullmatch(name.encode())
    every = frozenset(api.name for api in all_apis())
    text = b"opentelemetry start_span(a) attach(a)"
    assert mentions("python").may_occur_in(text)
    assert not mentions("python", ApiChoices(switched_off=every)).may_occur_in(text)


def test_the_names_of_a_library_are_those_of_its_calls() -> None:
    opentelemetry = names_of(next(api for api in all_apis() if (api.name, api.language) == ("opentelemetry", "python")))
    assert isinstance(opentelemetry, ApiNames)
    assert "start_span" in opentelemetry.creators
    assert "attach" in opentelemetry.entering
    assert "set_span_in_context" in opentelemetry.deriving
    assert "start_span" not in opentelemetry.deriving + opentelemetry.entering


def test_no_name_is_a_pattern_that_finds_nothing() -> None:
    assert mention_pattern([]).search(b"") is None
    assert mention_pattern(["a.b"]).search(b"axb") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"import logfire\ndef f():\n    with logfire.span('a'):\n        yield 1\n", True),
        (b"import logfire\ndef f():\n    with logfire.span('a'):\n        return 1\n", False),
        (b"def f():\n    with other.span('a'):\n        yield 1\n", False),
        (b"from ddtrace import tracer\nspan = tracer.trace('a')\n", True),
        (b"from ddtrace import tracer\nwith tracer.trace('a') as span: pass\n", False),
        (b"from ddtrace import tracer\nwith tracer.trace('a', child_of=b) as span: pass\n", True),
        (b"from ddtrace import tracer\nwith tracer.trace('a') as span: span.child_of(b)\n", False),
        (b"import langfuse\nspan = langfuse.get_client().start_observation(name='a')\n", True),
        (b"from ddtrace import tracer\ndef f():\n    with tracer.trace('a'):\n        yield 1\n", True),
        (b"from ddtrace import tracer\ndef f():\n    with tracer.trace('a'):\n        return 1\n", False),
    ],
)
def test_another_library_counts_where_it_may_be_misused(text: bytes, found: bool) -> None:
    assert mentions("python").may_occur_in(text) is found
    assert not mentions("python", ApiChoices(switched_off=frozenset({"logfire", "ddtrace", "langfuse"}))).may_occur_in(
        text
    )


def test_another_library_counts_beside_entered_calls() -> None:
    entered = b"def f():\n    with tracer.start_as_current_span('a'):\n        pass\n"
    kept = b"from ddtrace import tracer\ndef g():\n    span = tracer.trace('a')\n    span.finish()\n"
    assert entered_calls(entered, mentions("python")) == 1
    assert entered_calls(kept + entered, mentions("python")) == 0
