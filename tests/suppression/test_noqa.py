"""`# noqa` in Python: the same lines and codes as flake8 itself."""

from __future__ import annotations

import argparse

import pytest

from spanlint.suppression.noqa import noqa
from tests.suppression.cases import PYTHON, found

LINES = [
    ("tracer.start_span('n')  # noqa\n", True),
    ("tracer.start_span('n')  # NoQA\n", True),
    ("tracer.start_span('n')  #noqa\n", False),
    ("tracer.start_span('n')  # noqa: SPN001\n", True),
    ("tracer.start_span('n')  # noqa:SPN001\n", True),
    ("tracer.start_span('n')  # noqa: E501,SPN001\n", True),
    ("tracer.start_span('n')  # noqa: E501 SPN001 why\n", True),
    ("tracer.start_span('n')  # noqa: SPN0\n", True),
    ("tracer.start_span('n')  # noqa: SPN004\n", False),
    ("tracer.start_span('n')  # noqa: spn001\n", False),
    ("tracer.start_span('n')  # noqa : SPN004\n", True),
    ("tracer.start_span('n')  # noqa: E501  # noqa: SPN001\n", False),
    ("tracer.start_span('n')  # type: ignore # noqa: SPN001\n", True),
    ("# noqa: SPN001\ntracer.start_span('n')\n", False),
    ("tracer.start_span(\n    'n',\n)  # noqa: SPN001\n", False),
    ("tracer.start_span(  # noqa: SPN001\n    'n',\n)\n", True),
    ("x = 1, \\\n    tracer.start_span('n'), \\\n    2  # noqa: SPN001\n", True),
    ("tracer.start_span('''n\n''')  # noqa: SPN001\n", True),
    ("tracer.start_span('# noqa: SPN001')\n", True),
    ("tracer.start_span('n')  # noqa: SPN001\nx = (\n", True),
    ("tracer.start_span('''n\n''')  # noqa: SPN001\nx = (\n", False),
    ("tracer.start_span('n')  # flake8: noqa\n", False),
]


@pytest.mark.parametrize(("body", "silent"), LINES)
def test_noqa(body: str, silent: bool) -> None:
    assert ("SPN001" in found("a.py", body)) is not silent


@pytest.mark.parametrize(("body", "silent"), LINES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_flake8_agrees(body: str, silent: bool, newline: str) -> None:
    processor = pytest.importorskip("flake8.processor")
    violation = pytest.importorskip("flake8.violation")
    text = PYTHON + body
    lines = text.splitlines(keepends=True)
    mine = noqa(text.replace("\n", newline).encode())
    theirs = processor.FileProcessor(
        "a.py",
        argparse.Namespace(hang_closing=False, indent_size=4, verbose=0, max_line_length=79, max_doc_length=None),
        lines,
    )
    for number, line in enumerate(lines, 1):
        read = theirs.noqa_line_for(number)
        said = violation.Violation("SPN001", "a.py", number, 1, "", line if read is None else read)
        assert mine("SPN001", number) == said.is_inline_ignored(False), number


def test_noqa_means_nothing_in_typescript() -> None:
    assert found("a.ts", "tracer.startSpan('n'); // # noqa: SPN001\n") == ["SPN001"]


def test_an_unused_noqa_is_not_reported() -> None:
    assert found("a.py", "x = 1  # noqa: SPN001\n") == []
