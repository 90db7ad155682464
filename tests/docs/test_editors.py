"""What the pages on editors and agents tell a reader to copy does what they say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from spanlint.mcp.tools import server
from spanlint.server.options import read_options
from tests.cli.program import PYTHON_BAD, run_spanlint, write
from tests.docs.pages import page
from tests.regions.notebooks import SKIPPING, TRACER, code, notebook
from tests.server.test_neovim import SCRIPT, neovim
from tests.server.test_session import FLAGSHIP
from tests.waiting import HANGS_AFTER

EDITORS, AGENTS, SETTINGS = page("docs/editors.md"), page("docs/agents.md"), page("editors/README.md")


def block(text: str, language: str, words: str) -> str:
    """The one block of a language that holds some words."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    (found,) = (each for each in blocks if words in each)
    return str(found)


def run_editor(folder: Path, command: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    """Run an editor that finds spanlint on its PATH, and a configuration in no other folder."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "HOME": str(folder)}
    return subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=HANGS_AFTER
    )


def emacs() -> str:
    """The program. Skips the test where there is none that has eglot (`make emacs` installs it)."""
    found = shutil.which("emacs")
    ask = "(progn (require 'package) (package-initialize) (require 'eglot))"
    if found is None or subprocess.run([found, "--batch", "--eval", ask], capture_output=True).returncode:
        pytest.skip("Emacs with eglot is not installed: `make emacs` installs it")
    return found


SKIPPING_FILE = """\
from opentelemetry import trace

tracer = trace.get_tracer("shop")


def turn(ctx):
    with tracer.start_span("model", context=ctx):
        pass
    with tracer.start_span("tool"):  # 🎉
        pass
"""


@pytest.mark.program
@pytest.mark.parametrize(
    ("name", "text", "place", "call", "fixed"),
    [
        ("a.ts", FLAGSHIP, "7:23", 'startSpan("tool"', 'startSpan("tool", {}, ctx'),
        ("a.vue", f"<i/><script>\n{FLAGSHIP}</script>\n", "8:23", 'startSpan("tool"', 'startSpan("tool", {}, ctx'),
        (
            "a.ipynb",
            notebook(code(TRACER), code(SKIPPING)),
            "22:29",
            "start_span('c'",
            "start_span('c', context=ctx",
        ),
    ],
)
def test_neovim_starts_the_server_as_the_page_says(
    tmp_path: Path, name: str, text: str, place: str, call: str, fixed: str
) -> None:
    write(tmp_path, {name: text, "init.lua": block(EDITORS, "lua", "FileType")})
    command = [neovim(), "--headless", "-u", "init.lua", "-n", name, "-c", f"luafile {SCRIPT}"]
    done = run_editor(tmp_path, command)
    assert done.returncode == 0, done.stderr
    assert f"SPN002 {place}" in done.stdout.decode()
    assert (tmp_path / name).read_text(encoding="utf-8") == text.replace(call, fixed)


@pytest.mark.program
@pytest.mark.parametrize(
    ("name", "text", "place", "call", "fixed"),
    [
        ("a.js", FLAGSHIP.replace(": Context", ""), "7:23", 'startSpan("tool"', 'startSpan("tool", {}, ctx'),
        ("a.py", SKIPPING_FILE, "9:17", 'start_span("tool"', 'start_span("tool", context=ctx'),
    ],
)
def test_emacs_starts_the_server_as_the_page_says(
    tmp_path: Path, name: str, text: str, place: str, call: str, fixed: str
) -> None:
    write(tmp_path, {name: text, "init.el": block(EDITORS, "elisp", "eglot")})
    command = [emacs(), "--batch", name, "--load", "init.el", "--load", str(SCRIPT.with_name("emacs.el"))]
    done = run_editor(tmp_path, command)
    assert done.returncode == 0, done.stderr
    assert f"SPN002 {place}\n" in done.stderr.decode()
    assert (tmp_path / name).read_text(encoding="utf-8") == text.replace(call, fixed)


def test_the_problem_matcher_reads_the_report(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD})
    (task,) = json.loads(block(EDITORS, "json", "problemMatcher"))["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    run = run_spanlint(tmp_path, *task["command"].split()[1:])
    (line,) = run.out.splitlines()
    match = re.fullmatch(pattern["regexp"], line)
    assert match is not None
    assert [match[pattern[name]] for name in ("file", "line", "column", "severity", "code")] == [
        *("a.py", "7", "19"),
        *("warning", "SPN001"),
    ]
    assert match[pattern["message"]].startswith("`start_span` passes no parent")


def test_every_block_of_data_is_valid() -> None:
    from importlib import import_module

    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    found = toml.loads(block(EDITORS, "toml", "language-server"))["language-server"]["spanlint"]
    commands = [[found["command"], *found["args"]]]
    commands.append(json.loads(block(SETTINGS, "json", "clients"))["clients"]["spanlint"]["command"])
    assert commands == [["spanlint", "server"]] * 2
    (task,) = json.loads(block(SETTINGS, "json", "ZED_RELATIVE_FILE"))
    assert task["command"] == "spanlint"
    entry = json.loads(block(AGENTS, "json", "mcpServers"))["mcpServers"]["spanlint"]
    assert [entry["command"], *entry["args"]] == ["spanlint", "mcp"]


def test_every_setting_and_tool_is_on_its_page() -> None:
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| .* \|$", EDITORS, flags=re.MULTILINE)
    keys = re.findall(r"\w+", " ".join(rows))
    assert read_options(dict.fromkeys(keys, None)).problems == ()
    assert len(keys) == 8
    tools = {tool.name for tool in server()._tool_manager.list_tools()}
    assert tools == set(re.findall(r"`(\w+)\(", AGENTS))


def test_the_skill_is_one() -> None:
    text = page("skills/spanlint/SKILL.md")
    head = re.match(r"---\nname: (\S+)\ndescription: (.+)\n---\n", text)
    assert head is not None
    assert head[1] == "spanlint"
    assert len(head[2]) <= 1024
    for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text)):
        assert option in run_spanlint(Path(), "--help").out
