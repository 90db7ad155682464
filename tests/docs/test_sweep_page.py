"""The page on sweeps, tried as it is written: its list, what its sweeps print, its night with cron and that in CI."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from spanlint.sweep.options import SWEEP_OPTIONS
from tests.adoption.repositories import git
from tests.cli.program import Run
from tests.docs.pages import NEW, OLD, blocks, page, shell
from tests.sweep.repositories import commit, repository

pytestmark = pytest.mark.program

NAME = "docs/sweep.md"
_yaml: Any = import_module("yaml")
_ADDRESS = re.compile(r"(https://git\.example\.org/|git@git\.example\.org:)")

BAKERY = {
    "app/orders.py": OLD,
    "app/routes.py": OLD.replace("ship", "bake"),
    "lib/client.py": NEW.replace(
        "\n\ndef", "from opentelemetry import trace\n\ntracer = trace.get_tracer('x')\n\n\ndef"
    ),
    ".github/CODEOWNERS": "*  @acme/bakers\n/lib/  @acme/platform\n",
}


def listing() -> str:
    """The list of the page."""
    (text,) = (block.text for block in blocks(NAME, "text") if "../mirrors/legacy.git" in block.text)
    return text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder beside the mirrors that the list names, with the list. Its hosts are a folder of this machine."""
    hosts = tmp_path / "hosts"
    repository(hosts / "acme" / "bakery.git", BAKERY)
    oven = repository(hosts / "acme" / "oven.git", {"oven.py": OLD})
    git(oven, "branch", "release")
    repository(
        tmp_path / "mirrors" / "legacy.git",
        {"server/a.py": OLD, "server/pyproject.toml": "[tool.spanlint]\nno-key = 1\n"},
    )
    here = tmp_path / "here"
    here.mkdir()
    (here / "repositories.txt").write_text(_ADDRESS.sub(f"file://{hosts}/", listing()))
    return here


def change(folder: Path) -> None:
    """What happens between two nights: a call is mended, another one comes, and lines move."""
    bakery = folder.parent / "hosts" / "acme" / "bakery.git"
    commit(bakery, {"app/orders.py": f"# moved\n\n{OLD}{NEW}", "lib/client.py": "x = 1\n"})


def printed(title: str) -> str:
    """The block below a comment of the page."""
    found = re.search(rf"<!-- {title} -->\n```text\n(.*?)```", page(NAME), flags=re.DOTALL)
    assert found is not None
    return found[1]


def run(folder: Path, command: str, **variables: str) -> Run:
    return shell(folder, command, PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", **variables)


def test_two_nights_print_what_the_page_says(folder: Path) -> None:
    command = blocks(NAME, "sh")[0].text.strip()
    assert command == "spanlint sweep --out nightly repositories.txt"
    first = run(folder, command)
    assert (first.code, first.out) == (2, printed("first night"))
    change(folder)
    second = run(folder, command)
    assert (second.code, second.out) == (2, printed("second night"))
    written = {path.relative_to(folder / "nightly").parts[0] for path in (folder / "nightly").rglob("*")}
    described = {row.partition("/")[0] for row in re.findall(r"^\| `([^`]+)` \|", page(NAME), flags=re.MULTILINE)}
    assert written - {"state"} <= described


def test_a_dry_run_prints_what_the_page_says(folder: Path) -> None:
    (command,) = (block.text.strip() for block in blocks(NAME, "sh") if "--dry-run" in block.text)
    done = run(folder, command)
    expected = _ADDRESS.sub(f"file://{folder.parent / 'hosts'}/", printed("dry run"))
    assert (done.code, done.out) == (0, expected.replace("/srv/", f"{folder.parent}/"))
    assert not (folder / "nightly").exists()


def test_every_option_of_the_command_that_the_page_names_exists() -> None:
    known = {name for option in SWEEP_OPTIONS for name in option.names}
    text = re.sub(r"docker run .* IMAGE ", "", page(NAME))
    found = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text))
    assert found <= known


def test_the_history_is_as_the_page_says(folder: Path) -> None:
    change(folder)
    (block,) = (block for block in blocks(NAME, "sh") if "--history" in block.text)
    (line,) = (json.loads(block.text) for block in blocks(NAME, "json") if '"brought"' in block.text)
    for command in block.text.splitlines():
        assert run(folder, command).code == 2  # of the repository whose configuration is broken
        text = (folder / "history" / "history" / "acme" / "bakery.jsonl").read_text()
        lives = [json.loads(text) for text in text.splitlines()]
        assert [*lives[0]] == [*line]
        assert sum(life["ended"] is not None for life in lives) == 1


def test_the_line_of_cron(folder: Path) -> None:
    (text,) = (block.text for block in blocks(NAME, "text") if "MAILTO" in block.text)
    (line,) = (line for line in text.splitlines() if line[0].isdigit())
    when, user, command = line.split(None, 6)[:5], line.split(None, 6)[5], line.split(None, 6)[6]
    assert (len(when), user) == (5, "spanlint")
    assert "%" not in command, "which cron takes for the end of the line"
    for place in ("var/lib/spanlint", "etc/spanlint"):
        (folder / place).mkdir(parents=True)
    listed = (folder / "repositories.txt").read_text().splitlines(keepends=True)
    (folder / "etc" / "spanlint" / "repositories.txt").write_text("".join(listed[:2]))
    command = re.sub(r" /(?=var/|etc/)", f" {folder}/", command)
    first = run(folder, command)
    assert (first.code, first.err) == (0, "")
    change(folder)
    second = run(folder, command)
    assert (second.code, second.err) == (0, "")
    assert ", 1 new, 1 gone: " in second.out


def test_the_container(folder: Path) -> None:
    """What docker is told to keep from the command is kept from it here by the namespaces that docker uses."""
    (text,) = (block.text for block in blocks(NAME, "sh") if "docker run" in block.text)
    options, command = text.split(" IMAGE ")
    assert "--network none --read-only" in options
    mounts = re.findall(r"--volume /srv/(\w+):(/\w+)(:ro)?", options)
    assert mounts == [("mirrors", "/mirrors", ":ro"), ("nightly", "/nightly", "")]
    mirrors = folder.parent / "mirrors"
    repository(mirrors / "oven.git", {"a.py": OLD})
    (mirrors / "repositories.txt").write_text("oven.git name=acme/oven\n")
    command = command.replace("/nightly", f"{folder}/nightly").replace("/mirrors", str(mirrors)).strip()
    bind = f"mount --bind {mirrors} {mirrors} && mount -o remount,ro,bind {mirrors}"
    alone = f"unshare --map-root-user --net --mount sh -c '{bind} && {{0}}'"
    if run(folder, alone.format("true")).code:
        pytest.skip("namespaces cannot be made here")
    assert run(folder, alone.format(f"touch {mirrors}/file")).code != 0
    assert run(folder, alone.format(command)).code == 1
    assert (folder / "nightly" / "findings" / "acme" / "oven.jsonl").exists()


def test_two_parts_by_hand_are_the_whole(folder: Path) -> None:
    (block,) = (block for block in blocks(NAME, "sh") if "--shard" in block.text)
    lines = block.text.splitlines()
    assert [run(folder, line).code for line in lines[:-1]].count(2) == 1
    joined = run(folder, lines[-1])
    assert (joined.code, joined.out) == (2, printed("first night"))


def test_the_workflow(folder: Path, tmp_path: Path) -> None:
    (workflow,) = (_yaml.safe_load(block.text) for block in blocks(NAME, "yaml"))
    assert workflow["permissions"] == {"contents": "read"}
    text = (folder / "repositories.txt").read_text()
    (folder / "repositories.txt").write_text("".join(text.splitlines(keepends=True)[:2]))
    caches: dict[str, Path] = {}
    first = night(workflow, folder, tmp_path / "night1", caches)
    assert first["whole"].code == 0, first["whole"].err
    assert "in 2 repositories (2 linted)" in first["whole"].out
    change(folder)
    second = night(workflow, folder, tmp_path / "night2", caches)
    assert second["whole"].code == 1
    assert "in 2 repositories (1 linted, 1 unchanged), 1 new, 1 gone: " in second["whole"].out
    assert (tmp_path / "night2" / "whole" / "nightly" / "index.html").exists()


def night(workflow: dict[Any, Any], folder: Path, top: Path, caches: dict[str, Path]) -> dict[str, Run]:
    """Run the jobs of the workflow as GitHub does, each in a folder of its own. Returns the last command of each."""
    artifacts, runs = top / "artifacts", dict[str, Run]()
    parts = workflow["jobs"]["part"]["strategy"]["matrix"]["part"]
    for job, values in (*(("part", {"matrix.part": str(part)}) for part in parts), ("whole", {})):
        values = {**values, "github.run_id": top.name}
        here = top / f"{job}{values.get('matrix.part', '')}"
        here.mkdir(parents=True)
        for step in workflow["jobs"][job]["steps"]:
            done = take(filled(step, values), here, folder, artifacts, caches)
            if done is not None:
                runs[here.name] = done
    return runs


def filled(step: Any, values: dict[str, str]) -> Any:
    """A step with the values of its expressions."""
    if isinstance(step, dict):
        return {key: filled(value, values) for key, value in step.items()}
    return re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda found: values[found[1]], step) if isinstance(step, str) else step


def take(step: dict[str, Any], here: Path, folder: Path, artifacts: Path, caches: dict[str, Path]) -> Run | None:
    """Take one step: run its command, or do what the action does that it uses."""
    if "run" in step:
        if step["run"].startswith("pip install "):
            assert step["run"] == 'pip install "spanlint[html] @ git+https://github.com/OWNER/spanlint@REVISION"'
            return None
        return run(here, step["run"])
    action, words = step["uses"].partition("@")[0], step.get("with", {})
    if action == "actions/checkout":
        shutil.copy(folder / "repositories.txt", here)
    elif action == "actions/cache/restore":
        found = [kept for key, kept in caches.items() if key.startswith(words["restore-keys"])]
        if found:
            shutil.copytree(found[-1], here / words["path"])
    elif action == "actions/cache/save":
        caches[words["key"]] = here / words["path"]
    elif action == "actions/upload-artifact":
        shutil.copytree(here / words["path"], artifacts / words["name"])
    else:
        assert action == "actions/download-artifact"
        for artifact in artifacts.glob(words["pattern"]):
            shutil.copytree(artifact, here / artifact.name)
    return None
