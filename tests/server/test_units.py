"""What the server decides without speaking to anyone."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from random import Random

import pytest
from lsprotocol import types

from spanlint.config.model import Config
from spanlint.config.run_settings import load_with_known_names
from spanlint.languages.names.containment import resolved
from spanlint.model.request import Request
from spanlint.run.time_limit import TimeLimitError
from spanlint.server import configurations
from spanlint.server.actions import FIX_ALL, ActionQuery, actions_of
from spanlint.server.buffers import Buffer, buffer_of, folder_around
from spanlint.server.diagnostics import Client, diagnostics_of
from spanlint.server.hovers import hover_of
from spanlint.server.judge_queue import JudgeQueue
from spanlint.server.judgements import Judgements
from spanlint.server.judging import JudgedBuffer
from spanlint.server.options import ServerOptions, read_options
from spanlint.server.places import EditorPlaces
from spanlint.text.source import Position
from tests.cli.program import PYTHON_BAD, run_spanlint, write
from tests.regions.components import BODY, IMPORT
from tests.regions.notebooks import SKIPPING, TRACER, code, notebook, words
from tests.server.applying import applied

CLIENT = Client("utf-8")
EXAMPLES = Path(__file__).parents[2] / "rules"


def judged(folder: Path, name: str, text: str) -> JudgedBuffer:
    buffer = buffer_of((folder / name).as_uri(), "", 1, text, str(folder))
    assert buffer is not None
    return Judgements(ServerOptions(), (str(folder),)).of(buffer, {buffer.path: buffer})


def shown(found: JudgedBuffer, client: Client = CLIENT) -> list[types.Diagnostic]:
    return diagnostics_of(found, client)[found.buffer.uri]


def actions(found: JudgedBuffer, at: types.Range, client: Client = CLIENT) -> list[types.CodeAction]:
    return actions_of(found, client, ActionQuery(found.buffer.uri, at))


def hover(found: JudgedBuffer, at: types.Position) -> types.Hover | None:
    return hover_of(found, CLIENT, found.buffer.uri, at)


@pytest.mark.parametrize(
    ("uri", "language_id", "path"),
    [
        ("file:///w/a%20b.py", "python", "/w/a b.py"),
        ("file:///w/tool", "python", "/w/tool.py"),
        ("untitled:Untitled-1", "typescriptreact", "/f/Untitled-1.tsx"),
        ("untitled:/w/new.ts", "typescript", "/f/new.ts"),
        ("file:///w/a.txt", "plaintext", None),
        ("git:/w/a.py", "python", None),
    ],
)
def test_a_document_has_a_path(uri: str, language_id: str, path: str | None) -> None:
    buffer = buffer_of(uri, language_id, 1, "", "/f")
    assert (buffer and buffer.path) == path


def test_the_innermost_folder_around_a_file() -> None:
    assert folder_around("/a/b/c.py", ["/a", "/a/b", "/a/bc"]) == "/a/b"
    assert folder_around("/ab/c.py", ["/a"]) is None


@pytest.mark.parametrize(
    ("value", "options", "problems"),
    [
        (None, ServerOptions(), 0),
        ({"spanlint": {"select": ["SPN001"], "configuration": None}}, ServerOptions(select=("SPN001",)), 0),
        ({"delay": True, "select": "SPN001", "ignore": [1], "opensPages": 1}, ServerOptions(), 4),
        ({"delay": -1}, ServerOptions(), 1),
        ([], ServerOptions(), 1),
        ({"no": 1, "delay": 3}, ServerOptions(delay=3), 1),
    ],
)
def test_settings_are_read_and_each_wrong_one_is_told(value: object, options: ServerOptions, problems: int) -> None:
    found = read_options(value)
    assert (found.options, len(found.problems)) == (options, problems)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("has_bom", [False, True])
def test_places_lead_there_and_back(encoding: str, has_bom: bool) -> None:
    places = EditorPlaces("é🎉x\r\ny".encode(), encoding, has_bom)
    for line, columns in ((1, 4), (2, 2)):
        for column in range(1, columns + 1):
            assert places.place(places.position(Position(line, column))) == Position(line, column)
    assert places.place(types.Position(0, 99)) == Position(1, 4)
    assert places.place(types.Position(9, 9)) == Position(10, 1)


def test_a_byte_order_mark_counts_for_the_editor_alone(tmp_path: Path) -> None:
    text = 'from opentelemetry.trace import get_tracer as t; t("a").start_span("b")\n'
    plain, marked = (judged(tmp_path, "a.py", start + text) for start in ("", "\ufeff"))
    columns = [shown(found, Client("utf-16"))[0].range.start.character for found in (plain, marked)]
    assert columns[1] == columns[0] + 1


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ('start_span("a", context=ctx)', "Parent: passed"),
        ('start_span("a", context=Context())', "Parent: root"),
        ('start_span("a", context=None)', "Parent: empty"),
        ('start_span("a", **options)', "Parent: unknown"),
        ('start_span("a", context=trace.get_current_span())', "Parent: misplaced"),
        ('start_span("a")', "Parent: absent"),
        ('start_as_current_span("a")', "makes its span active"),
    ],
)
def test_a_call_says_what_its_parent_is(tmp_path: Path, call: str, words: str) -> None:
    head = "from opentelemetry import trace\nfrom opentelemetry.context import Context\nt = trace.get_tracer('x')\n"
    found = judged(tmp_path, "a.py", f"{head}def f(ctx, options):\n    return t.{call}\n")
    known = hover(found, types.Position(4, 15))
    assert known is not None
    assert isinstance(known.contents, types.MarkupContent)
    assert words in known.contents.value
    assert "OpenTelemetry" in known.contents.value


def test_an_ambient_parent_is_named_with_its_line(tmp_path: Path) -> None:
    lines = ["from opentelemetry import trace", "t = trace.get_tracer('x')", "def f():",
             "    with t.start_as_current_span('a'):", "        return t.start_span('b')"]  # fmt: skip
    known = hover(judged(tmp_path, "a.py", "\n".join(lines)), types.Position(4, 18))
    assert known is not None
    assert "Parent: ambient.** no parent is passed, and `start_as_current_span` in line 4" in str(known.contents)


def test_a_code_in_a_comment_says_what_its_rule_is(tmp_path: Path) -> None:
    text = PYTHON_BAD.replace('"checkout")', '"checkout")  # spanlint: ignore[SPN001] why') + 's = "SPN001"\n'
    found = judged(tmp_path, "a.py", text)
    column = text.splitlines()[6].index("SPN001")
    assert "**SPN001** missing-parent" in str(hover(found, types.Position(6, column)))
    assert hover(found, types.Position(7, 7)) is None
    assert hover(found, types.Position(0, 0)) is None


def test_a_suppression_that_silences_nothing_is_unnecessary(tmp_path: Path) -> None:
    text = "x = 1  # spanlint: ignore[SPN001] old\n"
    (found,) = shown(judged(tmp_path, "a.py", text), CLIENT)
    assert (found.code, found.tags) == ("SPN901", [types.DiagnosticTag.Unnecessary])
    assert shown(judged(tmp_path, "a.py", text), Client(takes_tags=False))[0].tags is None


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_an_ignored_line_is_silent_and_keeps_its_line_ends(tmp_path: Path, end: str) -> None:
    text = PYTHON_BAD.replace("\n", end)
    found = judged(tmp_path, "a.py", text)
    line = types.Range(types.Position(6, 0), types.Position(6, 0))
    (action,) = (action for action in actions(found, line) if action.title.startswith("Ignore"))
    changed = applied(text, action)
    assert "# spanlint: ignore[SPN001] TODO: say why" in changed
    assert changed.count(end) == text.count(end)
    assert judged(tmp_path, "a.py", changed).diagnostics == ()


def test_a_client_without_versions_or_literals(tmp_path: Path) -> None:
    found = judged(tmp_path, "a.py", PYTHON_BAD)
    line = types.Range(types.Position(6, 0), types.Position(6, 0))
    edits = [action.edit for action in actions(found, line, Client(takes_versions=False)) if action.edit]
    assert edits
    assert all(edit.changes and edit.document_changes is None for edit in edits)
    assert actions(found, line, Client(takes_actions=False)) == []


@pytest.mark.parametrize(
    ("error", "problem"), [(RecursionError, "nested too deeply"), (TimeLimitError, "max-file-seconds")]
)
def test_a_document_over_a_limit_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException], problem: str
) -> None:
    def give_up(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr("spanlint.server.judging.judge_with_line_ends", give_up)
    found = judged(tmp_path, "a.py", PYTHON_BAD)
    assert problem in found.problem
    assert found.diagnostics == ()


def test_every_diagnostic_is_that_of_a_run(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD})
    (found,) = judged(tmp_path, "a.py", PYTHON_BAD).diagnostics
    run = run_spanlint(tmp_path, "--output-format", "concise", "--quiet", "a.py")
    assert (
        f"a.py:{found.start.line}:{found.start.column}: {found.severity.value}: {found.code} {found.message}" in run.out
    )


def test_calls_are_made_in_order_and_what_they_raise_is_for_who_asked() -> None:
    queue, made = JudgeQueue(), list[int]()
    first: Future[None] = queue.submit(made.append, 1)
    cancelled = queue.submit(made.append, 2)
    wrong = queue.submit(int, "x")
    last = queue.submit(made.append, 3)
    assert cancelled.cancel()
    queue.close()
    queue.run()
    assert made == [1, 3]
    assert isinstance(wrong.exception(), ValueError)
    assert first.done()
    assert last.done()


def test_what_is_remembered_of_the_disk_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "other").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real")
    assert resolved(str(link)) == str(tmp_path / "real")
    link.unlink()
    link.symlink_to(tmp_path / "other")
    assert resolved(str(link)) == str(tmp_path / "real")
    Judgements(ServerOptions(), ()).forget_files()
    assert resolved(str(link)) == str(tmp_path / "other")


def test_a_configuration_that_changes_while_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD, "spanlint.toml": 'exclude = ["a.py"]\n'})

    def load_slowly(path: str) -> Config:
        config = load_with_known_names(path)
        (tmp_path / "spanlint.toml").write_text("exclude = []\n")
        return config

    monkeypatch.setattr(configurations, "load_with_known_names", load_slowly)
    known = configurations.Configurations(Request(), (str(tmp_path),))
    assert known.of_file(str(tmp_path / "a.py")).settings is None
    assert known.refresh()
    assert known.of_file(str(tmp_path / "a.py")).settings is not None


def test_a_document_that_does_not_change_is_judged_once(tmp_path: Path) -> None:
    judgements = Judgements(ServerOptions(), (str(tmp_path),))
    buffer = Buffer("file:///a.py", str(tmp_path / "a.py"), 1, PYTHON_BAD)
    buffers = {buffer.path: buffer}
    first, again = judgements.of(buffer, buffers), judgements.of(buffer, buffers)
    assert first.serial == again.serial
    write(tmp_path, {"spanlint.toml": 'ignore = ["SPN001"]'})
    assert judgements.outdated(buffers) == [buffer]
    assert judgements.of(buffer, buffers).diagnostics == ()


def test_a_code_leads_to_its_page_if_the_build_has_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = judged(tmp_path, "a.py", PYTHON_BAD)
    assert shown(found, CLIENT)[0].code_description is None
    monkeypatch.setattr("spanlint.server.diagnostics.page_address", lambda rule: f"https://example.org/{rule}")
    description = shown(found, CLIENT)[0].code_description
    assert description == types.CodeDescription("https://example.org/missing-parent")
    assert shown(found, Client(takes_addresses=False))[0].code_description is None


def test_fix_all_is_what_a_run_fixes_in_every_example(tmp_path: Path) -> None:
    write(tmp_path, {"spanlint.toml": 'select = ["ALL"]\n'})
    nowhere, fixed = types.Range(types.Position(0, 0), types.Position(0, 0)), list[str]()
    for example in sorted(path for path in EXAMPLES.glob("*/examples/bad*") if path.suffix in (".py", ".ts")):
        name = f"{example.parent.parent.name}-{example.name}"
        text = example.read_text(encoding="utf-8")
        write(tmp_path, {name: text})
        found = judged(tmp_path, name, text)
        actions = actions_of(found, CLIENT, ActionQuery(found.buffer.uri, nowhere, [FIX_ALL]))
        run_spanlint(tmp_path, "--fix", "--quiet", name)
        after = (tmp_path / name).read_text(encoding="utf-8")
        assert (applied(text, actions[0]) if actions else text) == after, name
        fixed += [name] * (after != text)
    assert len(fixed) > 4


@pytest.mark.parametrize("name", ["a.py", "a.ts", "a.vue", "a.astro", "a.md", "a.ipynb"])
def test_what_is_half_typed_is_answered(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"spanlint.toml": "include-docs = true"})
    script = f"<script lang='ts'>\n{IMPORT}{BODY}</script>\n"
    texts = {
        "a.py": PYTHON_BAD + SKIPPING,
        "a.ts": IMPORT + BODY,
        "a.vue": f"<p>é</p>\n{script}",
        "a.astro": f"---\n{IMPORT}{BODY}---\n{script}",
        "a.md": f"# é\n\n> ```ts\n> {BODY}\n```ts\n{IMPORT}{BODY}```\n",
        "a.ipynb": notebook(code(TRACER), words("é"), code("%%time\n" + SKIPPING)),
    }
    text, chosen = texts[name], Random(name)
    for _ in range(40):
        start = chosen.randrange(len(text))
        end = start + chosen.choice((0, 1, 3, 30, 200))
        typed = chosen.choice(("", "é", "\r\n", "\r", '"', "🎉", "{", "`", "<", "\\"))
        found = judged(tmp_path, name, text[:start] + typed + text[end:])
        assert found.problem == ""
        everything = types.Range(types.Position(0, 0), types.Position(999, 0))
        assert len(shown(found)) == len(found.diagnostics)
        can_be_read = found.settings is not None
        assert (len(actions(found, everything)) >= len(found.diagnostics)) is (can_be_read or not found.diagnostics)
        hover(found, types.Position(chosen.randrange(20), 5))
