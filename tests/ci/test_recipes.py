"""The recipes of docs/ci.md and of the README: each is read by its own reader, and its commands are run."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from spanlint.text.suffixes import SUFFIXES
from tests.adoption.repositories import git
from tests.ci.test_action import ACTION
from tests.cli.program import write
from tests.docs.pages import ROOT, blocks, shell, shop

PAGES = ("README.md", "docs/ci.md")
HOSTED = "git+https://github.com/OWNER/spanlint@REVISION"
_yaml: Any = import_module("yaml")
RECIPES: list[dict[Any, Any]] = [_yaml.safe_load(block.text) for name in PAGES for block in blocks(name, "yaml")]
WORKFLOWS = [each for each in RECIPES if "jobs" in each]
GITLAB = [each["spanlint"] for each in RECIPES if "spanlint" in each]
HOOKS = [each for each in RECIPES if "repos" in each]
STEPS = [step for each in WORKFLOWS for step in each["jobs"]["spanlint"]["steps"]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return shop(tmp_path / "project")


def test_every_recipe_is_of_a_kind_that_is_tested() -> None:
    assert len(RECIPES) == len(WORKFLOWS) + len(GITLAB) + len(HOOKS)
    assert min(len(WORKFLOWS), len(GITLAB), len(HOOKS)) >= 1


def test_a_workflow_has_what_github_asks_for() -> None:
    for each in WORKFLOWS:
        assert each[True] in (["push"], ["pull_request"]), "YAML reads the key `on` as true"
        assert each["permissions"]["contents"] == "read"
        for step in each["jobs"]["spanlint"]["steps"]:
            assert ("uses" in step) != ("run" in step)
            assert "${{" not in step.get("run", "")


def test_the_action_is_given_inputs_that_it_has() -> None:
    used = [step for step in STEPS if step.get("uses") == "OWNER/spanlint@REVISION"]
    assert len(used) >= 2
    for step in used:
        assert set(step["with"]) <= set(ACTION["inputs"])


def test_the_uploaded_file_is_the_one_that_is_written() -> None:
    for each in WORKFLOWS:
        steps = each["jobs"]["spanlint"]["steps"]
        uploaded = [step["with"]["sarif_file"] for step in steps if "upload-sarif" in step.get("uses", "")]
        assert uploaded == [step["with"]["sarif-file"] for step in steps if "sarif-file" in step.get("with", {})]
        assert bool(uploaded) == ("security-events" in each["permissions"])


def test_a_comparison_comes_with_the_history_that_it_needs() -> None:
    for each in WORKFLOWS:
        text = str(each)
        assert ("diff-base" in text) == ("'fetch-depth': 0" in text)
        assert "github.base_ref" not in text or each[True] == ["pull_request"]
    for job in GITLAB:
        assert ("--diff-base" in str(job)) == (job.get("variables") == {"GIT_DEPTH": 0})


@pytest.mark.program
def test_the_commands_of_the_workflows(project: Path) -> None:
    commands = [step["run"] for step in STEPS if "run" in step]
    annotating = [command for command in commands if command.startswith("spanlint")]
    assert annotating
    for command in commands:
        assert command.startswith(("spanlint ", 'pip install "git+https://github.com/OWNER/spanlint@REVISION"'))
    for command in annotating:
        done = shell(project, command, GITHUB_WORKSPACE=str(project))
        assert (done.code, done.err) == (1, "")
        assert re.search(r"^::(warning|error) .*file=src/a\.py,line=\d+", done.out, flags=re.MULTILINE)


@pytest.mark.program
def test_the_scripts_of_gitlab(project: Path) -> None:
    commit = git(project, "rev-parse", "origin/main").strip()
    for job in GITLAB:
        for command in job["script"][:-1]:
            assert command == 'pip install "git+https://github.com/OWNER/spanlint@REVISION"'
        variables = {"CI_PROJECT_DIR": str(project), "CI_MERGE_REQUEST_DIFF_BASE_SHA": commit}
        done = shell(project, "\n".join(job["script"]), **variables)
        assert (done.code, done.err) == (1, "")
        if "artifacts" not in job:
            assert set(re.findall(r"^(\S+?):\d+:\d+: ", done.out, flags=re.MULTILINE)) == {"src/a.py"}
            continue
        assert job["artifacts"]["when"] == "always", "or the report of a failed job is lost"
        report = json.loads((project / job["artifacts"]["reports"]["codequality"]).read_text(encoding="utf-8"))
        assert {each["location"]["path"] for each in report} == {"src/a.py", "src/b.ts"}


def test_the_hooks_exist() -> None:
    known = {each["id"] for each in _yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    repositories = [repository for recipe in HOOKS for repository in recipe["repos"]]
    (plugin,) = (each for each in repositories if each["repo"] == "https://github.com/PyCQA/flake8")
    spanlint = "spanlint @ git+https://github.com/OWNER/spanlint@REVISION"
    assert plugin["hooks"] == [{"id": "flake8", "additional_dependencies": [spanlint]}]
    for repository in repositories:
        if repository is not plugin:
            assert repository["repo"] == "https://github.com/OWNER/spanlint"
            assert {hook["id"] for hook in repository["hooks"]} <= known


def lint_staged() -> list[dict[str, str]]:
    found = [json.loads(block.text) for name in PAGES for block in blocks(name, "json")]
    return [each["lint-staged"] for each in found if "lint-staged" in each]


def test_lint_staged_s_pattern_takes_what_spanlint_reads() -> None:
    assert lint_staged()
    for tasks in lint_staged():
        (pattern,) = tasks
        endings = re.fullmatch(r"\*\.\{(.*)\}", pattern)
        assert endings
        assert {f".{each}" for each in endings[1].split(",")} == SUFFIXES


@pytest.mark.program
def test_lint_staged_s_command_repairs_reports_and_leaves_out_what_is_excluded(project: Path) -> None:
    """lint-staged runs the command with the absolute paths of the staged files behind it."""
    for tasks in lint_staged():
        (command,) = tasks.values()
        write(project, {"spanlint.toml": 'exclude = ["/generated"]\nselect = ["SPN002"]\n'})
        source = (project / "src" / "b.ts").read_bytes()
        write(project, {"generated/c.ts": source, "src/my file.ts": source})
        files = " ".join(f"'{project / name}'" for name in ("src/b.ts", "src/my file.ts", "generated/c.ts"))
        done = shell(project, f"{command} {files}")
        assert (done.code, done.err) == (0, "")
        assert b'("checkout", {}, parent)' in (project / "src" / "my file.ts").read_bytes()
        assert (project / "generated" / "c.ts").read_bytes() == source
        write(project, {"spanlint.toml": 'select = ["SPN001"]\n'})
        assert shell(project, f"{command} {project / 'src' / 'a.py'}").code == 1


@pytest.mark.program
def test_npm_runs_the_scripts_of_a_typescript_project(project: Path) -> None:
    source = (project / "src" / "b.ts").read_text(encoding="utf-8")
    write(project, {"src/deep/d.tsx": source})
    scripts, uvx = (json.loads(block.text) for block in blocks("docs/typescript.md", "json"))
    assert uvx["scripts"] == {"lint:spans": f'uvx --from "{HOSTED}" spanlint src'}
    write(project, {"package.json": json.dumps(scripts)})
    linted = shell(project, "npm run --silent lint:spans -- --output-format concise --quiet")
    assert (linted.code, linted.err) == (1, "")
    assert {line.partition(":")[0] for line in linted.out.splitlines()} == {"src/b.ts", "src/deep/d.tsx"}
    shell(project, "npm run --silent fix:spans")
    assert '("checkout", {}, parent)' in (project / "src" / "deep" / "d.tsx").read_text(encoding="utf-8")


@pytest.mark.program
def test_a_hook_of_git_s_own_runs_it_inside_of_a_commit(project: Path) -> None:
    """The variables that git sets for a hook must not lead the comparison astray."""
    (command,) = (text for _, text in blocks("docs/ci.md", "bash") if "--diff-base HEAD" in text)
    assert shell(project, command).code == 0
    hook = project / ".git" / "hooks" / "pre-commit"
    write(hook.parent, {"pre-commit": f"#!/bin/sh\n{command.replace('HEAD', 'HEAD --select SPN001')}"})
    hook.chmod(0o755)
    write(project, {"src/d.py": "import opentelemetry\n" + (project / "src" / "a.py").read_text(encoding="utf-8")})
    git(project, "add", "--all")
    commit = "git -c user.name=tester -c user.email=tester@example.com commit --message more"
    refused = shell(project, commit)
    assert refused.code == 1
    assert "src/d.py\n  13:19 warning SPN001" in refused.out + refused.err
    git(project, "reset", "--quiet", "--", "src/d.py")
    (project / "src" / "d.py").unlink()
    write(project, {"src/e.py": "x = 1\n"})
    git(project, "add", "--all")
    assert shell(project, commit).code == 0
