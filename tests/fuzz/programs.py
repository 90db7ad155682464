"""Programs that nobody wrote: span calls in random surroundings, and files that something has damaged."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
HEADS = {
    "python": "from opentelemetry import context, trace\nfrom opentelemetry.context import Context\n"
    'tracer = trace.get_tracer("t")\n',
    "typescript": 'import { Context, context, trace, ROOT_CONTEXT } from "@opentelemetry/api";\n'
    'const tracer = trace.getTracer("t");\n',
}
SUFFIXES = {"python": ("py", "pyi"), "typescript": ("ts", "tsx", "mts", "js", "jsx", "cjs")}

_NAMES = ["ctx", "context", "parent", "self", "tracer", "span", "x", "é", "options", "args"]
_PYTHON_VALUES = [
    "None",
    "Context()",
    "ctx",
    "context.get_current()",
    "{}",
    "*args",
    "**x",
    "'é🛒'",
    "f'{x}'",
    "lambda: 0",
]
_TYPESCRIPT_VALUES = ["null", "undefined", "ctx", "context.active()", "{}", "...args", "{ root: true }", "`é${x}🛒`"]
_PYTHON_CALLS = [
    "tracer.start_span({})",
    "tracer.start_as_current_span({})",
    "self.tracer.start_span({})",
    "trace.get_tracer('x').start_span({})",
    "getattr(tracer, 'start_span')({})",
    "x.start_span({})",
    "start_span({})",
]
_TYPESCRIPT_CALLS = [
    "tracer.startSpan({})",
    "tracer.startActiveSpan({})",
    "this.tracer?.startSpan({})",
    "trace.getTracer('x').startSpan({})",
    "(tracer as any)['startSpan']({})",
    "x!.startSpan({})",
    "startSpan({})",
]
_PYTHON_BLOCKS = [
    "def {n}(ctx: Context, x=None):\n{b}",
    "async def {n}(self, *args):\n{b}",
    "class {n}:\n{b}",
    "if {n}:\n{b}\nelse:\n{b}",
    "try:\n{b}\nfinally:\n    pass",
    "with {c} as {n}:\n{b}",
    "for {n} in x:\n{b}",
    "while True:\n{b}\n    break",
    "match {n}:\n    case 1:\n        pass\n\n{b0}",
    "@{n}\ndef f():\n{b}",
]
_TYPESCRIPT_BLOCKS = [
    "function {n}(ctx: Context, x?) {{\n{b}\n}}",
    "const f = async ({n}) => {{\n{b}\n}};",
    "class A {{ m({n}) {{\n{b}\n}} }}",
    "if ({n}) {{\n{b}\n}} else {{\n{b}\n}}",
    "try {{\n{b}\n}} finally {{ {n}(); }}",
    "context.with({n}, () => {{\n{b}\n}});",
    "for (const {n} of x) {{\n{b}\n}}",
    "switch ({n}) {{ case 1:\n{b}\n}}",
    "namespace N {{\n{b}\n}}",
]
_COMMENTS = ["", "  {} spanlint: ignore[SPN001] why", "  {} spanlint: ignore", "  {} é🛒\t", "  {} spanlint: ignore["]
KEPT = "kept"
"""The name of the spans whose findings a comment suppresses, all of them: what is written there must stay."""
SILENCED_FILE = {"python": "# spanlint: ignore-file\n", "typescript": "// spanlint: ignore-file\n"}
_PYTHON_SILENCED = [
    "{}  # spanlint: ignore",
    "{}  # SpanLint: ignore[SPN] why",
    "{}  # spanlint: ignore[SPN0, spn1] é🛒",
    "{}  # type: x  # spanlint: ignore",
    "# spanlint: ignore[SPN]\n# and why\n{}",
    "{}  # noqa",
    "{}  # NOQA: SPN0,SPN1",
]
_TYPESCRIPT_SILENCED = [
    "{};  // spanlint: ignore",
    "{}  // SpanLint: ignore[SPN] why",
    "{};  // spanlint: ignore[SPN0, spn1] é🛒",
    "{}  /* spanlint: ignore */",
    "// spanlint: ignore[SPN]\n// and why\n{}",
    "/* spanlint: ignore */\n{};",
]
_PYTHON_STATEMENTS = [
    "{c}",
    "span = {c}",
    "return {c}",
    "{n} = {v}",
    "await {c}",
    "yield {c}",
    "x = [{c} for {n} in x]",
]
_TYPESCRIPT_STATEMENTS = ["{c};", "const {n} = {c}", "return {c};", "{n} = {v};", "await {c}", "x.map({n} => {c})"]


@st.composite
def calls(draw: st.DrawFn, language: str, silenced: bool = False) -> str:
    """A call that may create a span, with arguments of every kind."""
    python = language == "python"
    values = _PYTHON_VALUES if python else _TYPESCRIPT_VALUES
    likely = draw(st.booleans())  # of the kind that is found and repaired most often
    given = ["'n'"] if likely else draw(st.lists(st.sampled_from(["'n'", *values]), max_size=4))
    if silenced:
        given[:1] = [repr(KEPT)]
    if python and not likely and draw(st.booleans()):
        given.append(f"context={draw(st.sampled_from(values[:5]))}")
    joint = draw(st.sampled_from([", ", " , "] if silenced else [", ", ",\n    ", " , "]))
    forms = _PYTHON_CALLS if python else _TYPESCRIPT_CALLS
    return draw(st.sampled_from(forms[:3] if likely else forms)).replace("{}", joint.join(given))


@st.composite
def statements(draw: st.DrawFn, language: str, depth: int) -> str:
    """A statement, or a block of some."""
    python = language == "python"
    name, call = draw(st.sampled_from(_NAMES)), draw(calls(language))
    if depth and draw(st.booleans()):
        inner = "\n".join(draw(st.lists(statements(language, depth - 1), min_size=1, max_size=3)))
        block = draw(st.sampled_from(_PYTHON_BLOCKS if python else _TYPESCRIPT_BLOCKS))
        return block.format(n=name, c=call, b=_indented(inner), b0=inner)
    if draw(st.integers(0, 5)) == 0:
        return draw(silenced_statements(language))
    value = draw(st.sampled_from(_PYTHON_VALUES if python else _TYPESCRIPT_VALUES))
    plain = draw(st.sampled_from(_PYTHON_STATEMENTS if python else _TYPESCRIPT_STATEMENTS))
    return plain.format(n=name, c=call, v=value) + draw(st.sampled_from(_COMMENTS)).format("#" if python else "//")


@st.composite
def silenced_statements(draw: st.DrawFn, language: str) -> str:
    """A statement on one line, and a comment beside it or above that suppresses all that is found in it."""
    python = language == "python"
    plain = draw(st.sampled_from(_PYTHON_STATEMENTS if python else _TYPESCRIPT_STATEMENTS)).rstrip(";")
    call = draw(calls(language, silenced=True))
    statement = plain.format(n=draw(st.sampled_from(_NAMES)), c=call, v=call)
    return draw(st.sampled_from(_PYTHON_SILENCED if python else _TYPESCRIPT_SILENCED)).format(statement)


def _indented(text: str) -> str:
    return "\n".join("    " + line for line in text.split("\n"))


@st.composite
def programs(draw: st.DrawFn, language: str) -> bytes:
    """A whole file: most of them parse, some of them do not."""
    body = draw(st.lists(statements(language, 3), min_size=1, max_size=5))
    text = draw(st.sampled_from([HEADS[language]] * 3 + ["", "'use strict'\n"])) + "\n".join(body)
    text = draw(st.sampled_from(["", "", "", "", "", "", "", SILENCED_FILE[language]])) + text
    end = draw(st.sampled_from(["\n", "\n", "\n", "\r\n", "\r\n", "\r"]))
    mark = draw(st.sampled_from(["", "", "\ufeff"]))
    return (mark + text + draw(st.sampled_from(["\n", ""]))).replace("\n", end).encode()


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """A file after some bytes were flipped, lost or written twice, or after its end was lost."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(0, len(data) - 1)))
        end = min(len(data), start + draw(st.integers(1, 60)))
        how = draw(st.sampled_from(["flip", "lose", "twice", "cut", "swap"]))
        if how == "flip" and data:
            data[start] ^= 1 << draw(st.integers(0, 7))
        elif how == "lose":
            del data[start:end]
        elif how == "twice":
            data[start:start] = data[start:end]
        elif how == "cut":
            del data[draw(st.sampled_from([start, end])) :]
        else:
            data[start:end] = data[start:end][::-1]
    return bytes(data)


def real_files(language: str) -> list[bytes]:
    """The repository's own files of a language: the program, its tests, the examples of the rules, the demo."""
    folders = [ROOT / folder for folder in ("spanlint", "rules", "demo", "tests/languages")]
    paths = [
        path for folder in folders for suffix in SUFFIXES[language] for path in sorted(folder.rglob(f"*.{suffix}"))
    ]
    return [path.read_bytes() for path in paths if "node_modules" not in path.parts and path.stat().st_size < 20_000]
