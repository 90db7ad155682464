"""SPN900: only where an error touches a statement that names a span call; intact calls are judged all the same."""

from __future__ import annotations

import pytest

from tests.linting import found

CASES = [
    # the error stands elsewhere: the call is judged and nothing else is said
    ("a.py", "def f():\n    x = = 1\n    return tracer.start_span('n')\n", [(3, "SPN001")]),
    ("a.py", "with tracer.start_as_current_span('n', ctx):\n    x = = 1\n", []),
    (
        "a.py",
        "class A:\n    def f(self):\n        x = = 1\n\n    def g(self):\n        self.tracer.start_span('n')\n",
        [(6, "SPN001")],
    ),
    ("a.ts", "const x = [1 2];\ntracer.startSpan('n');\n", [(2, "SPN001")]),
    ("a.ts", "tracer.startActiveSpan('n', {}, ctx, (span) => {\n  const x = 1 + ;\n});\n", []),
    ("a.ts", "class A {\n  f() { let x = ; }\n  g() { this.tracer.startSpan('n'); }\n}\n", [(3, "SPN001")]),
    # the error touches the statement: said once a file
    ("a.py", "tracer.start_span('n', = 1)\ntracer.start_span('n', = 2)\n", [(1, "SPN900")]),
    ("a.py", "tracer.start_span('n', = 1)\ntracer.start_span('n')\n", [(1, "SPN900"), (2, "SPN001")]),
    ("a.py", "$.start_span('n')\n", [(1, "SPN900")]),
    ("a.py", "1.start_span('n')\ntracer.start_span('n')\n", [(1, "SPN900"), (2, "SPN001")]),
    ("a.py", "x = = 1\ntracer.start_span('n')\n", [(2, "SPN001")]),
    ("a.ts", "tracer->startSpan('n');\n", [(1, "SPN900")]),
    ("a.ts", "}tracer.startSpan('n');\n", [(1, "SPN900")]),
    ("a.ts", "} tracer.startSpan('n');\n", [(1, "SPN001")]),
    ("a.ts", "tracer.startSpan('n', { a: ; });\n", [(1, "SPN900")]),
    ("a.ts", "tracer.startSpan('n', { a: 1 2 });\ntracer.startSpan('m');\n", [(1, "SPN900"), (2, "SPN001")]),
    # a file with errors whose mention is no code
    ("a.py", "# tracer.start_span('n')\nx = = 1\n", []),
    ("a.ts", "const s = 'startSpan';\nlet x = ;\n", []),
]


@pytest.mark.parametrize(("path", "text", "expected"), CASES)
def test_errors(path: str, text: str, expected: list[tuple[int, str]]) -> None:
    assert found(path, text) == expected


def test_the_other_mentions_are_counted() -> None:
    from tests.linting import diagnostics

    (first,) = diagnostics("a.py", "tracer.start_span('n', = 1)\ntracer.start_span('n', = 2)\n")
    assert "(and 1 more in this file)" in first.message


def test_an_undecodable_file_that_mentions_a_call_is_reported(tmp_path: object) -> None:
    from spanlint.lint.diagnose import diagnostics_of_undecodable
    from spanlint.model.settings import Settings

    data = b"\n  tracer.start_span('\xff')\n"
    (only,) = diagnostics_of_undecodable("a.py", data, "not valid UTF-8", Settings(frozenset({"SPN900"})))
    assert (only.start.line, only.start.column, only.code) == (2, 10, "SPN900")
    assert diagnostics_of_undecodable("a.py", data, "not valid UTF-8", Settings(frozenset())) == ()


@pytest.mark.parametrize(
    "text",
    [
        "def f(ctx):\n    tracer.start_span('n', q)\n    x = (\n",
        "class A:\n    def f(self):\n        tracer.start_span('n')\n    (\n",
    ],
)
def test_a_file_that_is_one_error_is_read_to_its_end(text: str) -> None:
    assert all(code in ("SPN001", "SPN900") for _, code in found("a.py", f"from opentelemetry import trace\n{text}"))


def test_a_backslash_between_arguments_is_no_argument() -> None:
    assert found("a.py", "tracer.start_span('n', \\\n    kind=k)\n") == [(1, "SPN001")]
    assert found("a.py", "tracer.start_span('n', \\\n    ctx)\n") == []
