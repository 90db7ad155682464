"""The functions that start spans for other files, and what a file imports and calls, by names and line starts."""

from __future__ import annotations

import pytest

from spanlint.prefilter.span_functions import called_imports, reexported, span_functions_of

_CREATORS = (b"startSpan", b"startActiveSpan")
_DEFINED = {
    "a function": (b"export function begin(n) {\n  return tracer.startSpan(n);\n}\n", {b"begin"}),
    "an arrow": (b"export const begin = (n) => tracer.startSpan(n);\n", {b"begin"}),
    "an async function": (b"export async function begin(n) { return tracer.startSpan(n); }\n", {b"begin"}),
    "a default function": (
        b"export default function begin(n) { return tracer.startSpan(n); }\n",
        {b"begin", b"default"},
    ),
    "a function without a name": (b"export default function (n) { return tracer.startSpan(n); }\n", {b"default"}),
    "a default name": (
        b"function begin(n) { return tracer.startSpan(n); }\nexport default begin;\n",
        {b"begin", b"default"},
    ),
    "a class and its instance": (
        b"export class Steps {\n  begin(n) { return tracer.startSpan(n); }\n}\nexport const steps = new Steps();\n",
        {b"Steps", b"steps"},
    ),
    "CommonJS": (b"exports.begin = (n) => tracer.startSpan(n);\n", {b"begin"}),
    "another function": (
        b"export function begin(n) { return tracer.startSpan(n); }\nexport function end(s) { s.end(); }\n",
        {b"begin"},
    ),
    "a longer name": (b"export function begin(n) { return tracer.startSpanner(n); }\n", set()),
    "nothing": (b"tracer.startSpan(n);\n", set()),
}
_IMPORTED = {
    "names": (b"import { begin, end as stop } from './a';\nstop(begin('x'));\n", [(b"./a", {b"begin", b"end"})]),
    "what is not called": (b"import { begin, end } from './a';\nbegin('x');\nrun(end);\n", [(b"./a", {b"begin"})]),
    "types": (b"import type { Span } from './a';\nlet span: Span;\n", []),
    "the default": (b"import start from './a';\nstart('x');\n", [(b"./a", {b"default"})]),
    "the default and names": (
        b"import start, { type Span, end } from './a';\nend(start('x'));\n",
        [(b"./a", {b"default", b"end"})],
    ),
    "everything": (b"import * as steps from './a';\nsteps.begin('x');\n", [(b"./a", {b"*"})]),
    "CommonJS": (b"const { begin: start } = require('./a');\nstart('x');\n", [(b"./a", {b"begin"})]),
    "a whole module": (b"const steps = require('./a');\nsteps.begin('x');\n", [(b"./a", {b"*", b"default"})]),
}


@pytest.mark.parametrize(("text", "names"), _DEFINED.values(), ids=_DEFINED)
def test_what_starts_spans(text: bytes, names: set[bytes]) -> None:
    assert span_functions_of(text, _CREATORS) == names


@pytest.mark.parametrize(("text", "imported"), _IMPORTED.values(), ids=_IMPORTED)
def test_what_is_imported_and_called(text: bytes, imported: list[tuple[bytes, set[bytes]]]) -> None:
    assert [(module, set(names)) for module, names in called_imports(text)] == imported


def test_what_is_exported_again() -> None:
    text = b"export * from './a';\nexport { b as c, e } from \"./b\";\nexport { f } from './f';\nexport const d = 1;\n"
    assert [(module, set(names)) for module, names in reexported(text, {b"c", b"d"})] == [
        (b"./a", {b"c", b"d"}),
        (b"./b", {b"b"}),
    ]
