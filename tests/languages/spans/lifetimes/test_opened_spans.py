"""SPN103: a span that `use_span` gives another name is ended, or handed on, by either name."""

from __future__ import annotations

import textwrap

import pytest

from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, python


@pytest.mark.parametrize(
    ("body", "is_ended"),
    [
        ("current.end()", True),
        ("return Wrapped(current)", True),
        ("yield Wrapped(span=current)", True),
        ("order.span = current", True),
        ("current.set_attribute('id', 1)", False),
        ("if current:\n    order.pay()", False),
        ("order.pay()", False),
    ],
)
def test_a_second_name_for_a_span(body: str, is_ended: bool) -> None:
    mark = "" if is_ended else "  # SPN103"
    text = python(
        "def pay(order, ctx):\n"
        f'    span = tracer.start_span("pay", context=ctx){mark}\n'
        "    with trace.use_span(span, end_on_exit=False) as current:\n"
        f"{textwrap.indent(body, ' ' * 8)}\n"
    )
    assert_as_marked("pay.py", text)
