"""What an editor sees of code in components, in Markdown, and in notebooks that it shows as text."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from tests.cli.program import TYPESCRIPT_BAD, run_spanlint, write
from tests.regions.components import BODY, FIXED_BODY, IMPORT
from tests.regions.notebooks import SKIPPING, TRACER, code, notebook, words
from tests.server.applying import applied
from tests.server.session import Editor, capabilities, codes, run_session

pytestmark = pytest.mark.program

VUE = f'<template>\n<p a="é"/>\n</template>\n<script lang="ts">\n{IMPORT}{BODY}</script>\n<style>p {{}}</style>'
DOCS = f"# SPN002\n\n- Bad:\n\n```ts\n{IMPORT}{BODY}```\n\n```py\nx = 1  # SPN001\n```\n"


def lines_with(text: str, words: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines()) if words in line]


TYPESCRIPT_CALL = 'startSpan("c"', 'startSpan("c", {}, ctx'
PYTHON_CALL = "start_span('c'", "start_span('c', context=ctx"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.vue", VUE),
        ("a.vue", "\ufeff" + VUE.replace("\n", "\r\n")),
        ("a.svelte", f"<script>\n{IMPORT}</script>\n<b>é</b><script>{BODY}</script>"),
        ("a.astro", f"---\n{IMPORT}---\n<p>é</p>\n<script>\n{IMPORT}{BODY}</script>"),
        ("a.ipynb", notebook(code(TRACER), words("# é"), code(SKIPPING))),
        ("a.ipynb", notebook(code(TRACER), {**code(""), "source": SKIPPING}, indent=None)),
    ],
)
def test_a_finding_is_shown_explained_and_fixed(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_bytes(text.encode())
    call, fixed = PYTHON_CALL if name == "a.ipynb" else TYPESCRIPT_CALL
    expected = text.replace(call, fixed)

    async def lead(editor: Editor) -> None:
        editor.open(name, text)
        (line,) = lines_with(text, call)
        (found,) = await editor.shows(name, (line, "SPN002"))
        start, end = found.range.start.character, found.range.end.character
        assert text.splitlines()[line].encode()[start:end].decode() in ("startSpan", "start_span")
        related = [place.location.range.start.line for place in found.related_information or ()]
        assert related == lines_with(text, call.replace("c", "a"))
        assert "Parent: absent" in await editor.hover(name, line, start + 1)
        assert await editor.hover(name, 0, 0) == ""
        actions = {action.title: action for action in await editor.actions(name, line)}
        (preferred,) = (action for action in actions.values() if action.is_preferred)
        assert applied(text, preferred) == expected
        ignored = applied(text, actions["Ignore SPN002 on this line"])
        assert ignored.count("spanlint: ignore[SPN002] TODO: say why") == 1
        (fix_all,) = await editor.actions(name, 0, "source.fixAll")
        assert applied(text, fix_all) == expected
        editor.change(name, ignored)
        await editor.shows(name)
        (line,) = lines_with(ignored, "TODO")
        column = ignored.splitlines()[line].encode().index(b"SPN002")
        assert "**SPN002** skipped-parent" in await editor.hover(name, line, column)
        editor.change(name, expected)
        await editor.shows(name)

    run_session(tmp_path, lead, can=capabilities("utf-8"))
    assert run_spanlint(tmp_path, "--fix", name).code == 0
    assert (tmp_path / name).read_bytes().decode() == expected


def test_each_module_of_a_file_is_judged_and_fixed(tmp_path: Path) -> None:
    body = IMPORT + BODY
    text = f"---\n{body}---\n<script>\n{body}</script>\n<script>\n{body}</script>\n"
    write(tmp_path, {"a.astro": text})

    async def lead(editor: Editor) -> None:
        editor.open("a.astro")
        places = lines_with(text, 'startSpan("c")')
        found = await editor.shows("a.astro", *((line, "SPN002") for line in places))
        for diagnostic, line in zip(found, places, strict=True):
            (preferred,) = (action for action in await editor.actions("a.astro", line) if action.is_preferred)
            assert list(preferred.diagnostics or ()) == [diagnostic]
            assert lines_with(applied(text, preferred), 'startSpan("c", {}, ctx)') == [line]
        (fix_all,) = await editor.actions("a.astro", 0, "source.fixAll")
        run_spanlint(tmp_path, "--fix", "a.astro")
        assert applied(text, fix_all) == (tmp_path / "a.astro").read_text() == text.replace(BODY, FIXED_BODY)

    run_session(tmp_path, lead)


def test_markdown_is_judged_only_on_request(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": DOCS, "b/spanlint.toml": "include-docs = true"})
    (line,) = lines_with(DOCS, 'startSpan("c")')

    async def lead(editor: Editor) -> None:
        editor.open("a.md")
        await editor.shows("a.md")
        assert await editor.hover("a.md", line, 22) == ""
        write(tmp_path, {"spanlint.toml": "include-docs = true"})
        editor.save("a.md")
        await editor.shows("a.md", (line, "SPN002"))
        assert "Parent: absent" in await editor.hover("a.md", line, 22)
        assert "**SPN001**" in await editor.hover("a.md", lines_with(DOCS, "x = 1")[0], 10)
        assert await editor.hover("a.md", 0, 4) == ""  # a heading, and no comment in code
        (fix, *_) = await editor.actions("a.md", line)
        assert not fix.is_preferred  # each fix of an example is a guess
        assert applied(DOCS, fix) == DOCS.replace(BODY, FIXED_BODY)
        assert await editor.actions("a.md", line, "source.fixAll") == []
        editor.open("untitled:new", DOCS)
        (tmp_path / "spanlint.toml").unlink()
        editor.save("a.md")
        await editor.shows("a.md")
        settings = {"spanlint": {"includeDocs": True, "extendSelect": ["SPN001"]}}
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
        await editor.shows("a.md", (line, "SPN002"))
        editor.change("a.md", f"```ts\n{TYPESCRIPT_BAD}```\n")
        await editor.shows("a.md", (5, "SPN001"))  # off in Markdown, unless it is selected by its full code

    run_session(tmp_path, lead)


def test_a_notebook_that_is_half_typed_or_in_another_language(tmp_path: Path) -> None:
    text = notebook(code(TRACER), code(SKIPPING))
    write(tmp_path, {"a.ipynb": text, "r.ipynb": notebook(code(SKIPPING), metadata={"language_info": {"name": "r"}})})

    async def lead(editor: Editor) -> None:
        editor.open("a.ipynb")
        (line,) = lines_with(text, "start_span('c')")
        await editor.shows("a.ipynb", (line, "SPN002"))
        editor.change("a.ipynb", text[: text.index("start_span('c')") + 12])
        (found,) = await editor.shows("a.ipynb", (lines_with(text, "start_span")[0], "SPN900"))
        assert "not JSON" in found.message
        assert await editor.actions("a.ipynb", found.range.start.line) == []
        editor.change("a.ipynb", text)
        await editor.shows("a.ipynb", (line, "SPN002"))
        editor.open("r.ipynb")
        await editor.shows("r.ipynb")

    run_session(tmp_path, lead)


def test_a_notebook_that_an_editor_shows_as_a_script_is_one(tmp_path: Path) -> None:
    async def lead(editor: Editor) -> None:
        item = types.TextDocumentItem(editor.uri("a.ipynb"), "python", 1, TRACER + SKIPPING)
        editor.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        await editor.shows("a.ipynb", (5, "SPN002"))

    run_session(tmp_path, lead)


def test_closed_files_of_every_kind_are_judged_when_the_workspace_is_asked_for(tmp_path: Path) -> None:
    text = notebook(code(TRACER), code(SKIPPING))
    write(tmp_path, {"a.vue": VUE, "b.ipynb": text, "c.md": DOCS, "d.ts": TYPESCRIPT_BAD})

    async def lead(editor: Editor) -> None:
        async def found() -> dict[str, list[tuple[int, str]]]:
            report = await editor.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
            full = [item for item in report.items if isinstance(item, types.WorkspaceFullDocumentDiagnosticReport)]
            return {Path(item.uri).name: codes(list(item.items)) for item in full}

        expected = {
            "a.vue": [(lines_with(VUE, 'startSpan("c")')[0], "SPN002")],
            "b.ipynb": [(lines_with(text, "start_span('c')")[0], "SPN002")],
            "d.ts": [(4, "SPN001")],
        }
        assert await found() == expected
        write(tmp_path, {"spanlint.toml": "include-docs = true"})
        assert await found() == {**expected, "c.md": [(lines_with(DOCS, 'startSpan("c")')[0], "SPN002")]}

    run_session(tmp_path, lead, can=capabilities("utf-16", is_pulling=True))
