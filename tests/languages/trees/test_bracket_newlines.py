"""Python whose brackets go on left of their block: valid for Python, and read as Python reads it."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanlint.languages.python.file import tree_of
from spanlint.languages.trees.bracket_newlines import without_bracket_newlines
from spanlint.text.source import Source
from tests.linting import found

HEAD = "from opentelemetry import trace\n\ntracer = trace.get_tracer('t')\n\n\ndef main(a, b):\n"
BROKEN = {
    "an operator": "    total = (a +\nb)\n",
    "a comment behind it": "    total = (a +  # why \u00e9\nb)\n",
    "a condition": "    if (a and\nb):\n        pass\n",
    "nested": "    total = {'k': [1 -\n2], '\u00e9': (a or\n\nb)}\n",
    "beside a string with brackets": "    text = '''(\n ( '''\n    total = (a *\nb)\n",
    "an argument": "    total = max(a,\n        b +\n1)\n",
}


@pytest.mark.parametrize("lines", BROKEN.values(), ids=BROKEN)
def test_a_span_beside_them_is_read(lines: str) -> None:
    ended = f"{HEAD}    span = tracer.start_span('s', context=a)\n{lines}    span.end()\n"
    ast.parse(ended)
    codes = frozenset({"SPN103", "SPN900"})
    assert found("a.py", ended, codes) == []
    assert found("a.py", ended.replace("    span.end()\n", "    span.set_attribute('a', 1)\n"), codes) == [
        (7, "SPN103")
    ]


def test_a_file_that_python_cannot_read_stays_as_it_is() -> None:
    for text in (b"x = (a +\nb\n", b"x = (\xff +\nb)\n", b"def f(:\n"):
        assert without_bracket_newlines(text) == text


def test_a_comment_about_findings_stays() -> None:
    text = b"f(a,  # spanlint: ignore\n  b,  # noqa\n  c,  # why\n  d)\n"
    assert without_bracket_newlines(text) == text.replace(b"# why\n", b"      ")


@given(st.text(alphabet="ab()[] +#\n'\u00e9", max_size=40))
def test_every_byte_keeps_its_place(text: str) -> None:
    data = text.encode()
    joined = without_bracket_newlines(data)
    assert len(joined) == len(data)
    assert all(new == old or new == 32 for new, old in zip(joined, data, strict=True))
    tree_of(Source("a.py", "python", data, data))
