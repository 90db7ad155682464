"""The project's own helpers in Python: their bodies are exempt, their calls in the same file are call sites."""

from __future__ import annotations

import textwrap

import pytest

from tests.linting import found

HEAD = "from opentelemetry import trace\nfrom opentelemetry.trace import set_span_in_context\n"
CODES = frozenset({"SPN001", "SPN002", "SPN004", "SPN005", "SPN006"})

# Bodies of `def helper(name, parent=None)` that pass `parent` on: nothing is said of them, something of `helper('n')`.
FORWARDS = {
    "as it is": "return tracer.start_span(name, parent)",
    "by keyword": "return tracer.start_span(name, context=parent)",
    "in parentheses": "return tracer.start_span(name, context=(parent))",
    "or the active one": "return tracer.start_span(name, context=parent or get_current())",
    "or None": "return tracer.start_span(name, context=parent or None)",
    "by a choice": "return tracer.start_span(name, context=parent if parent else None)",
    "in a context": "return tracer.start_span(name, context=set_span_in_context(parent))",
    "in a context or not": "return tracer.start_span(name, context=set_span_in_context(parent) if parent else None)",
    "by a local name": "ctx = parent\nreturn tracer.start_span(name, context=ctx)",
    "by two local names": "a = parent\nb = set_span_in_context(a)\nreturn tracer.start_span(name, context=b)",
    "by a name set on a branch": """
        ctx = None
        if parent is not None:
            ctx = set_span_in_context(parent)
        return tracer.start_span(name, context=ctx)
        """,
    "by the parameter set again": """
        if parent is None:
            parent = get_current()
        return tracer.start_span(name, context=parent)
        """,
    "by a span that falls back on the current one": """
        if parent is None:
            parent = trace.get_current_span()
        ctx = None
        if parent.is_recording():
            ctx = set_span_in_context(parent)
        return tracer.start_span(name, context=ctx)
        """,
    "in an inner function": """
        def inner():
            return tracer.start_span(name, context=parent)
        return inner()
        """,
    "entered": "with tracer.start_as_current_span(name, context=parent) as span:\n    yield span",
    "beside a call without it": """
        if parent is None:
            return tracer.start_span(name)
        return tracer.start_span(name, context=parent)
        """,
}


def _helper(body: str, parameters: str = "name, parent=None") -> str:
    return f"{HEAD}def helper({parameters}):\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"


def _codes(text: str) -> list[str]:
    return [code for _, code in found("a.py", text, CODES)]


@pytest.mark.parametrize("body", FORWARDS.values(), ids=FORWARDS)
def test_the_body_is_exempt(body: str) -> None:
    assert _codes(_helper(body)) == []


@pytest.mark.parametrize("body", FORWARDS.values(), ids=FORWARDS)
@pytest.mark.parametrize("call", ["helper('n')", "x = helper(name='n')", "helper(\n    'n',\n)", "await helper('n')"])
def test_a_call_without_the_parent_is_a_call_site(body: str, call: str) -> None:
    text = _helper(body) + "async def f():\n" + textwrap.indent(call, "    ") + "\n"
    ((line, code),) = found("a.py", text, CODES)
    assert line == text.count("\n", 0, text.index("async def")) + 2
    assert code == ("SPN006" if "start_as_current_span" in body else "SPN001")


@pytest.mark.parametrize("body", FORWARDS.values(), ids=FORWARDS)
@pytest.mark.parametrize(
    "call",
    [
        "helper('n', ctx)",
        "helper('n', parent=ctx)",
        "helper(parent=ctx, name='n')",
        "helper('n', span)",
        "helper('n', tracer.start_span('m', ctx))",
        "helper('n', trace.get_current_span())",
        "helper(*args)",
        "helper('n', **options)",
        "map(helper, names)",
        "other.helper('n')",
        "x = helper",
    ],
)
def test_a_call_that_may_pass_it_is_silent(body: str, call: str) -> None:
    assert _codes(_helper(body) + f"def f(names, ctx, span):\n    {call}\n") == []


# Bodies whose slot another source fills too, or which forward nothing to it: no call of `helper` is a call site.
OTHER_SOURCES = {
    "a session lookup": "return tracer.start_span(name, context=parent or session_context())",
    "a session lookup on a branch": """
        if parent is None:
            parent = session_context()
        return tracer.start_span(name, context=parent)
        """,
    "an attribute": "return tracer.start_span(name, context=parent or self.context)",
    "an extracted context": "return tracer.start_span(name, context=parent or extract(headers))",
    "a lookup": "return tracer.start_span(name, context=parent or contexts[name])",
    "a module's constant": "return tracer.start_span(name, context=parent or CONTEXT)",
}


@pytest.mark.parametrize("body", OTHER_SOURCES.values(), ids=OTHER_SOURCES)
def test_a_helper_with_another_source_is_no_call_site(body: str) -> None:
    assert _codes(_helper(body) + "helper('n')\n") == []


FORWARDS_NOTHING = {
    "the name": ("name", "return tracer.start_span(name)"),
    "attributes": ("name, attributes=None", "return tracer.start_span(name, attributes=attributes)"),
    "links": ("name, parent=None", "return tracer.start_span(name, links=[Link(parent)])"),
    "a parent that goes elsewhere": ("name, parent=None", "log(parent)\nreturn tracer.start_span(name)"),
    "what something unknown makes of a parent": (
        "name, parent=None",
        "if known(parent):\n    run(tracer.start_span(name, make(parent)))\nreturn tracer.start_span(name)",
    ),
    "a kind": ("name, kind=None", "return tracer.start_span(name, kind=kind)"),
}


@pytest.mark.parametrize(("parameters", "body"), FORWARDS_NOTHING.values(), ids=FORWARDS_NOTHING)
def test_forwarding_something_else_exempts_nothing(parameters: str, body: str) -> None:
    text = _helper(body, parameters)
    assert found("a.py", text + "helper('n')\n", CODES) == [(text.count("\n"), "SPN006")]


def test_a_key_that_finds_a_parent_may_find_none() -> None:
    body = "if {key} in spans:\n    return tracer.start_span(name, spans[{key}])\nreturn tracer.start_span(name)"
    assert _codes(_helper(body.format(key="parent_id"), "name, parent_id=None")) == ["SPN006"]
    found_first = body.format(key="name").replace("if name in spans", "if is_busy()")
    assert _codes(_helper(found_first, "name")) == ["SPN006"]


def test_an_attribute_of_a_parameter_is_a_parent_that_the_other_arm_skips() -> None:
    body = "if name:\n    return tracer.start_span(name, options.{})\nreturn tracer.start_span(name)"
    assert _codes(_helper(body.format("parent"), "name, options")) == ["SPN002"]
    assert _codes(_helper(body.format("attributes"), "name, options")) == ["SPN006"]
    assert _codes(_helper(body.format("parent").replace("if name", "if options"), "name, options")) == []


def test_a_required_parameter_makes_no_call_site() -> None:
    assert _codes(_helper("return tracer.start_span(name, parent)", "name, parent") + "helper('n', None)\n") == []


def test_a_keyword_only_parameter() -> None:
    text = _helper("return tracer.start_span(name, parent)", "name, *, parent=None")
    assert _codes(text + "helper('n')\n") == ["SPN001"]
    assert _codes(text + "helper('n', parent=ctx)\n") == []


def test_typed_parameters() -> None:
    text = _helper("return tracer.start_span(name, parent)", "name: str, parent: Optional[Context] = None")
    assert _codes(text + "helper('n')\n") == ["SPN001"]
    assert _codes(text + "helper('n', ctx)\n") == []


def test_an_empty_parent_given_to_a_helper() -> None:
    text = _helper("return tracer.start_span(name, parent)")
    assert _codes(text + "helper('n', None)\n") == ["SPN004"]
    assert _codes(text + "helper('n', ctx)\n") == []


METHODS = """
class A:
    def _start(self, name, parent=None):
        return self.tracer.start_span(name, context=parent)
    def f(self, ctx):
        return self._start({})
"""


def test_a_method_is_called_on_its_object() -> None:
    assert _codes(HEAD + METHODS.format("'n'")) == ["SPN001"]
    assert _codes(HEAD + METHODS.format("'n', ctx")) == []
    assert _codes(HEAD + METHODS.format("'n', parent=ctx")) == []


def test_a_static_method_has_no_receiver_in_its_parameters() -> None:
    text = METHODS.replace("def _start(self, ", "@staticmethod\n    def _start(").replace("self.tracer", "tracer")
    assert _codes(HEAD + text.format("'n'")) == ["SPN001"]
    assert _codes(HEAD + text.format("'n', ctx")) == []


def test_a_call_inside_an_opener_is_ambient() -> None:
    text = _helper("return tracer.start_span(name, parent)") + "with trace.use_span(span):\n    helper('n')\n"
    assert [code for _, code in found("a.py", text)] == ["SPN003"]


def test_a_helper_of_a_helper() -> None:
    text = _helper("return tracer.start_span(name, parent)") + (
        "def outer(name, parent=None):\n    return helper(name, parent)\nouter('n')\nouter('n', ctx)\n"
    )
    assert found("a.py", text, CODES) == [(7, "SPN002")]  # the other call of the name passes a parent


def test_a_helper_takes_the_name_of_its_span_first() -> None:
    text = _helper("return tracer.start_span(name, parent)") + "helper({})\nhelper('n', parent=ctx)\n"
    assert found("a.py", text.format("'n'"), CODES) == [(5, "SPN002")]
    assert found("a.py", text.format("'m'"), CODES) == [(5, "SPN001")]


def test_a_local_name_like_the_helper_is_another_thing() -> None:
    text = _helper("return tracer.start_span(name, parent)")
    assert _codes(text + "def f(helper):\n    helper('n')\n") == []
    assert _codes(text + "def f(other):\n    helper('n')\n") == ["SPN001"]
