"""What a fix brings to light is reported before it: a run after `--fix` says nothing that the first did not say."""

from __future__ import annotations

import textwrap

import pytest

from spanlint.lint.fix import fix
from spanlint.model.settings import Settings
from spanlint.text.decoding import decode
from spanlint.text.suffixes import language_of
from tests.linting import found

PYTHON = """\
from opentelemetry import trace
from opentelemetry.context import Context, get_current

tracer = trace.get_tracer("garden")
"""
TYPESCRIPT = """\
import { context, trace, type Context, type Span } from "@opentelemetry/api";

const tracer = trace.getTracer("garden");
"""
_CODES = frozenset({"SPN001", "SPN002", "SPN004", "SPN005"})

# Each has the marks of its first run. Those with `*` are gone after the fixes, and no others.
BROUGHT_TO_LIGHT = {
    "a.py": {
        "the calls of a helper that forgets its context": """
            def sow(label: str, parent: Context | None = None):
                return tracer.start_span(label)  # SPN002*


            def grow():
                return sow("bed")  # SPN001


            def tend(ctx: Context):
                sow("row").end()  # SPN002
                sow("row", ctx).end()
                sow("row", None).end()  # SPN004
            """,
        "a call beside one that passes a bare span": """
            def grow(parent_span: trace.Span):
                tracer.start_span("sow", context=parent_span).end()  # SPN005*
                tracer.start_span("water").end()  # SPN002*
            """,
    },
    "a.ts": {
        "the calls of a helper that forgets its context": """
            function sow(label: string, { parent }: { parent?: Context } = {}): Span {
              return tracer.startSpan(label); // SPN002*
            }
            export const grow = () => sow("bed"); // SPN001
            export const tend = (ctx: Context) => sow("row", { parent: ctx });
            """,
        "a call beside one that passes a bare span": """
            export function grow(parentSpan: Span) {
              tracer.startSpan("sow", {}, parentSpan).end(); // SPN005*
              tracer.startSpan("water").end(); // SPN002*
            }
            """,
        "a call beside one that passes a context as the options": """
            export function grow(parent: Context) {
              tracer.startSpan("sow", parent).end(); // SPN005*
              tracer.startSpan("water").end(); // SPN002*
            }
            """,
        "a call beside two that pass a field as the options": """
            export class Garden {
              constructor(private readonly season: Context) {}
              sow() { tracer.startSpan("sow", this.season).end(); } // SPN005*
              water() { tracer.startSpan("water", this.season).end(); } // SPN005*
              weed() { tracer.startSpan("weed").end(); } // SPN002*
            }
            """,
    },
}
_EMPTY = {
    "a.py": "def sow(label, parent: Context):\n    return tracer.start_span(label, {})\n",
    "a.ts": "export const sow = (label: string, parent: Context) => tracer.startSpan(label, undefined, {});\n",
}
CASES = [(path, name) for path, cases in BROUGHT_TO_LIGHT.items() for name in cases]
_HEADS = {"a.py": PYTHON, "a.ts": TYPESCRIPT}


def _marks(text: str) -> list[tuple[int, str]]:
    return [(number, line.rpartition(" ")[2]) for number, line in enumerate(text.splitlines(), 1) if "SPN" in line[-8:]]


@pytest.mark.parametrize(("path", "name"), CASES, ids=lambda value: value)
def test_a_run_after_the_fixes_reports_nothing_new(path: str, name: str) -> None:
    text = _HEADS[path] + textwrap.dedent(BROUGHT_TO_LIGHT[path][name])
    expected = _marks(text)
    assert found(path, text, _CODES) == [(line, mark.rstrip("*")) for line, mark in expected]
    language = language_of(path)
    assert language is not None
    settings = Settings(_CODES)
    fixed = fix(decode(path, language, text.encode()), settings)
    assert found(path, fixed.source.text, _CODES) == [(line, mark) for line, mark in expected if mark[-1] != "*"]
    assert fix(fixed.source, settings).applied == 0


@pytest.mark.parametrize(("path", "empty"), [("a.py", "None"), ("a.py", "context=None"), ("a.ts", "undefined")])
def test_an_empty_parent_gives_way_to_the_parameter_that_nothing_reads(path: str, empty: str) -> None:
    text = _HEADS[path] + _EMPTY[path].format(empty)
    language = language_of(path)
    assert language is not None
    fixed = fix(decode(path, language, text.encode()), Settings(_CODES)).source.text.decode()
    assert fixed == _HEADS[path] + _EMPTY[path].format(empty.replace("undefined", "parent").replace("None", "parent"))
    read = text.replace("return ", "use(parent); return ").replace("=> tracer", "=> use(parent) ?? tracer")
    assert fix(decode(path, language, read.encode()), Settings(_CODES)).source.text.decode() == read


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("a.py", "def sow(label, _parent: Context | None = None):\n    return tracer.start_span(label)\n"),
        ("a.py", "def sow(label, parent: Context):\n    return tracer.start_span(label, links=[])\n"),
        ("a.ts", "export const sow = (label: string, _parent?: Context) => tracer.startSpan(label);\n"),
    ],
)
def test_the_calls_of_a_helper_without_a_parent_to_forget_are_none_of_spans(path: str, body: str) -> None:
    call = 'def grow():\n    return sow("bed")\n' if path == "a.py" else 'export const grow = () => sow("bed");\n'
    text = _HEADS[path] + body + call
    assert text.count("\n") not in [line for line, _ in found(path, text, _CODES)]


def test_a_cast_does_not_make_another_parent() -> None:
    text = TYPESCRIPT + textwrap.dedent(
        """
        let season: Context | undefined;
        export const setSeason = (ctx: Context) => { season = ctx; };
        export function sow() { return tracer.startSpan("sow", {}, season as Context); }
        export function water() { return tracer.startSpan("water", {}, season!); }
        export function weed() { return tracer.startSpan("weed"); } // SPN002
        """
    )
    assert found("a.ts", text, _CODES) == _marks(text)
    other = text.replace("season as Context", "winter as Context").replace(
        "let season", "declare const winter: Context;\nlet season"
    )
    assert (text.count("\n") + 1, "SPN002") not in found("a.ts", other, _CODES)
