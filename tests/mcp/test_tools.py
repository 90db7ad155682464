"""The tools for agents, asked by the SDK's own client."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult, ListRootsResult, Root, TextContent
from pydantic import FileUrl

from spanlint.mcp.budget import BUDGET, lines_within, rows_within, text_within
from spanlint.mcp.roots import AllowedFolders, OutsideError, roots_of
from spanlint.mcp.tools import server
from tests.cli.program import PYTHON_BAD, PYTHON_CLEAN, run_program, run_spanlint, write
from tests.regions.components import BODY, IMPORT
from tests.regions.notebooks import SKIPPING, TRACER, code, notebook, words
from tests.waiting import HANGS_AFTER

FIXABLE = "from opentelemetry.context import Context\n" + PYTHON_BAD.replace("(cart)", "(cart, context: Context)")
FIXED = FIXABLE.replace('"checkout")', '"checkout", context=context)')


def ask(folder: Path, tool: str, *roots: Path, can_name_roots: bool = True, **arguments: Any) -> CallToolResult:
    """The answer of a tool to a client with these roots, the folder alone by default."""

    async def name_roots(_context: Any) -> ListRootsResult:
        return ListRootsResult(roots=[Root(uri=FileUrl(root.as_uri())) for root in roots or (folder,)])

    async def session() -> CallToolResult:
        callback = name_roots if can_name_roots else None
        async with Client(server(), list_roots_callback=callback) as client:  # type: ignore[arg-type]
            found = await client.call_tool(tool, arguments)
            assert isinstance(found, CallToolResult)
            return found

    return asyncio.run(asyncio.wait_for(session(), HANGS_AFTER))


def told(found: CallToolResult) -> str:
    return "".join(content.text for content in found.content if isinstance(content, TextContent))


def answer(folder: Path, tool: str, *roots: Path, **arguments: Any) -> dict[str, Any]:
    found = ask(folder, tool, *roots, **arguments)
    assert not found.is_error, told(found)
    assert found.structured_content is not None
    assert json.loads(told(found)) == found.structured_content
    return dict(found.structured_content)


def test_lint_finds_what_a_run_finds(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": FIXABLE, "b/b.py": PYTHON_CLEAN})
    found = answer(tmp_path, "lint")
    (finding,) = found["findings"]
    assert (finding["path"], finding["line"], finding["column"], finding["code"]) == ("a.py", 8, 19, "SPN002")
    assert finding["is_fixable"]
    assert (found["total"], found["left_out"], found["span_calls"], found["problems"]) == (1, 0, 2, [])
    assert f": error: SPN002 [*] {finding['message']}" in run_spanlint(tmp_path, "--output-format", "concise").out
    assert answer(tmp_path, "lint", paths=["b"])["findings"] == []
    assert answer(tmp_path, "lint", paths=["no"])["problems"] == [f"{tmp_path}/no: no such file or directory"]
    write(tmp_path, {"spanlint.toml": 'ignore = ["SPN002"]'})
    assert answer(tmp_path, "lint")["findings"] == []


def test_lint_takes_a_text(tmp_path: Path) -> None:
    found = answer(tmp_path, "lint", source=PYTHON_BAD, filename="new.py")
    assert [finding["code"] for finding in found["findings"]] == ["SPN001"]
    assert answer(tmp_path, "lint", source="[]")["total"] == 0  # Python, and also JSON
    for wrong in ({"filename": "a.txt"}, {"paths": ["a.py"]}, {"filename": "../a.py"}):
        assert ask(tmp_path, "lint", source=PYTHON_BAD, **wrong).is_error


def test_notebooks_components_and_markdown_are_read(tmp_path: Path) -> None:
    cells = notebook(code(TRACER), words("é"), code(SKIPPING))
    component = f"<p/>\n<script lang='ts'>\n{IMPORT}{BODY}</script>\n"
    page = f"# é\n```ts\n{IMPORT}{BODY}```\n"
    write(tmp_path, {"a.ipynb": cells, "b.vue": component, "c.md": page})
    places = [("a.ipynb", 3, 4, "SPN002"), ("b.vue", None, 8, "SPN002")]
    keys = ("path", "cell", "line", "code")
    assert [tuple(map(found.get, keys)) for found in answer(tmp_path, "lint")["findings"]] == places
    spans = [tuple(map(span.get, keys[:3])) for span in answer(tmp_path, "spans", path=".")["spans"] if span["codes"]]
    assert spans == [place[:3] for place in places]
    for name, text in (("d.ipynb", cells), ("d.vue", component)):
        (found,) = answer(tmp_path, "lint", source=text, filename=name)["findings"]
        assert found["code"] == "SPN002"
    assert "include-docs" in told(ask(tmp_path, "lint", source=page, filename="d.md"))
    write(tmp_path, {"spanlint.toml": "include-docs = true"})
    assert ("c.md", 8) in [(found["path"], found["line"]) for found in answer(tmp_path, "lint")["findings"]]
    assert answer(tmp_path, "lint", source=page, filename="d.md")["total"] == 1
    assert answer(tmp_path, "fix", dry_run=False, paths=["a.ipynb", "b.vue"])["files"] == ["a.ipynb", "b.vue"]
    assert (tmp_path / "a.ipynb").read_text(encoding="utf-8") == cells.replace("('c')", "('c', context=ctx)")


def test_the_baseline_of_the_first_root_applies(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD, "spanlint.toml": ""})
    run_spanlint(tmp_path, "--write-baseline", "known.json", "a.py")
    assert answer(tmp_path, "lint")["total"] == 1
    write(tmp_path, {"spanlint.toml": 'baseline = "known.json"'})
    assert answer(tmp_path, "lint")["total"] == 0


def test_fix_writes_nothing_unless_it_is_told_to(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": FIXABLE})
    shown = answer(tmp_path, "fix", paths=["a.py"])
    assert (shown["is_dry_run"], shown["fixed"]) == (True, 1)
    assert "+" in shown["diff"]
    assert (tmp_path / "a.py").read_text() == FIXABLE
    done = answer(tmp_path, "fix", paths=["a.py"], dry_run=False)
    assert (done["is_dry_run"], done["files"], done["remaining"]["total"]) == (False, ["a.py"], 0)
    assert (tmp_path / "a.py").read_text() == FIXED


def test_spans_says_what_each_parent_is(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": FIXABLE, "b.py": FIXED, "c.py": "x = 1\n"})
    found = answer(tmp_path, "spans", path=".")
    assert [(span["path"], span["line"], span["parent"], span["codes"]) for span in found["spans"]] == [
        ("a.py", 8, "absent", ["SPN002"]),
        ("b.py", 8, "passed", []),
    ]
    assert found["spans"][1]["why"] == "`context` is passed"
    assert (found["by_parent"], found["left_out"]) == ({"absent": 1, "passed": 1}, 0)


def test_spans_says_what_leaves_a_parent_unknown(tmp_path: Path) -> None:
    head = "import { trace } from '@opentelemetry/api';\nconst t = trace.getTracer('a');\n"
    calls = (
        "t.startSpan('a', { root: isRoot });",
        "t.startSpan('b', ...more);",
        "t.startSpan('c', { root: isRoot }, ctx);",
    )
    write(tmp_path, {"a.ts": head + "\n".join(calls)})
    found = answer(tmp_path, "spans", path=".")
    assert [(span["parent"], span["why"]) for span in found["spans"]] == [
        ("unknown", "`isRoot` decides whether the call declares a root"),
        ("unknown", "a spread argument may pass a parent, or not"),
        ("passed", "`ctx` is passed"),
    ]


def test_spans_tells_a_declared_root_from_an_empty_value(tmp_path: Path) -> None:
    calls = (
        "Sentry.startInactiveSpan({ name: 'a', parentSpan: null });",
        "Sentry.startInactiveSpan({ name: 'b', parentSpan: undefined });",
    )
    write(tmp_path, {"a.ts": "import * as Sentry from '@sentry/node';\n" + "\n".join(calls)})
    write(tmp_path, {"spanlint.toml": "[apis]\nsentry = true\n"})
    found = answer(tmp_path, "spans", path=".")
    assert [(span["parent"], span["codes"]) for span in found["spans"]] == [("root", []), ("empty", ["SPN004"])]
    assert found["spans"][0]["why"] == "`null` declares a root"


def test_explain_gives_the_page_of_a_rule(tmp_path: Path) -> None:
    for asked in ("spn002", "skipped-parent", " Skipped_Parent"):
        assert told(ask(tmp_path, "explain", code=asked)).startswith("# SPN002 skipped-parent")
    for wrong, why in (("SPN0", "prefix"), ("SPN02", "unknown rule"), ("x", "unknown rule")):
        found = ask(tmp_path, "explain", code=wrong)
        assert found.is_error
        assert why in told(found)


@pytest.mark.parametrize("path", ["../other/a.py", "/etc/passwd", "link/a.py", "a\0.py"])
def test_paths_are_confined_to_the_roots(tmp_path: Path, path: str) -> None:
    inside, other = tmp_path / "inside", tmp_path / "other"
    write(inside, {"x.py": ""})
    write(other, {"a.py": FIXABLE})
    (inside / "link").symlink_to(other)
    (inside / "out.py").symlink_to(other / "a.py")
    asked: dict[str, dict[str, Any]] = {
        "lint": {"paths": [path]},
        "fix": {"paths": [path], "dry_run": False},
        "spans": {"path": path},
    }
    for tool, arguments in asked.items():
        found = ask(inside, tool, **arguments)
        assert found.is_error
        assert FIXABLE.splitlines()[7].strip() not in told(found)
    assert answer(inside, "fix", paths=["."], dry_run=False)["fixed"] == 0
    assert (other / "a.py").read_text() == FIXABLE
    assert answer(inside, "lint", inside, other, paths=[str(other)])["total"] == 1


def test_without_roots_the_current_folder_is_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"here/a.py": FIXABLE, "b.py": ""})
    monkeypatch.chdir(tmp_path / "here")
    found = ask(tmp_path, "lint", can_name_roots=False)
    assert '"total": 1' in told(found)
    assert "outside of the roots" in told(ask(tmp_path, "lint", can_name_roots=False, paths=["../b.py"]))


def test_bad_configurations_and_arguments_are_errors_of_one_answer(tmp_path: Path) -> None:
    write(tmp_path, {"spanlint.toml": "selct = []", "a.py": FIXABLE})
    assert "did you mean `select`?" in told(ask(tmp_path, "lint"))
    assert ask(tmp_path, "lint", paths="a.py").is_error
    assert ask(tmp_path, "no_such_tool").is_error


def test_answers_are_bounded(tmp_path: Path) -> None:
    call = '    tracer.start_span("a{}").end()\n'
    write(tmp_path, {"a.py": PYTHON_BAD + "".join(map(call.format, range(300)))})
    found = answer(tmp_path, "spans", path="a.py")
    assert found["total"] == 301
    assert 0 < found["left_out"] == 301 - len(found["spans"])
    assert len(json.dumps(found)) < BUDGET + 1000
    assert rows_within([{"a": "x" * 2 * BUDGET}, {"b": 1}]) == ([{"a": "x" * 2 * BUDGET}], 1)
    assert text_within("x\n" * 10_000).endswith("4001 more lines; name fewer files to see them\n")


def test_what_is_passed_over_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"huge.py": PYTHON_BAD + "#" * 5_000_000, "broken.ipynb": "{ start_span", "a.py": PYTHON_BAD})
    write(tmp_path, {"r.ipynb": notebook(code("start_span()"), metadata={"language_info": {"name": "R"}})})
    found = answer(tmp_path, "lint")
    assert (found["total"], found["notebooks_not_read"]) == (2, 1)
    assert [line for line in found["problems"] if "huge.py: skipped: 5000130 bytes, more than" in line]
    told_of = " ".join(answer(tmp_path, "spans", path=".")["problems"])
    assert "huge.py: not checked: 5000130 bytes, more than max-file-size" in told_of
    assert "broken.ipynb: not checked: not JSON" in told_of
    assert lines_within(["a" * 5000, *map(str, range(5000))])[-1].startswith("... ")
    assert sum(map(len, lines_within(["x" * 300] * 5000))) < 4100


def test_roots_are_folders_of_this_machine(tmp_path: Path) -> None:
    uris = [tmp_path.as_uri(), "https://example.org/a", (tmp_path / "no").as_uri()]
    assert roots_of(uris).folders == (str(tmp_path),)
    with pytest.raises(OutsideError):
        AllowedFolders((str(tmp_path),)).resolve(f"{tmp_path}-sibling")


@pytest.mark.program
def test_the_program_speaks_with_the_client(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": FIXABLE})

    async def session(lead: Callable[[Client], Awaitable[None]]) -> None:
        command = StdioServerParameters(command=sys.executable, args=["-m", "spanlint", "mcp"], cwd=str(tmp_path))
        async with Client(command) as client:
            await lead(client)

    async def lead(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"lint", "fix", "explain", "spans"}
        hints = {name: tool.annotations and tool.annotations.read_only_hint for name, tool in tools.items()}
        assert hints == {"lint": True, "fix": None, "explain": True, "spans": True}
        assert "roots" not in json.dumps(tools["lint"].input_schema["properties"])
        found = await client.call_tool("lint", {})
        assert isinstance(found, CallToolResult)
        assert '"total": 1' in told(found)

    asyncio.run(asyncio.wait_for(session(lead), HANGS_AFTER))


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [("lint", {"path": "a.py"}), ("fix", {"paths": [], "dryrun": False}), ("lint", {"roots": []})],
)
def test_an_argument_that_a_tool_does_not_have_is_refused(tmp_path: Path, tool: str, arguments: dict[str, Any]) -> None:
    write(tmp_path, {"a.py": FIXABLE})
    found = ask(tmp_path, tool, tmp_path, **arguments)
    assert found.is_error
    assert "Extra inputs are not permitted" in told(found)
    assert [*arguments][-1] in told(found)
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == FIXABLE


@pytest.mark.program
def test_without_a_client_one_line_says_so(tmp_path: Path) -> None:
    write(tmp_path, {"mcp/a.py": PYTHON_BAD})
    for folder, hint in (tmp_path, "; to lint what is called `mcp`, write `spanlint ./mcp`"), (tmp_path / "mcp", ""):
        done = run_program(folder, "mcp")
        assert (done.code, done.out) == (2, "")
        assert done.err == f"spanlint: spanlint mcp: no agent has spoken over standard input{hint}\n"


@pytest.mark.parametrize("command", ["mcp", "server"])
def test_the_servers_take_no_files(tmp_path: Path, command: str) -> None:
    run = run_spanlint(tmp_path, command, "src")
    assert run == (2, "", "spanlint: error: unrecognized arguments: src: no file is expected\n")
