"""A private function whose every use is inside an opener runs in the context that is opened there."""

from __future__ import annotations

import textwrap

import pytest

from tests.languages.calls.evidence_case import judged

TYPESCRIPT = """\
import { context, trace } from "@opentelemetry/api";
import { voyageContext } from "./voyage";
const tracer = trace.getTracer("ferry");
export const dock = () => tracer.startSpan("dock", {}, voyageContext());
"""
PYTHON = """\
from opentelemetry import context, trace
from ferry.voyage import voyage_context
tracer = trace.get_tracer("ferry")
def dock():
    return tracer.start_span("dock", context=voyage_context())
"""
BOARD = 'function board() { return tracer.startSpan("board"); }\n'
TYPESCRIPT_CASES = {
    "passed": (BOARD + "export const depart = () => context.with(voyageContext(), board);", False),
    "called": (BOARD + "export const depart = () => context.with(voyageContext(), () => board());", False),
    "through another": (
        BOARD + "const all = () => [board()];\nexport const depart = () => context.with(voyageContext(), all);",
        False,
    ),
    "a const": (
        'const board = () => tracer.startSpan("board");\n'
        "export const depart = () => context.with(voyageContext(), board);",
        False,
    ),
    "a private method": (
        'class Ferry {\n  private board() { return tracer.startSpan("board"); }\n'
        "  depart() { return context.with(voyageContext(), () => this.board()); }\n}",
        False,
    ),
    "a private static method, by its class": (
        'class Ferry {\n  private static board() { return tracer.startSpan("board"); }\n'
        "  static depart() { return context.with(voyageContext(), Ferry.board); }\n}",
        False,
    ),
    "a private static method, by something else": (
        'class Ferry {\n  private static board() { return tracer.startSpan("board"); }\n'
        "  static depart() { return context.with(voyageContext(), Other.board); }\n}",
        True,
    ),
    "a public method": (
        'class Ferry {\n  board() { return tracer.startSpan("board"); }\n'
        "  depart() { return context.with(voyageContext(), () => this.board()); }\n}",
        True,
    ),
    "also called outside": (
        BOARD + "export const late = () => board();\nexport const depart = () => context.with(voyageContext(), board);",
        True,
    ),
    "exported": ("export " + BOARD + "export const depart = () => context.with(voyageContext(), board);", True),
    "exported below": (
        BOARD + "export const depart = () => context.with(voyageContext(), board);\nexport { board };",
        True,
    ),
    "kept": (BOARD + "export const depart = () => context.with(voyageContext(), () => ({ board }));", True),
    "registered": (
        BOARD + "export const depart = () => context.with(voyageContext(), () => bus.on('x', board));",
        True,
    ),
    "never used": (BOARD, True),
    "only used by itself": ('function board() { board(); return tracer.startSpan("board"); }', True),
}
DEPART = 'tracer.start_as_current_span("depart", context=voyage_context())'
_BOARD = 'def _board():\n    return tracer.start_span("board")\n'
PYTHON_CASES = {
    "called": (_BOARD + "def depart():\n    with DEPART:\n        _board()\n", False),
    "in an attached context": (
        _BOARD
        + "def depart():\n    token = context.attach(voyage_context())\n    _board()\n    context.detach(token)\n",
        False,
    ),
    "also called outside": (
        _BOARD + "def depart():\n    _board()\n    with DEPART:\n        _board()\n",
        True,
    ),
    "public": (
        _BOARD.replace("_board", "board") + "def depart():\n    with DEPART:\n        board()\n",
        True,
    ),
    "deferred": (
        _BOARD + "def depart():\n    with DEPART:\n        pool.submit(_board)\n",
        True,
    ),
    "kept": (_BOARD + "def depart():\n    with DEPART:\n        x = _board\n", True),
    "decorated": (
        "@route\n" + _BOARD + "def depart():\n    with DEPART:\n        _board()\n",
        True,
    ),
}


@pytest.mark.parametrize("case", TYPESCRIPT_CASES)
def test_a_private_typescript_function_runs_where_it_is_used(case: str) -> None:
    text, is_reported = TYPESCRIPT_CASES[case]
    codes = [code for _, code in judged("a.ts", TYPESCRIPT + text) if code in ("SPN001", "SPN002")]
    assert codes == ["SPN002"] * is_reported, textwrap.dedent(text)


@pytest.mark.parametrize("case", PYTHON_CASES)
def test_a_private_python_function_runs_where_it_is_used(case: str) -> None:
    text, is_reported = PYTHON_CASES[case]
    codes = [
        code for _, code in judged("a.py", PYTHON + text.replace("DEPART", DEPART)) if code in ("SPN001", "SPN002")
    ]
    assert codes == ["SPN002"] * is_reported, textwrap.dedent(text)


_METHOD = (
    'class Ferry:\n    def _board(self):\n        return tracer.start_span("board")\n\n    def depart(self):\n'
    "        {body}\n"
)


def test_a_private_python_method_may_run_elsewhere_in_a_subclass() -> None:
    """It is no error there, but not proven right either: the subclass may be in another file."""
    inside = _METHOD.format(body=f"with {DEPART}:\n            self._board()")
    outside = _METHOD.format(body="self._board()")
    assert "SPN001" in [code for _, code in judged("a.py", PYTHON + inside)]
    assert "SPN002" in [code for _, code in judged("a.py", PYTHON + outside)]
