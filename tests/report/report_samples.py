"""Diagnostics of every awkward kind, cut from real lines of text, and a way to see a report as its stream got it."""

from __future__ import annotations

import io
from collections.abc import Sequence

from spanlint.model.findings import Diagnostic, DiffLine, RelatedPlace, Safety, Severity, WrittenEdit, WrittenFix
from spanlint.report import Report, Summary, writer
from spanlint.report.terminal import Look
from spanlint.text.source import LineIndex, Position

PARENTLESS = (
    "`startSpan` passes no parent context, so the span joins whatever context is active when this line runs, "
    "or starts a new trace"
)
PASS_IT = "pass the parent context as the third argument: `startSpan(name, options, parentContext)`"


def diagnose(
    text: str,
    marked: str = "startSpan",
    path: str = "src/session.ts",
    code: str = "SPN001",
    rule: str = "missing-parent",
    severity: Severity = Severity.WARNING,
    message: str = PARENTLESS,
    related: tuple[RelatedPlace, ...] = (),
) -> Diagnostic:
    """What a run makes of the last occurrence of `marked` in a file's text."""
    data = text.encode()
    index = LineIndex(data)
    start = data.rindex(marked.encode())
    first, last = index.position(start), index.position(start + len(marked.encode()))
    return Diagnostic(path, first, last, code, rule, severity, message, PASS_IT, index.line(first.line), related)


def report(
    name: str,
    diagnostics: Sequence[Diagnostic],
    summary: Summary | None,
    color: bool = False,
    encoding: str = "utf-8",
    look: Look | None = None,
) -> str:
    """What a stream of that encoding, as strict as standard output, has taken in."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding, errors="strict", newline="\n")
    writer(name)(Report(diagnostics, summary), stream, look or Look(int(color)))
    stream.flush()
    return raw.getvalue().decode(encoding)


PLAIN = diagnose("\n" * 41 + "    const span = getTracer().startSpan(SPAN_INTERACTION, { kind });\n")

SKIPPED = diagnose(
    "\n" * 1233 + "  const span = tracer.startSpan(name);",
    path="src/tools.ts",
    code="SPN002",
    rule="skipped-parent",
    severity=Severity.ERROR,
    message="2 of 3 startSpan calls in this file pass a parent (lines 214, 310); this one skips getSessionContext()",
    related=(
        RelatedPlace(
            Position(214, 22),
            "passes getSessionContext()",
            "",
            "const turn = tracer.startSpan(TURN, {}, getSessionContext());",
        ),
        RelatedPlace(Position(310, 18), "passes getSessionContext() behind `parentCtx`"),
    ),
)

FIXABLE = PLAIN._replace(
    fixes=(
        WrittenFix(
            "Pass the parameter `ctx` as the parent",
            Safety.SAFE,
            (
                WrittenEdit(0, 0, 'import { é } from "./é";\n', Position(1, 1), Position(1, 1)),
                WrittenEdit(108, 108, ", ctx", Position(42, 67), Position(42, 67)),
            ),
            (
                DiffLine("+", 1, 'import { é } from "./é";'),
                DiffLine(" ", 1, ""),
                DiffLine("", 0, "..."),
                DiffLine("-", 42, "    const span = getTracer().startSpan(SPAN_INTERACTION, { kind });"),
                DiffLine("+", 43, "    const span = getTracer().startSpan(SPAN_INTERACTION, { kind }, ctx);"),
            ),
        ),
        WrittenFix(
            "Declare this span a root",
            Safety.SHOWN,
            (WrittenEdit(100, 108, "", Position(42, 59), Position(42, 67)),),
        ),
    )
)

_CALL = (
    "    const toolSpan = getTracer().startSpan(`tool.${request.name}`, "
    "{ kind: SpanKind.INTERNAL, attributes: toolAttributes"
)
GUESSED = diagnose(
    "\n" * 97 + f"{_CALL} }});\n",
    related=tuple(
        RelatedPlace(
            Position(line, 9), "`startSpan` passes a parent here", "", f"await startTurn({line}, sessionContext);"
        )
        for line in (8, 12, 110, 200, 31, 7)
    ),
)._replace(
    fixes=(
        WrittenFix(
            "Pass `sessionContext` as the parent",
            Safety.UNSAFE,
            (WrittenEdit(217, 217, ", sessionContext", Position(98, 121), Position(98, 121)),),
            (DiffLine("-", 98, f"{_CALL} }});"), DiffLine("+", 98, f"{_CALL} }}, sessionContext);")),
        ),
    )
)
_ENDED = WrittenFix(
    "End `span` in a finally block",
    Safety.UNSAFE,
    (WrittenEdit(0, 0, "try {", Position(1, 1), Position(1, 1)),),
    tuple(DiffLine("+", 100 + number, f"  line{number}();") for number in range(20)),
)

CASES: dict[str, tuple[tuple[Diagnostic, ...], Summary]] = {
    "nothing": ((), Summary(13, 2, 4, 0)),
    "nothing-one-of-each": ((), Summary(1, 1, 1, 1, 1)),
    "nothing-no-calls": ((), Summary(13, 0, 0, 2)),
    "nothing-to-check": ((), Summary(0, 0, 0, 0)),
    "nothing-but-skipped": ((), Summary(0, 0, 0, 3)),
    "one": ((PLAIN,), Summary(1, 1, 1, 0)),
    "all-fixed": ((), Summary(2, 2, 4, 0, fixed=3, fixed_files=("src/y.ts", "src/z.ts"))),
    "one-rule": (
        (PLAIN, PLAIN._replace(path="src/z.ts")),
        Summary(13, 2, 4, 2, suppressed=3, fixed=3, fixed_files=("src/y.ts", "src/z.ts"), unsafe_fixes_left=1),
    ),
    "several-rules": (
        (
            PLAIN._replace(path="src/a.ts"),
            diagnose("x = (startSpan(]", "startSpan(]", code="SPN900", rule="cannot-read", message="syntax error"),
            *[PLAIN] * 9,
            SKIPPED,
        ),
        Summary(1300, 3, 27, 0),
    ),
    "fixes": ((FIXABLE,), Summary(1, 1, 1, 0)),
    "grouped": (
        (
            SKIPPED._replace(path="src/a.ts"),
            FIXABLE,
            GUESSED,
            GUESSED._replace(start=Position(120, 34), end=Position(120, 43), help="do something else"),
            PLAIN._replace(fixes=(_ENDED,)),
        ),
        Summary(1300, 2, 27, 1, suppressed=2, baselined=3, left_out=4),
    ),
    "no-frame": (
        (PLAIN._replace(start=Position(1, 1), end=Position(1, 1), frame="", message="is not UTF-8"),),
        Summary(1, 1, 0, 0),
    ),
    "several-lines": (
        (diagnose("\n" * 8 + "async with tracer.start_span(\n    name\n):", "start_span(\n    name", "a.py"),),
        Summary(1, 1, 1, 0),
    ),
    "tabs": ((diagnose("\tif (x) {\tt.startSpan(\tname);"),), Summary(1, 1, 1, 0)),
    "wide": (
        (
            diagnose("名 = '会話を開始'; t.startSpan(名)"),
            diagnose("let cafe\u0301 = '\u1112\u1161\u11ab'; t.startSpan(名)"),
            diagnose("x = t.計測開始()", "計測開始"),
        ),
        Summary(1, 1, 3, 0),
    ),
    "long": (
        (
            diagnose("!function(){" + "a.b(c);" * 4000 + "t.startSpan(n);" + "d.e(f);" * 4000 + "}()"),
            diagnose("t.startSpan(n);" + "d.e(f);" * 40),
            diagnose("a.b(c);" * 40 + "t.startSpan(n);"),
            diagnose("x = " + "span" * 100 + ";", "span" * 100),
            diagnose("名" * 90 + "t.startSpan(n);" + "e\u0301" * 90),
        ),
        Summary(1, 1, 5, 0),
    ),
    "hostile": (
        (
            diagnose(
                "/*\x1b[2J\u202e*/ t.startSpan('\x9b31m\x00') // \u2028 \ufeff ##[error]gone", path="a\x1b[31m\n.ts"
            ),
            diagnose("t.startSpan(##[add-mask]x)", "##", path="::error file=x::y.ts"),
            diagnose("t.startSpan(x)", path="caf\udce9/\u2066é名.ts", message="of `\x7f##vso[task]`"),
        ),
        Summary(3, 3, 3, 0),
    ),
}
