"""Fixes and suppressions in components and Markdown: they stay inside the code, and change nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.program import Run, call_main, run_spanlint
from tests.regions.components import BODY, FIXED_BODY, IMPORT

DOCS_PYTHON = """\
from opentelemetry import trace
tracer = trace.get_tracer("shop")
def checkout(ctx):
    a = tracer.start_span("a", context=ctx)
    b = tracer.start_span("b", context=ctx)
    c = tracer.start_span("c")
    a.end(); b.end(); c.end()
"""
ACTIVE = ("--isolated", "--select", "SPN001", "--fix", "--remedy", "active")


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.vue",
            f'<template>\n<p a="é"/>\n</template>\n<script lang="ts">\n{IMPORT}{BODY}</script>\n<style>p {{}}</style>',
        ),
        ("a.vue", f'\ufeff<script lang="ts">\n{IMPORT}</script>\n<i>é</i>\n<script setup lang="ts">\n{BODY}</script>'),
        ("a.svelte", f'<script lang="ts">\n{IMPORT}{BODY}</script>\n{{#if a}}é{{/if}}\n'),
        ("a.astro", f"---\n{IMPORT}{BODY}---\n<p>é</p>\n"),
        ("a.astro", f"---\nconst a = 1;\n---\n<p>é</p>\n<script>\n{IMPORT}{BODY}</script>"),
    ],
)
def test_a_fix_changes_the_call_alone(tmp_path: Path, name: str, text: str, end: str) -> None:
    path = write(tmp_path, name, text.replace("\n", end))
    done = run_spanlint(tmp_path, "--isolated", "--fix")
    assert (done.code, done.err) == (0, "")
    assert path.read_bytes().decode() == text.replace(BODY, FIXED_BODY).replace("\n", end)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "<p/>\n<script>\n  const a = tracer.startSpan('a');\n</script>\n",
            "<p/>\n<script>\n  import { context } from '@opentelemetry/api';\n\n"
            "  const a = tracer.startSpan('a', {}, context.active());\n</script>\n",
        ),
        (
            "<p/><script>const a = tracer.startSpan('a');</script>\n",
            "<p/><script>import { context } from '@opentelemetry/api';\n\n"
            "const a = tracer.startSpan('a', {}, context.active());</script>\n",
        ),
    ],
)
def test_an_import_stays_inside_the_script(tmp_path: Path, before: str, after: str) -> None:
    path = write(tmp_path, "a.vue", before)
    assert run_spanlint(tmp_path, *ACTIVE).code == 0
    assert path.read_text() == after


def test_columns_count_what_is_blanked(tmp_path: Path) -> None:
    write(tmp_path, "a.vue", "<p>é</p><script>const é = 'ü'; tracer.startSpan('a');</script>")
    done = run_spanlint(tmp_path, "--isolated", "--select", "SPN001")
    assert done.out.startswith("a.vue\n  1:39 warning SPN001 ")
    assert "1 | <p>é</p><script>const é = 'ü'; tracer.startSpan('a');</script>\n" in done.out
    page = json.loads(run_spanlint(tmp_path, "--isolated", "--select", "SPN001", "--output-format", "json").out)
    assert page[0]["fixes"], "and the fixes do too"


def test_a_suppression_is_not_removed_together_with_a_tag(tmp_path: Path) -> None:
    path = write(tmp_path, "a.vue", "<script> // spanlint: ignore\nlet a;\n</script>")
    assert "SPN901" in run_spanlint(tmp_path, "--isolated", "--fix").out
    assert path.read_text() == "<script> // spanlint: ignore\nlet a;\n</script>"


def test_a_comment_that_suppresses_is_written_into_the_script(tmp_path: Path) -> None:
    path = write(tmp_path, "a.vue", f'<p/>\n<script lang="ts">\n{IMPORT}{BODY}</script>')
    assert run_spanlint(tmp_path, "--isolated", "--add-ignores", "why").code == 0
    assert '("c"); // spanlint: ignore[SPN002] why\n' in path.read_text()
    assert run_spanlint(tmp_path, "--isolated").code == 0


def test_standard_input_is_a_component(tmp_path: Path) -> None:
    text = f'<p/>\n<script lang="ts">\n{IMPORT}{BODY}</script>'
    done = call_main(tmp_path, ("--isolated", "--fix", "--stdin-filename", "x.vue", "-"), text.encode()).as_text()
    assert (done.code, done.out) == (0, text.replace(BODY, FIXED_BODY))


def test_markdown_is_read_on_request(tmp_path: Path) -> None:
    write(tmp_path, "a.md", f"# é\n\n```python\n{DOCS_PYTHON}```\n")
    hint = "No files to check (1 Markdown file not read). `--include-docs` reads Markdown.\n"
    assert run_spanlint(tmp_path, "--isolated") == Run(0, hint, "")
    reason = "spanlint: a.md: Markdown is read only with --include-docs\n"
    assert run_spanlint(tmp_path, "--isolated", "a.md") == Run(2, "No files to check.\n", reason)
    stdin = call_main(tmp_path, ("--isolated", "--stdin-filename", "a.md", "-"), b"").as_text()
    assert stdin == Run(2, "", reason)
    done = run_spanlint(tmp_path, "--isolated", "--include-docs", "--output-format", "concise")
    assert done.out.startswith("a.md:9:16: error: SPN002 ")
    (tmp_path / "spanlint.toml").write_text("include-docs = true\n")
    assert run_spanlint(tmp_path, "--output-format", "concise").out == done.out


def test_rules_that_examples_trip_over_run_on_request(tmp_path: Path) -> None:
    write(
        tmp_path,
        "a.md",
        "```js\nconst span = tracer.startSpan('a');\nspan.end();\n```\n```py\ntracer.start_span(=)\n```\n",
    )
    asked = ("--isolated", "--include-docs", "--output-format", "concise", "--quiet")
    assert run_spanlint(tmp_path, *asked) == Run(0, "", "")
    assert run_spanlint(tmp_path, *asked, "--select", "SPN") == Run(0, "", "")
    out = run_spanlint(tmp_path, *asked, "--select", "SPN001,SPN900").out
    assert [line.split(" `")[0] for line in out.splitlines()] == [
        "a.md:2:21: warning: SPN001",
        "a.md:6:8: warning: SPN900",
    ]


def test_fixes_of_markdown_are_unsafe(tmp_path: Path) -> None:
    in_list = "".join(f"  {line}" for line in DOCS_PYTHON.splitlines(keepends=True))
    text = f"- a\n\n  ```py\n{in_list}  ```\n\n```ts\n{IMPORT}{BODY}```\n"
    path = write(tmp_path, "a.md", text)
    asked = ("--isolated", "--include-docs", "--fix")
    done = run_spanlint(tmp_path, *asked)
    assert (done.code, path.read_text()) == (1, text)
    assert "2 fixable with `--fix --unsafe-fixes`." in done.out
    assert run_spanlint(tmp_path, *asked, "--unsafe-fixes").code == 0
    assert path.read_text() == text.replace('start_span("c")', 'start_span("c", context=ctx)').replace(BODY, FIXED_BODY)


def test_a_new_line_never_leaves_its_list_or_quote(tmp_path: Path) -> None:
    code = "from opentelemetry import trace\nspan = trace.get_tracer('a').start_span('a')\n"
    text = "".join(
        f"{first}```py\n{''.join(margin + line for line in code.splitlines(keepends=True))}{margin}```\n\n"
        for first, margin in (("> ", "> "), ("- ", "  "))
    )
    path = write(tmp_path, "a.md", text)
    assert run_spanlint(tmp_path, *ACTIVE, "--include-docs").code == 1
    assert path.read_text() == text


def test_blocks_know_nothing_of_each_other(tmp_path: Path) -> None:
    first = 'import { trace } from "@opentelemetry/api";\nconst tracer = trace.getTracer("a");\n'
    text = f"```ts\n{first}```\n```ts\n{first}const span = tracer.startSpan('a');\nspan.end();\n```\n"
    write(tmp_path, "a.md", text)
    done = run_spanlint(tmp_path, "--isolated", "--include-docs", "--select", "SPN001")
    assert "(1 file read, 1 span call in 1 file)" in done.out
