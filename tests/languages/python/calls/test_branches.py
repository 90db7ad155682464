"""SPN002: the arms of Python decisions in which a parent is dropped, each case beside its twin."""

from __future__ import annotations

import textwrap

import pytest

from tests.languages.calls.evidence_case import marked
from tests.linting import found

_IMPORT = "from opentelemetry import propagate, trace\ntracer = trace.get_tracer('a')\n"
_CASES = {
    "there is no parent, and the handler returns": """
        def run(job):
            try:
                parent = propagate.extract(job.headers)
            except KeyError:
                with tracer.start_as_current_span("attempt"):
                    return job.go()
            with tracer.start_as_current_span("attempt", context=parent):
                job.go()
    """,
    "there is no parent, and a block returns": """
        def run(job):
            parent = propagate.extract(job.headers) if job.headers else None
            if parent is None:
                with tracer.start_as_current_span("attempt"):
                    return job.go()
            with tracer.start_as_current_span("attempt", context=parent):
                job.go()
    """,
    "there is a parent, and a block returns without it by another method": """
        def run(job, is_done):
            parent = propagate.extract(job.headers)
            if is_done:
                with tracer.start_span("attempt"):  # SPN002
                    return job.go()
            with tracer.start_as_current_span("attempt", context=parent):
                job.go()
    """,
    "the handler starts the span again": """
        def run(job):
            parent = propagate.extract(job.headers)
            span = tracer.start_span("attempt", context=parent)
            try:
                job.go()
            except TimeoutError:
                span.end()
                span = tracer.start_span("attempt")  # SPN002
            span.end()
    """,
    "the handler starts the span for the one that failed": """
        def run(job):
            try:
                parent = propagate.extract(job.headers)
                span = tracer.start_span("attempt", context=parent)
            except ValueError:
                span = tracer.start_span("attempt")
            span.end()
    """,
}


@pytest.mark.parametrize("case", _CASES)
def test_arms(case: str) -> None:
    text = _IMPORT + textwrap.dedent(_CASES[case])
    assert found("a.py", text, frozenset({"SPN002"})) == marked(text)
