"""Where a suppression may stand and how it may be written; each case has a twin that is reported."""

from __future__ import annotations

import pytest

from tests.linting import EVERY_CODE
from tests.suppression.cases import found, judged

ONLY_PARENT = EVERY_CODE - {"SPN901"}

CHAIN_PY = "span = (\n    tracer\n    .start_span(\n        'n',\n    )\n)\n"
CHAIN_TS = "const span =\n  tracer\n    .startSpan(\n      'n',\n    );\n"


def with_comment(text: str, line: int, comment: str) -> str:
    """The text with a comment at the end of a 1-based line of it."""
    lines = text.splitlines()
    lines[line - 1] += f" {comment}"
    return "\n".join(lines) + "\n"


def with_line(text: str, line: int, comment: str) -> str:
    """The text with a comment alone above a 1-based line of it."""
    lines = text.splitlines()
    lines.insert(line - 1, f"  {comment}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("line", "counts"), [(1, True), (2, True), (3, True), (4, False), (5, True), (6, False)])
def test_python_lines_of_a_call(line: int, counts: bool) -> None:
    text = with_comment(CHAIN_PY, line, "# spanlint: ignore[SPN001] a root")
    assert found("a.py", text, ONLY_PARENT) == ([] if counts else ["SPN001"])
    assert judged("a.py", text).suppressed == counts


@pytest.mark.parametrize(("line", "counts"), [(1, True), (2, True), (3, True), (4, False), (5, True)])
def test_typescript_lines_of_a_call(line: int, counts: bool) -> None:
    text = with_comment(CHAIN_TS, line, "// spanlint: ignore[SPN001] a root")
    assert found("a.ts", text, ONLY_PARENT) == ([] if counts else ["SPN001"])


@pytest.mark.parametrize(("line", "counts"), [(1, True), (2, True), (3, True), (4, False), (5, False), (6, False)])
def test_alone_above_a_line_where_something_begins(line: int, counts: bool) -> None:
    expected = [] if counts else ["SPN001"]
    assert found("a.py", with_line(CHAIN_PY, line, "# spanlint: ignore[SPN001]"), ONLY_PARENT) == expected
    if line <= 5:
        assert found("a.ts", with_line(CHAIN_TS, line, "// spanlint: ignore[SPN001]"), ONLY_PARENT) == expected


def test_the_end_of_a_callback_is_the_last_line() -> None:
    call = "tracer.startActiveSpan('n', (span) => {\n  span.end();\n});\n"
    assert found("a.ts", with_comment(call, 3, "// spanlint: ignore"), ONLY_PARENT) == []
    assert found("a.ts", with_comment(call, 2, "// spanlint: ignore"), ONLY_PARENT) == ["SPN006"]
    assert found("a.ts", with_line(call, 3, "// spanlint: ignore"), ONLY_PARENT) == ["SPN006"]


def test_a_statement_ends_where_a_function_begins() -> None:
    text = "const table = { // spanlint: ignore[SPN001]\n  a: () =>\n    tracer.startSpan('n'),\n};\n"
    assert found("a.ts", text, ONLY_PARENT) == ["SPN001"]
    assert found("a.ts", "const table = { // spanlint: ignore[SPN001]\n  a: tracer.startSpan('n'),\n};\n") == []


def test_a_blank_line_parts_a_comment_from_the_call() -> None:
    assert found("a.py", "# spanlint: ignore\n\ntracer.start_span('n')\n", ONLY_PARENT) == ["SPN001"]
    assert found("a.py", "# spanlint: ignore\ntracer.start_span('n')\n", ONLY_PARENT) == []


def test_comments_stack() -> None:
    assert found("a.py", "# spanlint: ignore[SPN001]\n# in words\ntracer.start_span('n')\n") == []
    text = "// spanlint: ignore[SPN001]\n/* in words */\n// @ts-expect-error\ntracer.startSpan('n');\n"
    assert found("a.ts", text) == []


def test_beside_one_call_it_does_not_reach_the_next() -> None:
    text = "tracer.start_span('n')  # spanlint: ignore[SPN001]\ntracer.start_span('n')\n"
    assert [finding.at.start for _, finding in judged("a.py", text).findings] == [
        judged("a.py", text).facts.calls[1].at.start
    ]


@pytest.mark.parametrize(
    ("comment", "counts"),
    [
        ("spanlint: ignore[SPN001] why", True),
        ("spanlint: ignore", True),
        ("spanlint: ignore because", True),
        ("spanlint:ignore[SPN001]", True),
        ("  SpanLint:   Ignore [ spn001 ,SPN004 ]: why", True),
        ("spanlint: ignore[SPN0]", True),
        ("spanlint: ignore[SPN004]", False),
        ("spanlint: ignore[SPN9]", False),
        ("spanlint: ignore[]", False),
        ("spanlint: ignored", False),
        ("spanlint: ignore-next-line[SPN001]", False),
        ("spanlint ignore[SPN001]", False),
        ("see spanlint: ignore[SPN001]", False),
        ("xspanlint: ignore[SPN001]", False),
    ],
)
def test_spelling(comment: str, counts: bool) -> None:
    expected = [] if counts else ["SPN001"]
    assert found("a.py", f"tracer.start_span('n')  #{comment}\n", ONLY_PARENT) == expected
    assert found("a.js", f"tracer.startSpan('n'); //{comment}\n", ONLY_PARENT) == expected
    assert found("a.ts", f"tracer.startSpan('n'); /*{comment} */\n", ONLY_PARENT) == expected
    assert found("a.ts", f"/** {comment} */ tracer.startSpan('n');\n", ONLY_PARENT) == expected


def test_behind_another_comment() -> None:
    assert found("a.py", "tracer.start_span('n')  # type: ignore  # spanlint: ignore[SPN001]\n") == []
    assert found("a.ts", "tracer.startSpan('n'); // as ever // spanlint: ignore[SPN001]\n") == []


def test_a_block_comment_of_several_lines() -> None:
    text = "/*\n * spanlint: ignore[SPN001]\n * the worker starts a trace\n */\ntracer.startSpan('n');\n"
    assert found("a.ts", text) == []
    assert found("a.ts", text.replace("* spanlint", "* note: spanlint"), ONLY_PARENT) == ["SPN001"]


def test_jsx() -> None:
    element = "const j = (\n  <div>\n    {COMMENT}\n    {tracer.startSpan('n')}\n  </div>\n);\n"
    assert found("a.tsx", element.replace("COMMENT", "/* spanlint: ignore[SPN001] */")) == []
    assert found("a.tsx", element.replace("{COMMENT}", "/* spanlint: ignore[SPN001] */")) == ["SPN001"]
    assert found("a.tsx", element.replace("{COMMENT}", "// spanlint: ignore[SPN001]")) == ["SPN001"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("a.py", "tracer.start_span('# spanlint: ignore[SPN001]')\n"),
        ("a.py", "f('''\n# spanlint: ignore[SPN001]\n''', tracer.start_span('n'))\n"),
        ("a.ts", "tracer.startSpan('// spanlint: ignore[SPN001]');\n"),
        ("a.ts", "tracer.startSpan(`// spanlint: ignore[SPN001]`);\n"),
        ("a.ts", "tracer.startSpan(/\\/\\/ spanlint: ignore[SPN001]/.source);\n"),
    ],
)
def test_text_is_no_comment(path: str, body: str) -> None:
    assert found(path, body) == ["SPN001"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_and_other_alphabets(newline: str) -> None:
    text = "x = 'ünï'\nspan = tracer.start_span('ü')  # spanlint: ignore[SPN001] größer\n".replace("\n", newline)
    assert found("a.py", text) == []
    assert found("a.py", text.replace("SPN001", "SPN004"), ONLY_PARENT) == ["SPN001"]


@pytest.mark.parametrize(
    ("comment", "codes"),
    [
        ("spanlint: ignore-file", []),
        ("spanlint: ignore-file generated", []),
        ("spanlint: ignore-file[SPN001]", ["SPN004"]),
        ("spanlint: ignore-file[SPN001, SPN004]", []),
        ("spanlint: ignore-file[SPN00]", []),
        ("spanlint: ignore-file[SPN003]", ["SPN001", "SPN004"]),
    ],
)
def test_ignore_file(comment: str, codes: list[str]) -> None:
    python = "tracer.start_span('n')\ndef f():\n    return tracer.start_span('n', context=None)\n"
    typescript = "tracer.startSpan('n');\nfunction f() { return tracer.startSpan('n', {}, undefined); }\n"
    both = [f"# {comment}\n{python}", f"{python}# {comment}\n"]
    assert [found("a.py", text, ONLY_PARENT) for text in both] == [codes, codes]
    assert found("a.ts", f"/* {comment} */\n{typescript}", ONLY_PARENT) == codes
    assert found("a.ts", f"{typescript}// {comment}", ONLY_PARENT) == codes


def test_ignore_file_counts_only_alone_on_its_line() -> None:
    assert found("a.py", "tracer.start_span('n')  # spanlint: ignore-file\n") == ["SPN001", "SPN901"]


def test_a_call_that_cannot_be_read_is_suppressed_where_its_name_stands() -> None:
    broken = "span = tracer.start_span('n' 'm',, attributes={})  # spanlint: ignore[SPN900] grammar\n"
    assert found("a.py", broken) == []
    assert found("a.py", broken.replace("SPN900", "SPN001"), ONLY_PARENT) == ["SPN900"]
