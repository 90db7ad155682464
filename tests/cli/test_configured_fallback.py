"""A provider that may return nothing: fixes let the active context stand in, and so does what `init` configures."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import places, run_spanlint, write

toml: Any = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")

SESSION = """\
import type { Context } from '@opentelemetry/api';
let current: any;
export function voyageContext(){declared} { return current; }
"""
SPANS = """\
import { context as otel, trace, type Context } from '@opentelemetry/api';
import { voyageContext } from './session';

const tracer = trace.getTracer('ferry');

export const dock = () => tracer.startSpan('dock', {}, {sibling});
export const load = () => tracer.startSpan('load', {}, {sibling});
export const sail = () => tracer.startSpan('sail', {}, {sibling});
"""
BOARD = "import { trace } from '@opentelemetry/api';\n\ntrace.getTracer('ferry').startSpan('board');\n"
CONFIGURATION = """\
[session-context.typescript]
expression = "voyageContext()"
imports = ["import { voyageContext } from './session'"]
"""
FALLBACK = "voyageContext() ?? context.active()"


def typescript(folder: Path, declared: str, sibling: str) -> None:
    session, spans = SESSION.replace("{declared}", declared), SPANS.replace("{sibling}", sibling)
    write(folder, {"session.ts": session, "spans.ts": spans, "board.ts": BOARD})


@pytest.mark.parametrize(
    ("declared", "passed"),
    [
        (": Context | undefined", FALLBACK),
        (": (null | Context)", FALLBACK),
        (": Context", "voyageContext()"),
        ("", "voyageContext()"),
        (": Store<Context | undefined>", "voyageContext()"),
    ],
)
def test_a_fix_falls_back_where_the_provider_declares_that_it_may_return_nothing(
    tmp_path: Path, declared: str, passed: str
) -> None:
    typescript(tmp_path, declared, "voyageContext()")
    write(tmp_path, {"spanlint.toml": CONFIGURATION})
    assert run_spanlint(tmp_path, "--fix", "board.ts").code == 0
    text = (tmp_path / "board.ts").read_text(encoding="utf-8")
    assert f"= {passed};\n" in text or f", {passed});\n" in text
    assert ("import { context, trace }" in text or "import { trace, context }" in text) == (passed == FALLBACK)


@pytest.mark.parametrize("expression", [FALLBACK, "voyageContext() ?? base()", "once(voyageContext())"])
def test_any_other_expression_is_passed_as_it_is(tmp_path: Path, expression: str) -> None:
    typescript(tmp_path, ": Context | undefined", "voyageContext()")
    imports = (
        """["import { voyageContext, base, once } from './session'", "import { context } from '@opentelemetry/api'"]"""
    )
    write(
        tmp_path, {"spanlint.toml": f'[session-context.typescript]\nexpression = "{expression}"\nimports = {imports}\n'}
    )
    assert run_spanlint(tmp_path, "--fix", "board.ts").code == 0
    text = (tmp_path / "board.ts").read_text(encoding="utf-8")
    assert f"= {expression};\n" in text or f", {expression});\n" in text


RESOLVED = """\
import { context as otel, trace } from '@opentelemetry/api';
import { voyageContext } from './session';

const tracer = trace.getTracer('ferry');

function parentOf(parent?: Voyage) { return parent?.ctx ?? {sibling}; }

export function dock(parent?: Voyage) { return tracer.startSpan('dock', {}, parentOf(parent)); }

export function voyage() { return tracer.startSpan('voyage', {}); }
"""


@pytest.mark.parametrize(
    ("sibling", "passed"),
    [
        ("(voyageContext() ?? otel.active())", "voyageContext() ?? otel.active()"),
        ("voyageContext()", "voyageContext()"),
    ],
)
def test_a_fix_falls_back_as_the_siblings_do(tmp_path: Path, sibling: str, passed: str) -> None:
    typescript(tmp_path, "", "voyageContext()")
    write(tmp_path, {"spans.ts": RESOLVED.replace("{sibling}", sibling), "spanlint.toml": CONFIGURATION})
    assert places(run_spanlint(tmp_path, "--output-format", "concise", "spans.ts")) == ["spans.ts:10:42 SPN002"]
    assert run_spanlint(tmp_path, "--fix", "spans.ts").code == 0
    text = (tmp_path / "spans.ts").read_text(encoding="utf-8")
    assert f" {passed}" in text.partition("function voyage()")[2]


PYTHON = """\
from opentelemetry import trace
from opentelemetry.context import get_current

from ferry.session import voyage_context

tracer = trace.get_tracer("ferry")


def parent_of(parent):
    if parent:
        return parent.ctx
    return {sibling}


def dock(parent):
    return tracer.start_span("dock", context=parent_of(parent))


def load(parent):
    return tracer.start_span("load", context=parent_of(parent))


def sail(parent):
    return tracer.start_span("sail", context=parent_of(parent))


def voyage():
    return tracer.start_span("voyage")
"""
PYTHON_SESSION = "held = None\n\n\ndef voyage_context() -> Context | None:\n    return held\n"


@pytest.mark.parametrize("passed", ["voyage_context() or get_current()", "voyage_context()"])
def test_in_python_only_the_siblings_decide_as_an_absent_context_is_the_active_one(tmp_path: Path, passed: str) -> None:
    files = {"ferry/spans.py": PYTHON.replace("{sibling}", passed), "ferry/session.py": PYTHON_SESSION}
    write(tmp_path, {**files, "ferry/__init__.py": ""})
    assert run_spanlint(tmp_path, "init", "--yes").code == 0
    written = toml.loads((tmp_path / "spanlint.toml").read_text(encoding="utf-8"))["session-context"]["python"]
    assert written["expression"] == passed
    assert written["imports"] == [
        "from ferry.session import voyage_context",
        *(["from opentelemetry.context import get_current"] if "or" in passed.split() else []),
    ]
    write(tmp_path, {"spanlint.toml": (
        '[session-context.python]\nexpression = "voyage_context()"\n'
        'imports = ["from ferry.session import voyage_context"]\n'
    )})  # fmt: skip
    assert run_spanlint(tmp_path, "--fix").code == 0
    text = (tmp_path / "ferry/spans.py").read_text(encoding="utf-8")
    assert f'tracer.start_span("voyage", context={passed})\n' in text


@pytest.mark.parametrize(
    ("declared", "sibling", "passed"),
    [
        (": Context | undefined", "voyageContext()", FALLBACK),
        ("", "voyageContext() ?? otel.active()", FALLBACK),
        (": Context", "voyageContext()", "voyageContext()"),
    ],
)
def test_init_writes_the_fallback(tmp_path: Path, declared: str, sibling: str, passed: str) -> None:
    typescript(tmp_path, declared, sibling)
    assert run_spanlint(tmp_path, "init", "--yes").code == 0
    written = toml.loads((tmp_path / "spanlint.toml").read_text(encoding="utf-8"))["session-context"]["typescript"]
    assert written["expression"] == passed
    api = ["import { context } from '@opentelemetry/api'"] if passed == FALLBACK else []
    assert written["imports"] == ["import { voyageContext } from './session'", *api]
