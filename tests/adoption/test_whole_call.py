"""An entry knows the whole call, on all of its lines, and nothing around it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spanlint.adoption.baseline import Baseline, Entry, apply, write
from spanlint.model.findings import Diagnostic
from tests.cli.program import run_spanlint
from tests.cli.program import write as write_files
from tests.linting import diagnostics

CODES = frozenset({"SPN001", "SPN006"})
PYTHON = """\
from opentelemetry import trace

tracer = trace.get_tracer("shop")


def checkout(cart):
    span = tracer.start_span(
        "checkout",
        attributes={"cart": cart.id},
    )
    return span
"""
TYPESCRIPT = """\
import { trace } from "@opentelemetry/api";

export const checkout = () =>
  trace
    .getTracer("shop")
    .startActiveSpan(
      "checkout",
      { attributes: { cart: 1 } },
      (span) => {
        work();
        span.end();
      },
    );
"""
JOINED = (
    '(\n        "checkout",\n        attributes={"cart": cart.id},\n    )',
    '("checkout", attributes={"cart": cart.id})',
)
TEXTS = {"a.py": PYTHON, "a.ts": TYPESCRIPT}


def found(path: str, text: str) -> tuple[Diagnostic, ...]:
    return diagnostics(path, text, CODES)


def is_revived(path: str, text: str) -> bool:
    """Whether the finding of the file as it was is reported after an edit."""
    entries = json.loads(write(found(path, TEXTS[path]), "."))["findings"]
    assert len(entries) == 1
    now = found(path, text)
    assert len(now) == 1
    return bool(apply(now, Baseline(".", tuple(Entry(**each) for each in entries))).kept)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.py", "\n\n\ndef", "\n\nlimit = 1\n\n\ndef"),
        ("a.py", "def checkout(cart)", "def checkout(cart, limit)"),
        ("a.py", "    span =", "    cart.close()\n    span ="),
        ("a.py", "    return span", "    cart.close()\n    return span"),
        ("a.py", "    span =", "    opened ="),
        ("a.py", "\n", "\r\n"),
        ("a.py", *JOINED),
        ("a.ts", "export const checkout", "const limit = 1;\nexport const checkout"),
        ("a.ts", "        work();\n", "        work();\n        more();\n"),
        ("a.ts", "        work();\n", ""),
        ("a.ts", "work();\n        span.end();", "span.end();"),
        ("a.ts", "  trace\n    .getTracer", "  trace.getTracer"),
        ("a.ts", "      },\n    );", "      }\n    );"),
    ],
)
def test_an_edit_outside_of_the_call_and_a_formatter_revive_nothing(path: str, before: str, after: str) -> None:
    assert before in TEXTS[path]
    assert not is_revived(path, TEXTS[path].replace(before, after))


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.py", '        "checkout"', '        "check out"'),
        ("a.py", "cart.id", "cart.number"),
        ("a.py", "},\n    )", "},\n        kind=KIND,\n    )"),
        ("a.py", '        attributes={"cart": cart.id},\n', ""),
        ("a.py", "tracer.start_span", "TRACER.start_span"),
        ("a.ts", "cart: 1", "cart: 2"),
        ("a.ts", '"shop"', '"store"'),
        ("a.ts", '      "checkout",', '      "pay",'),
        ("a.ts", "(span) =>", "(opened) =>"),
    ],
)
def test_an_edit_in_any_line_of_the_call_revives_it(path: str, before: str, after: str) -> None:
    assert before in TEXTS[path]
    assert is_revived(path, TEXTS[path].replace(before, after).replace("tracer =", "TRACER = tracer ="))


def test_two_calls_on_one_line_are_two_entries() -> None:
    text = PYTHON + '\n\npair = tracer.start_span("a"), tracer.start_span("b")\n'
    entries = json.loads(write(found("a.py", text), "."))["findings"]
    assert len({each["fingerprint"] for each in entries}) == len(entries) == 3


def test_the_program_tells_of_a_call_edited_in_its_second_line(tmp_path: Path) -> None:
    only = ("--isolated", "--select", "SPN001", "--baseline", "known.json", "--quiet", "--output-format", "concise")
    write_files(tmp_path, {"a.py": PYTHON})
    assert run_spanlint(tmp_path, *only[:3], "--write-baseline", "known.json").code == 0
    write_files(tmp_path, {"a.py": "import os\n" + PYTHON})
    assert run_spanlint(tmp_path, *only) == (0, "", "")
    write_files(tmp_path, {"a.py": "import os\n" + PYTHON.replace('"checkout"', '"pay"')})
    run = run_spanlint(tmp_path, *only)
    assert (run.code, run.out.split(" ")[0]) == (1, "a.py:8:19:")
    assert "no longer needed: a.py SPN001 (1)" in run.err
