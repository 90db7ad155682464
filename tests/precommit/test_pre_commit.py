"""The hooks as a project uses them: they fail on the bad file, and pass after the fixing one has run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from spanlint.text.suffixes import COMPONENTS, NOTEBOOK, SUFFIXES
from tests.cli.program import PYTHON_BAD, PYTHON_CLEAN, TYPESCRIPT_BAD, Run, write
from tests.docs.pages import page
from tests.precommit.pre_commit_program import ROOT, commit, git, linter_repository, run_pre_commit
from tests.regions.notebooks import code, notebook

PYTHON_FIXABLE = """\
from opentelemetry import trace
from opentelemetry.context import Context

tracer = trace.get_tracer("shop")


def checkout(cart, parent: Context):
    return tracer.start_span("checkout")
"""
TYPESCRIPT_FIXABLE = """\
import { type Context, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("shop");

export function checkout(parent: Context) {
  return tracer.startSpan("checkout");
}
"""
TYPESCRIPT_SKIPPING = """\
import { type Context, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("shop");

export function checkout(parent: Context) {
  const first = tracer.startSpan("a", {}, parent);
  const second = tracer.startSpan("b");
  first.end(); second.end();
}
"""


class Linter(NamedTuple):
    """A repository of the linter, the commit to use, and where pre-commit keeps what it has installed."""

    repository: Path
    revision: str
    store: Path

    def hooks(self, *names: str) -> str:
        """The `.pre-commit-config.yaml` of a project that uses these hooks."""
        hooks = "".join(f"\n      - id: {name}" for name in names)
        return f"repos:\n  - repo: {self.repository.as_posix()}\n    rev: {self.revision}\n    hooks:{hooks}\n"

    def hook_with(self, name: str, args: str) -> str:
        """The same for one hook, with arguments of the project's own."""
        return f"{self.hooks(name)}        args: {args}\n"

    def run(self, project: Path, *arguments: str) -> Run:
        """Run the hooks on what is staged, or on what the arguments say."""
        return run_pre_commit(project, self.store, "run", *arguments)


@pytest.fixture(scope="module")
def linter(tmp_path_factory: pytest.TempPathFactory) -> Linter:
    folder = tmp_path_factory.mktemp("linter")
    return Linter(folder / "spanlint", linter_repository(folder / "spanlint"), folder / "store")


def test_the_hook_fails_until_the_fixing_one_has_run(linter: Linter, tmp_path: Path) -> None:
    write(tmp_path, {".pre-commit-config.yaml": linter.hooks("spanlint"), "a.py": PYTHON_CLEAN})
    commit(tmp_path)
    assert linter.run(tmp_path, "--all-files").code == 0

    write(tmp_path, {"src/bad.py": PYTHON_FIXABLE, "src/bad.ts": TYPESCRIPT_FIXABLE})
    git(tmp_path, "add", "--all")
    failed = linter.run(tmp_path)
    assert failed.code == 1
    assert re.findall(r"^(\S+)\n  (\d+:\d+) error (SPN\d+)", failed.out, flags=re.MULTILINE) == [
        ("src/bad.py", "8:19", "SPN002"),
        ("src/bad.ts", "6:17", "SPN002"),
    ]

    write(tmp_path, {".pre-commit-config.yaml": linter.hooks("spanlint-fix")})
    git(tmp_path, "add", "--all")
    fixed = linter.run(tmp_path)
    assert fixed.code == 1, "pre-commit fails a run that has changed files"
    assert "files were modified by this hook" in fixed.out
    assert "context=parent" in (tmp_path / "src/bad.py").read_text("utf-8")
    assert "parent)" in (tmp_path / "src/bad.ts").read_text("utf-8").partition("startSpan")[2]

    write(tmp_path, {".pre-commit-config.yaml": linter.hooks("spanlint", "spanlint-fix")})
    git(tmp_path, "add", "--all")
    assert linter.run(tmp_path).code == 0


def test_what_cannot_be_fixed_is_reported(linter: Linter, tmp_path: Path) -> None:
    write(tmp_path, {".pre-commit-config.yaml": linter.hooks("spanlint-fix"), "bad.py": PYTHON_BAD})
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    run = linter.run(tmp_path)
    assert run.code == 1
    assert "bad.py\n  7:19 warning SPN001" in run.out
    assert "files were modified" not in run.out


def test_every_kind_of_source_file_is_looked_at_and_no_other(linter: Linter, tmp_path: Path) -> None:
    sources = {f"a{suffix}": PYTHON_BAD if suffix.startswith(".py") else TYPESCRIPT_BAD for suffix in SUFFIXES}
    script = f'<script lang="ts">\n{TYPESCRIPT_BAD}</script>\n'
    sources |= {**{f"a{suffix}": script for suffix in COMPONENTS}, f"a{NOTEBOOK}": notebook(code(PYTHON_BAD))}
    others = {"script": f"#!/usr/bin/env python3\n{PYTHON_BAD}", "a.md": TYPESCRIPT_BAD, "a.json": "{}"}
    write(tmp_path, {".pre-commit-config.yaml": linter.hooks("spanlint"), **sources, **others})
    (tmp_path / "script").chmod(0o755)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    run = linter.run(tmp_path)
    found = re.findall(r"^(\S+)\n  (?:cell 1:)?\d+:\d+ warning SPN001", run.out, flags=re.MULTILINE)
    assert set(found) == set(sources)
    assert re.search(r"^spanlint: ", run.out, flags=re.MULTILINE) is None


def test_markdown_is_looked_at_as_the_page_says(linter: Linter, tmp_path: Path) -> None:
    (row,) = re.findall(r"\| the pre-commit hooks \|.*", page("docs/notebooks-and-components.md"))
    files, args = re.findall(r"`(?:files|args): (.*?)`", row)
    hook = f"{linter.hook_with('spanlint', args)}        files: {files}\n"
    text = f"```ts\n{TYPESCRIPT_SKIPPING}```\n"
    write(tmp_path, {".pre-commit-config.yaml": hook, "a.md": text, "b.mdx": text, "c.ts": TYPESCRIPT_SKIPPING})
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    found = re.findall(r"^(\S+)\n  \d+:\d+ error SPN002", linter.run(tmp_path).out, flags=re.MULTILINE)
    assert sorted(found) == ["a.md", "b.mdx"]


def test_what_the_project_excludes_stays_excluded(linter: Linter, tmp_path: Path) -> None:
    excluding = {"spanlint.toml": 'exclude = ["/generated"]\n', "generated/bad.py": PYTHON_BAD}
    write(tmp_path, {".pre-commit-config.yaml": linter.hooks("spanlint"), **excluding})
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    assert linter.run(tmp_path).code == 0
    write(tmp_path, {"spanlint.toml": ""})
    assert linter.run(tmp_path, "--all-files").code == 1


def test_a_hook_can_be_tried_without_a_configuration(linter: Linter, tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD, "bad.ts": TYPESCRIPT_BAD})
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    repository = str(linter.repository)
    run = run_pre_commit(tmp_path, linter.store, "try-repo", repository, "spanlint", "--all-files")
    assert run.code == 1
    assert "bad.py\n  7:19 warning SPN001" in run.out
    assert "bad.ts\n  5:38 warning SPN001" in run.out


def test_the_file_of_hooks_is_valid(linter: Linter, tmp_path: Path) -> None:
    hooks = ROOT / ".pre-commit-hooks.yaml"
    assert run_pre_commit(tmp_path, linter.store, "validate-manifest", str(hooks)) == Run(0, "", "")


@pytest.mark.parametrize("args", [None, "[--select, ALL]", "[--select, ALL, --]"])
def test_no_file_name_is_taken_for_an_option(linter: Linter, tmp_path: Path, args: str | None) -> None:
    """A tracked file below a folder called `--output-file=` names any file of the machine."""
    victim = tmp_path / "victim" / "setup.py"
    project = tmp_path / "project"
    project.mkdir()
    write(tmp_path, {"victim/setup.py": "precious = 1\n"})
    write(project, {"a.py": PYTHON_BAD, f"--output-file={victim}": PYTHON_BAD})
    hooks = linter.hooks("spanlint") if args is None else linter.hook_with("spanlint", args)
    write(project, {".pre-commit-config.yaml": hooks})
    commit(project)
    run = linter.run(project, "--all-files")
    assert victim.read_text() == "precious = 1\n"
    assert run.code == 1
    if args == "[--select, ALL]":
        assert "an option, and a file: write `./--output-file=" in run.out
    else:
        assert "a.py\n  7:19 warning SPN001" in run.out


@pytest.mark.parametrize("args", ["[--select, SPN002]", "[--select, SPN002, --]"])
def test_a_project_s_own_arguments_are_options(linter: Linter, tmp_path: Path, args: str) -> None:
    write(tmp_path, {".pre-commit-config.yaml": linter.hook_with("spanlint", args), "a.py": PYTHON_BAD})
    commit(tmp_path)
    assert linter.run(tmp_path, "--all-files").code == 0
