"""The page on sweeps, tried as it is written: its list, what its sweeps print, its night with cron and that in CI."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from spanlint.sweep.options import SWEEP_OPTIONS
from tests.adoption.repositories import git
from tests.cli.program import Run, run_command
from tests.docs.pages import NEW, OLD, blocks, page, shell
from tests.sweep.git_server import serving
from tests.sweep.repositories import commit, repository
from tests.waiting import HANGS_AFTER, wait_until

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
    (command,) = (block.text.strip() for block in blocks(NAME, "sh") if block.text.startswith("spanlint sweep --dry"))
    done = run(folder, command)
    expected = _ADDRESS.sub(f"file://{folder.parent / 'hosts'}/", printed("dry run"))
    assert (done.code, done.out) == (0, expected.replace("/srv/", f"{folder.parent}/"))
    assert not (folder / "nightly").exists()


def test_every_option_of_the_command_that_the_page_names_exists() -> None:
    known = {name for option in SWEEP_OPTIONS for name in option.names}
    text = re.sub(r"docker run .* IMAGE |useradd .*|git config .*|dask .*|`--tls-ca-file`", "", page(NAME))
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
    (install,) = (block.text for block in blocks(NAME, "sh") if "useradd" in block.text)
    settings = dict(line.split("=", 1) for line in text.splitlines() if "=" in line.split()[0])
    (line,) = (line for line in text.splitlines() if line[0].isdigit())
    when, user, command = line.split(None, 6)[:5], line.split(None, 6)[5], line.split(None, 6)[6]
    assert (len(when), user) == (5, "spanlint")
    assert "%" not in command, "which cron takes for the end of the line"
    program, folders = "/opt/spanlint/bin/spanlint", settings["PATH"].split(":")
    assert f"/{program.strip('/').rpartition('/')[0]}" in folders, "cron finds the program that was installed"
    for place in ("var/lib/spanlint", "etc/spanlint", "opt/spanlint/bin"):
        (folder / place).mkdir(parents=True)
    (folder / program.strip("/")).write_text(f'#!/bin/sh\nexec {sys.executable} -m spanlint "$@"\n')
    (folder / program.strip("/")).chmod(0o755)
    (folder / "etc" / "spanlint" / "repositories.txt").write_text("".join(listed(folder)[:2]))
    command, trial = (re.sub(r" /(?=var/|etc/|opt/)", f" {folder}/", text) for text in (command, install))
    path = os.pathsep.join(f"{folder}{one}" if one.startswith("/opt/") else one for one in folders)
    (dry,) = (line.partition(" -- ")[2] for line in trial.splitlines() if " -- " in line)
    assert by_cron(folder, dry, path).out.splitlines()[0].split()[:2] == ["clone", "acme/bakery"]
    first = by_cron(folder, command, path)
    assert (first.code, first.err) == (0, "")
    change(folder)
    second = by_cron(folder, command, path)
    assert (second.code, second.err) == (0, "")
    assert ", 1 new, 1 gone: " in second.out


def by_cron(folder: Path, command: str, path: str) -> Run:
    """Run a command with the environment that cron gives it."""
    return run_command(folder, ["env", "-i", f"PATH={path}", f"HOME={folder}", "SHELL=/bin/sh", "sh", "-c", command])


def listed(folder: Path) -> list[str]:
    """The lines of the list."""
    return (folder / "repositories.txt").read_text().splitlines(keepends=True)


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
    (workflow,) = (_yaml.safe_load(block.text) for block in blocks(NAME, "yaml") if "jobs:" in block.text)
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
        upload(words, here, artifacts / words["name"])
    else:
        assert action == "actions/download-artifact"
        for artifact in artifacts.glob(words["pattern"]):
            shutil.copytree(artifact, here / artifact.name)
    return None


def upload(words: dict[str, Any], here: Path, artifact: Path) -> None:
    """Keep one folder without those that lines with `!` name, as the action does; hidden files only on request."""
    (path, *left_out) = words["path"].split()
    folders = {(here / line.removeprefix("!")).resolve() for line in left_out}

    def ignored(folder: str, names: list[str]) -> set[str]:
        hidden = {name for name in names if name.startswith(".") and not words.get("include-hidden-files")}
        return hidden | {name for name in names if (Path(folder) / name).resolve() in folders}

    shutil.copytree(here / path, artifact, ignore=ignored)
    assert not (artifact / "state" / "clones").exists(), "an artifact has no sources"


def test_a_token_reaches_its_host_alone(folder: Path, tmp_path: Path) -> None:
    (steps,) = (_yaml.safe_load(block.text) for block in blocks(NAME, "yaml") if "credential." in block.text)
    (script,) = (step["run"] for step in steps)
    home = tmp_path / "home"
    home.mkdir()
    repository(tmp_path / "private" / "oven", {"a.py": OLD})
    with serving(tmp_path / "private") as server:
        server.user = "x-access-token:secret-word"
        address = server.address("oven").removesuffix("/oven")
        variables = {"HOME": str(home), "SWEEP_TOKEN": "secret-word"}
        sweep = f"spanlint sweep --quiet --out out {server.address('oven')} --retries 0"
        assert run(folder, sweep, **variables).code == 2, "without the step, nothing is served"
        other = script.replace("https://github.com", address.replace("127.0.0.1", "localhost"))
        assert run(folder, f"{other}\n{sweep}", **variables).code == 2, "nor by the token of another host"
        (home / ".gitconfig").unlink()
        done = run(folder, f"{script.replace('https://github.com', address)}\n{sweep}", **variables)
    assert (done.code, done.err) == (1, "")
    files = [path for path in (folder / "out").rglob("*") if path.is_file()]
    assert len(files) > 5
    assert [path for path in files if b"secret-word" in path.read_bytes()] == []


def test_variables_of_git_do_not_count_but_its_configuration_does(folder: Path, tmp_path: Path) -> None:
    home, log = tmp_path / "home", tmp_path / "asked.log"
    home.mkdir()
    for name in ("variable", "setting"):
        (tmp_path / name).write_text(f'#!/bin/sh\necho {name} >> "{log}"\nexit 1\n')
        (tmp_path / name).chmod(0o755)
    (home / ".gitconfig").write_text(f"[core]\n\tsshCommand = {tmp_path / 'setting'}\n")
    sweep = "spanlint sweep --quiet --retries 0 git@git.example.org:acme/oven.git"
    assert run(folder, sweep, HOME=str(home), GIT_SSH_COMMAND=str(tmp_path / "variable")).code == 2
    assert set(log.read_text().split()) == {"setting"}


def test_the_cluster_of_one_machine(folder: Path) -> None:
    (text,) = (block.text for block in blocks(NAME, "sh") if block.text.startswith("dask scheduler"))
    *programs, sweep = text.splitlines()
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    started: list[subprocess.Popen[bytes]] = []
    try:
        for program in programs:
            started.append(
                subprocess.Popen(
                    shlex.split(program), cwd=folder, env=environment, start_new_session=True,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )
            )  # fmt: skip
            wait_until((folder / "scheduler.json").exists)
        done = run(folder, sweep)
    finally:
        for process in started:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(HANGS_AFTER)
    assert (done.code, done.out) == (2, printed("first night"))
    journal = (folder / "spanlint-sweep" / "repos.jsonl").read_text().splitlines()[1:]
    assert {json.loads(line)["worker"].partition(":")[0] for line in journal} == {"tcp"}
