"""`attach(remove_baggage(..))` leaves the span of the context that the baggage is removed from."""

from __future__ import annotations

import pytest

from tests.linting import found

HEAD = "from opentelemetry import trace\nfrom opentelemetry.baggage import remove_baggage\n"
HEAD += "from opentelemetry.context import attach\ntracer = trace.get_tracer('t')\n"
BODY = "def f(span):\n    ctx = trace.set_span_in_context(span)\n    token = attach({attached})\n    {call}\n"


@pytest.mark.parametrize(
    ("attached", "code"),
    [
        ("remove_baggage('k', ctx)", "SPN003"),
        ("remove_baggage('k', context=ctx)", "SPN003"),
        ("remove_baggage('k')", "SPN001"),
        ("remove_baggage('k', remove_baggage('l'))", "SPN001"),
    ],
)
def test_the_context_stands_in_its_own_slot(attached: str, code: str) -> None:
    text = HEAD + BODY.format(attached=attached, call="with tracer.start_span('n') as s: pass")
    assert found("a.py", text) == [(8, code)]
