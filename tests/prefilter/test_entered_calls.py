"""A file of entered calls is passed over only where no rule has anything to say of it; its twin, which differs in what
counts, is judged, and has a finding or a different number of span calls."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spanlint.lint.diagnose import LintResult, lint
from spanlint.model.settings import ApiChoices, Settings
from spanlint.prefilter.entered_calls import entered_calls
from spanlint.prefilter.first_look import judged_names
from spanlint.prefilter.mentions import SUPPRESSION, mentions
from spanlint.rulebook.codes import codes as rule_codes
from spanlint.rulebook.codes import codes_of_statuses, codes_silent_on_entered
from spanlint.text.decoding import decode
from tests.fuzz.programs import damaged
from tests.linting import EVERY_CODE

RECORDING = (
    "def g():\n    try:\n        h()\n    except ValueError as e:\n"
    "        trace.get_current_span().record_exception(e)\n        raise\n\n\n"
)
HEAD = "from opentelemetry import context, trace\ntracer = trace.get_tracer('t')\n"
CALL = "tracer.start_as_current_span"
PASSED_OVER = {
    "in a function": f"def f():\n    with {CALL}('a'):\n        g()\n",
    "as a span": f"def f():\n    with {CALL}('a') as span:\n        span.set_attribute('k', 1)\n",
    "over several lines": f"def f():\n    with {CALL}(\n        f'{{f}}',\n        kind=2,\n    ) as b:\n        g()\n",
    "two in one": f"def f():\n    with {CALL}('a'), open(f) as file, {CALL}('b'):\n        g()\n",
    "in parentheses": f"def f():\n    with (\n        {CALL}('a') as a,\n        {CALL}('b'),\n    ):\n        g()\n",
    "in a method": "class A:\n    def f(\n        self, a\n    ) -> int:\n"
    f"        with self._{CALL}(a):\n            return 1\n",
    "in one function of some": f"def f():\n    yield 1\n\n\ndef g():\n    with {CALL}('a'):\n        pass\n\n\nh = 1\n",
    "one in another": f"def f():\n    def g():\n        with {CALL}('a'):\n            pass\n\n"
    f"    if g:\n        with {CALL}('b'):\n            g()\n",
    "at the top": f"with {CALL}('a'):\n    with {CALL}('b'):\n        pass\n",
    "below a condition": f"if f:\n    for a in f:\n        with {CALL}(a.name):\n            pass\nelse:\n    pass\n",
    "below others": f"def f():\n    try:\n        g()\n    except A:\n        with {CALL}('a'):\n            pass\n"
    f"    else:\n        g()\n    match f:\n        case 1:\n            with {CALL}('b'):\n                pass\n",
    "beside comments": f"def f():\n# 1\n    with {CALL}('a'):  # 2\n# 3\n        g()\n",
    "by name": f"def f():\n    with {CALL}(name='a', attributes={{'k': 1}}):\n        g()\n",
    "of a tracer that is asked for": "with trace.get_tracer('t').start_as_current_span('a' + f()):\n    pass\n",
    "beside headers without a context": f"with {CALL}('a'):\n    inject(carrier)\n    trace.get_current_span()\n",
    "beside words that name no parent": f"def f(a, *, parents=(), parent_id=None):\n    with {CALL}('a'):\n"
    "        g(a.parent_span, parents, parent_id)\n",
    "around what collects other things": f"def f(a):\n    with {CALL}('a'):\n        a.append(g())\n",
    "around what makes a set": f"def f():\n    with {CALL}('a') as s:\n        a = set([g(s)])\n        a.add()\n",
    "beside an exception that nothing records again": f"a = 1\n{RECORDING}with {CALL}('a'):\n    g()\n",
    "beside what is nothing": f"with {CALL}('a'):\n    {CALL}.assert_called()\n    c = context.get_current()\n",
}
JUDGED = {
    "beside a local that nothing reads": (
        f"def f():\n    c = trace.set_span_in_context(1)\n    with {CALL}('a'):\n        g()\n"
    ),
    "beside headers with a span": (
        f"from opentelemetry.propagate import inject\nwith {CALL}('a') as s:\n    inject({{}}, context=s)\n"
    ),
    "beside a question to a span": f"with {CALL}('a') as s:\n    trace.get_current_span(s)\n",
    "not entered": f"def f():\n    {CALL}('a')\n",
    "not entered at once": f"def f():\n    span = {CALL}('a')\n    span.end()\n",
    "in an async with": f"async def f():\n    async with {CALL}('a'):\n        g()\n",
    "around a yield": f"def f():\n    with {CALL}('a'):\n        yield 1\n",
    "around a yield far below": f"def f():\n    with {CALL}('a'):\n        if f:\n            g()\n\n        yield 1\n",
    "left open": f"def f():\n    with {CALL}('a', end_on_exit=False) as span:\n        if f:\n            span.end()\n",
    "with an empty parent": f"def f():\n    with {CALL}('a', context=None):\n        g()\n",
    "with one by position": f"def f():\n    with {CALL}('a', None):\n        g()\n",
    "with a wrong one": f"def f():\n    with {CALL}('a', parent=1):\n        g()\n",
    "beside one that is not entered": f"def f():\n    with {CALL}('a'):\n        tracer.start_span('b')\n",
    "beside a context that is dropped": f"def f(s):\n    with {CALL}('a'):\n        trace.set_span_in_context(s)\n",
    "beside one that stays attached": f"def f(c):\n    context.attach(c)\n    with {CALL}('a'):\n        f()\n",
    "beside a parent that is not used": "from opentelemetry.context import Context\n"
    f"def f(c: Context):\n    with {CALL}('a'):\n        g()\n",
    "beside a span that is not used": "from opentelemetry.trace import Span\n"
    f"def f(parent_span: Span):\n    with {CALL}('a'):\n        g()\n",
    "beside the id of another parent": f"def f(step_id, parentStepId=None):\n    with {CALL}('a'):\n        g()\n",
    "beside an id that is not used": f"def f(run_id, parent_run_id=None):\n    with {CALL}('a'):\n        g()\n",
    "in a function of one that has a parent": "from opentelemetry import trace as t\n"
    f"def f(parent_span: t.Span):\n    def h():\n        with {CALL}('a'):\n            g()\n",
    "around what returns it": f"def f():\n    with {CALL}('a') as span:\n        return span\n",
    "around what returns it with more": f"def f():\n    with {CALL}('a') as span:\n        return {{'b': (1, span)}}\n",
    "around what stores it": f"def f(a):\n    with {CALL}('a') as span:\n        if a:\n            a.b = span\n",
    "around what collects it": f"def f(a):\n    with {CALL}('a') as span:\n        a.append(span)\n",
    "around a generator that is returned": (
        f"def g():\n    with {CALL}('b'):\n        a = 1\n    yield a\n\n\n"
        f"def f():\n    with {CALL}('a'):\n        return g()\n"
    ),
    "around a response that is returned": (
        f"def g():\n    with {CALL}('b'):\n        a = 1\n    yield a\n\n\n"
        f"def f():\n    with {CALL}('a'):\n        b = Response(g())\n    return b\n"
    ),
    "as a member": f"def f(a):\n    with {CALL}('a') as a.b:\n        pass\n",
    "as a decorator": f"@{CALL}('a')\ndef f():\n    yield 1\n",
    "beside an exception that it records again": (
        f"def f():\n    with {CALL}('a') as s:\n        try:\n            g()\n"
        "        except ValueError as e:\n            s.record_exception(e)\n            raise\n"
    ),
    "beside a status in a finally": (
        f"def f():\n    with {CALL}('a') as s:\n        try:\n            g()\n"
        "        finally:\n            s.set_status(trace.StatusCode.OK)\n"
    ),
    "in a function that is broken": f"def f(a b c:\n    with {CALL}('a'):\n        g()\n",
    "in a head that is broken": f"def f():\n    with {CALL}('a') as:\n        g()\n",
    "behind a bracket that is open": f"a(b(())\nwith {CALL}('a'):\n    g()\n",
}
UNSURE = {
    "beside an exception in what is decorated": f"@a\n{RECORDING}with {CALL}('a'):\n    g()\n",
    "beside one below a long decorator": f"@a(\n    b\n)\n{RECORDING}with {CALL}('a'):\n    g()\n",
    "beside one below a broken line": f"@a.\\\nb\n{RECORDING}with {CALL}('a'):\n    g()\n",
    "beside one outside of functions": f"try:\n    f()\nexcept A as e:\n    s.record_exception(e)\n    raise\n"
    f"with {CALL}('a'):\n    g()\n",
    "of a mock": "mock_tracer = f()\nwith mock_tracer.start_as_current_span('a'):\n    pass\n",
    "of something else": "class Pen:\n    def start_as_current_span(self, a): pass\n\n"
    "with Pen().start_as_current_span('a'):\n    pass\n",
    "without a name": f"with {CALL}():\n    pass\n",
    "with no name": f"with {CALL}(1):\n    pass\n",
    "with a tracer": f"with {CALL}(tracer):\n    pass\n",
    "with anything": f"with {CALL}(*a):\n    pass\n",
    "with any keywords": f"with {CALL}('a', **a):\n    pass\n",
    "in a text": f"a = '''\nwith {CALL}('a'):\n    pass\n'''\n",
    "in a comment": f"# with {CALL}('a'):\n#     pass\n",
    "behind a mark": f"\ufeffwith {CALL}('a'):\n    pass\n",
    "behind tabs": f"if 1:\n\twith {CALL}('a'):\n\t\tpass\n",
    "with other line ends": f"with {CALL}('a'):\r\n    pass\r\n",
}


def linted(text: str) -> LintResult:
    return lint(decode("a.py", "python", text.encode()), Settings(codes_silent_on_entered()))


def is_utf8(text: bytes) -> bool:
    try:
        return text.decode() != ""
    except UnicodeDecodeError:
        return False


def passed_over(text: str, chosen: ApiChoices = ApiChoices()) -> int:  # noqa: B008 - an immutable record
    return entered_calls(text.encode(), mentions("python", chosen))


@pytest.mark.parametrize("case", PASSED_OVER)
def test_what_is_passed_over_has_no_finding_and_as_many_calls(case: str) -> None:
    text = HEAD + PASSED_OVER[case]
    assert passed_over(text)
    assert linted(text) == LintResult((), passed_over(text), apis=linted(text).apis)


@pytest.mark.parametrize("case", JUDGED)
def test_what_has_a_finding_is_judged(case: str) -> None:
    text = HEAD + JUDGED[case]
    assert not passed_over(text)
    assert linted(text).diagnostics


@pytest.mark.parametrize("case", UNSURE)
def test_what_is_not_certain_is_judged(case: str) -> None:
    assert not passed_over(HEAD + UNSURE[case])


def test_a_recorded_exception_matters_only_to_the_rules_that_report_it() -> None:
    text = (HEAD + JUDGED["beside an exception that it records again"]).encode()
    codes = codes_silent_on_entered()
    assert not entered_calls(text, judged_names("python", Settings(codes)))
    assert entered_calls(text, judged_names("python", Settings(codes - codes_of_statuses())))
    assert entered_calls(text.replace(b"raise", b"pass"), judged_names("python", Settings(codes)))


def test_what_a_project_has_of_its_own_is_judged() -> None:
    from spanlint.apis import tables
    from spanlint.model.apis import Opener

    text = HEAD + PASSED_OVER["in a function"]
    creator = tables("python").creators["start_span"][0]._replace(method="step")
    opener = Opener("project", "in_session", "with", False, "", None, frozenset())
    assert not passed_over(text, ApiChoices(creators=(("python", creator),)))
    assert not passed_over(text, ApiChoices(openers=(("python", opener),)))
    assert passed_over(text, ApiChoices(openers=(("typescript", opener),)))
    assert not passed_over(
        text, ApiChoices(switched_on=frozenset({"langfuse"}))
    )  # has such a method and says nothing of it


def test_a_rule_that_does_not_say_so_is_not_passed_over() -> None:
    text = HEAD + PASSED_OVER["one in another"] + PASSED_OVER["at the top"]
    found = lint(decode("a.py", "python", text.encode()), Settings(EVERY_CODE)).diagnostics
    codes = {each.code for each in found}
    assert codes >= {"SPN003", "SPN006"}
    assert codes.isdisjoint(codes_silent_on_entered())


def test_no_rule_that_is_on_by_default_has_every_file_parsed_as_a_whole() -> None:
    assert {code for code, is_default in rule_codes() if is_default} <= codes_silent_on_entered()


def test_a_long_function_and_many_yields_are_left_to_the_readers() -> None:
    body = "    g()\n" * 2400
    assert passed_over(HEAD + f"def f():\n    with {CALL}('a'):\n        g()\n{body}")
    assert not passed_over(HEAD + f"def f():\n    with {CALL}('a'):\n        g()\n{body}{body}")
    generator = "def f():\n    yield 1\n"
    assert passed_over(HEAD + generator * 100 + PASSED_OVER["at the top"])
    assert not passed_over(HEAD + generator * 101 + PASSED_OVER["at the top"])


@pytest.mark.parametrize(
    "deep",
    [
        *("-" * 15_000 + "1", "x" + ".a" * 9000, "(" * 9000 + ")" * 9000, "a+" * 9000 + "1", "not " * 4800 + "1"),
        *("lambda:" * 2700 + "1", "x[" * 6000 + "]" * 6000, "x" + "()" * 9000, "'\\d'", "1or 2"),
    ],
)
def test_what_python_itself_refuses_or_warns_of_ends_nothing(deep: str, recwarn: pytest.WarningsRecorder) -> None:
    assert passed_over(HEAD + f"def f():\n    with {CALL}('a'):\n        {deep}\n") in (0, 1)
    assert not recwarn.list


@settings(max_examples=300, derandomize=True, database=None)
@given(st.lists(st.sampled_from(list(PASSED_OVER.values())), min_size=1, max_size=4), st.booleans(), st.data())
def test_a_damaged_file_that_is_passed_over_has_no_finding(parts: list[str], below: bool, data: st.DataObject) -> None:
    whole = "\n\n".join(textwrap.indent(part, "    ") if below else part for part in parts)
    text = data.draw(damaged((HEAD + ("class A:\n    a = 1\n\n" if below else "") + whole).encode()))
    names = mentions("python")
    if SUPPRESSION in text or not is_utf8(text) or not names.may_occur_in(text) or not entered_calls(text, names):
        return
    found = lint(decode("a.py", "python", text), Settings(codes_silent_on_entered())).diagnostics
    assert {each.code for each in found} <= {"SPN900"}  # an error elsewhere may reach into a function that is whole
