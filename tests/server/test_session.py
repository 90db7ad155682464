"""What an editor sees of the real server, from hello to goodbye."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from lsprotocol import types

from tests.cli.program import PYTHON_BAD, PYTHON_CLEAN, run_spanlint, write
from tests.server.applying import applied
from tests.server.session import SERVER, Editor, capabilities, codes, run_session
from tests.waiting import HANGS_AFTER

pytestmark = pytest.mark.program

FLAGSHIP = """\
import { Context, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent");

export function turn(ctx: Context) {
  const turn = tracer.startSpan("turn", {}, ctx);
  const tool = tracer.startSpan("tool"); // 🎉
  tool.end();
  turn.end();
}
"""
HELPER = """\
import { trace } from "@opentelemetry/api";

export const make = () => trace.getTracer("shop");
"""
USER = """\
import { make } from "./helper";

export const checkout = () => make().startSpan("checkout");
"""


def test_a_finding_is_shown_fixed_and_gone(tmp_path: Path) -> None:
    write(tmp_path, {"a.ts": FLAGSHIP})

    async def lead(editor: Editor) -> None:
        editor.open("a.ts")
        (found,) = await editor.shows("a.ts", (6, "SPN002"))
        assert (found.code, found.severity, found.source) == ("SPN002", types.DiagnosticSeverity.Error, "spanlint")
        assert found.range == types.Range(types.Position(6, 22), types.Position(6, 31))
        assert [place.location.range.start.line for place in found.related_information or ()] == [5]
        actions = await editor.actions("a.ts", 6)
        preferred = [action for action in actions if action.is_preferred]
        assert [action.title for action in preferred] == ["Pass `ctx` as the parent, as another call does (SPN002)"]
        titles = [action.title for action in await editor.all_actions("a.ts", 6, "quickfix")]
        assert titles[-2:] == ["Ignore SPN002 on this line", "Explain SPN002 (skipped-parent)"]
        assert list(preferred[0].diagnostics or ()) == [found]
        assert preferred[0].edit is not None
        (change,) = preferred[0].edit.document_changes or ()
        assert isinstance(change, types.TextDocumentEdit)
        assert change.text_document.version == 1
        text = applied(FLAGSHIP, preferred[0])
        assert text == FLAGSHIP.replace('startSpan("tool")', 'startSpan("tool", {}, ctx)')
        editor.change("a.ts", text)
        await editor.shows("a.ts")
        page = await editor.client.workspace_execute_command_async(
            types.ExecuteCommandParams("spanlint.explain", ["SPN002"])
        )
        assert str(page).startswith("# SPN002 skipped-parent\n")
        assert "SPN002" in await editor.told("SPN002")
        editor.close("a.ts")
        await editor.shows("a.ts")

    assert run_session(tmp_path, lead) == 0


def test_fix_all_does_what_a_run_does(tmp_path: Path) -> None:
    write(tmp_path, {"a.ts": FLAGSHIP.replace("tool.end", 'tracer.startSpan("more").end();\n  tool.end')})
    before = (tmp_path / "a.ts").read_text(encoding="utf-8")

    async def lead(editor: Editor) -> None:
        editor.open("a.ts")
        (action,) = await editor.actions("a.ts", 0, "source.fixAll")
        assert action.kind == "source.fixAll.spanlint"
        run_spanlint(tmp_path, "--fix", "a.ts")
        assert applied(before, action) == (tmp_path / "a.ts").read_text(encoding="utf-8") != before
        assert await editor.actions("a.ts", 0, "source.organizeImports") == []

    run_session(tmp_path, lead)


def test_a_fix_that_a_run_would_not_apply_is_offered_and_not_preferred(tmp_path: Path) -> None:
    write(tmp_path, {"a.ts": FLAGSHIP, "spanlint.toml": 'unfixable = ["SPN002"]\n'})

    async def lead(editor: Editor) -> None:
        editor.open("a.ts")
        await editor.shows("a.ts", (6, "SPN002"))
        assert await editor.actions("a.ts", 0, "source.fixAll") == []
        actions = await editor.actions("a.ts", 6)
        assert actions[0].title == "Pass `ctx` as the parent, as another call does (SPN002)"
        assert not any(action.is_preferred for action in actions)

    run_session(tmp_path, lead)


def test_the_edits_of_an_action_are_those_of_the_version_that_they_name(tmp_path: Path) -> None:
    """Whatever has been typed since the last diagnostics: an editor refuses edits of another version."""

    async def lead(editor: Editor) -> None:
        editor.open("a.ts", FLAGSHIP)
        await editor.shows("a.ts", (6, "SPN002"))
        typed = FLAGSHIP
        for line in ("// one\n", "// two\n"):
            typed = line + typed
            editor.change("a.ts", typed)
        (preferred,) = [action for action in await editor.actions("a.ts", 8) if action.is_preferred]
        (fix_all,) = await editor.actions("a.ts", 0, "source.fixAll.spanlint")
        for action in (preferred, fix_all):
            (change,) = (action.edit and action.edit.document_changes) or ()
            assert isinstance(change, types.TextDocumentEdit)
            assert change.text_document.version == 3
            assert applied(typed, action) == typed.replace('startSpan("tool")', 'startSpan("tool", {}, ctx)')

    run_session(tmp_path, lead, options={"delay": 60_000})


def test_what_is_open_overrides_the_disk_for_files_that_import_it(tmp_path: Path) -> None:
    other = "export const make = () => ({ startSpan(name: string) { return name; } });\n"
    write(tmp_path, {"helper.ts": other, "user.ts": USER, "package.json": "{}"})

    async def lead(editor: Editor) -> None:
        editor.open("user.ts")
        await editor.shows("user.ts")
        editor.open("helper.ts", HELPER)  # not saved
        await editor.shows("user.ts", (2, "SPN001"))
        editor.change("helper.ts", other)
        await editor.shows("user.ts")
        write(tmp_path, {"helper.ts": HELPER})
        editor.close("helper.ts")
        await editor.shows("user.ts", (2, "SPN001"))

    run_session(tmp_path, lead)


def test_a_changed_configuration_judges_again(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD, "b/b.py": PYTHON_BAD})

    async def lead(editor: Editor) -> None:
        for name in ("a.py", "b/b.py"):
            editor.open(name)
            await editor.shows(name, (6, "SPN001"))
        write(tmp_path, {"spanlint.toml": 'ignore = ["SPN001"]\n'})
        editor.save("b/b.py")  # an editor that watches no files
        await editor.shows("a.py")
        await editor.shows("b/b.py")
        write(tmp_path, {"spanlint.toml": 'exclude = ["b"]\n'})
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([]))
        await editor.shows("a.py", (6, "SPN001"))
        await editor.shows("b/b.py")
        write(tmp_path, {"spanlint.toml": "ignroe = []\n"})
        editor.save("a.py")
        await editor.shows("a.py")
        assert "did you mean `ignore`?" in await editor.told("spanlint.toml")
        (tmp_path / "spanlint.toml").unlink()
        editor.save("a.py")
        await editor.shows("a.py", (6, "SPN001"))
        settings = {"spanlint": {"ignore": ["SPN001"], "selct": []}}
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
        await editor.shows("a.py")
        assert "did you mean `select`?" in await editor.told("`selct`")

    run_session(tmp_path, lead)


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 26), ("utf-16", 24), ("utf-32", 23)])
def test_columns_are_counted_as_the_editor_does(tmp_path: Path, encoding: str, column: int) -> None:
    text = PYTHON_BAD.replace("return tracer", 'return "🎉", tracer')

    async def lead(editor: Editor) -> None:
        editor.open("a.py", text)
        (found,) = await editor.shows("a.py", (6, "SPN001"))
        assert (found.range.start.line, found.range.start.character) == (6, column)
        assert "Parent: absent" in await editor.hover("a.py", 6, column + 1)
        (fix, *_) = await editor.actions("a.py", 6)
        assert "Ignore" in fix.title or fix.edit is not None
        start, end = types.Position(6, column), types.Position(6, column + len("start_span"))
        editor.edit("a.py", types.TextDocumentContentChangePartial(types.Range(start, end), "finish"))
        await editor.shows("a.py")

    run_session(tmp_path, lead, can=capabilities(encoding))


def test_diagnostics_are_given_to_who_asks_for_them(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD, "b.py": PYTHON_BAD, "c.py": PYTHON_CLEAN})

    async def lead(editor: Editor) -> None:
        client = editor.client
        editor.open("a.py")
        first = await editor.pull("a.py")
        assert isinstance(first, types.RelatedFullDocumentDiagnosticReport)
        assert codes(list(first.items)) == [(6, "SPN001")]
        again = await editor.pull("a.py", first.result_id)
        assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
        editor.change("a.py", PYTHON_CLEAN)
        changed = await editor.pull("a.py", first.result_id)
        assert isinstance(changed, types.RelatedFullDocumentDiagnosticReport)
        assert codes(list(changed.items)) == []
        report = await client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
        assert [item.uri for item in report.items] == [editor.uri("b.py")]
        known = [types.PreviousResultId(item.uri, item.result_id or "") for item in report.items]
        write(tmp_path, {"c.py": PYTHON_BAD})
        report = await client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(known))
        assert {item.uri: item.kind for item in report.items} == {
            editor.uri("b.py"): "unchanged",
            editor.uri("c.py"): "full",
        }

    run_session(tmp_path, lead, can=capabilities("utf-16", is_pulling=True))


def test_several_folders_each_have_their_configuration(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    write(one, {"a.py": PYTHON_BAD, ".venv/lib/x.py": PYTHON_BAD})
    write(two, {"a.py": PYTHON_BAD, "spanlint.toml": 'ignore = ["SPN001"]'})

    async def lead(editor: Editor) -> None:
        other = (two / "a.py").as_uri()
        editor.open("a.py")
        await editor.shows("a.py", (6, "SPN001"))
        editor.open(other, PYTHON_BAD)
        await editor.shows(other)
        editor.open(".venv/lib/x.py")
        await editor.shows(".venv/lib/x.py")
        editor.open("untitled:Untitled-1", PYTHON_BAD)  # never saved
        await editor.shows("untitled:Untitled-1", (6, "SPN001"))
        editor.open("half.py", PYTHON_BAD + "\n\ndef unfinished(\n")
        await editor.shows("half.py", (6, "SPN001"))
        editor.open("huge.py", PYTHON_BAD + "#" * 5_000_000)
        await editor.shows("huge.py")
        assert "max-file-size" in await editor.told("huge.py")

    run_session(one, lead, two)


def test_a_baseline_covers_what_it_covers_in_a_run(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD, "spanlint.toml": 'baseline = "known.json"\n'})
    write(tmp_path, {"spanlint.toml": ""})
    run_spanlint(tmp_path, "--write-baseline", "known.json", "a.py")
    write(tmp_path, {"spanlint.toml": 'baseline = "known.json"\n'})

    async def lead(editor: Editor) -> None:
        editor.open("a.py")
        await editor.shows("a.py")
        assert await editor.actions("a.py", 6) == []
        (tmp_path / "known.json").unlink()
        editor.save("a.py")
        assert "known.json" in await editor.told("known.json")

    run_session(tmp_path, lead)


def test_a_folder_that_comes_and_goes_brings_its_baseline(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    write(one, {"a.py": PYTHON_CLEAN})
    write(two, {"a.py": PYTHON_BAD, "spanlint.toml": ""})
    run_spanlint(two, "--write-baseline", "known.json", "a.py")
    write(two, {"spanlint.toml": 'baseline = "known.json"\n'})
    folder, other = [types.WorkspaceFolder(two.as_uri(), "two")], (two / "a.py").as_uri()

    def changed(editor: Editor, added: list[types.WorkspaceFolder], removed: list[types.WorkspaceFolder]) -> None:
        event = types.WorkspaceFoldersChangeEvent(added, removed)
        editor.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))

    async def lead(editor: Editor) -> None:
        editor.open(other, PYTHON_BAD)
        await editor.shows(other, (6, "SPN001"))
        changed(editor, folder, [])
        await editor.shows(other)
        changed(editor, [], folder)
        await editor.shows(other, (6, "SPN001"))

    run_session(one, lead)


CRASHING = """\
import sys
import spanlint.server.judging as judging
judge = judging.judge_with_line_ends
def crash(source, *rest):
    print("printed by accident")
    if b"crash" in source.text:
        raise LookupError("on purpose")
    return judge(source, *rest)
judging.judge_with_line_ends = crash
from spanlint.__main__ import main
sys.argv = ["spanlint", "server"]
main()
"""


def test_a_crash_answers_its_request_and_nothing_printed_is_taken_for_a_message(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD, "b.py": PYTHON_BAD + "# crash\n"})

    async def lead(editor: Editor) -> None:
        editor.open("b.py")
        assert "LookupError: on purpose" in await editor.told("a bug in spanlint")
        with pytest.raises(Exception, match="on purpose"):
            await editor.hover("b.py", 6, 20)
        editor.open("a.py")
        await editor.shows("a.py", (6, "SPN001"))

    assert run_session(tmp_path, lead, command=(sys.executable, "-c", CRASHING)) == 0


BLOCKED = CRASHING.replace(
    '    print("printed by accident")\n', "    import time\n    while not os.path.exists('go'): pass\n"
)


def test_a_request_can_be_cancelled_before_its_turn(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD})

    async def lead(editor: Editor) -> None:
        protocol = editor.client.protocol
        editor.open("a.py")
        params = types.HoverParams(editor.identifier("a.py"), types.Position(6, 20))
        waiting = [protocol.send_request(types.TEXT_DOCUMENT_HOVER, params, msg_id=name) for name in ("one", "two")]
        protocol.notify(types.CANCEL_REQUEST, types.CancelParams("two"))
        with pytest.raises(Exception, match="cancel"):
            await asyncio.wrap_future(waiting[1])
        (tmp_path / "go").touch()
        assert await asyncio.wrap_future(waiting[0]) is not None

    run_session(tmp_path, lead, command=(sys.executable, "-c", "import os\n" + BLOCKED))


def frame(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def test_each_malformed_message_is_answered_and_the_server_lives_on(tmp_path: Path) -> None:
    messages = [
        b'{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": null, "capabilities": {}}}',
        b"{",
        b"[]",
        b'{"id": 7, "method": "x"}',
        b'{"jsonrpc": "2.0", "id": 8, "method": "textDocument/hover", "params": {"position": 3}}',
        b'{"jsonrpc": "2.0", "id": 9, "method": "no/such"}',
        b'{"jsonrpc": "2.0", "id": 10, "method": "shutdown"}',
        b'{"jsonrpc": "2.0", "method": "exit"}',
    ]
    data = b"nonsense\r\n" + b"".join(map(frame, messages))
    done = subprocess.run(SERVER, cwd=tmp_path, input=data, capture_output=True, timeout=HANGS_AFTER)
    bodies = [part.split(b"\r\n\r\n", 1)[1] for part in done.stdout.split(b"Content-Length: ")[1:]]
    answers = [body.decode() for body in bodies if b'"method"' not in body]
    found = [[code for code in ("-32700", "-32600", "-32602", "-32601") if code in answer] for answer in answers]
    assert found == [[], ["-32700"], ["-32600"], ["-32600"], ["-32602"], ["-32601"], []]
    assert done.returncode == 0


def test_without_a_client_one_line_says_so(tmp_path: Path) -> None:
    write(tmp_path, {"server/a.py": PYTHON_BAD})
    done = subprocess.run(SERVER, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, timeout=HANGS_AFTER)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == (
        "spanlint: spanlint server: no editor has spoken over standard input; to lint what is called `server`, write"
        " `spanlint ./server`\n"
    )


def test_what_is_typed_is_judged_once_no_key_follows_for_a_while(tmp_path: Path) -> None:
    async def lead(editor: Editor) -> None:
        editor.open("a.py", PYTHON_BAD)
        await editor.shows("a.py", (6, "SPN001"))  # at once
        for text in (PYTHON_BAD + "\n", PYTHON_CLEAN):
            editor.change("a.py", text)
        assert "Parent: passed" in await editor.hover("a.py", 6, 20)  # a request is not delayed
        await editor.shows("a.py", (6, "SPN001"))
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"spanlint": {"delay": 0}}))
        await editor.shows("a.py")

    run_session(tmp_path, lead, options={"delay": 60_000})
